"""A visit to a page, as whoever directs the plan's office of an ambito makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure, middle, milliseconds, slowest
from raccordo.access.models import Mandate
from raccordo.access.operations import give_mandate
from raccordo.access.rights import Role
from raccordo.accounts.operations import open_account
from raccordo.journal.acting import Acting
from raccordo.keeper.preparing import (
    prepare_database,
    prepare_keys,
    prepare_statics,
    prepare_territory,
)
from raccordo.territory.models import Area
from raccordo.web.territory.warming import settle

VISITS, QUESTIONS, AIM = 40, 15, 200
DESK = "/scrivania/"
BENCH = Acting.system("bench")


def open_house(*, on: date) -> Area:
    """An installation with all that comes with the program; an ambito of it."""
    prepare_keys()
    prepare_database()
    prepare_territory(on=on)
    prepare_statics()
    return Area.objects.get(slug="ambito-11")


def director_of(ambito: Area) -> Mandate:
    person = {"email": "direzione@example.it", "given_name": "Ada", "family_name": "Esposito"}
    act = ambito.filings.select_related("act").earliest("pk").act
    facts = {"place": ambito, "role": Role.PLAN_DIRECTOR, "act": act, "by": BENCH}
    return give_mandate(open_account(**person, by=BENCH), since=act.enforceable_from, **facts)


def signed_in(mandate: Mandate) -> Client:
    """The program is read now, as a server reads it before its first visitor."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(mandate.holder)
    client.get(DESK)
    settle()
    return client


class Visits:
    """Pages visited with some rows and then with ten times as many: the questions are the same."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.asked: dict[str, int] = {}

    def page(
        self,
        what: str,
        address: str,
        *,
        times: int,
        posted: Mapping[str, Any] | None = None,
        at_most: float | None = AIM,
        visits: int = VISITS,
        most: int = QUESTIONS,
    ) -> Iterator[Figure]:
        """How long nineteen visits in twenty take, and how many questions one asks."""
        go = partial(self.client.post if posted else self.client.get, address, posted)
        go()
        with CaptureQueriesContext(connection) as captured:
            response = go()
        questions = len(captured)
        assert response.status_code == 200, (address, response.status_code)
        taken = milliseconds(go, times=visits)
        rows = "" if times == 1 else f", con {times} volte le righe"
        note = f"mediana {middle(taken):.0f} ms, {questions} domande"
        yield Figure(
            f"{what}{rows}, 19 su 20 entro", slowest(taken), "ms", at_most=at_most, note=note
        )
        yield from self._questions(address, questions, most)

    def _questions(self, address: str, questions: int, most: int) -> Iterator[Figure]:
        if address not in self.asked:
            self.asked[address] = questions
            # The desk gathers all lists: it wants to be quick, and constant.
            aim = None if address == DESK else most
            yield Figure("  domande alla base dati", questions, "", at_most=aim)
        elif questions != self.asked[address]:
            more = questions - self.asked[address]
            yield Figure("  domande in più", more, "", at_most=0.0)
