"""What the pages of a profile show, ready to be read: words and figures, no more counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.foundation.sentences import sentence
from raccordo.observatory.ages import ages_told, five_year_classes
from raccordo.observatory.exports import note_on
from raccordo.observatory.figures import Place
from raccordo.observatory.highlights import Card, cards, label_of, shown
from raccordo.observatory.indicators import BY_CODE, INDICATORS, Indicator
from raccordo.observatory.models import Vintage
from raccordo.observatory.notes import left_out, without_in
from raccordo.observatory.queries import Profile
from raccordo.observatory.reasons import SENTENCES
from raccordo.observatory.rules import ranks
from raccordo.observatory.sentences import caption_compared, caption_of, headlines, told
from raccordo.observatory.states import Dataset, Unit
from raccordo.observatory.tables import source_of
from raccordo.observatory.trends import Moment, Trend
from raccordo.observatory.wording import PARTS, PartWords, exactly, seen, with_unit


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
class ProfileSheet:
    """All that the page of a profile shows."""

    title: str
    inside: Sequence[Place]
    towns: int
    many: str
    parts: PartWords
    headlines: Sequence[str]
    cards: Sequence[Card]
    columns: Sequence[str]
    rows: Sequence[Row]
    absent: Sequence[Row]
    ages_told: Sequence[str]
    burdens: Sequence[str]
    ages: Sequence[tuple[str, str, str]]
    structure: Sequence[Row]
    left_out: Sequence[str]
    compared: str  # the caption of what shows it beside what is around
    nothing: str  # why there is nothing to say, when there is not
    vintages: Sequence[Vintage]
    people: Vintage | None


@dataclass(frozen=True, slots=True)
class IndicatorSheet:
    """All that the page of one indicator shows."""

    title: str
    parts: PartWords
    indicator: Indicator
    value: str
    said: str
    note: str
    around: Sequence[Row]
    rows: Sequence[Row]
    vintages: Sequence[Vintage]
    left_out: Sequence[str]
    compared: str  # the caption of what shows it beside what is around
    moments: Sequence[Moment]
    over_time: Sequence[Row]
    no_trend: str


def profile_sheet(profile: Profile) -> ProfileSheet:
    """A profile in words and figures."""
    places = [profile.place, *reversed(profile.around)]
    given = [
        i
        for i in INDICATORS
        if any(profile.value(i.code, place).amount is not None for place in places)
    ]
    return ProfileSheet(
        title=label_of(profile.place),
        inside=profile.inside,
        towns=len(profile.place.towns),
        many=exactly(len(profile.place.towns)),
        parts=PARTS[profile.parts],
        headlines=headlines(profile),
        cards=cards(profile),
        ages_told=ages_told(profile),
        burdens=[said for code in ("D07", "D06") if (said := told(profile, code))],
        columns=[label_of(place) for place in places],
        rows=[_indicator_row(profile, indicator, places) for indicator in given],
        absent=[_absent(profile, indicator) for indicator in INDICATORS if indicator not in given],
        ages=[
            (name, exactly(men), exactly(women)) for name, men, women in five_year_classes(profile)
        ],
        structure=[_ages_row(profile, place) for place in [*places, *profile.inside]],
        left_out=left_out(profile),
        compared=caption_compared(profile, BY_CODE["D04"]),
        nothing=note_on(profile.value("D01")),
        vintages=profile.vintages,
        people=people.vintage if (people := profile.figures.get(Dataset.POPULATION)) else None,
    )


def indicator_sheet(
    profile: Profile, indicator: Indicator, trend: Trend | None, *, by_value: bool
) -> IndicatorSheet:
    """One indicator: its value, beside the others, in each municipality, and over the years."""
    moments = trend.moments if trend else ()
    value = profile.value(indicator.code)
    amounts = {p.number: profile.value(indicator.code, p).amount for p in profile.inside}
    known = {n: seen(a, indicator.unit) for n, a in amounts.items() if a is not None}
    places = ranks(known)
    return IndicatorSheet(
        title=label_of(profile.place),
        parts=PARTS[profile.parts],
        indicator=indicator,
        value=shown(value, indicator),
        said=told(profile, indicator.code),
        note=note_on(value),
        around=[
            _place_row(profile, indicator, place, "")
            for place in (profile.place, *reversed(profile.around))
        ],
        rows=[
            _place_row(profile, indicator, town, _rank(places.get(town.number)))
            for town in _in_order(profile.inside, places if by_value else {})
        ],
        vintages=[v for v in (value.vintage, value.beside) if v],
        left_out=left_out(profile, [indicator]),
        compared=caption_compared(profile, indicator),
        moments=moments,
        over_time=[
            _over_time(place, indicator, moments)
            for place in (profile.place, *reversed(profile.around))
            if moments
        ],
        no_trend=sentence(trend.why, SENTENCES) if trend and trend.why else "",
    )


def told_with(profile: Profile, picture: str, indicator: Indicator) -> dict[str, str]:
    """What a picture must say of itself when it goes about alone: its title, and its source."""
    captions = {
        "piramide": _("Residenti per età e sesso"),
        "eta": _("Residenti per grandi classi di età"),
        "mappa": caption_of(profile, indicator),
        "confronto": caption_compared(profile, indicator),
        "andamento": str(indicator.name),
    }
    of_all = picture in {"piramide", "eta"}
    asked = [BY_CODE["D01"]] if of_all else [indicator]
    beside = [] if picture in {"piramide", "mappa"} else profile.around
    places = [profile.place, *beside]
    source = [source_of(profile, asked), *without_in(profile, asked, places)]
    return {
        "title": f"{label_of(profile.place)}. {captions[picture]}",
        "source": " ".join(source),
    }


def _rank(place: int | None) -> str:
    return "" if place is None else exactly(place)


def _in_order(inside: Sequence[Place], places: Mapping[int, int]) -> Sequence[Place]:
    """By their place, those without a value at the end; by name, if none has a place."""
    return sorted(inside, key=lambda part: places.get(part.number, len(inside) + 1))


def _over_time(place: Place, indicator: Indicator, moments: Sequence[Moment]) -> Row:
    amounts = [moment.amounts.get(place.number) for moment in moments]
    said = [_("n.d.") if a is None else with_unit(a, indicator.unit) for a in amounts]
    return Row(label_of(place), said)


def _indicator_row(profile: Profile, indicator: Indicator, places: Sequence[Place]) -> Row:
    cells = [shown(profile.value(indicator.code, place), indicator) for place in places]
    note = note_on(profile.value(indicator.code))
    return Row(str(indicator.name), cells, note, indicator.code, str(indicator.meaning))


def _absent(profile: Profile, indicator: Indicator) -> Row:
    note = note_on(profile.value(indicator.code))
    return Row(str(indicator.name), (), note, indicator.code, str(indicator.meaning))


def _place_row(profile: Profile, indicator: Indicator, place: Place, rank: str) -> Row:
    value = profile.value(indicator.code, place)
    figures = [exactly(value.numerator), exactly(value.denominator)]
    cells = [shown(value, indicator), *figures, rank]
    slug = place.area.slug if place.area else ""
    return Row(label_of(place), cells, note_on(value), slug=slug)


def _ages_row(profile: Profile, place: Place) -> Row:
    total, young, old = (profile.value(code, place).numerator for code in ("D01", "D07", "D06"))
    middle = None if total is None or young is None or old is None else total - young - old
    told = [_with_share(part, total) for part in (young, middle, old)]
    return Row(label_of(place), [*told, exactly(total)])


def _with_share(part: Decimal | None, total: Decimal | None) -> str:
    """A count and how much of the whole it is: the chart beside shows the second."""
    if part is None or not total:
        return exactly(part)
    return f"{exactly(part)} ({with_unit(part / total * 100, Unit.PERCENT)})"
