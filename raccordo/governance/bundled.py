"""The model texts that come with the program: whoever wants other words copies them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from raccordo.governance.states import TextUse

DATA = Path(__file__).parent / "data" / "texts.toml"


def texts() -> list[dict[str, Any]]:
    """Each bundled model text as the arguments of `write_model`."""
    told = tomllib.loads(DATA.read_text("utf-8"))
    return [
        {
            "area": None,
            "use": TextUse(one["use"]),
            "name": one["name"],
            "text": one["text"].strip(),
            "since": told["since"],
        }
        for one in told["texts"]
    ]
