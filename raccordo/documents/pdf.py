"""Paper by Typst: PDF/A-2a and PDF/UA-1 declared; texts are data, never markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from raccordo.documents.blocks import Paper, Picture, Words, begun, paragraphs, texts_of
from raccordo.foundation.errors import Refused

TEMPLATES = Path(__file__).parent / "paper"
NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
STANDARDS = ["a-2a", "ua-1"]
# Its stubs do not say that a list of folders is a list of fonts.
_compile: Any = typst.compile


class NotPrinted(Exception):
    """The document could not be made: the message is for the log, not for the person."""

    @property
    def sign(self) -> str:
        """The sign that the fonts do not have, when it is for that: Typst names it."""
        found = NO_GLYPH.search(str(self))
        return ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1]) if found else ""


def compose(template: str, data: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """The PDF of a template with its data; the same data and moment give the same bytes."""
    try:
        pdf: bytes = _compile(
            str(TEMPLATES / f"{template}.typ"),
            format="pdf",
            root=str(TEMPLATES),
            font_paths=list(fonts()),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=made_at.replace(microsecond=0),
        )
    except (typst.TypstError, RuntimeError, ValueError) as error:
        raise NotPrinted(str(error)) from error
    return pdf


@cache
def fonts() -> list[str]:
    """The folders of the fonts that come with the Italian design system."""
    spec = find_spec("bootstrap_italia_template")
    assert spec
    assert spec.origin
    return [str(Path(spec.origin).parent / "static" / "fonts")]


def print_paper(paper: Paper, *, made_at: datetime) -> bytes:
    """The PDF of a paper; a sign that the fonts do not have is told with its place."""
    try:
        return compose("paper", _data_of(paper), made_at=made_at)
    except NotPrinted as not_printed:
        if not not_printed.sign:
            raise
        raise Refused(not_in_the_fonts(not_printed.sign, _places(paper))) from not_printed


def not_in_the_fonts(sign: str, places: Iterable[tuple[str, str]]) -> str:
    """An archivable PDF carries its fonts: a sign they do not have cannot stand in it."""
    facts = {
        "sign": f"«{sign}»" if sign.isprintable() else _("invisibile"),
        "code": " ".join(f"U+{ord(letter):04X}" for letter in sign),
        "where": next((place for place, words in places if sign in words), _("nel documento")),
    }
    return (
        _(
            "Il carattere %(sign)s (%(code)s), %(where)s, non si può stampare nel PDF: "
            "toglierlo o scriverlo con le lettere."
        )
        % facts
    )


def _places(paper: Paper) -> Iterator[tuple[str, str]]:
    yield _("nel titolo"), f"{paper.title} {paper.header} {paper.footer}"
    yield _("nel nome dell'organismo"), paper.author
    for block in paper.blocks:
        for text in texts_of(block):
            # What cannot be printed may not be shown either: the words around it tell the place.
            shown = begun("".join(sign for sign in text if sign.isprintable()))
            yield _("in «%s»") % shown, text


def _data_of(paper: Paper) -> dict[str, Any]:
    blocks = []
    for block in paper.blocks:
        told = asdict(block) | {"sort": type(block).__name__}
        if isinstance(block, Words):
            told["pieces"] = paragraphs(block.text)
        elif isinstance(block, Picture):
            told["wide"] = block.points
        blocks.append(told)
    return asdict(paper) | {"blocks": blocks}
