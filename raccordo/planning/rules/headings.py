"""Which section of a plan a heading of a document stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from raccordo.foundation.searching import slug_of

CODE = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(.*)$")


def section_for(heading: str, sections: Mapping[str, str]) -> str:
    """The code of the section a heading stands for, or nothing: by its number, or by its title.

    `sections` tells the title of each section by its code.
    """
    found = CODE.match(heading)
    title = slug_of(found.group(2) if found else heading)
    same = [code for code, name in sections.items() if slug_of(name) == title]
    if len(same) == 1:
        return same[0]
    return found.group(1) if found and found.group(1) in sections else ""


def gathered(texts: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """One text for each section, from headings with their text and the section each goes to.

    Where several go to one, each keeps its heading.
    """
    many: dict[str, list[tuple[str, str]]] = {}
    for heading, text, code in texts:
        if code and text.strip():
            many.setdefault(code, []).append((heading, text.strip()))
    return {
        code: pieces[0][1]
        if len(pieces) == 1
        else "\n\n".join(f"### {heading}\n\n{text}".strip() for heading, text in pieces)
        for code, pieces in many.items()
    }
