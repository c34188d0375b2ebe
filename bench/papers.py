"""Each paper of a sitting of the demo, as PDF and as ODT, as whoever keeps it downloads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.test import Client
from django.urls import reverse

from bench.figures import Figure, milliseconds
from raccordo.access.models import Mandate
from raccordo.access.rights import Role
from raccordo.acts.operations import reopen_draft
from raccordo.governance.models import AgendaItem
from raccordo.governance.operations.minuting import begin_minutes
from raccordo.keeper.demo import DEMO, tell_demo
from raccordo.keeper.demo.telling import acting_for
from raccordo.keeper.preparing import (
    prepare_database,
    prepare_keys,
    prepare_statics,
    prepare_territory,
)

TIMES, AIM = 5, 5_000
TODAY = date.today()  # noqa: DTZ011 - the pages ask what day it is, too


def measure() -> Iterator[Figure]:
    """The slowest of some times each: a paper is made again at every request."""
    prepare_keys()
    prepare_database()
    prepare_territory(on=TODAY)
    prepare_statics()
    tell_demo(by=DEMO, on=TODAY)
    director = Mandate.objects.filter(role=Role.PLAN_DIRECTOR, area__slug="ambito-11").latest("pk")
    client = Client(SERVER_NAME="localhost")
    client.force_login(director.holder)
    session = client.session
    session["mandate"] = str(director.key)
    session.save()
    for what, address in _papers():
        client.get(address)
        taken = milliseconds(partial(_made, client, address), times=TIMES)
        yield Figure(f"{what}, la più lenta di {TIMES} volte", max(taken), "ms", at_most=AIM)


def _made(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)


def _papers() -> Iterator[tuple[str, str]]:
    """Those of the sitting of the Conference that voted; its resolution goes back to a draft."""
    item = AgendaItem.objects.filter(resolution__isnull=False).latest("pk")
    sitting, by = item.sitting, acting_for(item.sitting.body.area)
    minutes, act = begin_minutes(sitting, model=None, by=by), item.resolution
    for what, name, key in (
        ("convocazione", "paper_convocation", sitting.key),
        ("foglio delle presenze", "paper_to_sign", sitting.key),
        ("nota tecnica", "paper_note", item.key),
        ("verbale", "minutes_file", minutes.key),
    ):
        for ending in ("pdf", "odt"):
            yield f"{what}, {ending.upper()}", reverse(f"assemblies:{name}", args=[key, ending])
    reopen_draft(act, reason="Si misura la bozza.", by=by)
    yield "deliberazione, PDF", reverse("assemblies:preview", args=[act.key])
    yield "deliberazione, ODT", reverse("assemblies:draft_odt", args=[act.key])
