"""The rules of what falls due that come with the program, with their sources."""

from __future__ import annotations

import tomllib
from pathlib import Path

from raccordo.governance.operations.ruling import RuleFact

DATA = Path(__file__).parent / "data" / "duty-rules.toml"


def duty_rules() -> list[RuleFact]:
    """Each version of each bundled rule; days as text, as they are stored."""
    told = tomllib.loads(DATA.read_text("utf-8"))["rules"]
    for rule in told:
        if "on" in rule["when"]:
            rule["when"]["on"] = rule["when"]["on"].isoformat()
    return [RuleFact(**rule) for rule in told]
