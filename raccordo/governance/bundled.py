"""What comes with the program: model texts, and the rules of what falls due, with their sources."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from raccordo.governance.operations.ruling import RuleFact
from raccordo.governance.states import TextUse

DATA = Path(__file__).parent / "data"


def texts() -> list[dict[str, Any]]:
    """Each bundled model text as the arguments of `write_model`."""
    told = tomllib.loads((DATA / "texts.toml").read_text("utf-8"))
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


def duty_rules() -> list[RuleFact]:
    """Each version of each bundled rule; days as text, as they are stored."""
    told = tomllib.loads((DATA / "duty-rules.toml").read_text("utf-8"))["rules"]
    for rule in told:
        if "on" in rule["when"]:
            rule["when"]["on"] = rule["when"]["on"].isoformat()
    return [RuleFact(**rule) for rule in told]
