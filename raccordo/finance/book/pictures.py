"""The drawings of a plan: its euros by axis, its times; the figures are in a table beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from textwrap import shorten, wrap
from typing import Any

from django.utils.translation import gettext as _

from raccordo.documents.charts import BLUE, GREY, ORANGE, draw
from raccordo.finance.queries.funds import FundSheet
from raccordo.finance.queries.sums import ZERO
from raccordo.foundation.money import euros
from raccordo.foundation.wording import day
from raccordo.planning.models import Stage

Spec = dict[str, Any]
WIDE, ROW, TALL_ROW = 430, 26, 36
SHADES = (BLUE, "#5B9BD9", "#A9CBEC", GREY, "#9FB0BF", ORANGE)
MOST_STAGES, MOST_FUNDS, NAME = 60, 8, 38


def of_axes(told: Mapping[str, Mapping[int, Decimal]], axes: Mapping[str, str]) -> str:
    """What is programmed for each axis, a stretch for each year."""
    if not told:
        return ""
    rows = [
        {"axis": _on_two_lines(name), "year": str(year), "sum": float(amount)}
        for name, years in told.items()
        for year, amount in years.items()
        if amount
    ]
    largest = max(told, key=lambda name: sum(told[name].values(), ZERO))
    most = euros(sum(told[largest].values(), ZERO))
    facts = {"axis": largest, "sum": most, "n": len(axes)}
    label = _("Programmato per asse. Il più grande è «%(axis)s», con %(sum)s.") % facts
    order = [_on_two_lines(name) for name in told]
    return draw(_bars(rows, order, "axis", "year", _("Euro programmati")), label=label)


def of_stages(stages: Sequence[Stage]) -> str:
    """The timetable: a line for each stage, from its first day to its last."""
    shown = stages[:MOST_STAGES]
    rows = [
        {
            "stage": f"{one.action.code} {one.title}"[:48],
            "since": one.since.isoformat(),
            "until": (one.until - timedelta(days=1)).isoformat(),
        }
        for one in shown
    ]
    label = _("Cronoprogramma: %(n)s fasi, dal %(first)s al %(last)s.") % {
        "n": len(stages),
        "first": min(one.since for one in stages).year,
        "last": max(one.until for one in stages).year,
    }
    y: Spec = {"field": "stage", "type": "nominal", "sort": None, "title": None}
    y["axis"] = {"labelLimit": 260}
    spec = {
        "width": WIDE,
        "height": {"step": ROW - 6},
        "data": {"values": rows},
        "mark": {"type": "bar", "color": BLUE, "height": {"band": 0.6}},
        "encoding": {
            "y": y,
            "x": {"field": "since", "type": "temporal", "title": None, "axis": {"format": "%m/%Y"}},
            "x2": {"field": "until"},
        },
    }
    return draw(spec, label=label)


def of_fund(sheet: FundSheet) -> str:
    """Where the money of a fund's year is, as the stretches of one line."""
    sums = sheet.sums
    parts = [
        (_("Pagato"), sums.paid),
        (_("Da pagare"), sums.to_pay),
        (_("Da impegnare"), sums.programmed - sums.committed),
        (_("Da programmare"), sums.to_programme),
    ]
    told = ", ".join(f"{word.lower()} {euros(amount)}" for word, amount in parts if amount > 0)
    if not told:
        return ""
    label = _("%(fund)s: %(parts)s.") % {"fund": sheet.allocation, "parts": told}
    rows = [{"of": "", "what": word, "sum": float(amount)} for word, amount in parts if amount > 0]
    spec = _bars(rows, [""], "of", "what", _("Euro"), parts=[word for word, _amount in parts])
    spec["encoding"]["y"]["axis"] = None
    return draw(spec | {"height": {"step": 44}}, label=label)


def of_risks(sheets: Sequence[FundSheet]) -> str:
    """Fund by fund, the most at risk first: what was paid, is committed, would be lost."""
    late = [one for one in sheets if one.outlook.unbound > 0 and one.outlook.days_left is not None]
    shown = [(one, _name(one, several=_several(late))) for one in late[:MOST_FUNDS]]
    words = (_("Pagato"), _("Da pagare"), _("Da impegnare"))
    rows = [
        {"fund": name, "what": word, "sum": float(amount)}
        for one, name in shown
        for word, amount in zip(
            words, (one.sums.paid, one.sums.to_pay, one.outlook.unbound), strict=True
        )
        if amount > 0
    ]
    if not rows:
        return ""
    first = late[0]
    label = _("Il fondo più a rischio è %(fund)s: %(sum)s da impegnare entro il %(day)s.") % {
        "fund": first.allocation,
        "sum": euros(first.outlook.unbound),
        "day": day(first.allocation.spend_by) if first.allocation.spend_by else "",
    }
    order = [name for _one, name in shown]
    return draw(_bars(rows, order, "fund", "what", _("Euro"), parts=words), label=label)


def _on_two_lines(name: str) -> str:
    return "\n".join(wrap(name, NAME, max_lines=2, placeholder="…"))


def _several(sheets: Sequence[FundSheet]) -> bool:
    return len({one.allocation.area_id for one in sheets}) > 1


def _name(sheet: FundSheet, *, several: bool) -> str:
    """A fund as it stands beside its bar: however long it is called, with its year and place."""
    one = sheet.allocation
    called = [f"{shorten(one.fund.short, NAME, placeholder='…')} {one.year}"]
    called += [shorten(one.area.name, NAME, placeholder="…")] if several else []
    return "\n".join(called)


def _bars(
    rows: Sequence[Mapping[str, Any]],
    order: Sequence[str],
    along: str,
    by: str,
    title: str,
    *,
    parts: Sequence[str] = (),
) -> Spec:
    """Lying bars, one on the other by colour, in the order in which they are told."""
    parts = list(parts) or sorted({str(row[by]) for row in rows})
    rank = {part: number for number, part in enumerate(parts)}
    values = [{**row, "rank": rank[str(row[by])]} for row in rows]
    scale = {"domain": parts, "range": list(SHADES[: len(parts)])}
    x: Spec = {"field": "sum", "type": "quantitative", "title": title, "stack": "zero"}
    x["axis"] = {"tickCount": 4, "format": ",.0f"}
    y: Spec = {"field": along, "type": "nominal", "sort": list(order), "title": None}
    tall = any("\n" in name for name in order)
    y["axis"] = {"labelLimit": 240, "labelExpr": "split(datum.label, '\\n')"}
    y["axis"]["labelOffset"] = -6 if tall else 0
    colour: Spec = {"field": by, "type": "nominal", "scale": scale, "title": None, "sort": parts}
    colour["legend"] = {"orient": "top", "title": None, "columns": 4}
    return {
        "width": WIDE,
        "height": {"step": TALL_ROW if tall else ROW},
        "data": {"values": values},
        "mark": {"type": "bar", "height": {"band": 0.75}},
        "encoding": {"y": y, "x": x, "color": colour, "order": {"field": "rank"}},
    }
