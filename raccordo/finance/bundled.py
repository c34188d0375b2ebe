"""The catalogue of funds that comes with the program, with the law of each."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from raccordo.finance.operations.funds import EarmarkFact, FundFact
from raccordo.finance.states import EarmarkLevel, EarmarkSort, FundSort, FundState

DATA = Path(__file__).parent / "data" / "funds.toml"


def funds() -> tuple[list[FundFact], dict[str, Any]]:
    """The funds of the catalogue, and the other arguments of `load_funds`."""
    told = tomllib.loads(DATA.read_text("utf-8"), parse_float=Decimal)
    since = told["since"]
    assert isinstance(since, date)
    facts = [_fund(one) for one in told["funds"]]
    return facts, {"version": told["version"], "since": since}


def _fund(told: dict[str, Any]) -> FundFact:
    share = told.get("share_to_report")
    return FundFact(
        code=told["code"],
        name=told["name"],
        source=told["source"],
        sort=FundSort(told["sort"]),
        state=FundState(told.get("state", FundState.RUNNING)),
        cup_due=told.get("cup_due", False),
        share_to_report=None if share is None else Decimal(share),
        matrix=told.get("matrix", ""),
        earmarks=[_earmark(one) for one in told.get("earmarks", ())],
    )


def _earmark(told: dict[str, Any]) -> EarmarkFact:
    percent = told.get("percent")
    return EarmarkFact(
        text=told["text"],
        level=EarmarkLevel(told["level"]),
        sort=EarmarkSort(told["sort"]),
        first_year=told["first_year"],
        source=told.get("source", ""),
        codes=told.get("codes", ()),
        percent=None if percent is None else Decimal(percent),
    )
