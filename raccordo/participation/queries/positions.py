"""Bodies by objectives: who shares which, who does not and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from raccordo.participation.models import Aim, Consultation, Subscription
from raccordo.parties.models import Organisation
from raccordo.parties.queries.mapping import foreseen_in
from raccordo.territory.queries import areas_within


@dataclass(frozen=True, slots=True)
class Stances:
    """What a body says of each objective, in their order; of some, nothing."""

    organisation: Organisation
    stances: tuple[Subscription | None, ...]


def bodies_that_spoke(consultation: Consultation) -> QuerySet[Organisation]:
    """The bodies that took a position on an objective of a consultation."""
    spoke = Subscription.objects.filter(aim__consultation=consultation, organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(spoke)).order_by("search", "pk")


def bodies_asked(consultation: Consultation, *, on: date) -> QuerySet[Organisation]:
    """The bodies that took a position, and those with a part in its territory that took none."""
    held = foreseen_in(areas_within(consultation.area, on=on), on=on).order_by()
    spoke = bodies_that_spoke(consultation).order_by()
    asked = Q(pk__in=held.values("organisation")) | Q(pk__in=spoke.values("pk"))
    return Organisation.objects.filter(asked).order_by("search", "pk")


def stances_of(aims: Sequence[Aim], bodies: Iterable[Organisation]) -> list[Stances]:
    """What some bodies say of some objectives: one question, however many they are."""
    told = list(bodies)
    given = Subscription.objects.filter(aim__in=aims, organisation__in=told)
    by_cell = {(one.organisation_id, one.aim_id): one for one in given}
    return [Stances(body, tuple(by_cell.get((body.pk, aim.pk)) for aim in aims)) for body in told]
