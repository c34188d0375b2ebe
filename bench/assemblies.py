"""The lists of organisations, bodies, sittings and duties; the same with ten times the rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure, middle, milliseconds, slowest
from raccordo.access.models import Mandate
from raccordo.access.operations import give_mandate
from raccordo.access.rights import Role
from raccordo.accounts.operations import open_account
from raccordo.foundation.searching import searchable
from raccordo.governance.models import Attendance, Body, Duty, Seat, Sitting
from raccordo.governance.states import BodySort, SittingState
from raccordo.journal.acting import Acting
from raccordo.keeper.preparing import (
    prepare_database,
    prepare_keys,
    prepare_statics,
    prepare_territory,
)
from raccordo.parties.models import Holding, Office, Organisation, Representative
from raccordo.parties.states import OfficeKind, OrganisationKind
from raccordo.territory.models import Area

ORGANISATIONS, SITTINGS, DUTIES, MEMBERS = 2_000, 500, 5_000, 9
REQUESTS, QUESTIONS, AIM = 40, 15, 200
TODAY = date.today()  # noqa: DTZ011 - the pages ask what day it is, too
BENCH = Acting.system("bench")
PAGES = {
    "soggetti del territorio": "/soggetti/",
    "soggetti, cercando «cooperativa 19»": "/soggetti/?q=cooperativa+19",
    "organismi": "/organismi/",
    "sedute": "/sedute/",
    "scadenzario": "/scadenzario/",
    "carico di lavoro": "/scadenzario/carico/",
    "la scrivania": "/scrivania/",
}


def measure() -> Iterator[Figure]:
    """As whoever directs the plan's office of an ambito sees them."""
    prepare_keys()
    prepare_database()
    prepare_territory(on=TODAY)
    prepare_statics()
    ambito = Area.objects.get(slug="ambito-11")
    director = _director(ambito)
    client = Client(SERVER_NAME="localhost")
    client.force_login(director.holder)
    asked: dict[str, int] = {}
    for times in (1, 10):
        _fill(ambito, director, upto=times)
        for what, address in PAGES.items():
            yield from _page(client, what, address, times, asked)


def _page(
    client: Client, what: str, address: str, times: int, asked: dict[str, int]
) -> Iterator[Figure]:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    questions = len(captured)
    assert response.status_code == 200, (address, response.status_code)
    taken = milliseconds(partial(client.get, address), times=REQUESTS)
    rows = "" if times == 1 else f", con {times} volte le righe"
    note = f"mediana {middle(taken):.0f} ms, {questions} domande"
    yield Figure(f"{what}{rows}, 19 su 20 entro", slowest(taken), "ms", at_most=AIM, note=note)
    if times == 1:
        asked[address] = questions
        yield Figure("  domande alla base dati", questions, "", at_most=QUESTIONS)
    elif questions != asked[address]:
        yield Figure("  domande in più", questions - asked[address], "", at_most=0.0)


def _director(ambito: Area) -> Mandate:
    person = {"email": "direzione@example.it", "given_name": "Ada", "family_name": "Esposito"}
    act = ambito.filings.select_related("act").earliest("pk").act
    facts = {"place": ambito, "role": Role.PLAN_DIRECTOR, "act": act, "by": BENCH}
    return give_mandate(open_account(**person, by=BENCH), since=act.enforceable_from, **facts)


def _fill(ambito: Area, director: Mandate, *, upto: int) -> None:
    """Rows written straight into the tables: what is measured is reading them."""
    _organisations(ORGANISATIONS * upto)
    body = _body(ambito)
    _sittings(body, SITTINGS * upto)
    begun = Duty.objects.count()
    Duty.objects.bulk_create(
        Duty(
            area=ambito,
            title=f"Rendiconto n. {n}",
            due_on=TODAY + timedelta(days=n % 700 - 100),
            owner=director.holder if n % 3 else None,
        )
        for n in range(begun, DUTIES * upto)
    )


def _organisations(many: int) -> None:
    begun = Organisation.objects.count()
    kinds = list(OrganisationKind)
    made = Organisation.objects.bulk_create(
        Organisation(
            kind=kinds[n % len(kinds)],
            name=f"Cooperativa {n}",
            search=searchable(f"Cooperativa {n}"),
            email=f"ente{n}@example.it",
        )
        for n in range(begun, many)
    )
    people = Representative.objects.bulk_create(
        Representative(given_name="Ada", family_name=f"Rossi {one.pk}", search=f"ada {one.pk}")
        for one in made
    )
    offices = Office.objects.bulk_create(
        Office(organisation=one, kind=OfficeKind.PRESIDENT, title="Presidente") for one in made
    )
    Holding.objects.bulk_create(
        Holding(office=office, holder=person, since=date(2024, 1, 1))
        for office, person in zip(offices, people, strict=True)
    )


def _body(ambito: Area) -> Body:
    name = "Gruppo di Piano misurato"
    body, new = Body.objects.get_or_create(
        slug="gruppo-misurato",
        defaults={
            "area": ambito,
            "sort": BodySort.ADVISES,
            "name": name,
            "search": searchable(name),
            "since": date(2020, 1, 1),
        },
    )
    if new:
        offices = Office.objects.order_by("pk")[:MEMBERS]
        Seat.objects.bulk_create(
            Seat(body=body, title=f"Componente {n}", office=office, since=body.since, position=n)
            for n, office in enumerate(offices, 1)
        )
    return body


def _sittings(body: Body, many: int) -> None:
    begun = Sitting.objects.count()
    moments = {n: _moment(n) for n in range(begun, many)}
    made = Sitting.objects.bulk_create(
        Sitting(
            body=body,
            held_on=moment.date(),
            first_call=moment,
            number=n,
            convened_on=moment.date() - timedelta(days=7),
            state=SittingState.CLOSED,
        )
        for n, moment in moments.items()
    )
    seats = list(body.seats.all())
    rows = (
        Attendance(sitting=sitting, seat=seat, title=seat.title, position=seat.position)
        for sitting in made
        for seat in seats
    )
    Attendance.objects.bulk_create(rows, batch_size=5_000)


def _moment(n: int) -> datetime:
    return datetime.combine(TODAY - timedelta(days=n), datetime.min.time(), UTC)
