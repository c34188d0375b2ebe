"""The list of what is due, as a table, a spreadsheet, a month."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_safe

from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.accounts.models import User
from raccordo.documents.sheets import write_xlsx
from raccordo.foundation.keys import key_of
from raccordo.governance.models import Duty, Sitting
from raccordo.governance.queries.bodies import seats_of, sittings_open_to
from raccordo.governance.queries.duties import (
    duties_found,
    duties_open_to,
    late,
    most_urgent_first,
    own_to_do,
)
from raccordo.governance.queries.sittings import day_of
from raccordo.governance.states import DutySort, DutyState, SittingState
from raccordo.parties.models import Organisation
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached
from raccordo.web.templatetags.days import month

HERE = (_later("Scadenzario"), "desk:duties")
A_PAGE, A_CELL, YEAR = 25, 5, 12
STATES = {
    "": _later("da fare"),
    "ritardo": _later("in ritardo"),
    "fatte": _later("fatte"),
    "non-dovute": _later("non più dovute"),
    "tutte": _later("tutte"),
}
VIEWS = {"": _later("Tutte"), "mie": _later("Le mie"), "enti": _later("Dei Comuni e degli enti")}
NOBODY, MOST_CHOICES = "nessuno", 100


@require_safe
@requires(Right.READ_DUTIES)
def duties(request: MemberRequest) -> HttpResponse:
    open_ = duties_open_to(request.acting, Right.READ_DUTIES, on=request.today)
    page = Paginator(_wanted(request, open_), A_PAGE).get_page(request.GET.get("pagina"))
    chosen = {name: request.GET.get(name, "") for name in ("q", "chi", "ente", "tipo", "mese")}
    chosen |= {"stato": request.GET.get("stato", ""), "vista": request.GET.get("vista", "")}
    facts = {
        "page": page,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "views": [(name, word, _with(request, vista=name)) for name, word in VIEWS.items()],
        "states": STATES.items(),
        "sorts": DutySort.choices,
        "months": _months(request.today),
        "may_keep": may_keep(request),
        "query": _with(request),
        "passing": _passing(request),
    }
    if request.htmx:
        return render(request, "desk/duties/list.html#list", facts)
    return render(request, "desk/duties/list.html", facts | _people(open_))


@require_safe
@requires(Right.READ_DUTIES)
def duties_table(request: MemberRequest) -> HttpResponse:
    open_ = duties_open_to(request.acting, Right.READ_DUTIES, on=request.today)
    heading = [_("Che cosa"), _("Tipo"), _("Entro il"), _("Giorni di ritardo")]
    heading += [_("Chi se ne occupa"), _("Ente"), _("Area"), _("Stato"), _("Fatto il")]
    heading += [_("Prova"), _("Fonte")]
    rows = (
        (
            duty.title,
            duty.get_sort_display(),
            duty.due_on,
            _days_late(duty, on=request.today),
            str(duty.owner or ""),
            str(duty.organisation or ""),
            str(duty.area),
            duty.get_state_display(),
            duty.done_on,
            duty.proof,
            duty.rule.source if duty.rule else "",
        )
        for duty in _wanted(request, open_).iterator()
    )
    return attached(write_xlsx(_("Scadenzario"), heading, rows), "scadenzario.xlsx")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month, what is due on it, and which bodies meet."""

    day: date
    here: bool
    duties: tuple[Duty, ...]
    more: int
    sittings: Sequence[Sitting]


@require_safe
@requires(Right.READ_DUTIES)
def duties_month(request: MemberRequest) -> HttpResponse:
    first = _month(request.GET.get("mese", "")) or request.today.replace(day=1)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    open_ = duties_open_to(request.acting, Right.READ_DUTIES, on=request.today)
    shown = open_.exclude(state=DutyState.DROPPED).filter(_in_month(first)).order_by("due_on", "pk")
    if request.GET.get("vista") == "mie":
        shown = shown.filter(own_to_do(request.acting, on=request.today))
    by_day = defaultdict[date, list[Duty]](list)
    for duty in shown:
        by_day[duty.due_on].append(duty)
    met = _sittings(request, first)
    facts = {
        "first": first,
        "title": month(first),
        "name": _name(first),
        "before": _name(first - timedelta(days=1)),
        "after": _name(first + timedelta(days=31)),
        "weekdays": [date_format(day, "l") for day in weeks[0]],
        "weeks": [[_day(day, first, by_day[day], met[day]) for day in week] for week in weeks],
        "mine": request.GET.get("vista") == "mie",
        "count": sum(map(len, by_day.values())) + sum(map(len, met.values())),
    }
    return render(request, "desk/duties/month.html", facts)


