"""What rests on an act, in the words of each sort of thing; what is not open is only counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from raccordo.access.models import Mandate
from raccordo.access.queries import acts_to_read, mandates_open_to
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.acts.models import Act, Standing
from raccordo.acts.queries import resting_on
from raccordo.finance.models import Movement, Quota, YearEnd
from raccordo.finance.queries.accounts import movements_open_to
from raccordo.finance.queries.quotas import quotas_open_to
from raccordo.governance.models import Body, Duty, Regulation, Seat, Seating
from raccordo.governance.queries.bodies import bodies_open_to
from raccordo.governance.queries.duties import duties_open_to
from raccordo.journal.acting import Acting
from raccordo.parties.models import Holding, Proxy
from raccordo.planning.models import Contract, PlanAct
from raccordo.planning.queries.plans import plans_open_to
from raccordo.territory.models import Area, Delegation, Denomination, Membership
from raccordo.territory.states import AreaKind

Things = QuerySet[Any]
AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Resting:
    """Some things of one sort that rest on an act: those shown, how many more, how many closed."""

    title: str
    # What each is, and where it is read, if it has a page.
    things: tuple[tuple[str, str], ...]
    count: int
    more: int
    closed: int


@dataclass(frozen=True, slots=True)
class Sort:
    """How a sort of thing is shown: which of them are open, and each in words."""

    open: Callable[[Things, Acting, date], Things]
    words: Callable[[Any], str] = str
    address: Callable[[Any], str] = lambda _thing: ""


def _all(things: Things, _acting: Acting, _on: date) -> Things:
    """The territory is on the public site."""
    return things


def _mandates(things: Things, acting: Acting, on: date) -> Things:
    ours = mandates_open_to(acting, Right.GIVE_MANDATES, on=on).order_by()
    return things.filter(pk__in=ours.values("pk")).select_related("holder", "area", "organisation")


def _standings(things: Things, acting: Acting, on: date) -> Things:
    readable = acts_to_read(acting, on=on).values("pk")
    return things.filter(act__in=readable).select_related("act__organ")


def _duties(things: Things, acting: Acting, on: date) -> Things:
    read = duties_open_to(acting, Right.READ_DUTIES, on=on).order_by()
    return things.filter(pk__in=read.values("pk"))


def _in_words(membership: Membership) -> str:
    part, whole = membership.part, membership.whole
    facts = {"part": part.name, "whole": whole.name}
    if part.kind == AreaKind.MUNICIPALITY:
        return _("Comune di %(part)s in %(whole)s") % facts
    return _("%(part)s in %(whole)s") % facts


def _holdings(things: Things, acting: Acting, _on: date) -> Things:
    things = things.select_related("holder", "office__organisation")
    return things if _reads_parties(acting) else things.none()


def _proxies(things: Things, acting: Acting, _on: date) -> Things:
    path = "holding__office__organisation"
    things = things.select_related("delegate", "holding__holder", path)
    return things if _reads_parties(acting) else things.none()


def _reads_parties(acting: Acting) -> bool:
    return Right.READ_PARTIES in RIGHTS[Role(acting.role)]


def _at_body(holding: Holding) -> str:
    return f"{holding}, {holding.office.organisation}"


def _bodies(things: Things, acting: Acting, on: date) -> Things:
    ours = bodies_open_to(acting, Right.READ_BODIES, on=on)
    return things.filter(pk__in=ours.values("pk")).select_related("area")


def _of_bodies(path: str, *more: str) -> Callable[[Things, Acting, date], Things]:
    """What belongs to a body is open to who reads the body."""

    def open_(things: Things, acting: Acting, on: date) -> Things:
        ours = bodies_open_to(acting, Right.READ_BODIES, on=on)
        return things.filter(**{f"{path}__in": ours.values("pk")}).select_related(path, *more)

    return open_


def _plan_acts(things: Things, acting: Acting, on: date) -> Things:
    plans = plans_open_to(acting, Right.READ_PLAN, on=on).order_by()
    return things.filter(plan__in=plans.values("pk")).select_related("plan", "act__organ")


def _contracts(things: Things, acting: Acting, on: date) -> Things:
    plans = plans_open_to(acting, Right.READ_PLAN, on=on).order_by()
    ours = things.filter(procedure__action__plan__in=plans.values("pk"))
    return ours.select_related("procedure__action", "provider")


def _movements(things: Things, acting: Acting, on: date) -> Things:
    read = movements_open_to(acting, Right.READ_MONEY, on=on).order_by()
    return things.filter(pk__in=read.values("pk")).select_related("allocation__fund", "action")


def _quotas(things: Things, acting: Acting, on: date) -> Things:
    read = quotas_open_to(acting, Right.READ_MONEY, on=on).order_by()
    return things.filter(pk__in=read.values("pk")).select_related("allocation__fund", "town")


def _year_ends(things: Things, acting: Acting, on: date) -> Things:
    areas = plans_open_to(acting, Right.READ_MONEY, on=on).order_by().values("area")
    return things.filter(area__in=areas).select_related("area")


def _of_entry(one: Movement) -> str:
    told = [str(one), one.action.code if one.action else "", one.allocation.short]
    return " · ".join(filter(None, told))


SORTS: dict[type[Model], Sort] = {
    Area: Sort(_all),
    Denomination: Sort(_all),
    Delegation: Sort(
        lambda things, *_: things.select_related("area"), lambda told: f"{told.area}, {told}"
    ),
    Membership: Sort(lambda things, *_: things.select_related("part", "whole"), _in_words),
    Holding: Sort(_holdings, _at_body),
    Proxy: Sort(_proxies, lambda proxy: f"{proxy.delegate}: {_at_body(proxy.holding)}"),
    Mandate: Sort(_mandates, lambda mandate: f"{mandate.holder}, {mandate}"),
    Body: Sort(_bodies),
    Regulation: Sort(_of_bodies("body"), lambda regulation: regulation.body.name),
    Seat: Sort(_of_bodies("body"), lambda seat: f"{seat.body.name}: {seat}"),
    Seating: Sort(
        _of_bodies("seat__body", "person"), lambda held: f"{held.seat.body.name}: {held}"
    ),
    Duty: Sort(_duties, lambda duty: f"{duty}, {duty.get_state_display().lower()}"),
    PlanAct: Sort(
        _plan_acts,
        lambda one: f"{one.plan}: {one.get_sort_display().lower()}",
        lambda one: reverse("plan:plan", args=[one.plan.key]),
    ),
    Contract: Sort(
        _contracts, address=lambda one: reverse("plan:action", args=[one.procedure.action.key])
    ),
    Movement: Sort(_movements, _of_entry, lambda one: reverse("money:movement", args=[one.key])),
    Quota: Sort(_quotas, address=lambda _one: reverse("money:quotas")),
    YearEnd: Sort(_year_ends, address=lambda _one: reverse("money:years")),
    Standing: Sort(_standings, lambda standing: f"{standing.act}: {standing.get_state_display()}"),
}
# A sort that nobody has put here yet is counted and not shown.
CLOSED = Sort(lambda things, *_: things.none())


def resting_for(acting: Acting, act: Act, *, on: date) -> list[Resting]:
    """What rests on an act, as much of it as one may see."""
    return [group for things in resting_on(act) if (group := _group(things, acting, on)).count]


def _group(things: Things, acting: Acting, on: date) -> Resting:
    sort = SORTS.get(things.model, CLOSED)
    title = str(things.model._meta.verbose_name_plural)
    count = things.count()
    seen = sort.open(things, acting, on) if count else things.none()
    visible = seen.count()
    shown = tuple((sort.words(thing), sort.address(thing)) for thing in seen[:AT_MOST])
    return Resting(title, shown, count, visible - len(shown), count - visible)
