"""The pictures of a profile, each with its words; the numbers are in the table beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from raccordo.documents.charts import BLUE, GREY, INK, ORANGE, draw
from raccordo.observatory.figures import Place
from raccordo.observatory.indicators import BY_CODE
from raccordo.observatory.queries import Profile, ages_of
from raccordo.observatory.rules import rounded
from raccordo.observatory.sentences import ends_of
from raccordo.observatory.wording import figure
from raccordo.territory.boundaries import outlines
from raccordo.territory.states import AreaKind

# With more municipalities than these, one line each is a wall: their distribution says more.
ONE_BY_ONE = 40
NAMED_AT_MOST = 16
OLDEST_CLASS = 95
SHADES = ["#DCEAF8", "#A9CCEC", "#6BA5DA", "#2E75BD", "#0A4A90"]
DEEP = SHADES[-1]
Spec = dict[str, Any]


def five_year_classes(profile: Profile) -> list[tuple[str, int, int]]:
    """The pyramid's rows, the youngest first: «0–4», males, females."""
    classes: dict[int, list[int]] = {}
    for age, males, females in ages_of(profile):
        row = classes.setdefault(min(age - age % 5, OLDEST_CLASS), [0, 0])
        row[0] += males
        row[1] += females
    return [
        (f"{since}+" if since == OLDEST_CLASS else f"{since}–{since + 4}", males, females)
        for since, (males, females) in sorted(classes.items())
    ]


def pyramid(profile: Profile) -> str:
    """Residents by age and sex: males on the left, females on the right."""
    classes = five_year_classes(profile)
    if not classes:
        return ""
    most = max(max(males, females) for _name, males, females in classes)
    rows = [
        {"age": name, "sex": sex, "people": people}
        for name, males, females in classes
        for sex, people in ((_("Uomini"), -males), (_("Donne"), females))
    ]
    biggest = max(classes, key=lambda row: row[1] + row[2])
    label = _("Piramide delle età: la classe più numerosa è %(age)s anni, con %(n)s persone.") % {
        "age": biggest[0],
        "n": figure(Decimal(biggest[1] + biggest[2]), BY_CODE["D01"].unit),
    }
    return draw(_pyramid(rows, [row[0] for row in classes][::-1], most), label=label)


def _pyramid(rows: Sequence[Spec], order: Sequence[str], most: int) -> Spec:
    sexes = [_("Uomini"), _("Donne")]
    axis = {"labelExpr": "format(abs(datum.value), ',')", "tickCount": 5, "title": _("Residenti")}
    return {
        "width": 470,
        "height": 400,
        "data": {"values": list(rows)},
        "mark": {"type": "bar", "height": {"band": 0.86}},
        "encoding": {
            "y": {"field": "age", "type": "ordinal", "sort": list(order), "title": _("Età")},
            "x": {
                "field": "people",
                "type": "quantitative",
                "axis": axis,
                "stack": None,
                "scale": {"domain": [-most, most]},
            },
            "color": {
                "field": "sex",
                "type": "nominal",
                "scale": {"domain": sexes, "range": [BLUE, ORANGE]},
                "legend": {"title": None, "orient": "top"},
            },
        },
    }


def structure(profile: Profile) -> str:
    """The three ages of life, in parts of a hundred: by municipality, beside the wider areas."""
    shown = [profile.place, *reversed(profile.around)]
    if 1 < len(profile.inside) <= ONE_BY_ONE:
        shown += profile.inside
    parts = [_("0–14 anni"), _("15–64 anni"), _("65 anni e più")]
    rows = []
    for place in shown:
        total, young, old = (_count(profile, code, place) for code in ("D01", "D07", "D04"))
        if total and young is not None and old is not None:
            shares = (young, total - young - old, old)
            rows += [
                {"name": label_of(place), "part": part, "n": n, "share": float(share / total)}
                for n, (part, share) in enumerate(zip(parts, shares, strict=True))
            ]
    if not rows:
        return ""
    order = list(dict.fromkeys(str(row["name"]) for row in rows))
    return draw(_structure(rows, order, parts), label=_("Le tre età della vita, in percentuale."))


def _count(profile: Profile, code: str, place: Place) -> Decimal | None:
    return profile.value(code, place).numerator


def _structure(rows: Sequence[Spec], order: Sequence[str], parts: Sequence[str]) -> Spec:
    return {
        "width": 430,
        "height": {"step": 26},
        "data": {"values": list(rows)},
        "mark": {"type": "bar", "height": {"band": 0.8}},
        "encoding": {
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": list(order),
                "axis": {"title": None, "labelLimit": 300},
            },
            "x": {
                "field": "share",
                "type": "quantitative",
                "stack": "zero",
                "axis": {"format": ".0%", "title": _("Residenti"), "tickCount": 5},
                "scale": {"domain": [0, 1]},
            },
            "order": {"field": "n", "type": "quantitative"},
            "color": {
                "field": "part",
                "type": "nominal",
                "scale": {"domain": list(parts), "range": ["#F2A65A", "#9DB8D2", DEEP]},
                "legend": {"title": None, "orient": "top"},
            },
        },
    }


def choropleth(profile: Profile, code: str) -> str:
    """The municipalities in the shade of their value; grey where there is none."""
    shapes = outlines([place.area.istat_code for place in profile.inside if place.area])
    features = []
    for place in profile.inside:
        amount = profile.value(code, place).amount
        if place.area and place.area.istat_code in shapes:
            facts = {"name": place.name, "v": None if amount is None else float(rounded(amount))}
            shape = {"type": "MultiPolygon", "coordinates": shapes[place.area.istat_code]}
            features.append({"type": "Feature", "properties": facts, "geometry": shape})
    if not features or len(profile.inside) < 2:
        return ""
    label = _("Mappa: %(name)s per Comune, %(ends)s.") % {
        "name": str(BY_CODE[code].name).lower(),
        "ends": _ends_said(profile, code),
    }
    return draw(_choropleth(features, str(BY_CODE[code].name)), label=label)