def may_keep(request: MemberRequest) -> bool:
    """Whether the one who acts keeps the time of an area."""
    return Right.KEEP_DUTIES in RIGHTS[Role(request.mandate.role)]


def _wanted(request: MemberRequest, open_: QuerySet[Duty]) -> QuerySet[Duty]:
    asked = request.GET
    found = duties_found(open_, asked.get("q", "")[:100])
    found = found.filter(_of_state(asked.get("stato", ""), on=request.today))
    if asked.get("vista") == "mie":
        found = found.filter(own_to_do(request.acting, on=request.today))
    if asked.get("vista") == "enti":
        found = found.filter(organisation__isnull=False)
    if asked.get("tipo") in DutySort.values:
        found = found.filter(sort=asked["tipo"])
    if first := _month(asked.get("mese", "")):
        found = found.filter(_in_month(first))
    found = found.filter(_of_person(asked.get("chi", "")), _of_body(asked.get("ente", "")))
    ordered = most_urgent_first(found)
    if asked.get("vista") == "enti":
        return ordered.order_by("organisation__search", "organisation", *ordered.query.order_by)
    return ordered


def _of_state(state: str, *, on: date) -> Q:
    match state:
        case "ritardo":
            return late(on)
        case "fatte":
            return Q(state=DutyState.DONE)
        case "non-dovute":
            return Q(state=DutyState.DROPPED)
        case "tutte":
            return Q()
    return Q(state=DutyState.TO_DO)


def _of_person(who: str) -> Q:
    if who == NOBODY:
        return Q(owner=None)
    return Q(owner__key=key) if (key := key_of(who)) else Q()


def _of_body(which: str) -> Q:
    return Q(organisation__key=key) if (key := key_of(which)) else Q()


def _people(open_: QuerySet[Duty]) -> dict[str, Any]:
    """Whom and which bodies one can choose among: those of what one sees."""
    seen = open_.order_by()
    owing = Organisation.objects.filter(Exists(seen.filter(organisation=OuterRef("pk"))))
    bodies = list(owing[: MOST_CHOICES + 1])
    return {
        "owners": User.objects.filter(Exists(seen.filter(owner=OuterRef("pk")))),
        # Among hundreds nobody chooses: one searches.
        "organisations": bodies if len(bodies) <= MOST_CHOICES else [],
    }


def _days_late(duty: Duty, *, on: date) -> int | None:
    late_ = duty.state == DutyState.TO_DO and duty.due_on < on
    return (on - duty.due_on).days if late_ else None


def _passing(request: MemberRequest) -> UUID | None:
    return key_of(request.GET.get("passaggio", ""))


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _in_month(first: date, when: str = "due_on") -> Q:
    return Q((f"{when}__year", first.year), (f"{when}__month", first.month))


def _name(day: date) -> str:
    return f"{day:%Y-%m}"


def _months(on: date) -> Iterator[tuple[str, str]]:
    """A year back and a year on."""
    here = on.year * YEAR + on.month - 1
    for number in range(here - YEAR, here + YEAR + 1):
        first = date(number // YEAR, number % YEAR + 1, 1)
        yield _name(first), month(first)


def _day(day: date, first: date, due: list[Duty], met: Sequence[Sitting]) -> Day:
    more = max(len(due) - A_CELL, 0)
    return Day(day, day.month == first.month, tuple(due[:A_CELL]), more, met)


def _sittings(request: MemberRequest, first: date) -> defaultdict[date, list[Sitting]]:
    """The sittings of a month that one reads, by their day; those called off are not."""
    by_day = defaultdict[date, list[Sitting]](list)
    if Right.READ_BODIES not in RIGHTS[Role(request.mandate.role)]:
        return by_day
    met = sittings_open_to(request.acting, Right.READ_BODIES, on=request.today)
    if request.GET.get("vista") == "mie":
        met = met.filter(body__seats__in=seats_of(request.acting, on=request.today)).distinct()
    met = met.filter(_in_month(first, "held_on") | _in_month(first, "second_call"))
    for sitting in met.exclude(state=SittingState.CANCELLED).order_by("first_call", "pk"):
        if (day := day_of(sitting)).replace(day=1) == first:
            by_day[day].append(sitting)
    return by_day


def _with(request: MemberRequest, **others: str) -> str:
    query = request.GET.copy()
    for name in ("pagina", "passaggio", *others):
        query.pop(name, None)
    for name, value in others.items():
        if value:
            query[name] = value
    return query.urlencode()
