"""What is wrong with an installation, and what to do: one small check for each thing."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from raccordo.keeper.checks.content import CONTENT
from raccordo.keeper.checks.database import (
    ENGINE,
    database_answers,
    guards_are_up,
    tables_are_ours,
)
from raccordo.keeper.checks.findings import Finding, Level, Visit, attempt
from raccordo.keeper.checks.machine import MACHINE

__all__ = ["Finding", "Level", "Visit", "examine"]


def examine(visit: Visit) -> Iterator[Finding]:
    """All the checks that make sense: what rests on something broken is not asked."""
    for check in MACHINE:
        yield attempt(check, visit)
    for check in (database_answers, *ENGINE[connection.vendor], tables_are_ours):
        finding = attempt(check, visit)
        yield finding
        if finding.level is Level.FIX and check in {database_answers, tables_are_ours}:
            return
    for check in (guards_are_up, *CONTENT):
        yield attempt(check, visit)
