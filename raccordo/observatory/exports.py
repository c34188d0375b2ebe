"""A profile for other programs and for spreadsheets: the JSON is a documented contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.foundation.sentences import sentence
from raccordo.observatory.figures import Place
from raccordo.observatory.indicators import INDICATORS, Indicator
from raccordo.observatory.queries import Profile, Value
from raccordo.observatory.reasons import SENTENCES
from raccordo.observatory.rules import rounded
from raccordo.territory.states import AreaKind

SCHEMA = 1
PARTS = {AreaKind.MUNICIPALITY: "municipalities", AreaKind.PROVINCE: "provinces"}


def as_json(profile: Profile) -> str:
    """The contract: see docs/profile.md. Values have one decimal, half up; figures are exact."""
    place = profile.place
    content = {
        "schema": SCHEMA,
        "area": place.name,
        "slug": place.area.slug if place.area else None,
        "as_of": profile.on.isoformat(),
        "membership_date": profile.on.isoformat(),
        "reference_date": _reference_date(profile),
        "boundary_date": profile.boundary_date.isoformat(),
        "indicators": _indicators(profile, place),
        "comparisons": [
            {"area": wider.name, "kind": _kind(wider), "indicators": _indicators(profile, wider)}
            for wider in profile.around
        ],
        PARTS[profile.parts]: [
            {
                "istat": _code(part),
                "name": part.name,
                "indicators": _indicators(profile, part),
            }
            for part in profile.inside
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def heading() -> list[str]:
    """The names of the columns of `as_rows`."""
    return [
        _("luogo"),
        _("codice ISTAT"),
        _("indicatore"),
        _("nome"),
        _("valore"),
        _("numeratore"),
        _("denominatore"),
        _("unità"),
        _("data di riferimento"),
        _("stato"),
        _("nota"),
        _("fonte"),
        _("Comuni compresi"),
    ]


def as_rows(profile: Profile) -> Iterator[list[str | Decimal | None]]:
    """One row for each indicator and place: the place itself, those around, those inside."""
    for place in (profile.place, *profile.around, *profile.inside):
        for indicator in INDICATORS:
            yield _row(profile, place, indicator)


def _row(profile: Profile, place: Place, indicator: Indicator) -> list[str | Decimal | None]:
    value = profile.value(indicator.code, place)
    vintage = value.vintage
    return [
        place.name,
        _code(place),
        indicator.code,
        str(indicator.name),
        None if value.amount is None else rounded(value.amount),
        value.numerator,
        value.denominator,
        str(indicator.unit.label),
        vintage.reference_date.strftime("%d/%m/%Y") if vintage else "",
        str(vintage.get_status_display()) if vintage else "",
        note_on(value),
        vintage.attribution if vintage else "",
        profile.on.strftime("%d/%m/%Y"),
    ]


def note_on(value: Value) -> str:
    """Why there is no value, or what it leaves out."""
    if value.why:
        return sentence(value.why, SENTENCES)
    notes = []
    if value.without:
        notes.append(_("Senza %s, che la fonte non comprende.") % ", ".join(value.without))
    if value.withheld:
        said = ngettext(
            "Senza %s Comune, il cui dato la fonte oscura.",
            "Senza %s Comuni, il cui dato la fonte oscura.",
            value.withheld,
        )
        notes.append(said % value.withheld)
    return " ".join(notes)


def awaited(profile: Profile) -> list[str]:
    """The indicators that have no value and why, each reason once."""
    names: dict[str, list[str]] = {}
    for indicator in INDICATORS:
        value = profile.value(indicator.code)
        if value.amount is None:
            names.setdefault(note_on(value), []).append(f"{indicator.name} ({indicator.code})")
    return [f"{', '.join(found)}. {note}" for note, found in names.items()]


def _indicators(profile: Profile, place: Place) -> list[dict[str, Any]]:
    return [_told(indicator, profile.value(indicator.code, place)) for indicator in INDICATORS]


def _told(indicator: Indicator, value: Value) -> dict[str, Any]:
    vintage = value.vintage
    return {
        "code": indicator.code,
        "name": str(indicator.name),
        "value": None if value.amount is None else str(rounded(value.amount)),
        "numerator": _exact(value.numerator),
        "denominator": _exact(value.denominator),
        "unit": indicator.unit.value,
        "dataset": indicator.above.value,
        "reference_date": vintage.reference_date.isoformat() if vintage else None,
        "status": vintage.status if vintage else None,
        "reason": sentence(value.why, SENTENCES) if value.why else None,
        "denominator_dataset": indicator.below if value.beside else indicator.above.value,
        "denominator_reference_date": (value.beside or vintage).reference_date.isoformat()
        if vintage
        else None,
        "without": list(value.without),
        "withheld": value.withheld,
    }


def _exact(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure.normalize():f}"


def _reference_date(profile: Profile) -> str | None:
    vintage = profile.value("D01").vintage
    return vintage.reference_date.isoformat() if vintage else None


def _kind(place: Place) -> str | None:
    return place.area.kind if place.area else None


def _code(place: Place) -> str:
    return place.area.istat_code if place.area else ""
