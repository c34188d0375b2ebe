"""The few figures that open a profile, each beside the same of what is around."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from raccordo.observatory.figures import Place
from raccordo.observatory.indicators import BY_CODE, Indicator
from raccordo.observatory.queries import Profile, Value
from raccordo.observatory.rules import ratio
from raccordo.observatory.states import Unit
from raccordo.observatory.wording import figure, with_unit
from raccordo.territory.states import AreaKind

OPENING = ("D01", "D04", "D05", "D11")
SHARES = {
    AreaKind.COUNTRY: _later("%s dell'Italia"),
    AreaKind.REGION: _later("%s della regione"),
    AreaKind.PROVINCE: _later("%s della provincia"),
    AreaKind.AMBITO: _later("%s dell'ambito"),
    AreaKind.ZONE: _later("%s della zona"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One big figure, and beside it the same of what is around."""

    code: str
    name: str
    value: str
    beside: tuple[str, ...]


def cards(profile: Profile) -> list[Card]:
    """The figures that open the profile."""
    return [_card(profile, BY_CODE[code]) for code in OPENING]


def shown(value: Value, indicator: Indicator) -> str:
    """A value for the eye, or n.d."""
    return _("n.d.") if value.amount is None else with_unit(value.amount, indicator.unit)


def label_of(place: Place) -> str:
    """A name that stands alone: a province is not its chief town."""
    if place.area and place.area.kind == AreaKind.PROVINCE and not place.is_inside:
        return _("%s (provincia)") % place.name
    return place.name


def short_of(place: Place) -> str:
    """The name of a wider area where there is little room: an ambito, on its own map, is one."""
    if place.area and place.area.kind in {AreaKind.AMBITO, AreaKind.ZONE}:
        return str(AreaKind(place.area.kind).label)
    return label_of(place)


def _card(profile: Profile, indicator: Indicator) -> Card:
    amount = profile.value(indicator.code).amount
    said = _("n.d.") if amount is None else figure(amount, indicator.unit)
    if indicator.unit == Unit.PERSONS:
        beside = tuple(filter(None, [_share(profile, indicator)]))
    else:
        beside = tuple(
            f"{short_of(place)} {figure(other, indicator.unit)}"
            for place in reversed(profile.around)
            if (other := profile.value(indicator.code, place).amount) is not None
        )
    return Card(indicator.code, str(indicator.name), said, beside)


def _share(profile: Profile, indicator: Indicator) -> str:
    """How much of the nearest wider area the place is."""
    for place in reversed(profile.around):
        amount, whole = profile.value(indicator.code).amount, profile.value(indicator.code, place)
        if place.area is None or amount is None or whole.amount is None or whole.without:
            continue
        share = ratio(amount, whole.amount, per=100)
        if share is not None:
            return str(SHARES[AreaKind(place.area.kind)]) % with_unit(share, Unit.PERCENT)
    return ""
