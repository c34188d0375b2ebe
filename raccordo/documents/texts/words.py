"""Words with their bold and italic, as a subset of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

BLANKS = re.compile(r"[ \t\r\f\v\xa0]+")
# What opens a paragraph and would be markup; a hyphen or a number typed by hand is meant as one.
MARKUP = re.compile(r"^(#|\||>)")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words that look the same."""

    text: str
    bold: bool = False
    italic: bool = False

    @property
    def look(self) -> str:
        """The signs that stand around it."""
        return "**" * self.bold + "*" * self.italic


def plain(runs: Iterable[Run]) -> str:
    """The words alone, on one line."""
    return " ".join("".join(run.text for run in runs).split())


def marked(runs: Sequence[Run]) -> str:
    """The words of a paragraph with their signs; a line ends where whoever wrote it ended it."""
    return "\n".join(MARKUP.sub(r"\\\1", line) for line in _lines(runs))


def celled(runs: Sequence[Run]) -> str:
    """The words of a cell of a table with pipes, on one line."""
    return " ".join(_lines(runs)).replace("|", "\\|")


def _lines(runs: Sequence[Run]) -> Iterator[str]:
    said = "".join(
        _around("".join(run.text for run in alike), look)
        for look, alike in groupby(_filled(runs), key=lambda run: run.look)
    )
    lines = (BLANKS.sub(" ", line).strip() for line in said.splitlines())
    yield from (line for line in lines if line)


def _filled(runs: Sequence[Run]) -> list[Run]:
    """A blank between two words takes the look of what precedes: a sign never stands alone."""
    found: list[Run] = []
    for run in runs:
        blank = not run.text.strip()
        look = found[-1] if blank and found else run
        if run.text:
            found.append(Run(run.text, look.bold, look.italic))
    return found


def _around(text: str, look: str) -> str:
    """The signs stand against a word, on each line: a blank beside them would undo them."""
    clean = text.replace("\\", "\\\\").replace("*", "\\*")
    if not look:
        return clean
    return "\n".join(_line(line, look) for line in clean.split("\n"))


def _line(line: str, look: str) -> str:
    inside = line.strip()
    if not inside:
        return line
    before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
    return f"{before}{look}{inside}{look[::-1]}{after}"
