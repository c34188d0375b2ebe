"""The words of this room: what its lines in the register mean, and why its rules say no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import elided, said

SENTENCES = {
    "not_yet_received": _("La consultazione riceve proposte dal %(since)s."),
    "no_longer_received": _(
        "La consultazione ha ricevuto proposte fino al %(last)s: ora non si ricevono più."
    ),
    "never_received": _("In questa consultazione non c'è una fase in cui si ricevono proposte."),
    "concluded": _("La consultazione si è conclusa il %(day)s."),
    "phases_overlap": _(
        "In quei giorni si ricevono già proposte nella fase «%(phase)s»: cambiare le date."
    ),
    "merged_into_itself": _("Una proposta non si unisce a sé stessa."),
    "merged_elsewhere": _("%(one)s e %(other)s sono di territori diversi: non si uniscono."),
    "already_merged": _("%(one)s è già unita a un'altra: prima separarla."),
    "both_answered": _(
        "Entrambe hanno già una risposta: %(one)s e %(other)s restano due, perché chi le ha"
        " scritte ha già avuto la sua. Per dire che riguardano la stessa cosa, correggere una"
        " delle due risposte e richiamare l'altra."
    ),
    "merged_backwards": _(
        "%(one)s ha già una risposta e %(other)s no: unire %(other)s a %(one)s, così chi l'ha"
        " scritta riceve la risposta che c'è."
    ),
    "merged_when_over": _("%(one)s non aspetta più una risposta: non si unisce a un'altra."),
    "merged_into_what_is_over": _("%(other)s è ritirata o non pertinente: non se ne uniscono."),
}
IN_TABLES = {
    "sort_unknown": _("non è un tipo di proposta: %(known)s"),
    "town_not_here": _("nessun Comune di questo territorio si chiama così"),
    "term_unknown": _("non è fra le voci del vocabolario"),
    "body_unknown": _("nessun ente dell'elenco si chiama così"),
    "day_to_come": _("la data è nel futuro"),
    "not_received_then": _("il %(day)s la consultazione non riceveva proposte"),
    "email_wrong": _("non è un indirizzo di posta elettronica"),
    "text_too_long": _("il testo è di %(size)s caratteri e il limite è %(limit)s"),
}
FACTS = {
    "need.backed": _("Ha fondato un bisogno su una proposta"),
    "need.found_in": _("Ha rilevato un bisogno in una proposta"),
    "need.unbacked": _("Ha tolto una proposta da quelle che sostengono un bisogno"),
    "consultation.prepared": _("Ha preparato una consultazione"),
    "consultation.changed": _("Ha modificato una consultazione"),
    "consultation.published": _("Ha pubblicato una consultazione"),
    "consultation.concluded": _("Ha concluso una consultazione"),
    "consultation.reopened": _("Ha riaperto una consultazione"),
    "phase.added": _("Ha aggiunto una fase a una consultazione"),
    "phase.changed": _("Ha modificato una fase di una consultazione"),
    "phase.removed": _("Ha tolto una fase da una consultazione"),
    "aim.added": _("Ha messo un obiettivo in consultazione"),
    "aim.changed": _("Ha modificato un obiettivo in consultazione"),
    "aim.removed": _("Ha tolto un obiettivo da una consultazione"),
    "subscription.given": _("Ha registrato la posizione di un ente su un obiettivo"),
    "subscription.withdrawn": _("Ha tolto la posizione di un ente su un obiettivo"),
    "occasion.planned": _("Ha preparato un incontro"),
    "occasion.changed": _("Ha modificato un incontro"),
    "occasion.held": _("Ha registrato come si è svolto un incontro"),
    "occasion.called_off": _("Ha annullato un incontro"),
    "contribution.written": _("Una proposta dal sito aspetta di essere confermata"),
    "contribution.received": _("Una proposta è stata ricevuta"),
    "contribution.confirmed": _("Chi ha scritto una proposta l'ha confermata"),
    "contribution.code_renewed": _("Ha dato un nuovo codice per seguire una proposta"),
    "contribution.forgotten": _("Ha eliminato le proposte mai confermate"),
    "contribution.sorted": _("Ha corretto come è classificata una proposta"),
    "contribution.file_added": _("Ha aggiunto un allegato a una proposta"),
    "contribution.body": _("Ha riconosciuto l'ente che ha scritto una proposta"),
    "contribution.admitted": _("Ha dichiarato ammissibile una proposta"),
    "contribution.not_pertinent": _("Ha dichiarato non pertinente una proposta"),
    "contribution.merged": _("Ha unito una proposta a un'altra"),
    "contribution.unmerged": _("Ha separato due proposte"),
    "contribution.discussed": _("Ha registrato la discussione di una proposta"),
    "contribution.answered": _("Ha risposto a una proposta"),
    "contribution.answer_told": _("Ha preparato la comunicazione di una risposta"),
    "contribution.answer_handed": _("Ha registrato come è stata comunicata una risposta"),
    "contribution.withdrawn": _("Una proposta è stata ritirata"),
    "contribution.hidden": _("Ha nascosto al pubblico il testo di una proposta"),
    "contribution.shown": _("Ha mostrato di nuovo al pubblico il testo di una proposta"),
    "contribution.public_text": _("Ha scritto il testo pubblicato di una proposta"),
    "contribution.person_removed": _("Ha tolto i dati personali da una proposta"),
    "batch.received": _("Ha portato un questionario"),
    "batch.mapped": _("Ha detto che cosa c'è nelle colonne di un questionario"),
    "batch.chosen": _("Ha scelto le righe di un questionario"),
    "batch.entered": _("Ha importato un questionario"),
    "batch.forgotten": _("Ha eliminato i questionari che nessuno ha ripreso"),
    "batch.discarded": _("Ha scartato un questionario"),
}


def sentence(reason: Reason) -> str:
    """Why a rule of this room says no, in words."""
    facts = {name: said(fact) for name, fact in reason.facts.items()}
    return elided(str(SENTENCES[reason.code]) % facts)
