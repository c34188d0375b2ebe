"""What awaits a person today: each line says what, how many, and where to do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from raccordo.access.queries import acts_open_to
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.acts.queries import acts_to_review
from raccordo.acts.states import ActStage
from raccordo.governance.models import Duty
from raccordo.governance.queries.duties import SOON, duties_open_to, late, own_to_do
from raccordo.governance.states import DutyState
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


LATE = ngettext_lazy("%(n)s scadenza in ritardo", "%(n)s scadenze in ritardo", "n")
NOBODY_S = ngettext_lazy(
    "%(n)s scadenza di cui nessuno si occupa", "%(n)s scadenze di cui nessuno si occupa", "n"
)


@dataclass(frozen=True, slots=True)
class Awaiting:
    """Something to do, and where."""

    text: str
    address: str


def awaiting(acting: Acting, *, on: date) -> list[Awaiting]:
    """The things that the one who acts should do, the most urgent first."""
    return [*_duties(acting, on=on), *_acts(acting, on=on)]


def due_by(acting: Acting, *, on: date) -> QuerySet[Duty]:
    """What is one's own to do and late, or due within thirty days; the latest first."""
    own = Duty.objects.filter(own_to_do(acting, on=on), state=DutyState.TO_DO)
    near = own.filter(due_on__lte=on + SOON).select_related("area", "organisation", "owner")
    return near.order_by("due_on", "pk")


def _duties(acting: Acting, *, on: date) -> Iterator[Awaiting]:
    if Right.KEEP_DUTIES not in RIGHTS.get(Role(acting.role), ()):
        return
    kept = duties_open_to(acting, Right.KEEP_DUTIES, on=on).order_by()
    nobody_s = Q(state=DutyState.TO_DO, owner=None, due_on__lte=on + SOON)
    counted = kept.aggregate(
        late=Count("pk", filter=late(on)), nobody_s=Count("pk", filter=nobody_s)
    )
    page = reverse("desk:duties")
    if n := counted["late"]:
        yield Awaiting(LATE % {"n": n}, f"{page}?stato=ritardo")
    if n := counted["nobody_s"]:
        yield Awaiting(NOBODY_S % {"n": n}, f"{page}?chi=nessuno")


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
