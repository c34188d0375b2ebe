#!/usr/bin/env python3
"""Verifica il registro delle operazioni di Raccordo senza Raccordo: basta Python 3.11.

    python verify_journal.py raccordo.sqlite3
    python verify_journal.py registro.jsonl --key seal_key.pub --seals seals.jsonl

Legge, senza scrivervi, la base dati SQLite di un'installazione o il file di «raccordo journal
export FILE». Chi ha tolto le ultime righe e aggiustato la testa si scopre solo con un sigillo
tenuto altrove (--seals); le firme dei sigilli si verificano con --key, che vuole il pacchetto
cryptography. Esce con 0 se il registro è integro, 1 se è alterato, 2 se non si può leggere.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import normalize

ORDER = ("register", "seal", "head", "entry", "end")
WRITTEN = ("chain", "seq", "acting", "what", "subject", "purpose", "request_id", "details")
SIGNED = ("chain", "day", "seq", "hash")
Check = Callable[[str, str], bool]
Register = defaultdict[str, "Chain"]


@dataclass
class Chain:
    """What is known of one chain while its lines go by, from the first to the last."""

    head: tuple[int, str] = (0, "")
    seals: list[dict[str, Any]] = field(default_factory=list)
    sealed: dict[int, str] = field(default_factory=dict)
    lines = number = 0
    prev = ""
    wrong: int | None = None
    beyond: int | None = None

    def read(self, seq: int, prev: str, made: str, written: str) -> None:
        """Compare a line with the one before: its number, and the two fingerprints it bears."""
        self.lines += 1
        if seq in self.sealed:
            self.sealed[seq] = made
        if seq > self.head[0]:
            self.beyond = min(self.beyond or seq, seq)
            return
        self.number += 1
        again = sha256((prev + written).encode()).hexdigest()
        if (seq, prev, made) != (self.number, self.prev, again):
            self.wrong = self.wrong or self.number
        self.prev = made

    def fault(self, check: Check | None) -> str:
        """What is wrong with the chain, in words; nothing when it holds."""
        missing = None if (self.number, self.prev) == self.head else self.number + 1
        if wrong := self.wrong or missing or self.beyond:
            sound = f" (fino alla n. {wrong - 1} è integra)" if wrong > 1 else ""
            return f"la riga n. {wrong} è stata alterata, tolta o aggiunta a mano{sound}"
        for seal in self.seals:
            if check and not check(seal["signature"], seal["text"]):
                return f"il sigillo del {seal['day']} non è stato firmato con questa chiave"
            if self.sealed[seal["seq"]] != seal["hash"]:
                return f"la riga n. {seal['seq']} non è più quella sigillata il {seal['day']}"
        return ""


def canonical(content: dict[str, Any], names: tuple[str, ...]) -> str:
    """The one text of these facts: what is hashed, and what is signed, is this text."""
    held = {n: normalize("NFC", v) if isinstance(v := content[n], str) else v for n in names}
    return json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def add_seal(register: Register, seal: dict[str, Any]) -> None:
    """A seal is set beside its chain before the lines go by."""
    register[seal["chain"]].seals.append(seal | {"text": canonical(seal, SIGNED)})
    register[seal["chain"]].sealed.setdefault(seal["seq"], "")


def read_sqlite(path: Path, register: Register) -> bool:
    """The register in the database of an installation, as it is at one moment."""
    # With no file beside it nobody has it open; opening it otherwise would leave one there.
    manner = "mode=ro" if Path(f"{path}-wal").exists() else "immutable=1"
    database = sqlite3.connect(f"{path.resolve(strict=True).as_uri()}?{manner}", uri=True)
    database.row_factory = sqlite3.Row
    database.execute("BEGIN")
    for row in database.execute("SELECT * FROM journal_seal ORDER BY day, chain"):
        add_seal(register, dict(row))
    for row in database.execute("SELECT chain, seq, hash FROM journal_chainhead"):
        register[row["chain"]].head = (row["seq"], row["hash"])
    for row in database.execute("SELECT * FROM journal_entry ORDER BY chain, seq"):
        at = str(row["at"]).replace(" ", "T") + "+00:00"  # kept in UTC, without saying so
        line = dict(row) | {"user": row["user_id"], "at": at}
        seq = row["seq"] if isinstance(row["seq"], int) else -1
        written = canonical(line, (*WRITTEN, "user", "at"))
        register[row["chain"]].read(seq, row["prev"], row["hash"], written)
    database.close()
    return True


def read_export(path: Path, register: Register) -> bool:
    """The register that the program has written out; whether the file is still as it was left."""
    digest, reached, whole = sha256(), -1, False
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            try:
                told = json.loads(raw)
                step = ORDER.index(told["kind"])
                if step < reached or (reached < 0 and (step, told["schema"]) != (0, 1)):
                    raise ValueError("fuori posto")
                take(told, register)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise ValueError(f"la riga n. {number} del file non si legge ({error})") from error
            if told["kind"] == "end":
                whole = told["sha256"] == digest.hexdigest()
            reached = step
            digest.update(raw)
    return whole


def take(told: dict[str, Any], register: Register) -> None:
    """What one line of the file says."""
    if told["kind"] == "seal":
        add_seal(register, told)
    if told["kind"] == "head":
        register[told["chain"]].head = (told["seq"], told["hash"])
    if told["kind"] == "entry":
        line = json.loads(told["written"])
        register[line["chain"]].read(line["seq"], told["prev"], told["hash"], told["written"])


def checker(key: Path) -> Check:
    """Says whether a signature on a text was made with the private half of this key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.read_text("utf-8").strip()))

    def check(signature: str, text: str) -> bool:
        with suppress(InvalidSignature, TypeError, ValueError):
            public.verify(bytes.fromhex(signature), text.encode())
            return True
        return False

    return check


