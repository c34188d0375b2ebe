"""The pictures of a profile, each with its words; the numbers are in the table beside it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from raccordo.documents.charts import BLUE, GREY, INK, ORANGE, draw
from raccordo.observatory.ages import five_year_classes, largest
from raccordo.observatory.figures import Place
from raccordo.observatory.highlights import short_of
from raccordo.observatory.indicators import BY_CODE, Indicator
from raccordo.observatory.maps import DEEP
from raccordo.observatory.queries import Profile
from raccordo.observatory.rules import rounded
from raccordo.observatory.sentences import ends_said
from raccordo.observatory.states import Unit
from raccordo.observatory.trends import Trend
from raccordo.observatory.wording import PARTS, figure

# With more municipalities than these, one line each is a wall: their distribution says more.
ONE_BY_ONE = 40
Spec = dict[str, Any]


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
    label = _("Piramide delle età. %s") % largest(classes)
    return draw(_pyramid(rows, [row[0] for row in classes][::-1], most), label=label)


def _pyramid(rows: Sequence[Spec], order: Sequence[str], most: int) -> Spec:
    sexes = [_("Uomini"), _("Donne")]
    axis = {"labelExpr": "format(abs(datum.value), ',')", "tickCount": 5, "title": _("Residenti")}
    return {
        "width": 370,
        "height": 350,
        "data": {"values": list(rows)},
        "mark": {"type": "bar", "height": {"band": 0.86}},
        "encoding": {
            "y": {"field": "age", "type": "ordinal", "sort": list(order), "title": None},
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
    rows, names = [], _apart(shown)
    for place in shown:
        total, young, old = (_count(profile, code, place) for code in ("D01", "D07", "D04"))
        if total and young is not None and old is not None:
            shares = [share / total for share in (young, total - young - old, old)]
            rows += [
                {"name": names[place.number], "part": part, "n": n, "share": float(share)}
                | {"said": figure(share * 100, Unit.PERCENT), "middle": float(middle)}
                for n, (part, share, middle) in enumerate(
                    zip(parts, shares, _middles(shares), strict=True)
                )
            ]
    if not rows:
        return ""
    order = list(dict.fromkeys(str(row["name"]) for row in rows))
    return draw(_structure(rows, order, parts), label=_("Le tre età della vita, in percentuale."))


def _apart(places: Sequence[Place]) -> dict[int, str]:
    """Names that are told apart: a list may be called as one of its municipalities.

    None ends as typed: the drawer is JavaScript, and a list called «toString» would stop it.
    """
    times, names = Counter[str](), {}
    for place in places:
        name = short_of(place)
        names[place.number] = name + "\N{ZERO WIDTH SPACE}" * (times[name] + 1)
        times[name] += 1
    return names


def _middles(shares: Sequence[Decimal]) -> list[Decimal]:
    return [sum(shares[:n], Decimal(0)) + share / 2 for n, share in enumerate(shares)]


def _count(profile: Profile, code: str, place: Place) -> Decimal | None:
    return profile.value(code, place).numerator


def _structure(rows: Sequence[Spec], order: Sequence[str], parts: Sequence[str]) -> Spec:
    axis = {"title": None, "labelLimit": 170, "domain": False, "ticks": False}
    y = {"field": "name", "type": "nominal", "sort": list(order), "axis": axis}
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.84}},
        "encoding": {
            "y": y,
            "x": {
                "field": "share",
                "type": "quantitative",
                "stack": "zero",
                "axis": None,
                "scale": {"domain": [0, 1]},
            },
            "order": {"field": "n", "type": "quantitative"},
            "color": {
                "field": "part",
                "type": "nominal",
                "scale": {"domain": list(parts), "range": ["#F2A65A", "#C3D3E5", DEEP]},
                "legend": {"title": None, "orient": "top"},
            },
        },
    }
    said = {
        "mark": {"type": "text", "fontSize": 12, "fontWeight": "bold"},
        "encoding": {
            "y": y,
            "x": {"field": "middle", "type": "quantitative"},
            "text": {"field": "said"},
            "color": {"condition": {"test": "datum.n == 2", "value": "white"}, "value": INK},
        },
    }
    size = {"width": 330, "height": {"step": 27}}
    return size | {"data": {"values": list(rows)}, "layer": [bars, said]}


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
    indicator, words = BY_CODE[code], PARTS[profile.parts]
    if len(known) <= ONE_BY_ONE:
        spec = _dots(known, lines, indicator)
    else:
        spec = _distribution(known, lines, str(indicator.meaning), str(words.many))
    shown = str(words.by) % indicator.name
    label = _("%(shown)s, %(ends)s.") % {"shown": shown, "ends": ends_said(profile, code)}
    return draw(spec, label=label)


def _dots(known: Mapping[str, Decimal], lines: Sequence[Spec], indicator: Indicator) -> Spec:
    unit, title = indicator.unit, str(indicator.meaning)
    order = sorted(known, key=lambda name: (-known[name], name))
    rows = [{"name": n, "v": float(known[n]), "said": figure(known[n], unit)} for n in order]
    y = {
        "field": "name",
        "type": "nominal",
        "sort": order,
        "axis": {"title": None, "labelLimit": 170},
    }
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
        "width": 330,
        "height": {"step": 27},
    }


def _distribution(
    known: Mapping[str, Decimal], lines: Sequence[Spec], title: str, many: str
) -> Spec:
    rows = [{"v": float(value)} for value in known.values()]
    x = {
        "field": "v",
        "type": "quantitative",
        "bin": {"maxbins": 24},
        "axis": {"title": title, "labelOverlap": "parity", "labelSeparation": 8},
    }
    y = {"aggregate": "count", "type": "quantitative", "title": many}
    bars = {
        "data": {"values": rows},
        "mark": {"type": "bar", "color": "#9DB8D2"},
        "encoding": {"x": x, "y": y},
    }
    return {"layer": [bars, *_rules(lines)], "width": 400, "height": 260}


def course(profile: Profile, trend: Trend, indicator: Indicator) -> str:
    """An indicator over the years: a line for the place, thinner ones for what is around."""
    names = _apart([profile.place, *profile.around])
    rows = [
        {
            "day": moment.vintage.reference_date.isoformat(),
            "v": float(rounded(moment.amounts[place.number])),
            "who": names[place.number],
        }
        for moment in trend.moments
        for place in (profile.place, *profile.around)
        if place.number in moment.amounts
        if indicator.unit != Unit.PERSONS or place is profile.place
    ]
    if not rows:
        return ""
    first, last = trend.moments[0], trend.moments[-1]
    label = _("%(name)s dal %(first)s al %(last)s.") % {
        "name": indicator.name,
        "first": first.vintage.reference_date.year,
        "last": last.vintage.reference_date.year,
    }
    return draw(_course(rows, str(indicator.meaning), names[0]), label=label)


def _course(rows: Sequence[Spec], title: str, ours: str) -> Spec:
    ours_first = {"condition": {"test": f"datum.who === {json.dumps(ours)}", "value": 3}}
    return {
        "width": 560,
        "height": 300,
        "data": {"values": list(rows)},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {
                "field": "day",
                "type": "temporal",
                "axis": {"format": "%Y", "title": None, "tickCount": "year"},
            },
            "y": {
                "field": "v",
                "type": "quantitative",
                "title": title,
                "scale": {"zero": False},
            },
            "strokeWidth": ours_first | {"value": 1.5},
            "color": {
                "field": "who",
                "type": "nominal",
                "scale": {"range": [BLUE, ORANGE, "#0B5C36", GREY, "#7A4100", "#6B4FA0"]},
                "legend": {"title": None, "orient": "top"},
                "sort": None,
            },
        },
    }


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


def words_of(svg: str) -> str:
    """What a picture says in words: its own label."""
    found = re.search(r'aria-label="([^"]*)"', svg)
    return unescape(found[1]) if found else ""
