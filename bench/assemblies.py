"""The lists of organisations, bodies, sittings, decisions, duties, requests; ten times the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from bench.figures import Figure
from bench.visits import DESK, Visits, director_of, open_house, signed_in
from raccordo.access.models import Mandate
from raccordo.foundation.searching import searchable
from raccordo.governance.models import (
    AgendaItem,
    Answer,
    Attendance,
    Ballot,
    Body,
    DataRequest,
    Duty,
    DutyRule,
    Seat,
    Sitting,
)
from raccordo.governance.states import (
    AnswerState,
    BallotState,
    BodySort,
    DutySort,
    ItemOutcome,
    RequestState,
    SittingState,
)
from raccordo.parties.models import Holding, Office, Organisation, Representative, Work
from raccordo.parties.queries.mapping import THEMES
from raccordo.parties.states import OfficeKind, OrganisationKind
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of
from raccordo.vocabularies.queries import terms_of

ORGANISATIONS, BODIES, SITTINGS, DUTIES, MEMBERS = 2_000, 20, 500, 5_000, 9
ASKED, RULES, ITEMS = 40, 30, 4
TODAY = date.today()  # noqa: DTZ011 - the pages ask what day it is, too
PAGES = {
    "soggetti del territorio": "/soggetti/",
    "soggetti, cercando «cooperativa 19»": "/soggetti/?q=cooperativa+19",
    "copertura dei temi": "/soggetti/copertura/",
    "schede da confermare": "/soggetti/schede-da-confermare/",
    "organismi": "/organismi/",
    "sedute": "/sedute/",
    "decisioni": "/decisioni/",
    "scadenzario": "/scadenzario/",
    "carico di lavoro": "/scadenzario/carico/",
    "richieste di dati": "/richieste-dati/",
    "la scrivania": DESK,
}


def measure() -> Iterator[Figure]:
    """As whoever directs the plan's office of an ambito sees them."""
    ambito = open_house(on=TODAY)
    director = director_of(ambito)
    visits = Visits(signed_in(director))
    for times in (1, 10):
        _fill(ambito, director, upto=times)
        for what, address in PAGES.items():
            yield from visits.page(what, address, times=times)


def _fill(ambito: Area, director: Mandate, *, upto: int) -> None:
    """Rows written straight into the tables: what is measured is reading them."""
    organisations(ambito, ORGANISATIONS * upto)
    bodies = [_body(ambito, n) for n in range(BODIES * upto)]
    _sittings(bodies, SITTINGS * upto)
    _duties(ambito, director, bodies, DUTIES * upto)
    _requests(ambito, ASKED * upto)


def _duties(ambito: Area, director: Mandate, bodies: list[Body], many: int) -> None:
    """A third by a rule and of a body, a third of an organ that meets, a third of nobody."""
    rules = list(DutyRule.objects.order_by("pk")[:RULES])
    owing = list(Organisation.objects.order_by("pk")[:ORGANISATIONS])
    begun = Duty.objects.count()
    Duty.objects.bulk_create(
        (
            Duty(
                area=ambito,
                sort=DutySort.DUTY if n % 3 == 0 else DutySort.ACTIVITY,
                title=f"Rendiconto n. {n}",
                search=f"rendiconto n. {n}",
                due_on=TODAY + timedelta(days=n % 700 - 100),
                owner=director.holder if n % 3 else None,
                rule=rules[n % len(rules)] if n % 3 == 0 else None,
                turn=str(n),
                organisation=owing[n % len(owing)] if n % 3 == 0 else None,
                body=bodies[n % len(bodies)] if n % 3 == 1 else None,
            )
            for n in range(begun, many)
        ),
        batch_size=2_000,
    )


def _requests(ambito: Area, many: int) -> None:
    """Each asked of nine, six of whom have answered."""
    begun = DataRequest.objects.count()
    asked = list(Organisation.objects.order_by("pk")[:MEMBERS])
    made = DataRequest.objects.bulk_create(
        DataRequest(
            area=ambito,
            title=f"Spesa sociale {n}",
            subject="spending",
            year=2000 + n % 25,
            due_on=TODAY + timedelta(days=n % 60 - 30),
            sent_on=TODAY - timedelta(days=40),
            state=RequestState.OPEN,
        )
        for n in range(begun, many)
    )
    Answer.objects.bulk_create(
        Answer(
            request=request,
            organisation=one,
            state=AnswerState.GIVEN if n < MEMBERS * 2 // 3 else AnswerState.AWAITED,
        )
        for request in made
        for n, one in enumerate(asked)
    )


def organisations(ambito: Area, many: int) -> None:
    """Each with its office and who is in it, at work for two themes in a municipality."""
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
    towns = list(municipalities_of(ambito, on=TODAY))
    themes = list(terms_of(THEMES, on=TODAY))
    Work.objects.bulk_create(
        Work(organisation=one, group=themes[(n + more) % len(themes)], area=towns[n % len(towns)])
        for n, one in enumerate(made)
        for more in range(2)
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


def _body(ambito: Area, number: int) -> Body:
    name = f"Gruppo di lavoro {number}"
    body, new = Body.objects.get_or_create(
        slug=f"gruppo-{number}",
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


def _sittings(bodies: list[Body], many: int) -> None:
    """Each with its components and its agenda, half of which was voted."""
    begun = Sitting.objects.count()
    moments = {n: _moment(n) for n in range(begun, many)}
    made = Sitting.objects.bulk_create(
        Sitting(
            body=bodies[n % len(bodies)],
            held_on=moment.date(),
            first_call=moment,
            number=n,
            convened_on=moment.date() - timedelta(days=7),
            state=SittingState.CLOSED,
        )
        for n, moment in moments.items()
    )
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.filter(body__in=bodies):
        seats[seat.body_id].append(seat)
    rows = (
        Attendance(sitting=sitting, seat=seat, title=seat.title, position=seat.position)
        for sitting in made
        for seat in seats[sitting.body_id]
    )
    Attendance.objects.bulk_create(rows, batch_size=5_000)
    items = AgendaItem.objects.bulk_create(
        AgendaItem(
            sitting=sitting,
            position=n,
            title=f"Punto {n} della seduta {sitting.number}",
            search=f"punto {n} della seduta {sitting.number}",
            outcome=ItemOutcome.CARRIED if n % 2 else ItemOutcome.DISCUSSED,
        )
        for sitting in made
        for n in range(1, ITEMS + 1)
    )
    tally = {"counts": {"for": {"heads": 6, "population": 0}}, "chair": ""}
    Ballot.objects.bulk_create(
        Ballot(
            item=item,
            number=1,
            question=item.title,
            state=BallotState.CLOSED,
            opened_at=item.sitting.first_call,
            tally=tally,
            valid=True,
            carried=True,
        )
        for item in items
        if item.outcome == ItemOutcome.CARRIED
    )


def _moment(n: int) -> datetime:
    return datetime.combine(TODAY - timedelta(days=n), datetime.min.time(), UTC)
