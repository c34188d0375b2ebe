"""What the pages of a profile show, ready to be read: words and figures, no more counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from raccordo.observatory.exports import note_on
from raccordo.observatory.figures import Place
from raccordo.observatory.indicators import BY_CODE, INDICATORS, Indicator
from raccordo.observatory.models import Vintage
from raccordo.observatory.pictures import five_year_classes, label_of, short_of
from raccordo.observatory.queries import Profile, Value
from raccordo.observatory.rules import ranks, rounded
from raccordo.observatory.sentences import headlines, left_out, told
from raccordo.observatory.states import Unit
from raccordo.observatory.wording import figure, with_unit

CARDS = ("D01", "D04", "D05", "D11")


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its cells, as they are read; with a note when there is no value."""

    name: str
    cells: Sequence[str]
    note: str = ""
    code: str = ""
    meaning: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One big figure, and beside it the same of what is around."""

    name: str
    value: str
    beside: str
    code: str


@dataclass(frozen=True, slots=True)
class ProfileSheet:
    """All that the page of a profile shows."""

    title: str
    towns: Sequence[Place]
    headlines: Sequence[str]
    cards: Sequence[Card]
    columns: Sequence[str]
    rows: Sequence[Row]
    absent: Sequence[Row]
    ages: Sequence[tuple[str, str, str]]
    structure: Sequence[Row]
    left_out: Sequence[str]
    vintages: Sequence[Vintage]


@dataclass(frozen=True, slots=True)
class IndicatorSheet:
    """All that the page of one indicator shows."""

    title: str
    indicator: Indicator
    value: str
    said: str
    note: str
    around: Sequence[Row]
    rows: Sequence[Row]
    vintage: Vintage | None
    left_out: Sequence[str]


def profile_sheet(profile: Profile) -> ProfileSheet:
    """A profile in words and figures."""
    places = [profile.place, *reversed(profile.around)]
    given = [i for i in INDICATORS if any(profile.value(i.code, p).amount for p in places)]
    return ProfileSheet(
        title=profile.place.name,
        towns=profile.inside,
        headlines=headlines(profile),
        cards=[_card(profile, code) for code in CARDS],
        columns=[label_of(place) for place in places],
        rows=[_indicator_row(profile, indicator, places) for indicator in given],
        absent=[_absent(profile, indicator) for indicator in INDICATORS if indicator not in given],
        ages=[
            (name, _figure(men), _figure(women)) for name, men, women in five_year_classes(profile)
        ],
        structure=[_ages_row(profile, place) for place in [*places, *profile.inside]],
        left_out=left_out(profile),
        vintages=[figures.vintage for figures in profile.figures.values()],
    )


def indicator_sheet(profile: Profile, indicator: Indicator) -> IndicatorSheet:
    """One indicator: its value, beside the others, and in each municipality."""
    value = profile.value(indicator.code)
    amounts = {p.number: profile.value(indicator.code, p).amount for p in profile.inside}
    places = ranks({n: rounded(amount) for n, amount in amounts.items() if amount is not None})
    return IndicatorSheet(
        title=profile.place.name,
        indicator=indicator,
        value=shown(value, indicator),
        said=told(profile, indicator.code),
        note=note_on(value),
        around=[
            _place_row(profile, indicator, place, "")
            for place in (profile.place, *reversed(profile.around))
        ],
        rows=[
            _place_row(profile, indicator, town, str(places.get(town.number, "")))
            for town in profile.inside
        ],
        vintage=value.vintage,
        left_out=left_out(profile),
    )


def shown(value: Value, indicator: Indicator) -> str:
    """A value for the eye, or n.d."""
    return "n.d." if value.amount is None else with_unit(value.amount, indicator.unit)


def _card(profile: Profile, code: str) -> Card:
    indicator = BY_CODE[code]
    beside = [
        f"{short_of(place)} {figure(amount, indicator.unit)}"
        for place in reversed(profile.around)
        if indicator.unit != Unit.PERSONS
        and (amount := profile.value(code, place).amount) is not None
    ]
    value = profile.value(code)
    said = "n.d." if value.amount is None else figure(value.amount, indicator.unit)
    return Card(str(indicator.name), said, " · ".join(beside), code)


def _indicator_row(profile: Profile, indicator: Indicator, places: Sequence[Place]) -> Row:
    cells = [shown(profile.value(indicator.code, place), indicator) for place in places]
    note = note_on(profile.value(indicator.code))
    return Row(str(indicator.name), cells, note, indicator.code, str(indicator.meaning))


def _absent(profile: Profile, indicator: Indicator) -> Row:
    note = note_on(profile.value(indicator.code))
    return Row(str(indicator.name), (), note, indicator.code, str(indicator.meaning))


def _place_row(profile: Profile, indicator: Indicator, place: Place, rank: str) -> Row:
    value = profile.value(indicator.code, place)
    figures = [_figure(value.numerator), _figure(value.denominator)]
    cells = [shown(value, indicator), *figures, rank]
    slug = place.area.slug if place.area else ""
    return Row(label_of(place), cells, note_on(value), slug=slug)


def _ages_row(profile: Profile, place: Place) -> Row:
    total, young, old = (profile.value(code, place).numerator for code in ("D01", "D07", "D06"))
    middle = None if total is None or young is None or old is None else total - young - old
    return Row(label_of(place), [_figure(young), _figure(middle), _figure(old), _figure(total)])


def _figure(value: Decimal | int | None) -> str:
    return "n.d." if value is None else figure(Decimal(value), Unit.PERSONS)
