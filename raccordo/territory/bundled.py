"""The official territory that comes with the program: files rebuilt from ISTAT's list."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A file that comes with the program: whose it is, of when, by which licence."""

    title: str
    publisher: str
    reference_date: str
    licence: str
    attribution: str


@dataclass(frozen=True, slots=True)
class HistoryFact:
    """One thing that happened to a municipality, with its source."""

    kind: str
    on: date
    before_code: str
    before_name: str
    after_code: str
    after_name: str
    source: str


@dataclass(frozen=True, slots=True)
class DistrictFact:
    """An ambito or a zone, with its municipalities and what it entrusts to whom."""

    slug: str
    alias: str
    kind: str
    name: str
    short_name: str
    region_code: str
    parent_slug: str
    since: date
    source: str
    members: tuple[dict[str, str], ...]
    delegations: tuple[dict[str, str], ...]


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the files."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def manifest() -> tuple[Dataset, ...]:
    """What each file is, for the page that says where the data come from."""
    files: dict[str, dict[str, Any]] = json.loads((DATA / "manifest.json").read_text("utf-8"))
    told = {}
    for facts in files["files"].values():
        told[facts["dataset"]] = Dataset(
            title=facts["dataset"],
            publisher=facts["publisher"],
            reference_date=facts["reference_date"],
            licence=facts["licence"],
            attribution=facts["attribution"],
        )
    return tuple(told.values())


def history() -> list[HistoryFact]:
    """What happened to municipalities, in order of time."""
    facts = [
        HistoryFact(
            kind=row["kind"],
            on=date.fromisoformat(row["date"]),
            before_code=row["before_code"],
            before_name=row["before_name"],
            after_code=row["after_code"],
            after_name=row["after_name"],
            source=row["source"],
        )
        for row in rows("history.csv")
    ]
    return sorted(facts, key=lambda fact: (fact.on, fact.before_code))


def districts() -> list[DistrictFact]:
    """The ambiti and zones that are known, each after the one that holds it."""
    members = list(rows("districts_members.csv"))
    delegations = list(rows("districts_delegations.csv"))
    return [
        DistrictFact(
            slug=row["slug"],
            alias=row["alias"],
            kind=row["kind"],
            name=row["name"],
            short_name=row["short_name"],
            region_code=row["region_code"],
            parent_slug=row["parent_slug"],
            since=date.fromisoformat(row["since"]),
            source=row["source"],
            members=tuple(m for m in members if m["slug"] == row["slug"]),
            delegations=tuple(d for d in delegations if d["slug"] == row["slug"]),
        )
        for row in rows("districts.csv")
    ]
