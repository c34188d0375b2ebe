"""The forms that come with the program, one file each, with their version and their source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from raccordo.governance.rules.questions import Question, from_data

DATA = Path(__file__).parent / "data" / "questionnaires"


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A form ready to be sent: what it is about, where its headings come from."""

    code: str
    version: str
    title: str
    source: str
    # Read in the source, or in use and to be confirmed.
    verified: bool
    introduction: str
    questions: tuple[Question, ...]


@cache
def questionnaires() -> dict[str, Questionnaire]:
    """The bundled forms by code."""
    found = [_read(path) for path in sorted(DATA.glob("*.toml"))]
    return {one.code: one for one in found}


def _read(path: Path) -> Questionnaire:
    told = tomllib.loads(path.read_text("utf-8"))
    questions = from_data(told.pop("questions"))
    return Questionnaire(**told, questions=questions)
