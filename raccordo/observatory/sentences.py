"""What the figures say, in sentences: the direction, the extremes, the distance; no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext

from raccordo.observatory.indicators import BY_CODE, Indicator
from raccordo.observatory.queries import Profile
from raccordo.observatory.wording import (
    PARTS,
    PartWords,
    figure,
    seen,
    the_share,
    together,
    with_unit,
)
from raccordo.territory.states import AreaKind

NAMED_AT_MOST = 3
ADJECTIVES = {
    AreaKind.COUNTRY: _later("nazionale"),
    AreaKind.REGION: _later("regionale"),
    AreaKind.PROVINCE: _later("provinciale"),
    AreaKind.AMBITO: _later("dell'ambito"),
    AreaKind.ZONE: _later("della zona"),
}
# By the sign of the difference: how it is, and than what.
DIRECTIONS = {
    -1: (_later("più basso"), _later("di quello %s")),
    0: (_later("uguale"), _later("a quello %s")),
    1: (_later("più alto"), _later("di quello %s")),
}


@dataclass(frozen=True, slots=True)
class Ends:
    """The municipalities where a value is lowest and highest, as they are seen once rounded."""

    lowest: Decimal
    highest: Decimal
    low: tuple[str, ...]
    high: tuple[str, ...]
    whole: bool  # whether every one of them has a value
    known: int


def headlines(profile: Profile) -> list[str]:
    """The profile in a few sentences; those without figures are left out."""
    said = [_people(profile), _ageing(profile), _oldest(profile), _turnover(profile)]
    return [sentence for sentence in said if sentence]


def told(profile: Profile, code: str) -> str:
    """What one indicator says of a place: its value, beside the others', and where it changes."""
    indicator = BY_CODE[code]
    value = profile.value(code)
    if value.amount is None:
        return ""
    opening = _("%(name)s: %(value)s.") % {
        "name": indicator.name,
        "value": with_unit(value.amount, indicator.unit),
    }
    return " ".join(filter(None, [opening, compared(profile, code), spread(profile, code)]))


def compared(profile: Profile, code: str) -> str:
    """Where a value stands beside those of the wider areas, from the nearest to the widest."""
    value, unit = profile.value(code), BY_CODE[code].unit
    if value.amount is None or unit == "persons":
        return ""
    parts: list[tuple[int, list[str]]] = []
    for place in reversed(profile.around):
        other = profile.value(code, place).amount
        if other is None or place.area is None:
            continue
        sign = int(seen(value.amount, unit).compare(seen(other, unit)))
        words = f"{ADJECTIVES[AreaKind(place.area.kind)]} ({figure(other, unit)})"
        if not parts or parts[-1][0] != sign:
            parts.append((sign, []))
        parts[-1][1].append(str(DIRECTIONS[sign][1]) % words)
    said = [f"{DIRECTIONS[sign][0]} {together(others)}" for sign, others in parts]
    return _("Il valore è %s.") % "; ".join(said) if said else ""


def spread(profile: Profile, code: str) -> str:
    """The municipalities where a value is lowest and highest; nothing when there is only one."""
    unit = BY_CODE[code].unit
    ends = ends_of(profile, code)
    if ends is None or ends.known < 2:
        return ""
    words = PARTS[profile.parts]
    if ends.lowest == ends.highest:
        return str(words.same) if ends.whole else ""
    return str(words.spread if ends.whole else words.partial) % {
        "low": figure(ends.lowest, unit),
        "low_in": _named(ends.low, words),
        "high": figure(ends.highest, unit),
        "high_in": _named(ends.high, words),
    }


def ends_of(profile: Profile, code: str) -> Ends | None:
    """The lowest and the highest value among the municipalities that have one."""
    unit = BY_CODE[code].unit
    values = [(place.name, profile.value(code, place).amount) for place in profile.inside]
    known = [(name, seen(amount, unit)) for name, amount in values if amount is not None]
    if not known:
        return None
    lowest, highest = min(v for _n, v in known), max(v for _n, v in known)
    low = tuple(name for name, value in known if value == lowest)
    high = tuple(name for name, value in known if value == highest)
    return Ends(lowest, highest, low, high, whole=len(known) == len(values), known=len(known))


def _named(names: Sequence[str], words: PartWords) -> str:
    if len(names) > NAMED_AT_MOST:
        return str(words.some) % len(names)
    return together(names)


def _people(profile: Profile) -> str:
    value, unit = profile.value("D01"), BY_CODE["D01"].unit
    if value.amount is None:
        return ""
    people, towns = figure(value.amount, unit), len(profile.place.towns) - len(value.without)
    if towns == 1:
        return _("I residenti sono %s.") % people
    facts = {"people": people, "towns": figure(Decimal(towns), unit)}
    opening = _("I residenti sono %(people)s, in %(towns)s Comuni") % facts
    ends = ends_of(profile, "D01")
    if ends is None or ends.lowest == ends.highest or not ends.whole:
        return f"{opening}."
    words = PARTS[profile.parts]
    most, least = words.most[len(ends.high) > 1], words.least[len(ends.low) > 1]
    return _("%(opening)s: %(most)s (%(highest)s), %(least)s (%(lowest)s).") % {
        "opening": opening,
        "most": str(most) % _named(ends.high, words),
        "highest": figure(ends.highest, unit),
        "least": str(least) % _named(ends.low, words),
        "lowest": figure(ends.lowest, unit),
    }


def _ageing(profile: Profile) -> str:
    value, indicator = profile.value("D04"), BY_CODE["D04"]
    if value.amount is None:
        return ""
    opening = _(
        "Ogni 100 persone sotto i 15 anni ce ne sono %s di 65 e più: l'indice di vecchiaia."
    )
    said = opening % figure(value.amount, indicator.unit)
    return " ".join(filter(None, [said, compared(profile, "D04"), spread(profile, "D04")]))


def _oldest(profile: Profile) -> str:
    value = profile.value("D12.85")
    if value.amount is None or value.numerator is None:
        return ""
    return ngettext(
        "Ha 85 anni e più %(people)s persona, %(share)s dei residenti.",
        "Hanno 85 anni e più %(people)s persone, %(share)s dei residenti.",
        int(value.numerator),
    ) % {
        "people": figure(value.numerator, BY_CODE["D01"].unit),
        "share": the_share(value.amount),
    }


def _turnover(profile: Profile) -> str:
    """Who is about to leave work and who is about to enter it (art. 19 c. 1 a L. 328/2000)."""
    value, indicator = profile.value("D08"), BY_CODE["D08"]
    if value.amount is None:
        return ""
    return _("Ogni 100 persone fra 15 e 19 anni ce ne sono %s fra 60 e 64.") % figure(
        value.amount, indicator.unit
    )


def caption_of(profile: Profile, indicator: Indicator) -> str:
    """What a picture shows: an indicator by municipality, or by province."""
    return str(PARTS[profile.parts].by) % indicator.name


def caption_compared(profile: Profile, indicator: Indicator) -> str:
    """The same, beside what is around: around the country there is nothing."""
    caption = caption_of(profile, indicator)
    if not profile.around:
        return caption
    return _("%s, a confronto con i territori più ampi") % caption


def ends_said(profile: Profile, code: str) -> str:
    """From the lowest value to the highest; of what has one."""
    ends, unit = ends_of(profile, code), BY_CODE[code].unit
    assert ends, "nothing is drawn of what has no value"
    facts = {"low": figure(ends.lowest, unit), "high": figure(ends.highest, unit)}
    return _("da %(low)s a %(high)s") % facts