def tell(register: Register, check: Check | None) -> int:
    """One line for each chain; how many of them are not whole."""
    wrong = 0
    for name, chain in sorted(register.items()):
        sealed = f"sigillato fino alla n. {max(chain.sealed)}" if chain.sealed else "mai sigillato"
        wrong += bool(fault := chain.fault(check))
        said = f"NON integro: {fault}" if fault else f"integro, {sealed}"
        print(f"{name}: {chain.lines} righe, {said}")
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Read, verify, tell; the code to leave with."""
    parser = argparse.ArgumentParser(description="Verifica il registro di Raccordo.")
    parser.add_argument("file", type=Path, help="base dati SQLite, o registro esportato")
    parser.add_argument("--key", type=Path, help="chiave pubblica dei sigilli (seal_key.pub)")
    parser.add_argument("--seals", type=Path, help="sigilli tenuti altrove (seals.jsonl)")
    asked = parser.parse_args(arguments)
    register: Register = defaultdict(Chain)
    try:
        check = checker(asked.key) if asked.key else None
        for seal in asked.seals.read_text("utf-8").splitlines() if asked.seals else ():
            add_seal(register, json.loads(seal))
        with asked.file.open("rb") as file:
            read = read_sqlite if file.read(16) == b"SQLite format 3\0" else read_export
        whole = read(asked.file, register)
    except (OSError, KeyError, TypeError, ValueError, sqlite3.Error) as error:
        print(f"Il registro non si può leggere: {error}.", file=sys.stderr)
        return 2
    wrong = tell(register, check)
    if not whole:
        print("Il file non è come fu scritto: è stato cambiato, o gli manca la fine.")
    if not check and any(chain.seals for chain in register.values()):
        print("Le firme dei sigilli non sono state verificate: serve --key.")
    bad = wrong > 0 or not whole
    if bad:
        print(f"Il registro NON è integro: libri alterati {wrong}.")
        print("Non correggere nulla a mano: conservare tutto com'è e confrontarlo con una copia.")
    else:
        print("Il registro è integro.")
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
