from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.foundation.money import euros
from raccordo.governance.operations.sending import Sent
from raccordo.governance.rules.questions import Kind, Question, Value


def figure(value: Value | None, question: Question) -> str:
    """An answer as a person reads it."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if question.kind == Kind.EUROS:
        return euros(Decimal(value))
    said = number_format(value, force_grouping=True)
    return f"{said} {question.unit}" if question.unit else said


def percent(number: int | None) -> str:
    """By how much something has changed, with a true minus."""
    return "" if number is None else f"{number:+d}\xa0%".replace("-", "\N{MINUS SIGN}")


def told(sent: Sent) -> str:
    """What became of a sending, and whom somebody has still to see to."""
    written, by_hand, stopped = len(sent.written), len(sent.by_hand), len(sent.stopped)
    leaving = ngettext("%(n)s messaggio in partenza.", "%(n)s messaggi in partenza.", written)
    alone = ngettext(
        "%(n)s ente è senza indirizzo: inviare a mano il suo collegamento.",
        "%(n)s enti sono senza indirizzo: inviare a mano il loro collegamento.",
        by_hand,
    )
    revoked = ngettext(
        "%(n)s ente ha il collegamento revocato e non è stato sollecitato: inviargliene un"
        " altro dalla pagina della sua risposta.",
        "%(n)s enti hanno il collegamento revocato e non sono stati sollecitati: inviarne loro"
        " un altro dalla pagina della risposta.",
        stopped,
    )
    said = [(leaving, written), (alone, by_hand), (revoked, stopped)]
    found = " ".join(words % {"n": n} for words, n in said if n)
    return found or _("Nessun messaggio in partenza.")
