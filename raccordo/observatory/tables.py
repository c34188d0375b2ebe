"""The tables of a profile on paper, each with what must be said beneath its figures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.foundation.sentences import sentence
from raccordo.foundation.wording import day
from raccordo.observatory.figures import Place
from raccordo.observatory.highlights import label_of, short_of
from raccordo.observatory.indicators import INDICATORS, Indicator
from raccordo.observatory.notes import withheld_in, without_in
from raccordo.observatory.queries import Profile
from raccordo.observatory.reasons import ON_PAPER
from raccordo.observatory.wording import PARTS, exactly, figure, together

ACROSS = 7  # the columns of figures that a page bears beside a name
NAMED_AT_MOST = 6  # beneath a table; all of them are named among the sources
Table = dict[str, Any]


def beside(profile: Profile) -> list[Place]:
    """The place, and what is around it from the nearest to the widest."""
    return [profile.place, *reversed(profile.around)]


def given_in(profile: Profile, places: Sequence[Place]) -> list[Indicator]:
    """The indicators that have a value in some of these places."""
    return [
        indicator
        for indicator in INDICATORS
        if any(profile.value(indicator.code, place).amount is not None for place in places)
    ]


def overview(profile: Profile) -> Table | None:
    """Every indicator of the place beside the same of what is around it: a page of figures."""
    places = beside(profile)
    given = given_in(profile, places)
    if not given:
        return None
    columns = [label_of(profile.place), *(short_of(place) for place in places[1:])]
    if not profile.around:
        columns = [_("Valore"), _("Numeratore"), _("Denominatore")]
    caption = _("Gli indicatori, a confronto con i territori più ampi")
    return {
        "caption": caption if profile.around else _("Gli indicatori"),
        "columns": [_("Indicatore"), _("Unità"), *columns],
        "rows": [[str(i.name), _unit(i), *_beside_others(profile, i)] for i in given],
        "around": bool(profile.around),
        "notes": [*notes_on(profile, given, places), source_of(profile, given)],
    }


def _beside_others(profile: Profile, indicator: Indicator) -> list[str]:
    """The value of each place; where there is only one, the figures it comes from."""
    if not profile.around:
        return _row(profile, indicator, profile.place, divided=True)[1:]
    return [_cell(profile, indicator, place) for place in beside(profile)]


def by_part(profile: Profile) -> list[Table]:
    """The values in each municipality, or in each province: some indicators a table."""
    places = [profile.place, *profile.inside]
    given = given_in(profile, places)
    if not given:
        return []
    tables = -(-len(given) // ACROSS)
    ends = [len(given) * n // tables for n in range(tables + 1)]
    groups = [given[since:until] for since, until in pairwise(ends)]
    return [_by_part(profile, places, group) for group in groups]


def _by_part(profile: Profile, places: Sequence[Place], group: Sequence[Indicator]) -> Table:
    facts = {"each": PARTS[profile.parts].each, "first": group[0].code, "last": group[-1].code}
    return {
        "caption": _("%(each)s, indicatori da %(first)s a %(last)s") % facts,
        "columns": [str(PARTS[profile.parts].one)]
        + [f"{indicator.name} ({_unit(indicator)})" for indicator in group],
        "rows": [
            [label_of(place), *(_cell(profile, indicator, place) for indicator in group)]
            for place in places
        ],
        "above": 1,
        "notes": [*notes_on(profile, group, places), source_of(profile, group)],
    }


def one_by_one(profile: Profile, indicator: Indicator, parts: Sequence[Place]) -> Table:
    """One indicator with the figures it comes from: the place, what is around it, its parts."""
    places = [*beside(profile), *parts]
    columns = [_("Territorio"), _("Valore (%s)") % _unit(indicator)]
    divided = indicator.denominator is not None
    return {
        "columns": [*columns, _("Numeratore"), _("Denominatore")] if divided else columns,
        "rows": [_row(profile, indicator, place, divided=divided) for place in places],
        "above": len(places) - len(parts) if parts else 0,
        "notes": [*notes_on(profile, [indicator], places), source_of(profile, [indicator])],
    }


def _row(profile: Profile, indicator: Indicator, place: Place, *, divided: bool) -> list[str]:
    value = profile.value(indicator.code, place)
    figures = [exactly(value.numerator), exactly(value.denominator)] if divided else []
    return [label_of(place), _cell(profile, indicator, place), *figures]


def _cell(profile: Profile, indicator: Indicator, place: Place) -> str:
    amount = profile.value(indicator.code, place).amount
    return _("n.d.") if amount is None else figure(amount, indicator.unit)


def _unit(indicator: Indicator) -> str:
    return str(indicator.unit.label).replace(" ", "\N{NO-BREAK SPACE}")


def source_of(profile: Profile, indicators: Sequence[Indicator]) -> str:
    """Whose the figures of some indicators are, of which day, how far they can be trusted."""
    tables = dict.fromkeys(table for i in indicators for table in sorted(i.tables))
    vintages = dict.fromkeys(profile.figures[t].vintage for t in tables if t in profile.figures)
    said = [
        f"{vintage.publisher}, {vintage.get_dataset_display()}, {day(vintage.reference_date)}, "
        f"{vintage.get_status_display()}"
        for vintage in vintages
    ]
    return ngettext("Fonte: %s.", "Fonti: %s.", len(said)) % "; ".join(said) if said else ""


def notes_on(
    profile: Profile, indicators: Sequence[Indicator], places: Sequence[Place]
) -> list[str]:
    """What these figures leave out, and why some are not there: said where they are shown."""
    return [
        *without_in(profile, indicators, places, few=_few),
        *withheld_in(profile, indicators, [place for place in places if not place.is_inside]),
        *_withheld_inside(profile, indicators, [place for place in places if place.is_inside]),
        *_not_given(profile, indicators, places),
    ]


def _withheld_inside(
    profile: Profile, indicators: Sequence[Indicator], provinces: Sequence[Place]
) -> list[str]:
    """In how many provinces a figure stands without some municipality: only they may be so wide."""
    values = [[profile.value(i.code, place) for i in indicators] for place in provinces]
    some = sum(any(v.withheld and v.amount is not None for v in of_one) for of_one in values)
    words = ngettext(
        "In %s provincia il dato è senza alcuni Comuni, per cui la fonte lo oscura.",
        "In %s province il dato è senza alcuni Comuni, per cui la fonte lo oscura.",
        some,
    )
    return [words % exactly(some)] if some else []


def _not_given(
    profile: Profile, indicators: Sequence[Indicator], places: Sequence[Place]
) -> list[str]:
    """Why a cell says n.d.: each reason once, with all that it is said of."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for indicator in indicators:
        reasons: dict[str, list[str]] = {}
        for place in places:
            value = profile.value(indicator.code, place)
            if value.amount is None and value.why:
                reasons.setdefault(sentence(value.why, ON_PAPER), []).append(label_of(place))
        for why, of_whom in reasons.items():
            found.setdefault((why, tuple(of_whom)), []).append(str(indicator.name))
    one = len(indicators) == 1
    words = _("n.d. – %(places)s: %(why)s.") if one else _("n.d. – %(what)s, %(places)s: %(why)s.")
    return [
        words % {"what": _few(names, _("%s indicatori")), "places": _few(where), "why": why}
        for (why, where), names in found.items()
    ]


def _few(names: Sequence[str], many: str = "") -> str:
    """Names in a note: when they are many, how many they are."""
    if len(names) <= NAMED_AT_MOST:
        return together(names)
    return (many or _("%s territori")) % exactly(len(names))


def not_available(profile: Profile) -> list[str]:
    """The indicators that have no value in any place of the paper, each reason once."""
    given = given_in(profile, [*beside(profile), *profile.inside])
    names: dict[str, list[str]] = {}
    for indicator in INDICATORS:
        why = profile.value(indicator.code).why
        if indicator not in given and why:
            said = f"{indicator.name} ({indicator.code})"
            names.setdefault(sentence(why, ON_PAPER), []).append(said)
    return [f"{', '.join(found)}: {why}." for why, found in names.items()]
