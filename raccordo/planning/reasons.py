from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import said

SENTENCES = {
    "outline_empty": _("Il modello non ha sezioni."),
    "outline_too_long": _("Il modello ha troppe sezioni o troppi assi."),
    "section_twice": _("La sezione %(code)s c'è due volte."),
    "section_astray": _("La sezione %(code)s sta sotto %(parent)s, che non c'è prima."),
    "shown_unknown": _("La sezione %(code)s vuole «%(name)s», che non si conosce."),
    "axis_twice": _("L'asse %(code)s c'è due volte."),
    "code_unsound": _("il codice è di cifre e lettere, al più %(longest)s: per esempio 5.3"),
    "end_before_start": _("la fine precede l'inizio"),
    "cell_not_a_count": _("non è un numero di persone"),
    "left_to_choose": _("non è fra le voci conosciute: resta da scegliere"),
}
FACTS = {
    "columns.remembered": _("Ha detto che cosa c'è nelle colonne di un foglio"),
    "actions.brought": _("Ha portato in un piano le azioni di un foglio"),
    "former.brought": _("Ha portato in un piano azioni del piano precedente"),
    "texts.brought": _("Ha portato in un piano i testi di un documento"),
    "template.loaded": _("Ha caricato un modello di piano"),
    "plan.started": _("Ha avviato un piano"),
    "plan.renamed": _("Ha cambiato il titolo di un piano"),
    "plan.moved": _("Ha cambiato lo stato di un piano"),
    "plan.act_attached": _("Ha collegato un atto a un piano"),
    "plan.act_detached": _("Ha scollegato un atto da un piano"),
    "plan.in_force": _("Ha registrato come vigente un piano"),
    "plan.reopened": _("Ha riaperto un piano per correggerlo"),
    "section.written": _("Ha scritto una sezione del piano"),
    "section.added": _("Ha aggiunto una sezione al piano"),
    "section.dropped": _("Ha tolto una sezione dal piano"),
    "section.remarked": _("Ha fatto un'osservazione a una sezione del piano"),
    "section.remark_answered": _("Ha risposto a un'osservazione al testo del piano"),
    "objective.added": _("Ha aggiunto un obiettivo"),
    "objective.changed": _("Ha modificato un obiettivo"),
    "objective.dropped": _("Ha tolto un obiettivo"),
    "origin.tied": _("Ha detto dove è finita nel piano una proposta"),
    "origin.untied": _("Ha tolto il collegamento fra una proposta e il piano"),
    "action.added": _("Ha aggiunto un'azione"),
    "action.changed": _("Ha modificato la scheda di un'azione"),
    "action.pieces_written": _("Ha scritto un riquadro della scheda di un'azione"),
    "action.stage_concluded": _("Ha aggiornato il cronoprogramma di un'azione"),
    "action.moved": _("Ha cambiato lo stato di un'azione"),
    "action.dropped": _("Ha tolto un'azione"),
    "action.file_attached": _("Ha aggiunto un documento a un'azione"),
    "action.file_dropped": _("Ha tolto un documento da un'azione"),
    "procedure.added": _("Ha aggiunto una procedura"),
    "procedure.changed": _("Ha modificato una procedura"),
    "procedure.steps_written": _("Ha aggiornato i passi di una procedura"),
    "procedure.dropped": _("Ha tolto una procedura"),
    "contract.added": _("Ha registrato un contratto o una convenzione"),
    "contract.changed": _("Ha modificato un contratto o una convenzione"),
}


def sentence(reason: Reason) -> str:
    """What is wrong in a template, as who brings it reads."""
    facts = {name: said(fact) for name, fact in reason.facts.items()}
    return str(SENTENCES[reason.code]) % facts
