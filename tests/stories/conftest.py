"""The demo's own territory and bodies, told once: the stories go on from there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.db import connection, transaction

from raccordo.keeper.demo import DEMO, tell_demo
from raccordo.keeper.preparing import prepare_territory

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="package")
def demo_told(django_db_setup: None, django_db_blocker: Any) -> Iterator[Path]:
    """The whole demo, in a transaction that is taken back at the end; gives its shelves."""
    with django_db_blocker.unblock(), transaction.atomic():
        prepare_territory(on=TODAY)
        _count_rows()
        tell_demo(by=DEMO, on=TODAY)
        _count_rows()
        yield Path(house.ARCHIVE_ROOT)
        transaction.set_rollback(True)


def _count_rows() -> None:
    """Nobody else sees the rows of this transaction, to count them: PostgreSQL plans by counts."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")


@pytest.fixture
def demo(demo_told: Path, shelves: None, settings: Any, django_db_blocker: Any) -> Iterator[None]:
    """The demo as it was told: what a story does is taken back."""
    settings.ARCHIVE_ROOT = demo_told
    with django_db_blocker.unblock():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)
