from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from raccordo.access.rights import Right
from raccordo.foundation.reasons import Reason
from raccordo.journal.acting import Acting
from raccordo.needs.models import Evidence
from raccordo.needs.queries.needs import LIVING, where_open
from raccordo.needs.rules import drift
from raccordo.needs.states import EvidenceSort
from raccordo.observatory.indicators import BY_CODE, Indicator
from raccordo.observatory.queries import Value, values_of
from raccordo.observatory.wording import seen
from raccordo.territory.models import Area

NOTHING = Value()
OWNERS = ("need", "statement__problem", "swot_item")
WITH = ("place", "study", "finding", *OWNERS)


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence; of a figure, its value of today and whether it says otherwise."""

    evidence: Evidence
    indicator: Indicator | None
    today: Value
    why: Reason | None

    @property
    def is_stale(self) -> bool:
        return self.why is not None


def evidence_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Evidence]:
    """What the needs, the statements and the SWOT items of the areas with this right stand on."""
    there = Q(pk__in=[])
    for owner in OWNERS:
        there |= where_open(acting, right, on=on, through=f"{owner}__")
    return Evidence.objects.filter(there).select_related(*WITH)


def evidence_shown(evidence: QuerySet[Evidence], *, on: date) -> list[Shown]:
    """Some evidence as it is read: figures beside their value of today, read all at once."""
    found = list(evidence.select_related(*WITH))
    today = values_today(found, on=on)
    return [_shown(one, today) for one in found]


def stale_evidence(evidence: QuerySet[Evidence], *, on: date) -> list[Shown]:
    """The figures cited that the newest data tell otherwise, of what is still looked at."""
    set_aside = Q(need__isnull=False) & ~Q(need__state__in=LIVING)
    cited = evidence.filter(sort=EvidenceSort.INDICATOR).exclude(set_aside)
    return [one for one in evidence_shown(cited, on=on) if one.is_stale]


def value_today(code: str, place: Area, *, on: date) -> Value:
    """An indicator for a place as of a day."""
    return values_of([(place, BY_CODE[code])], on=on)[place.pk, code]


def values_today(evidence: list[Evidence], *, on: date) -> Mapping[tuple[int, str], Value]:
    """What the figures cited are worth as of a day, each asked once."""
    asked = {
        (one.place.pk, one.code): (one.place, BY_CODE[one.code])
        for one in evidence
        if one.place and one.code in BY_CODE
    }
    return values_of(list(asked.values()), on=on)


def _shown(one: Evidence, today: Mapping[tuple[int, str], Value]) -> Shown:
    indicator = BY_CODE.get(one.code)
    if one.place_id is None:
        return Shown(one, None, NOTHING, None)
    value = today.get((one.place_id, one.code), NOTHING)
    return Shown(one, indicator, value, why_stale(one, value, indicator))


def why_stale(one: Evidence, value: Value, indicator: Indicator | None) -> Reason | None:
    """Why a figure cited is to be read again, comparing what the eye meets."""
    assert one.value is not None
    return drift(
        _met(one.value, indicator), None if value.amount is None else _met(value.amount, indicator)
    )


def _met(amount: Decimal, indicator: Indicator | None) -> Decimal:
    return seen(amount, indicator.unit) if indicator else amount
