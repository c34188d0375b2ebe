from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from unicodedata import normalize
from uuid import UUID

from raccordo.foundation.money import cents_of

SCHEMA = "schema"


def canonical(value: Any) -> str:
    """One text for one content, on every machine and database: what is hashed is this text."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def document(content: Mapping[str, Any], *, schema: int) -> str:
    """The canonical text of a whole thing to be frozen, with the number of its schema inside."""
    return canonical({SCHEMA: schema} | dict(content))


def rows(content: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows in the order of their key: the database may give them in any."""
    return sorted(content, key=lambda row: str(row["key"]))


def plain(value: Any) -> Any:
    """Euros as text with two decimals, days in ISO, keys as text, Unicode NFC; never a float."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return normalize("NFC", str(value))
        case Decimal():
            return f"{Decimal(cents_of(value)).scaleb(-2):.2f}"
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {normalize("NFC", str(name)): plain(held) for name, held in value.items()}
        case list() | tuple():
            return [plain(content) for content in value]
    raise TypeError(f"{type(value).__name__} has no canonical text")
