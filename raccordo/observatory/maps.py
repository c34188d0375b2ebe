"""The map of a profile: each municipality, or province, in the shade of its value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from raccordo.documents.charts import draw
from raccordo.documents.maps import NAMED_AT_MOST, names_on
from raccordo.observatory.figures import Place
from raccordo.observatory.indicators import BY_CODE
from raccordo.observatory.queries import Profile
from raccordo.observatory.rules import rounded
from raccordo.observatory.sentences import ends_of, ends_said
from raccordo.observatory.states import Unit
from raccordo.observatory.wording import PARTS, figure
from raccordo.territory.boundaries import MultiPolygon
from raccordo.territory.shapes import rough_shapes_of, shapes_of
from raccordo.territory.states import AreaKind

ROUGH = 2  # decimals of a border on a map of the country
SHADES = ["#DCEAF8", "#A9CCEC", "#6BA5DA", "#2E75BD", "#0A4A90"]
DEEP, NOTHING = SHADES[-1], "#D9DDE3"
Spec = dict[str, Any]


def choropleth(profile: Profile, code: str) -> str:
    """The municipalities in the shade of their value; grey where there is none."""
    shapes = _shapes(profile)
    if not shapes or len(profile.inside) < 2 or ends_of(profile, code) is None:
        return ""
    amounts = {place.name: profile.value(code, place).amount for place in shapes}
    shown = str(PARTS[profile.parts].by) % str(BY_CODE[code].name).lower()
    label = _("Mappa: %(shown)s, %(ends)s.") % {"shown": shown, "ends": ends_said(profile, code)}
    pieces = {place.name: shape for place, shape in shapes.items()}
    title, unit = str(BY_CODE[code].name), BY_CODE[code].unit
    return shaded(pieces, amounts, title=title, unit=unit, label=label)


def shaded(
    pieces: Mapping[str, MultiPolygon],
    amounts: Mapping[str, Decimal | None],
    *,
    title: str,
    unit: Unit,
    label: str,
) -> str:
    """Pieces of land in the shade of what each has; grey where nothing is known."""
    values = {name: None if a is None else float(rounded(a)) for name, a in amounts.items()}
    classed = classes(list(values.values()), unit)
    told = {
        name: next((c for c, _since, until in classed if v is not None and v <= until), _("n.d."))
        for name, v in values.items()
    }
    names = [name for name, _since, _until in classed]
    step = (len(SHADES) - 1) / max(1, len(names) - 1)
    shades = {name: SHADES[round(n * step)] for n, name in enumerate(names)}
    if None in values.values():
        shades[_("n.d.")] = NOTHING
    return coloured(pieces, told, shades, title=title, label=label)


def coloured(
    pieces: Mapping[str, MultiPolygon],
    told: Mapping[str, str],
    colours: Mapping[str, str],
    *,
    title: str,
    label: str,
) -> str:
    """Pieces of land, each in the colour of what is told of it, with its name where it fits."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "class": told[name]},
            "geometry": {"type": "MultiPolygon", "coordinates": shape},
        }
        for name, shape in pieces.items()
    ]
    layers = [_ground(features, colours, title)]
    if len(pieces) <= NAMED_AT_MOST:
        layers += names_on(pieces)
    size = {"width": 430, "height": 400, "projection": {"type": "mercator"}}
    return draw(size | {"layer": layers}, label=label)


def _shapes(profile: Profile) -> dict[Place, MultiPolygon]:
    """The outline of each part, as fine as the whole lets one see."""
    areas = [place.area for place in profile.inside if place.area]
    if profile.parts == AreaKind.PROVINCE:
        drawn = rough_shapes_of(areas, ROUGH, on=profile.on)
    else:
        drawn = shapes_of(areas, on=profile.on)
    return {
        place: drawn[place.area.pk]
        for place in profile.inside
        if place.area and place.area.pk in drawn
    }


def _ground(features: Sequence[Spec], colours: Mapping[str, str], title: str) -> Spec:
    values = {"type": "FeatureCollection", "features": list(features)}
    return {
        "data": {"values": values, "format": {"type": "json", "property": "features"}},
        "mark": {"type": "geoshape", "stroke": "white", "strokeWidth": 0.6},
        "encoding": {
            "color": {
                "field": "properties.class",
                "type": "ordinal",
                "scale": {"domain": list(colours), "range": list(colours.values())},
                "legend": {
                    "title": title,
                    "titleLimit": 400,
                    "orient": "bottom",
                    "columns": 3,
                    "symbolType": "square",
                },
            }
        },
    }


def classes(told: Sequence[float | None], unit: Unit) -> list[tuple[str, float, float]]:
    """The values in at most five classes with as many values each: its words, its ends.

    One far from all the rest does not hide them.
    """
    values = sorted(value for value in told if value is not None)
    most = min(len(SHADES), len(set(values)))
    cuts = [values[len(values) * n // most - 1] for n in range(1, most + 1)] if values else []
    ends = list(dict.fromkeys(cuts))
    firsts = [values[0], *(next(v for v in values if v > end) for end in ends[:-1])] if ends else []
    return [(_stretch(one, two, unit), one, two) for one, two in zip(firsts, ends, strict=True)]


def _stretch(since: float, until: float, unit: Unit) -> str:
    first, last = (figure(Decimal(str(value)), unit) for value in (since, until))
    return first if first == last else f"{first} – {last}"
