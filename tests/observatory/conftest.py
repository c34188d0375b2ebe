from __future__ import annotations

import pytest

from raccordo.observatory.figures import ground_from


@pytest.fixture(autouse=True)
def fresh_ground() -> None:
    """Small worlds are made without the register, by which the ground knows that it is old."""
    ground_from.cache_clear()
