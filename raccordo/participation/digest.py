"""What the digest of the day tells of proposals to who keeps them, in the words of her desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import ngettext_lazy

from raccordo.foundation.wording import day, elided
from raccordo.governance.queries.waiting import Said, Thing
from raccordo.journal.acting import Acting
from raccordo.participation.queries.waiting import keeps_voices, voices_news, voices_waiting
from raccordo.participation.states import VoiceState

# As the web calls it: a room knows no addresses, and a test compares.
PROPOSALS = "/proposte/"
TO_ADMIT = ngettext_lazy("%(n)s proposta da ammettere", "%(n)s proposte da ammettere", "n")
LATE = ngettext_lazy(
    "%(n)s proposta in ritardo con la risposta", "%(n)s proposte in ritardo con la risposta", "n"
)
TO_ANSWER = ngettext_lazy("%(n)s proposta a cui rispondere", "%(n)s proposte a cui rispondere", "n")
SOON = ngettext_lazy(
    "%(n)s proposta a cui rispondere entro il %(day)s",
    "%(n)s proposte a cui rispondere, l'ultima entro il %(day)s",
    "n",
)


def voices_to_tell(acting: Acting, *, on: date) -> Iterator[Thing]:
    """How many are late, to be admitted, to be answered within a week: when there is a new one.

    Not one by one: a questionnaire brings thousands.
    """
    if not keeps_voices(acting):
        return
    counted, news = voices_waiting(acting, on=on), voices_news(acting, on=on)
    if news.late:
        words = LATE % {"n": counted.late}
        yield _thing(f"voices:late:{news.late.key}", words, "?mostra=ritardo")
    if news.to_admit:
        words = TO_ADMIT % {"n": counted.to_admit}
        yield _thing(f"voices:new:{news.to_admit.key}", words, f"?stato={VoiceState.RECEIVED}")
    if news.soon and news.soon.answer_due_on:
        facts = {"n": news.soon_counted, "day": day(news.soon.answer_due_on)}
        about = f"voices:soon:{news.soon.key}"
        yield _thing(about, elided(SOON % facts), "?mostra=senza-risposta")


def _thing(about: str, words: str, query: str) -> Thing:
    return Thing(about, Said("voice", words, f"{PROPOSALS}{query}"))
