"""What awaits a person today: each line says what, how many, and where to do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from raccordo.access.queries import acts_open_to
from raccordo.access.rights import Right
from raccordo.acts.queries import acts_to_review
from raccordo.acts.states import ActStage
from raccordo.foundation.wording import day
from raccordo.governance.queries.requests import answers_open_to, awaited
from raccordo.journal.acting import Acting

STEPS = {
    ActStage.TO_SIGN: ngettext_lazy("%(n)s atto da firmare", "%(n)s atti da firmare", "n"),
    ActStage.SIGNED: ngettext_lazy("%(n)s atto da protocollare", "%(n)s atti da protocollare", "n"),
    ActStage.PROTOCOLLED: ngettext_lazy(
        "%(n)s atto da pubblicare", "%(n)s atti da pubblicare", "n"
    ),
    ActStage.DRAFT: ngettext_lazy("%(n)s atto in bozza", "%(n)s atti in bozza", "n"),
}
TO_REVIEW = ngettext_lazy(
    "%(n)s atto non più efficace su cui ancora qualcosa si fonda",
    "%(n)s atti non più efficaci su cui ancora qualcosa si fonda",
    "n",
)


TO_ANSWER = ngettext_lazy(
    "%(n)s richiesta di dati a cui rispondere, entro il %(day)s",
    "%(n)s richieste di dati a cui rispondere, la prima entro il %(day)s",
    "n",
)
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Awaiting:
    """Something to do, and where."""

    text: str
    address: str


def awaiting(acting: Acting, *, on: date) -> list[Awaiting]:
    """The things that the one who acts should do, the most urgent first."""
    return [*_answers(acting, on=on), *_acts(acting, on=on)]


def _answers(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    waited = list(awaited(answers_open_to(acting, on=on))[:MOST_COUNTED])
    if waited:
        facts = {"n": len(waited), "day": day(waited[0].request.due_on)}
        yield Awaiting(TO_ANSWER % facts, reverse("desk:place"))


def _acts(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    kept = acts_open_to(acting, Right.KEEP_ACTS, on=on).filter(made_here=True)
    counted = dict(kept.order_by().values_list("stage").annotate(n=Count("pk", distinct=True)))
    for stage, words in STEPS.items():
        if n := counted.get(stage, 0):
            address = f"{reverse('assemblies:acts')}?iter={stage}&mie=1"
            yield Awaiting(words % {"n": n}, address)
    ours = acts_open_to(acting, Right.KEEP_ACTS, on=on)
    if n := acts_to_review(ours, on=on).count():
        yield Awaiting(TO_REVIEW % {"n": n}, f"{reverse('assemblies:acts')}?rivedere=1&mie=1")
