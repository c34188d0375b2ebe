"""Bring locale/ up to date with the sentences of the code: no system tools, Babel only.

Italian is the language of the msgids. locale/en must translate each; locale/it says each as it
is when a package that we use translates the same words otherwise.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS = ("gettext", "gettext_lazy", "_", "_now", "_later")
KEYWORDS = dict.fromkeys(FUNCTIONS) | {"ngettext": (1, 2), "ngettext_lazy": (1, 2)}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
ONE = re.compile(rf"(?<!n)gettext\(({LITERAL})\)|(?<![\w])_\(({LITERAL})\)")
TWO = re.compile(rf"ngettext\(({LITERAL}), ({LITERAL})")
Message = tuple[str, str | None]


def extracted() -> dict[str, str | None]:
    """Every msgid of the code and of the templates, with its plural when it has one."""
    found: dict[str, str | None] = {}
    for folder in (ROOT / "raccordo", ROOT / "config"):
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                found |= dict(_in_python(path))
        for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.txt")]):
            if "templates" in path.parts:
                found |= dict(_in_template(path))
    return found


def _in_python(path: Path) -> Iterator[Message]:
    for _line, message, _comments, _context in extract_from_file("python", path, KEYWORDS):
        one, two = message if isinstance(message, tuple) else (message, None)
        if one:
            yield one, two


def _in_template(path: Path) -> Iterator[Message]:
    code = templatize(path.read_text("utf-8"), origin=str(path))
    for match in TWO.finditer(code):
        yield ast.literal_eval(match[1]), ast.literal_eval(match[2])
    for match in ONE.finditer(TWO.sub("", code)):
        yield ast.literal_eval(match[1] or match[2]), None


def po(language: str) -> Path:
    """Where the sentences of a language are kept."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalogue of a language, empty when there is none yet."""
    place = po(language)
    if not place.exists():
        return Catalog(locale=language)
    with place.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, wanted: dict[str, str | None]) -> Catalog:
    """The catalogue with what is wanted, keeping what was already said."""
    old, new = read(language), _empty(language)
    for one, two in sorted(wanted.items()):
        key = (one, two) if two else one
        known = old.get(one)
        said = known.string if known and known.string else None
        if language == "it":
            said = key
        flags = ["python-format"] if "%(" in one else []
        new.add(key, said or (("", "") if two else ""), flags=flags)
    return new


def _empty(language: str) -> Catalog:
    """A catalogue without dates: the same sentences are the same file."""
    epoch = datetime(2026, 1, 1, tzinfo=UTC)
    return Catalog(
        locale=language,
        project="Raccordo",
        header_comment="# Raccordo",
        creation_date=epoch,
        revision_date=epoch,
        fuzzy=False,
    )


def main() -> None:
    """Rewrite both catalogues and say what is still to be translated."""
    wanted = extracted()
    for language in ("it", "en"):
        catalogue = updated(language, wanted)
        po(language).parent.mkdir(parents=True, exist_ok=True)
        with po(language).open("wb") as file:
            write_po(file, catalogue, width=100, omit_header=False, no_location=True)
        missing = sum(1 for m in catalogue if m.id and not any(_said(m.string)))
        print(f"{language}: {len(catalogue)} frasi, {missing} da tradurre")


def _said(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    main()
