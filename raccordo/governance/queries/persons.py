from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from raccordo.governance.models import Seating
from raccordo.parties.models import Holding, Organisation, Proxy
from raccordo.territory.models import Area


def roles_beyond(
    persons: Iterable[int],
    *,
    organisations: QuerySet[Organisation],
    areas: QuerySet[Area],
    on: date,
) -> dict[int, list[str]]:
    """Where some persons hold an office, a proxy or a seat, now or from a day to come, beyond these
    organisations and the bodies of these areas: there others rely on how they are reached.
    """
    who, lasts = list(persons), Q(until=None) | Q(until__gt=on)
    kept, inside = organisations.order_by().values("pk"), areas.order_by().values("pk")
    held = Holding.objects.filter(lasts, holder__in=who).exclude(office__organisation__in=kept)
    given = Proxy.objects.filter(lasts, delegate__in=who, revoked_on=None)
    given = given.exclude(holding__office__organisation__in=kept)
    seated = Seating.objects.filter(lasts, person__in=who, revoked_on=None)
    seated = seated.exclude(seat__body__area__in=inside)
    found: dict[int, list[str]] = {}
    for told in (
        held.values_list("holder", "office__organisation__name"),
        given.values_list("delegate", "holding__office__organisation__name"),
        seated.values_list("person", "seat__body__name"),
    ):
        for person, where in told:
            found.setdefault(person, []).append(where)
    return {person: sorted(set(where)) for person, where in found.items()}
