"""How long a page takes through the whole program, and how many questions it asks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from random import Random

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure, middle, milliseconds, slowest
from bench.verifying import write_lines
from bench.visits import BENCH, director_of
from raccordo.access.operations import register_act
from raccordo.access.queries import acting_through
from raccordo.acts.operations import make_organ
from raccordo.acts.states import ActKind, OrganKind
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind

ACTS, LINES, QUERIES = 2_000, 20_000, 200
SINCE = date(2026, 1, 7)
PLACES = {
    "di un Comune": "fossacesia",
    "di una zona": "ambito-11-zona-2",
    "di una regione": "regione-abruzzo",
    "d'Italia": "italia",
}


def measure() -> Iterator[Figure]:
    """As whoever directs the plan's office of an ambito sees them."""
    ambito = Area.objects.get(slug="ambito-11")
    fill(ambito, by=BENCH)
    director = director_of(ambito)
    write_lines(LINES, by=acting_through(director))
    client = Client(SERVER_NAME="localhost")
    client.force_login(director.holder)
    yield from _search(client)
    yield from _maps(client)
    pages = {
        "la scrivania": "/scrivania/",
        "registro degli atti": "/atti/",
        "registro degli atti, pagina 60": "/atti/?pagina=60",
        "registro degli atti, cercando «convenzione 19»": "/atti/?q=convenzione+19",
        "registro delle operazioni": "/registro/",
        "registro delle operazioni, pagina 300": "/registro/?pagina=300",
    }
    for what, address in pages.items():
        yield _page(client, what, address)


@operation
def fill(ambito: Area, *, by: Acting) -> None:
    """Two thousand acts in the register of an ambito."""
    name = "Conferenza dei Sindaci"
    organ = make_organ(kind=OrganKind.CONFERENCE, name=name, genitive=f"della {name}", by=by)
    for number in range(ACTS):
        made_on = SINCE - timedelta(days=number)
        register_act(
            place=ambito,
            organ=organ,
            kind=ActKind.RESOLUTION,
            number=str(number),
            made_on=made_on,
            subject=f"Approvazione della convenzione n. {number} per i servizi sociali",
            published_from=made_on,
            by=by,
            on=SINCE,
        )
    record(by=by, what="acts.registered", subject=None, acts=ACTS)


def _search(client: Client) -> Iterator[Figure]:
    """The box in the heading, as one types: beginnings, whole names, words, what is not there."""
    chance = Random(328)
    towns = Area.objects.filter(kind=AreaKind.MUNICIPALITY)
    names = chance.sample(list(towns.order_by("pk").values_list("name", flat=True)), QUERIES)
    typed = [name[: chance.choice([2, 3, 4, 6, 99])] for name in names]
    typed[::20] = ["convenzione 19"] * len(typed[::20])
    ask = partial(client.get, "/cerca/", headers={"hx-request": "true"})
    taken = [milliseconds(partial(ask, {"q": wanted}), times=1)[0] for wanted in typed]
    yield Figure(f"casella di ricerca, mediana di {QUERIES}", middle(taken), "ms", at_most=200)
    yield Figure("casella di ricerca, 19 su 20 entro", slowest(taken), "ms", at_most=200)


def _maps(client: Client) -> Iterator[Figure]:
    for what, slug in PLACES.items():
        address = f"/territorio/{slug}/"
        client.get(address)  # the outlines are read once a process

        def drawn_again(address: str = address) -> None:
            shutil.rmtree(settings.CHARTS_ROOT, ignore_errors=True)
            client.get(address)

        yield Figure(f"pagina {what}, mappa da disegnare", _median(drawn_again, 3), "ms")
        yield _page(client, f"pagina {what}, mappa già disegnata", address)


def _page(client: Client, what: str, address: str) -> Figure:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    questions = len(asked)  # now: the next request forgets them
    assert response.status_code == 200, (address, response.status_code)
    taken = _median(partial(client.get, address), 15)
    return Figure(what, taken, "ms", note=f"{questions} domande alla base dati")


def _median(work: Callable[[], object], times: int) -> float:
    return middle(milliseconds(work, times=times))
