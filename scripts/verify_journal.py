#!/usr/bin/env python3
"""Verifica il registro delle operazioni di Raccordo senza Raccordo: basta Python.

    python verify_journal.py raccordo.sqlite3
    python verify_journal.py registro.jsonl --key seal_key.pub --seals seals.jsonl

Il primo argomento è la base dati SQLite di un'installazione, aperta in sola lettura, oppure il
file scritto da «raccordo journal export FILE». Ogni riga porta l'impronta SHA-256 della precedente
e di ciò che vi è scritto: si rifanno tutte e si confrontano. Chi ha tolto le ultime righe e
aggiustato la testa si scopre solo con un sigillo tenuto altrove (--seals). Le firme dei sigilli
(Ed25519) si verificano con --key, che vuole il pacchetto cryptography.

Esce con 0 se il registro è integro, con 1 se è alterato, con 2 se non si può leggere.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

SCHEMA = 2
ORDER = ("register", "seal", "head", "entry", "end")
COLUMNS = "chain seq at user_id acting what subject purpose request_id details prev hash".split()
UNREAD = "Il file dichiara un'altra forma del registro, o non è un registro."
Check = Callable[[str, str], bool]


class Unreadable(Exception):
    """What was given is not a register, or a part of it is not written as it should be."""


class Line(NamedTuple):
    """One line: where it says it stands, the two fingerprints it bears, what is written on it."""

    chain: str
    seq: int
    prev: str
    hash: str
    written: str


@dataclass
class Seal:
    """Where a chain had arrived on a day, as a signed text says."""

    written: str
    signature: str

    @property
    def facts(self) -> dict[str, Any]:
        return dict(json.loads(self.written))


@dataclass
class Chain:
    """What is known of one chain while its lines go by."""

    head: tuple[int, str] = (0, "")
    seals: list[Seal] = field(default_factory=list)
    sealed: dict[int, str] = field(default_factory=dict)
    lines: int = 0
    number: int = 0
    prev: str = ""
    wrong: int | None = None
    beyond: int | None = None

    def add(self, seal: Seal) -> None:
        self.seals.append(seal)
        self.sealed.setdefault(seal.facts["seq"], "")

    def read(self, line: Line) -> None:
        """Compare one line with those before it: number, fingerprint before, fingerprint made."""
        self.lines += 1
        if line.seq in self.sealed:
            self.sealed[line.seq] = line.hash
        if line.seq > self.head[0]:
            self.beyond = min(self.beyond or line.seq, line.seq)
            return
        self.number += 1
        made = sha256((line.prev + line.written).encode()).hexdigest()
        if (line.seq, line.prev, line.hash) != (self.number, self.prev, made):
            self.wrong = self.wrong or self.number
        self.prev = line.hash

    def fault(self, check: Check | None) -> str:
        """What is wrong with the chain, in words; nothing when it holds."""
        missing = None if (self.number, self.prev) == self.head else self.number + 1
        if wrong := self.wrong or missing or self.beyond:
            return f"la riga n. {wrong} è stata alterata, tolta o aggiunta a mano"
        for seal in self.seals:
            day, seq = seal.facts["day"], seal.facts["seq"]
            if check and not check(seal.signature, seal.written):
                return f"il sigillo del {day} non è stato firmato con questa chiave"
            if self.sealed[seq] != seal.facts["hash"]:
                return f"la riga n. {seq} non è più quella sigillata il {day}"
        return ""


class Register(dict[str, Chain]):
    """All the chains by name; what bears a name not met before begins a chain."""

    file_changed = False

    def __missing__(self, name: str) -> Chain:
        return self.setdefault(name, Chain())


def canonical(value: Any) -> str:
    """The one text that a content has: what is hashed and signed is this text."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return normalize("NFC", text)


def read_sqlite(path: Path, register: Register) -> None:
    """The register in the database of an installation, as it is at one moment."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    database.execute("BEGIN")
    for row in database.execute("SELECT * FROM journal_seal ORDER BY day, chain"):
        add_seal(register, dict(row))
    for chain, *head in database.execute("SELECT chain, seq, hash FROM journal_chainhead"):
        register[chain].head = (head[0], head[1])
    named = ", ".join(COLUMNS)
    for row in database.execute(f"SELECT {named} FROM journal_entry ORDER BY chain, seq"):
        register[row["chain"]].read(line_of(dict(row)))
    database.close()


def line_of(row: dict[str, Any]) -> Line:
    """A row of the database as the program writes it: UTC, with the user's number."""
    prev, made = row.pop("prev"), row.pop("hash")
    seq = row["seq"] if isinstance(row["seq"], int) else -1
    try:
        at = datetime.fromisoformat(row["at"]).replace(tzinfo=timezone.utc).isoformat()
    except (TypeError, ValueError):
        at = str(row["at"])
    content = row | {"at": at, "user": row["user_id"]}
    del content["user_id"]
    return Line(row["chain"], seq, prev, made, canonical(content))


def add_seal(register: Register, seal: dict[str, Any]) -> None:
    """A seal as a table or a file of seals says it."""
    written = canonical({name: seal[name] for name in ("chain", "day", "seq", "hash")})
    register[seal["chain"]].add(Seal(written, seal["signature"]))


def read_export(path: Path, register: Register) -> None:
    """The register as `raccordo journal export` writes it; the last line seals the file itself."""
    digest, reached = sha256(), 0
    for told, raw in read_lines(path):
        step = ORDER.index(told["kind"])
        if step < reached or (step > 0) != (reached > 0 or told["kind"] != "register"):
            raise Unreadable(UNREAD)
        reached = step
        if told["kind"] == "end":
            register.file_changed = told["sha256"] != digest.hexdigest()
        digest.update(raw)
        take(told, register)
    if ORDER[reached] != "end":
        raise Unreadable("Il file è tronco: manca la chiusura.")


def take(told: dict[str, Any], register: Register) -> None:
    """What one line of the export says."""
    match told["kind"]:
        case "register" if told["schema"] != SCHEMA:
            raise Unreadable(UNREAD)
        case "seal":
            seal = Seal(told["written"], told["signature"])
            register[seal.facts["chain"]].add(seal)
        case "head":
            register[told["chain"]].head = (told["seq"], told["hash"])
        case "entry":
            content = json.loads(told["written"])
            where = (content["chain"], content["seq"])
            register[content["chain"]].read(
                Line(*where, told["prev"], told["hash"], told["written"])
            )
