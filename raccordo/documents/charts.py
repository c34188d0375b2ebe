"""Charts and maps: a specification goes in, an SVG comes out, kept by its fingerprint."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from html import escape
from importlib.metadata import version
from pathlib import Path
from textwrap import wrap
from typing import Any, Literal

import vl_convert
from django.conf import settings
from django.utils.translation import get_language

from raccordo.documents.keeping import keep
from raccordo.documents.pdf import fonts

BLUE, ORANGE, GREY, INK = "#0066CC", "#C2571A", "#5B6F82", "#17324D"
LOOK: dict[str, Any] = {
    "font": "Titillium Web",
    "view": {"stroke": None},
    # The picture as a whole has its words, and a table beside it: its parts are silent.
    "mark": {"aria": False},
    "axis": {
        "aria": False,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": "#E6E9F2",
        "domainColor": "#BCC6D0",
        "tickColor": "#BCC6D0",
        "titleFontWeight": "normal",
    },
    "legend": {"aria": False, "labelFontSize": 13, "titleFontSize": 13, "labelColor": INK},
}
# How numbers are written in a picture, for each language of the pages.
NUMBERS: dict[str, Literal["it-IT", "en-GB"]] = {"it": "it-IT", "en": "en-GB"}
NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
WORDS = re.compile(r'role="img" aria-label="[^"]*"')
LEAST_WIDE = 360.0
TAGS = re.compile(r"<[^>]*>")  # what a name says is left as it is
IDS = re.compile(r'\b(id="|url\(#|href="#)([A-Za-z_-]*\d+)')


def draw(spec: Mapping[str, Any], *, label: str) -> str:
    """The SVG of a Vega-Lite specification, with what it shows said in words in `label`."""
    label = visible(label)
    whole = visible({"config": LOOK, "usermeta": {"label": label}} | dict(spec))
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False)
    numbers = NUMBERS.get(get_language() or "it", NUMBERS["it"])
    print_ = sha256((version("vl-convert-python") + numbers + text).encode()).hexdigest()
    kept = Path(settings.CHARTS_ROOT) / f"{print_}.svg"
    with suppress(FileNotFoundError):
        return kept.read_text("utf-8")
    _prepare()
    svg = vl_convert.vegalite_to_svg(whole, format_locale=numbers)
    svg = _own_ids(_named(svg, label), print_[:10])
    keep(kept, svg.encode())
    return svg


def visible(thing: Any) -> Any:
    """A specification without the signs that XML does not have: the drawer dies of them."""
    match thing:
        case str():
            return NOT_XML.sub("", thing)
        case Mapping():
            return {visible(name): visible(inner) for name, inner in thing.items()}
        case list() | tuple():
            return [visible(inner) for inner in thing]
    return thing


def signed(svg: str, *, title: str, source: str) -> str:
    """A picture that goes about alone: its title above it, whose its figures are beneath."""
    size, words = SIZE.search(svg), WORDS.search(svg)
    assert size
    assert words, "a drawn picture has its size and its words"
    width, height = max(float(size[1]), LEAST_WIDE), float(size[2])
    above, beneath = wrap(visible(title), int(width / 7.5)), wrap(visible(source), int(width / 5.3))
    top = 14 + 20 * len(above)
    foot = top + height + 18
    whole = foot + 15 * len(beneath)
    lines = [_line(said, at=22 + 20 * n, size=15, weight=700) for n, said in enumerate(above)]
    lines += [_line(said, at=foot + 15 * n, size=11, weight=400) for n, said in enumerate(beneath)]
    inner = svg.replace(words[0], f'y="{top}"', 1)  # the words are those of the whole
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {words[0]} width="{width:g}" height="{whole:g}" '
        f'viewBox="0 0 {width:g} {whole:g}" font-family="{LOOK["font"]}, sans-serif" fill="{INK}">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(lines)}{inner}</svg>'
    )


def _line(said: str, *, at: float, size: int, weight: int) -> str:
    look = f'font-size="{size}" font-weight="{weight}"'
    return f'<text x="8" y="{at:g}" {look}>{escape(said)}</text>'


def png_of(svg: str) -> bytes:
    """A picture as PNG, twice as fine as a screen shows it."""
    _prepare()
    png: bytes = vl_convert.svg_to_png(svg, scale=2)
    return png


def _named(svg: str, label: str) -> str:
    """A picture is one image with its words, for who does not see it."""
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)


def _own_ids(svg: str, prefix: str) -> str:
    """Identifiers come from a counter of the process: here they come from the picture."""
    seen: dict[str, int] = {}

    def own(match: re.Match[str]) -> str:
        number = seen.setdefault(match[2], len(seen))
        return f"{match[1]}{prefix}-{number}"

    return TAGS.sub(lambda tag: IDS.sub(own, tag[0]), svg)


@cache
def _prepare() -> None:
    for folder in fonts():
        for family in Path(folder).iterdir():
            if family.is_dir():
                vl_convert.register_font_directory(str(family))
