from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from raccordo.keeper.installation import Installation, database_name
from tests.keeper.homes import drop_like, on_sqlite


@pytest.fixture
def home(committing: None, tmp_path: Path, monkeypatch: Any) -> Iterator[Installation]:
    """An installation of the test's own, with a database in which one really commits."""
    data = tmp_path / "data"
    data.mkdir()
    for module in ("config.options", "raccordo.keeper.serving", "raccordo.keeper.sealing"):
        monkeypatch.setattr(f"{module}.DATA", data)
    yield Installation(data, Path(settings.ARCHIVE_ROOT), Path(settings.KEYS_ROOT))
    if not on_sqlite():
        drop_like(f"{database_name()}_")
