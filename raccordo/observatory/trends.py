"""How an indicator changed over the years, on the land of one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from raccordo.foundation.reasons import Fact, Reason
from raccordo.observatory.figures import (
    Figures,
    Ground,
    Place,
    figures_from,
    ground_on,
    terms_of,
    vintages_until,
)
from raccordo.observatory.indicators import Indicator
from raccordo.observatory.models import Vintage
from raccordo.observatory.queries import Profile, tolerant, value_from

LEAST_YEARS = 3  # below these, a trend is not one


@dataclass(frozen=True, slots=True)
class Moment:
    """An indicator on one date, for a place and what is around it (by number of the place)."""

    vintage: Vintage
    amounts: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class Trend:
    """An indicator over the years, on the land of one day; or why it cannot be told."""

    moments: Sequence[Moment] = ()
    why: Reason | None = None


def trend_of(profile: Profile, indicator: Indicator) -> Trend | None:
    """How an indicator changed on the same municipalities; nothing for what is itself a change."""
    if indicator.numerator is None or len(indicator.tables) > 1:
        return None
    ground = ground_on(profile.on)
    vintages = vintages_until(profile.on).filter(dataset=indicator.above)
    wanted = str(indicator.above.label)
    facts: dict[str, Fact] = {"least": LEAST_YEARS, "years": len(vintages), "dataset": wanted}
    if len(vintages) < LEAST_YEARS:
        return Trend(why=Reason("no_trend", facts))
    told = _moments(list(vintages), indicator, (profile.place, *profile.around), ground)
    moments = [moment for moment in told if profile.place.number in moment.amounts]
    if len(moments) < LEAST_YEARS:
        return Trend(why=Reason("no_trend", facts | {"years": len(moments)}))
    return Trend(moments)


def _moments(
    vintages: Sequence[Vintage], indicator: Indicator, places: Sequence[Place], ground: Ground
) -> list[Moment]:
    """What each vintage says, of the municipalities that all of them tell where some are wide."""
    terms = terms_of(indicator.above)
    told = [figures_from(vintage, terms, places, ground) for vintage in vintages]
    common = []
    for place in places:
        missing = frozenset[int]().union(*(figures.left_out[place.number] for figures in told))
        common.append(replace(place, towns=place.towns - missing) if tolerant(place) else place)
    if common != list(places):
        told = [figures_from(vintage, terms, common, ground) for vintage in vintages]
    return [_moment(figures, indicator, common) for figures in told]


def _moment(figures: Figures, indicator: Indicator, places: Sequence[Place]) -> Moment:
    tables = {str(indicator.above): figures}
    values = {place.number: value_from(indicator, place, tables, {}).amount for place in places}
    return Moment(
        figures.vintage, {n: amount for n, amount in values.items() if amount is not None}
    )
