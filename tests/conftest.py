from __future__ import annotations

import atexit
import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django.utils.translation import deactivate

from raccordo.access.models import Mandate
from raccordo.access.rights import Role
from raccordo.territory.named import gazetteer_from
from raccordo.territory.operations import load_districts, load_official
from tests.make import SOMEBODY, make_mandate
from tests.own_database import own_database


def pytest_collection_finish() -> None:
    """What was read to begin with stays to the end: nobody searches it for garbage."""
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[None]:
    """The database is there for every choice of tests, even for those alone that copy it."""
    whole = {"verbosity": 0, "aliases": {"default"}, "serialized_aliases": set()}
    with django_db_blocker.unblock():
        made = setup_databases(interactive=False, **whole)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def shelves(settings: Any, tmp_path: Path) -> None:
    """Every test has its own empty shelves and keys."""
    settings.ARCHIVE_ROOT = tmp_path / "archive"
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.BROUGHT_ROOT = tmp_path / "brought"


@pytest.fixture(autouse=True)
def in_italian() -> None:
    """No test reads in the language in which the one before it visited a page."""
    deactivate()


@pytest.fixture(autouse=True)
def no_names_kept() -> None:
    """Areas are made in tests without a line in the register: none is known from the one before."""
    gazetteer_from.cache_clear()


@pytest.fixture
def enter(client: Client) -> Callable[..., Mandate]:
    """Enter as someone who holds a role for a place, with her second factor."""

    def enter(place: Any = None, role: Role = Role.PLAN_OFFICER, **fields: Any) -> Mandate:
        if place is not None:
            fields["organisation" if "tax_code" in vars(place) else "area"] = place
        mandate = make_mandate(role=role, **fields)
        sign_in(client, mandate.holder)
        return mandate

    return enter


def sign_in(client: Client, user: Any) -> None:
    """Open a session as after password and second factor."""
    client.force_login(user)
    Authenticator.objects.get_or_create(user=user, type="totp", defaults={"data": {"secret": ""}})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": 0}]
    session[AUTHENTICATION_METHODS_SESSION_KEY + "_user"] = user_id_to_str(user)
    session.save()


@pytest.fixture(scope="module")
def italy_loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The official territory, for all the tests of a file: loading it takes seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_official(by=SOMEBODY)
        load_districts(by=SOMEBODY, on=date(2026, 3, 3))
        if connection.vendor == "postgresql":  # nobody else sees these rows, to count them
            connection.cursor().execute("ANALYZE")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def italy(italy_loaded: None, django_db_blocker: Any) -> Iterator[None]:
    """The official territory as it was loaded: what a test writes is taken back."""
    with django_db_blocker.unblock():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)


@pytest.fixture
def queries_stay_flat(client: Client) -> Callable[[str, Callable[[], object]], None]:
    """A page must ask the database as many questions for twenty rows as for two."""

    def check(url: str, add_a_row: Callable[[], object]) -> None:
        def questions() -> int:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            return len(asked)

        for _ in range(2):
            add_a_row()
        few = questions()
        for _ in range(18):
            add_a_row()
        assert questions() == few

    return check


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[None]:
    """For a test whose transactions are real: it commits in a database of its own."""
    with django_db_blocker.unblock(), own_database(tmp_path):
        yield


@pytest.fixture
def together(committing: None) -> Callable[..., None]:
    """Do things at once, each in its own thread and connection; the first failure is raised."""

    def run(works: list[Callable[[], object]], *, within: int = 60) -> None:
        def alone(work: Callable[[], object]) -> None:
            try:
                work()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(works)) as people:
            for done in [people.submit(alone, work) for work in works]:
                done.result(timeout=within)

    return run
