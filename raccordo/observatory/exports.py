"""A profile for other programs and for spreadsheets: the JSON is a documented contract."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.documents.sheets import Cell
from raccordo.foundation.sentences import sentence
from raccordo.foundation.wording import day
from raccordo.observatory.figures import Place
from raccordo.observatory.highlights import label_of
from raccordo.observatory.indicators import INDICATORS, Indicator
from raccordo.observatory.models import Vintage
from raccordo.observatory.queries import Profile, Value
from raccordo.observatory.reasons import SENTENCES
from raccordo.observatory.rules import rounded
from raccordo.observatory.states import Status, Unit
from raccordo.observatory.wording import exactly
from raccordo.territory.states import AreaKind

SCHEMA = 1
PARTS = {AreaKind.MUNICIPALITY: "municipalities", AreaKind.PROVINCE: "provinces"}
Rounding = Callable[[Decimal, Unit], Decimal]


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
            {
                "area": wider.name,
                "slug": wider.area.slug if wider.area else None,
                "istat": code_of(wider) or None,
                "kind": wider.area.kind if wider.area else None,
                "indicators": _indicators(profile, wider),
            }
            for wider in profile.around
        ],
        PARTS[profile.parts]: [
            {
                "istat": code_of(part),
                "name": part.name,
                "indicators": _indicators(profile, part),
            }
            for part in profile.inside
        ],
        "sources": [_source(vintage) for vintage in profile.vintages],
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


def one_decimal(amount: Decimal, _unit: Unit) -> Decimal:
    """As the contract has it, whatever the value counts."""
    return rounded(amount)


def as_rows(profile: Profile, *, rounding: Rounding = one_decimal) -> Iterator[list[Cell]]:
    """One row for each indicator and place: the place itself, those around, those inside."""
    words = {i.code: (str(i.name), str(i.unit.label)) for i in INDICATORS}
    cited = cache(_cited)  # in words once, not for each of Italy's quarter of a million rows
    for place in (profile.place, *profile.around, *profile.inside):
        for indicator in INDICATORS:
            value, (name, unit) = profile.value(indicator.code, place), words[indicator.code]
            reference_date, status, source = cited(value.vintage, value.beside)
            yield [
                label_of(place),
                code_of(place),
                indicator.code,
                name,
                None if value.amount is None else rounding(value.amount, indicator.unit),
                exact(value.numerator),
                exact(value.denominator),
                unit,
                reference_date,
                status,
                note_on(value),
                source,
                profile.on,
            ]


def _cited(vintage: Vintage | None, beside: Vintage | None) -> tuple[date | None, str, str]:
    """Day, status and whose figures they are, in short: the attribution is in JSON and in Excel."""
    if vintage is None:
        return None, "", ""
    said, status = f"{vintage.get_dataset_display()}, {vintage.publisher}", vintage.status
    if beside:
        said = _("%(source)s; denominatore: %(other)s, %(day)s") % {
            "source": said,
            "other": f"{beside.get_dataset_display()}, {beside.publisher}",
            "day": day(beside.reference_date),
        }
    return vintage.reference_date, str(Status(status).label), said


def note_on(value: Value) -> str:
    """Why there is no value, or what it leaves out."""
    if value.why:
        return sentence(value.why, SENTENCES)
    notes = []
    if value.without:
        notes.append(_("Senza %s, che i dati caricati non comprendono.") % ", ".join(value.without))
    if value.withheld:
        said = ngettext(
            "Senza %s Comune, il cui dato la fonte oscura.",
            "Senza %s Comuni, il cui dato la fonte oscura.",
            value.withheld,
        )
        notes.append(said % exactly(value.withheld))
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
        "numerator": _written(value.numerator),
        "denominator": _written(value.denominator),
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


def exact(figure: Decimal | None) -> Decimal | None:
    """As it is counted, with no zeros after its decimals."""
    return None if figure is None else Decimal(f"{figure.normalize():f}")


def _written(figure: Decimal | None) -> str | None:
    return None if figure is None else str(exact(figure))


def _reference_date(profile: Profile) -> str | None:
    vintage = profile.value("D01").vintage
    return vintage.reference_date.isoformat() if vintage else None


def _source(vintage: Vintage) -> dict[str, Any]:
    return {
        "dataset": vintage.dataset,
        "reference_date": vintage.reference_date.isoformat(),
        "status": vintage.status,
        "publisher": vintage.publisher,
        "attribution": vintage.attribution,
        "sha256": vintage.file.sha256,
    }


def code_of(place: Place) -> str:
    """The ISTAT code of an area that has one; of a list, of an ambito, nothing."""
    return place.area.istat_code if place.area else ""