def _ends_said(profile: Profile, code: str) -> str:
    ends, unit = ends_of(profile, code), BY_CODE[code].unit
    if ends is None:
        return _("senza valori")
    facts = {"low": figure(ends.lowest, unit), "high": figure(ends.highest, unit)}
    return _("da %(low)s a %(high)s") % facts


def _choropleth(features: Sequence[Spec], title: str) -> Spec:
    """As many municipalities in each shade: one far from all the rest does not hide them."""
    values = {"type": "FeatureCollection", "features": list(features)}
    known = {f["properties"]["v"] for f in features} - {None}
    shades = SHADES[:: max(1, len(SHADES) // max(1, len(known)))] if len(known) < 5 else SHADES
    return {
        "width": 430,
        "height": 400,
        "projection": {"type": "mercator"},
        "data": {"values": values, "format": {"type": "json", "property": "features"}},
        "mark": {"type": "geoshape", "stroke": "white", "strokeWidth": 1},
        "encoding": {
            "color": {
                "condition": {
                    "test": "isValid(datum.properties.v)",
                    "field": "properties.v",
                    "type": "quantitative",
                    "scale": {"type": "quantile", "range": shades},
                    "legend": {"title": title, "orient": "bottom", "format": ",.1f"},
                },
                "value": "#D9DDE3",
            }
        },
    }


def dots(profile: Profile, code: str) -> str:
    """Each municipality on one scale, beside the place and what is around it."""
    if len(profile.inside) < 2:
        return ""
    values = {p.name: profile.value(code, p).amount for p in profile.inside}
    known = {name: rounded(amount) for name, amount in values.items() if amount is not None}
    if not known:
        return ""
    lines = [
        {"v": float(rounded(amount)), "who": short_of(place)}
        for place in (profile.place, *profile.around)
        if (amount := profile.value(code, place).amount) is not None
    ]
    make = _dots if len(known) <= ONE_BY_ONE else _distribution
    label = _("%(name)s dei Comuni, %(ends)s.") % {
        "name": BY_CODE[code].name,
        "ends": _ends_said(profile, code),
    }
    return draw(make(known, lines, str(BY_CODE[code].meaning), code), label=label)


def _dots(known: Mapping[str, Decimal], lines: Sequence[Spec], title: str, code: str) -> Spec:
    unit = BY_CODE[code].unit
    order = sorted(known, key=lambda name: (-known[name], name))
    rows = [{"name": n, "v": float(known[n]), "said": figure(known[n], unit)} for n in order]
    y = {"field": "name", "type": "nominal", "sort": order, "title": None}
    x = {"field": "v", "type": "quantitative", "title": title, "scale": {"zero": False}}
    return {
        "layer": [
            *_rules(lines),
            {
                "data": {"values": rows},
                "mark": {"type": "circle", "size": 120, "color": BLUE, "opacity": 1},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "text", "align": "left", "dx": 10, "fontWeight": "bold"},
                "encoding": {"x": x, "y": y, "text": {"field": "said"}, "color": {"value": INK}},
            },
        ],
        "width": 420,
        "height": {"step": 28},
    }


def _distribution(
    known: Mapping[str, Decimal], lines: Sequence[Spec], title: str, code: str
) -> Spec:
    rows = [{"v": float(value)} for value in known.values()]
    x = {"field": "v", "type": "quantitative", "bin": {"maxbins": 24}, "title": title}
    y = {"aggregate": "count", "type": "quantitative", "title": _("Comuni")}
    bars = {
        "data": {"values": rows},
        "mark": {"type": "bar", "color": "#9DB8D2"},
        "encoding": {"x": x, "y": y},
    }
    return {"layer": [bars, *_rules(lines)], "width": 470, "height": 260}


def _rules(lines: Sequence[Spec]) -> list[Spec]:
    """A line for each wider area, its name on top, one above the other so that none is hidden."""
    rows = [row | {"up": -6 - 15 * n} for n, row in enumerate(sorted(lines, key=lambda r: r["v"]))]
    x = {"field": "v", "type": "quantitative"}
    rule = {
        "data": {"values": rows},
        "mark": {"type": "rule", "strokeDash": [4, 3], "color": GREY},
        "encoding": {"x": x},
    }
    names = [
        {
            "data": {"values": [row]},
            "mark": {"type": "text", "y": row["up"], "fontSize": 12, "color": GREY},
            "encoding": {"x": x, "text": {"field": "who"}},
        }
        for row in rows
    ]
    return [rule, *names]


def label_of(place: Place) -> str:
    """A name that stands alone: a province is not its chief town."""
    if place.area and place.area.kind == AreaKind.PROVINCE:
        return _("%s (provincia)") % place.name
    return place.name


def short_of(place: Place) -> str:
    """The name of a wider area where there is little room: an ambito, on its own map, is one."""
    if place.area and place.area.kind in {AreaKind.AMBITO, AreaKind.ZONE}:
        return str(AreaKind(place.area.kind).label)
    return label_of(place)


def words_of(svg: str) -> str:
    """What a picture says in words: its own label."""
    found = re.search(r'aria-label="([^"]*)"', svg)
    return unescape(found[1]) if found else ""
