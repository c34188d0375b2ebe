"""A place of a form: where it is, what is written there and around, whether it can be filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Protocol

from raccordo.documents.brought import DocumentRefused
from raccordo.foundation.reasons import Reason

Value = str | Decimal | date | int
# More than the largest of the Region's workbooks: they are all shown on one page.
MOST_PLACES = 60_000


class PlaceKind(Enum):
    """What a place is in its document."""

    CELL = "cell"  # of a sheet
    TABLE_CELL = "table_cell"  # of a table in a text
    BLANK = "blank"  # «…», ____, {{name}}
    CONTROL = "control"  # a content control of Word
    FIELD = "field"  # a form field, a merge field, an input field
    BOOKMARK = "bookmark"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a form."""

    # What finds it again in this form, and in a later one that kept its shape.
    address: str
    kind: PlaceKind
    written: str = ""
    left: str = ""
    above: str = ""
    # Whether nobody has filled it yet: what is written there, if any, stands for nothing.
    empty: bool = True
    formula: bool = False
    # The cells it is joined with, as B7:D7.
    merged: str = ""
    # Why it cannot be filled, if so.
    barred: Reason | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sheet of a workbook, a table of a text, or (without a name) the running text."""

    name: str
    places: Sequence[Place]
    # A sheet that whoever opens the workbook does not see.
    hidden: bool = False


class Shape(Protocol):
    """A form of some format, opened: its places, and the parts that change when it is filled."""

    def leaves(self) -> list[Leaf]:
        """The places, sheet by sheet."""

    def write(self, values: Mapping[str, Value]) -> dict[str, bytes]:
        """The parts with the values in their places; refused when one cannot be filled."""


def said_something(values: Mapping[str, Value]) -> dict[str, Value]:
    """The values that say something: an empty one leaves its place as it was."""
    return {key: value for key, value in values.items() if str(value).strip()}


def gone(address: str) -> Reason:
    """Why an address finds nothing."""
    return Reason("form_place_gone", {"place": address})


def require_few(count: int) -> None:
    """Refuse a form whose places could not be shown."""
    if count > MOST_PLACES:
        raise DocumentRefused(Reason("form_too_large", {"limit": MOST_PLACES}))
