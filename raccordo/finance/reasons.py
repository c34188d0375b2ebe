from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import said

SENTENCES = {
    "earmark_with_source": _("%(fund)s non paga «%(action)s»: %(text)s (%(source)s)."),
    "earmark_without_source": _(
        "Da controllare: forse %(fund)s non paga «%(action)s» (%(text)s; manca la fonte)."
    ),
    "share_too_low": _(
        "Di %(fund)s va almeno il %(wanted)s %%: %(text)s. Adesso è il %(now)s %% (%(source)s)."
    ),
    "share_too_high": _(
        "Di %(fund)s va al più il %(wanted)s %%: %(text)s. Adesso è il %(now)s %% (%(source)s)."
    ),
    "not_an_amount": _("«%(said)s» non è un importo: scriverlo come 1.250,50."),
    "amount_negative": _("«%(said)s» è meno di zero: qui si scrive quanto si destina."),
    "amount_too_large": _("«%(said)s» è un importo troppo grande."),
    "amount_beyond_cents": _("«%(said)s» ha più di due decimali."),
    "action_unknown": _("«%(said)s» non è fra le azioni del piano: serve il codice, come 5.3."),
    "action_missing": _("Manca il codice dell'azione: se le celle sono unite, dividerle."),
    "source_unknown": _("«%(said)s» non è fra le fonti del piano: serve il nome con l'anno."),
    "source_twice": _("«%(said)s» è già il nome di un'altra colonna."),
    "column_without_name": _(
        "«%(said)s» è in una colonna senza nome: se le celle sono unite, dividerle."
    ),
    "fund_unknown": _("non è fra i fondi conosciuti: aggiungerlo prima"),
    "not_a_year": _("non è un anno"),
    "year_outside_plan": _("il piano va dal %(first)s al %(last)s"),
    "more_than_before": _("è più di quanto è %(before)s"),
    "already_told": _("è già registrato %(now)s: si corregge con uno storno"),
    "books_kind_unknown": _("non è un tipo di scrittura: impegno, liquidazione, mandato…"),
    "books_number_unread": _("non è un numero di registrazione"),
    "books_amount_unread": _("non è un importo: scriverlo come 1.250,50"),
    "step_late": _("«%(what)s» era da fare entro il %(day)s."),
    "stage_late": _("La fase «%(what)s» doveva concludersi entro il %(day)s."),
    "contract_ends": _("Il contratto con %(who)s finisce il %(day)s."),
    "money_at_risk": _("%(sum)s di %(fund)s non sono impegnati: il termine è il %(day)s."),
    "cell_twice": _("«%(said)s»: quest'azione ha già un importo su questa fonte."),
}
FACTS = {
    "cells.written": _("Ha detto in quali caselle della matrice sta un'azione"),
    "report.closed": _("Ha chiuso la rendicontazione di un fondo"),
    "year.closed": _("Ha chiuso un esercizio della contabilità di piano"),
    "surplus.applied": _("Ha applicato l'avanzo vincolato di un fondo"),
    "quotas.shared": _("Ha ripartito le quote fra i Comuni"),
    "quota.changed": _("Ha cambiato la quota di un Comune"),
    "quota.collected": _("Ha registrato il versamento di un Comune"),
    "quota.reminded": _("Ha sollecitato la quota di un Comune"),
    "funds.brought": _("Ha portato i fondi da un foglio"),
    "budget.brought": _("Ha portato il piano finanziario da un foglio"),
    "funds.loaded": _("Ha caricato il catalogo dei fondi"),
    "fund.added": _("Ha aggiunto un fondo"),
    "allocation.added": _("Ha aperto l'annualità di un fondo"),
    "allocation.changed": _("Ha cambiato i termini dell'annualità di un fondo"),
    "earmark.added": _("Ha aggiunto un vincolo di destinazione"),
    "budget.written": _("Ha scritto il piano finanziario"),
    "movement.entered": _("Ha registrato una scrittura della contabilità di piano"),
    "form.added": _("Ha aggiunto un modulo da compilare"),
    "form.renewed": _("Ha sostituito il file di un modulo"),
    "form.marked": _("Ha detto quale dato va in quali posti di un modulo"),
    "form.removed": _("Ha tolto un modulo"),
    "movement.numbered": _("Ha riportato il numero dei libri dell'ente su una scrittura"),
    "movement.reversed": _("Ha stornato una scrittura della contabilità di piano"),
}


def sentence(reason: Reason) -> str:
    """What an earmark says to who programmes the money of its fund."""
    facts = {name: said(fact) for name, fact in reason.facts.items()}
    return str(SENTENCES[reason.code]) % facts
