"""Why a document that an office brought was not taken, or not taken whole."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from raccordo.foundation import sentences
from raccordo.foundation.reasons import Reason

SENTENCES = {
    "document_unknown": _(
        "Il file non è in uno dei formati che si leggono qui (%(accepted)s): salvarlo in uno di "
        "questi e caricarlo di nuovo."
    ),
    "document_old": _(
        "Il file è nel formato %(old)s: aprirlo, salvarlo come %(new)s e caricarlo di nuovo."
    ),
    "document_locked": _(
        "Il file è protetto da una password: toglierla, salvare e caricarlo di nuovo."
    ),
    "document_macro": _(
        "Il file contiene macro: salvarlo come %(new)s, che non ne ha, e caricarlo di nuovo."
    ),
    "document_broken": _("Il file è danneggiato o incompleto: scaricarlo di nuovo."),
    "document_overfull": _(
        "Una volta aperto, il file occuperebbe troppa memoria: non è stato letto."
    ),
    "document_too_long": _("Il documento è troppo lungo: dividerlo in più file."),
    "form_without_places": _(
        "Nel file non ci sono celle, campi o spazi da compilare: non è un modulo."
    ),
    "form_too_large": _(
        "Il modulo ha più di %(limit)s celle o campi: togliere le parti che non servono."
    ),
    "form_place_gone": _("Nel modulo non c'è più il posto «%(place)s»: indicarne un altro."),
    "form_formula": _("«%(place)s» contiene una formula: la calcola il modulo, non si compila."),
    "form_inside_merged": _(
        "«%(place)s» fa parte delle celle unite %(range)s: si compila la prima, «%(first)s»."
    ),
    "form_inside_joined": _("«%(place)s» fa parte di celle unite: si compila la prima."),
    "form_table_heading": _(
        "«%(place)s» è l'intestazione di una tabella del foglio: cambiarla guasterebbe il modulo."
    ),
    "form_text_too_long": _(
        "Il testo per «%(place)s» supera i %(limit)s caratteri, il massimo di una cella."
    ),
}


def sentence(reason: Reason) -> str:
    """What a reason says to whoever brought the document."""
    if reason.code.startswith("left_out_"):
        return _left_out(reason)
    return sentences.sentence(reason, SENTENCES)


def _left_out(reason: Reason) -> str:
    """What stood in a document and could not come in, counted."""
    count = int(str(reason.facts["count"]))
    told = {
        "left_out_images": ngettext(
            "%(count)s immagine non è stata riportata.",
            "%(count)s immagini non sono state riportate.",
            count,
        ),
        "left_out_boxes": ngettext(
            "%(count)s casella di testo non è stata riportata.",
            "%(count)s caselle di testo non sono state riportate.",
            count,
        ),
        "left_out_notes": ngettext(
            "%(count)s nota a piè di pagina non è stata riportata.",
            "%(count)s note a piè di pagina non sono state riportate.",
            count,
        ),
        "left_out_comments": ngettext(
            "%(count)s commento non è stato riportato.",
            "%(count)s commenti non sono stati riportati.",
            count,
        ),
        "left_out_deletions": ngettext(
            "%(count)s parte cancellata in revisione non è stata riportata.",
            "%(count)s parti cancellate in revisione non sono state riportate.",
            count,
        ),
        "left_out_indexes": ngettext(
            "%(count)s sommario o indice non è stato riportato.",
            "%(count)s sommari o indici non sono stati riportati.",
            count,
        ),
    }
    return told[reason.code] % {"count": count}
