"""The demo of every version that was, brought to this one."""

import lzma
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections

from raccordo.acts.models import Act
from raccordo.journal.queries import verify_all
from raccordo.territory.models import Area

DEMOS = sorted((Path(__file__).parents[1] / "demos").glob("*.sqlite3.xz"))


@pytest.fixture
def kept(request, django_db_setup, django_db_blocker, tmp_path):
    """The database of a former version, in place of the tests' own."""
    if connection.vendor != "sqlite":
        pytest.skip("the kept demos are SQLite files; the tests of restore bring PostgreSQL up")
    path = tmp_path / "kept.sqlite3"
    path.write_bytes(lzma.decompress(request.param.read_bytes()))
    shared = connections["default"]
    name = shared.settings_dict["NAME"]
    with django_db_blocker.unblock():
        shared.settings_dict["NAME"] = str(path)
        connections["default"] = shared.copy()
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = shared
            shared.settings_dict["NAME"] = name


@pytest.mark.django_db
def test_there_is_a_demo_to_try():
    assert DEMOS


@pytest.mark.parametrize("kept", DEMOS, indirect=True, ids=lambda path: path.name)
def test_the_demo_of_a_former_version_comes_to_this_one_whole(kept):
    before = (Area.objects.count(), Act.objects.count())

    call_command("migrate", verbosity=0, interactive=False)

    assert (Area.objects.count(), Act.objects.count()) == before
    assert before[0] > 8000
    assert all(found.fault is None for found in verify_all(key=None))
