"""What an installation may say of itself: environment first, then raccordo.toml, then a default."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("RACCORDO_DATA", ROOT / "var" / "data")).resolve()
FILE = DATA / "raccordo.toml"


def _written() -> dict[str, Any]:
    """The options of raccordo.toml; without the file, none."""
    return tomllib.loads(FILE.read_text("utf-8")) if FILE.exists() else {}


WRITTEN = _written()


def option(name: str, default: Any = "") -> Any:
    """RACCORDO_MAIL_HOST in the environment, or mail_host in raccordo.toml."""
    return os.environ.get(f"RACCORDO_{name.upper()}", WRITTEN.get(name, default))


def flag(name: str, *, default: bool) -> bool:
    """An option that is yes or no, also written in words as in the environment."""
    value = option(name, default)
    if isinstance(value, str):
        return value.strip().lower() not in {"", "0", "false", "no", "off"}
    return bool(value)


def listed(name: str, default: str) -> list[str]:
    """An option that is a list, or a text with commas."""
    value = option(name, default)
    parts = value.split(",") if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()]


def secret(name: str) -> str:
    """A key kept in a file of its own, mode 600; empty until `raccordo init` has made it."""
    path = DATA / "keys" / name
    return path.read_text("utf-8").strip() if path.exists() else ""
