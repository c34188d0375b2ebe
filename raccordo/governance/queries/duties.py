from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from raccordo.access.models import Mandate
from raccordo.access.queries import areas_where, held_mandate, held_on, holders_over
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.accounts.models import User
from raccordo.foundation.asking import asked_once
from raccordo.foundation.periods import in_force
from raccordo.foundation.searching import searchable
from raccordo.governance.models import Absence, Duty, DutyRule, Sitting
from raccordo.governance.states import DutyBearer, DutyState
from raccordo.journal.acting import Acting
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_around
from raccordo.territory.states import AreaKind

READERS = frozenset(role for role in Role if Right.READ_DUTIES in RIGHTS[role])
OF_A_MUNICIPALITY = frozenset({DutyBearer.MUNICIPALITY, DutyBearer.EACH})
SOON, LATELY = timedelta(days=30), timedelta(days=90)
WITH = ("area", "organisation", "owner", "rule")


def duties_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Duty]:
    """What is due in the areas where this mandate gives this right on this day.

    One reads also what is owed by the municipality one acts for, and what is one's own to do.
    """
    areas = areas_where(acting, right, on=on).order_by().values("pk")
    there = Q(area__in=areas)
    if right == Right.READ_DUTIES:
        there |= Q(organisation__area__in=areas) | own_to_do(acting, on=on)
    return Duty.objects.filter(there).select_related(*WITH)


def tasks_of(sitting: Sitting, acting: Acting, *, on: date) -> QuerySet[Duty]:
    """What a sitting has given somebody to do, as far as one reads what is due."""
    tasks = duties_open_to(acting, Right.READ_DUTIES, on=on).filter(sitting=sitting)
    return most_urgent_first(tasks)


def duties_to_fulfil(acting: Acting, *, on: date) -> QuerySet[Duty]:
    """What one may close: what one keeps, what is one's own, that of whom one stands in for."""
    kept = Q(area__in=areas_where(acting, Right.KEEP_DUTIES, on=on).order_by().values("pk"))
    return Duty.objects.filter(kept | own_to_do(acting, on=on)).select_related(*WITH)


def own_to_do(acting: Acting, *, on: date) -> Q:
    """What is a person's own, and that of who is away and whom she stands in for."""
    if acting.user is None:
        return Q(pk__in=[])
    user, away = acting.user.pk, substitutes_on(on=on)
    return Q(owner__in=[user, *(one for one in away if user in stand_ins(one, away))])


@asked_once
def substitutes_on(*, on: date) -> dict[int, int]:
    """Who is away on a day, and who stands in for each."""
    return dict(Absence.objects.filter(in_force(on)).values_list("user", "substitute"))


def stand_ins(owner: int, away: Mapping[int, int]) -> list[int]:
    """Who stands in for a person, and for who should: the last of them is there."""
    found = [owner]
    while (following := away.get(found[-1])) and following not in found:
        found.append(following)
    return found[1:]


def most_urgent_first(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """What is to do, the latest first; then what is over, the last first."""
    over = Case(
        When(state=DutyState.TO_DO, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    turned = Case(When(state=DutyState.TO_DO, then=F("due_on")))
    return duties.order_by(over, turned.asc(nulls_last=True), F("due_on").desc(), "pk")


def late(on: date) -> Q:
    """What should have been done by yesterday."""
    return Q(state=DutyState.TO_DO, due_on__lt=on)


def duties_found(duties: QuerySet[Duty], wanted: str) -> QuerySet[Duty]:
    """Those among some duties whose words hold every word wanted."""
    for word in searchable(wanted).split():
        duties = duties.filter(search__contains=word)
    return duties


def owners_for(area: Area, organisation: Organisation | None = None, *, on: date) -> QuerySet[User]:
    """Who may be given something due there: who reads what is due, and can enter."""
    owners = holders_over(area, READERS, on=on)
    if organisation:
        owners |= holders_over(organisation, READERS, on=on)
    return owners


def colleagues_of(acting: Acting, *, on: date) -> QuerySet[User]:
    """Who may be given what is due in the areas whose time one keeps, there or from above."""
    areas = list(areas_where(acting, Right.KEEP_DUTIES, on=on).values_list("pk", flat=True))
    mandate = held_mandate(acting, on=on) if areas else None
    if mandate and mandate.area:
        wide = mandate.area
        areas += areas_around(wide, on=on).order_by().values_list("pk", flat=True)
    held = Mandate.objects.filter(held_on(on), area__in=areas, role__in=READERS)
    return User.objects.filter(is_active=True, pk__in=held.values("holder"))


def rules_for(area: Area, *, on: date) -> QuerySet[DutyRule]:
    """The rules that hold for an area on a day: of its region or of all, and of its kind."""
    rules = DutyRule.objects.filter(in_force(on), region__in=["", *regions_of([area], on=on)])
    if area.kind == AreaKind.MUNICIPALITY:
        rules = rules.filter(owed_by__in=OF_A_MUNICIPALITY)
    return rules.order_by("title", "pk")


def regions_of(areas: Iterable[Area], *, on: date) -> set[str]:
    """The regions some areas are in on a day, or are."""
    found = set[str]()
    for area in areas:
        around = areas_around(area, on=on).filter(kind=AreaKind.REGION)
        found |= set(around.values_list("name", flat=True))
        found |= {area.name} if area.kind == AreaKind.REGION else set()
    return found


def newer_rule(duty: Duty) -> DutyRule | None:
    """The version of a duty's rule that holds on the day it is due, when it is not its own."""
    if duty.rule is None:
        return None
    same = DutyRule.objects.filter(in_force(duty.due_on), code=duty.rule.code)
    return same.exclude(pk=duty.rule.pk).first()


@dataclass(frozen=True, slots=True)
class Load:
    """How much a person has to do, or what nobody has been given."""

    owner: User | None
    open: int
    late: int
    soon: int
    done: int
    away: Absence | None = None


def workload(duties: QuerySet[Duty], *, on: date) -> list[Load]:
    """Who has how much among some duties, the most burdened first; what is nobody's, at the top."""
    to_do = Q(state=DutyState.TO_DO)
    counted = (
        duties.order_by()
        .values("owner")
        .annotate(
            open=Count("pk", filter=to_do),
            late=Count("pk", filter=late(on)),
            soon=Count("pk", filter=to_do & Q(due_on__gte=on, due_on__lte=on + SOON)),
            done=Count("pk", filter=Q(state=DutyState.DONE, done_on__gt=on - LATELY)),
        )
    )
    rows = [row for row in counted if row["open"] or row["done"]]
    owners = User.objects.in_bulk([row["owner"] for row in rows if row["owner"]])
    away = {one.user_id: one for one in absences_on(owners, on=on)}
    loads = [
        Load(
            owner=owners.get(row["owner"]),
            open=row["open"],
            late=row["late"],
            soon=row["soon"],
            done=row["done"],
            away=away.get(row["owner"]),
        )
        for row in rows
    ]
    return sorted(loads, key=lambda load: (load.owner is not None, -load.open, str(load.owner)))


def absences_on(users: Collection[int], *, on: date) -> QuerySet[Absence]:
    """Who among some persons is away on a day, and who stands in."""
    return Absence.objects.filter(in_force(on), user__in=users).select_related("substitute")
