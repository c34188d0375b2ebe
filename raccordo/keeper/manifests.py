"""The last page of a backup: what it holds, from when, and what must be found when it is opened."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from config.options import ROOT
from raccordo.foundation.canonical import SCHEMA, document
from raccordo.foundation.errors import Refused
from raccordo.keeper.boxes import Member
from raccordo.keeper.installation import Migration

NUMBER = 1
NAME = "manifest.json"
LONGEST = 512 * 1024 * 1024
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
OPTIONS, SEALS = "raccordo.toml", "seals.jsonl"
ARCHIVED = re.compile(r"archive/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")
KEY = re.compile(r"keys/[a-z][a-z0-9_]*(\.pub)?")


class Unreadable(Exception):
    """The page is not one that this program wrote."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `missing` and `broken` were so already when it was made."""

    program: str
    vendor: str
    made_at: str
    members: dict[str, Member]
    tables: dict[str, int]
    migrations: list[Migration]
    heads: dict[str, tuple[int, str]]
    missing: list[str]
    broken: list[str]
    keys: dict[str, str]

    def text(self) -> str:
        """The canonical text, with the fingerprint of itself inside."""
        content = asdict(self)
        return document(content | {"sha256": _fingerprint(content)}, schema=NUMBER)

    @property
    def fingerprint(self) -> str:
        return _fingerprint(asdict(self))

    @property
    def shelved(self) -> dict[str, int]:
        """The fingerprints of the archive's files, each with its size."""
        found = {name: ARCHIVED.fullmatch(name) for name in self.members}
        return {match[3]: self.members[name].size for name, match in found.items() if match}


def read(content: bytes) -> Manifest:
    """The manifest, if it is one and no byte of it has changed."""
    try:
        told = json.loads(content)
        number, mark = told.pop(SCHEMA), told.pop("sha256")
        if mark != _fingerprint(told, number=number):
            raise Unreadable
        if number != NUMBER:
            raise Refused(
                _("La copia è di una versione più nuova di Raccordo: aggiornarlo e riprovare.")
            )
        manifest = _understood(told)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable from error
    if manifest.text().encode() != content:
        raise Unreadable
    return manifest


def known(name: str) -> bool:
    """Whether a backup may hold a file of this name."""
    if name in {NAME, OPTIONS, SEALS, *DATABASES.values()}:
        return True
    return bool(ARCHIVED.fullmatch(name) or KEY.fullmatch(name))


def program_version() -> str:
    """The version of the program that is running."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return str(told["project"]["version"])


def _fingerprint(content: dict[str, Any], *, number: int = NUMBER) -> str:
    return sha256(document(content, schema=number).encode()).hexdigest()


def _understood(told: dict[str, Any]) -> Manifest:
    members = {name: Member(m["size"], m["sha256"]) for name, m in told.pop("members").items()}
    heads = {chain: (seq, mark) for chain, (seq, mark) in told.pop("heads").items()}
    migrations = [(app, name) for app, name in told.pop("migrations")]
    return Manifest(members=members, heads=heads, migrations=migrations, **told)
