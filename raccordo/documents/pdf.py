"""Paper by Typst: PDF/A-2a and PDF/UA-1 declared; texts are data, never markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

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
