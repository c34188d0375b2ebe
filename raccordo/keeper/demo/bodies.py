"""Who sits where in the demo: the Conference, the zone's of before 2020, the plan group, Ascoli."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from raccordo.access.operations import NewOrgan
from raccordo.acts.models import Act
from raccordo.acts.states import OrganKind
from raccordo.foundation.wording import genitive_of
from raccordo.governance.models import Body, Seat
from raccordo.governance.operations.designating import call_designation
from raccordo.governance.operations.founding import end_body, found_body
from raccordo.governance.operations.peopling import seat_ex_officio, seat_mayors
from raccordo.governance.operations.regulating import set_regulation
from raccordo.governance.operations.seating import add_seat, seat_person
from raccordo.governance.rules.rulebook import (
    ASSIGNED,
    HEADS,
    POPULATION,
    VOTERS,
    Matter,
    Rulebook,
    Share,
)
from raccordo.governance.states import BodySort
from raccordo.keeper.demo.parties import hold, person_named
from raccordo.keeper.demo.telling import DEMO, START, acting_for, moment
from raccordo.parties.models import Holding, Office, Organisation
from raccordo.parties.operations import add_office, add_organisation, know_person
from raccordo.parties.states import OfficeKind, OrganisationKind
from raccordo.territory.models import Area, Delegation

CONVENTION, ENDED = date(2017, 6, 28), date(2020, 7, 2)
INVENTED = "Regolamento inventato per la dimostrazione"
# Both measures: nothing passes without most of the municipalities, nor without most residents.
DOUBLE = Rulebook(
    notice_days=5,
    urgent_days=1,
    first_call=(Share(HEADS, ASSIGNED), Share(POPULATION, ASSIGNED)),
    second_call=(Share(HEADS, ASSIGNED, 1, 3, strict=False),),
    second_call_after=24,
    majority=(Share(HEADS, VOTERS), Share(POPULATION, VOTERS)),
    matters=(
        Matter(
            "convention",
            "Modifica della convenzione",
            "art. 9",
            majority=(Share(HEADS, ASSIGNED, 2, 3, strict=False),),
        ),
    ),
    cites={
        "notice_days": "art. 4",
        "first_call": "art. 6 c. 1",
        "second_call": "art. 6 c. 2",
        "majority": "art. 7",
    },
)
BY_HEADS = Rulebook(
    notice_days=5,
    first_call=(Share(HEADS, ASSIGNED),),
    majority=(Share(HEADS, VOTERS),),
    cites={"notice_days": "art. 3", "first_call": "art. 5", "majority": "art. 6"},
)
BY_OFFICE = (
    "ASL demo, Distretto sanitario di Lanciano",
    "Centro per l'impiego frentano (demo)",
    "Ufficio di esecuzione penale esterna (demo)",
)
# The seat of a category, of which body and who is in it, and in how many months the term ends.
DESIGNATED = {
    "Rappresentanza del Terzo settore": ("Cooperativa sociale L'Approdo (demo)", 18),
    "Rappresentanza sindacale": ("Sindacato pensionati frentano (demo)", 1),
    "Rappresentanza di utenti e familiari": ("Famiglie Insieme (demo)", 18),
}
OF_THE_PROVINCE = ("Vera Cantalamessa", "Aldo Neroni", "Irma Silvestri")
OF_THE_AMBITI = (
    "Delia Marcozzi",
    "Rosa Capriotti",
    "Guerrino Falcioni",
    "Sonia Ottaviani",
    "Primo Alesi",
    "Clara Tassotti",
)
OF_THE_SECTORS = (
    "Lidia Spinozzi",
    "Ennio Traini",
    "Olga Mandolesi",
    "Vasco Illuminati",
    "Nadia Piersimoni",
    "Renzo Ciabattoni",
)
SECTORS = ("giovani e minori", "anziani", "disabilità", "servizi di sollievo", "dipendenze")


def tell_bodies(
    ambito: Area, zone: Area, rules: Act, known: dict[str, Organisation], *, on: date
) -> None:
    """Found the bodies of Ambito 11 and the provincial coordination of Ascoli, with who sits."""
    _conference(ambito, rules)
    _of_the_zone(zone)
    _plan_group(ambito, known, on=on)
    found_body(
        area=ambito,
        sort=BodySort.OFFICE,
        name="Ufficio di Piano",
        since=CONVENTION,
        duties="Istruisce, attua e controlla il piano; tiene i verbali e lo scadenzario.",
        source="Convenzione del 28 giugno 2017",
        by=DEMO,
    )
    _coordination()


def _conference(ambito: Area, rules: Act) -> None:
    body = found_body(
        area=ambito,
        sort=BodySort.DECIDES,
        name=rules.organ.name,
        since=CONVENTION,
        duties="Fissa obiettivi e priorità, approva il piano, regola i rapporti fra i Comuni.",
        source="Convenzione del 28 giugno 2017 fra i nove Comuni",
        organ=rules.organ,
        by=acting_for(ambito),
    )
    lanciano = Area.objects.get(slug="lanciano")
    seat_mayors(body, since=CONVENTION, chair=lanciano, by=acting_for(ambito))
    since = rules.enforceable_from
    assert since
    set_regulation(body, rules=DOUBLE, since=since, act=rules, by=acting_for(ambito))


def _of_the_zone(zone: Area) -> None:
    """The zone's own Conference sat until its function passed to Lanciano."""
    name = "Conferenza dei Sindaci della Zona di gestione sociale n. 2"
    body = found_body(
        area=zone,
        sort=BodySort.DECIDES,
        name=name,
        since=CONVENTION,
        source="Convenzione del 28 giugno 2017 fra i nove Comuni",
        organ=NewOrgan(OrganKind.CONFERENCE, name, genitive_of(name)),
        by=acting_for(zone),
    )
    fossacesia = Area.objects.get(slug="fossacesia")
    seat_mayors(body, since=CONVENTION, chair=fossacesia, by=acting_for(zone))
    set_regulation(body, rules=BY_HEADS, since=CONVENTION, source=INVENTED, by=acting_for(zone))


def end_conference_of_the_zone(zone: Area) -> None:
    """From 2 July 2020 the function is Lanciano's, by the resolutions of the eight councils."""
    body = Body.objects.get(area=zone, sort=BodySort.DECIDES)
    passed = Delegation.objects.get(area=zone, since=ENDED)
    end_body(
        body,
        until=ENDED,
        act=passed.act,
        reason="Funzione passata al Comune di Lanciano",
        by=acting_for(zone),
    )


def _plan_group(ambito: Area, known: dict[str, Organisation], *, on: date) -> None:
    acting = acting_for(ambito)
    group = found_body(
        area=ambito,
        sort=BodySort.ADVISES,
        name="Gruppo di Piano dell'Ambito 11 Frentano",
        since=START,
        duties="Esprime pareri sul profilo sociale, sul piano e sulle sue rimodulazioni.",
        source="Designato dalla Conferenza dei Sindaci (inventato per la dimostrazione)",
        by=acting,
    )
    for name in BY_OFFICE:
        office = known[name].offices.get()
        add_seat(group, title=office.title, office=office, since=START, by=acting)
    for title, (name, months) in DESIGNATED.items():
        body = known[name]
        seat = add_seat(group, title=title, category=body.kind, since=START, by=acting)
        person = Holding.objects.get(office__organisation=body).holder
        until = on + timedelta(days=30 * months)
        facts: Any = {"organisation": body, "until": until, "source": INVENTED}
        seat_person(seat, person=person, since=START, by=acting, **facts)
    schools = add_seat(
        group,
        title="Rappresentanza delle scuole",
        category=OrganisationKind.SCHOOL,
        since=START,
        by=acting,
    )
    call_designation(
        schools,
        candidacies_until=on + timedelta(days=14),
        choice_until=on + timedelta(days=21),
        text="Le scuole dell'Ambito indicano chi le rappresenta nel Gruppo di Piano.",
        by=acting,
        at=moment(on),
    )


def _coordination() -> None:
    """The provincial coordination of Ascoli, with the components its own page lists."""
    province = Area.objects.get(slug="provincia-ascoli-piceno")
    acting = acting_for(province)
    body = found_body(
        area=province,
        sort=BodySort.ADVISES,
        name="Coordinamento provinciale delle politiche sociali di Ascoli Piceno",
        since=START,
        duties="Verifica e armonizza le politiche sociali degli Ambiti della provincia.",
        source="Regolamento inventato per la dimostrazione",
        by=acting,
    )
    offices = _offices_of_the_province(province)
    assessor = offices[0]
    add_seat(body, title="Presidente", office=assessor, presides=True, since=START, by=acting)
    seat_ex_officio(body, since=START, by=acting)
    for office in offices[1:]:
        add_seat(body, title=office.title, office=office, since=START, by=acting)
    for sector in SECTORS:
        title = f"Coordinamento provinciale di settore: {sector}"
        add_seat(body, title=title, organisation=_told(province, title), since=START, by=acting)
    health = add_organisation(
        kind=OrganisationKind.HEALTH, name="AST di Ascoli Piceno (demo)", area=province, by=DEMO
    )
    for number in ("prima", "seconda", "terza"):
        title = f"Rappresentanza dell'AST, {number} zona"
        add_seat(body, title=title, organisation=health, since=START, by=acting)
    _fill(body, offices)


def _offices_of_the_province(province: Area) -> list[Office]:
    body = _told(province, "Provincia di Ascoli Piceno")
    titles = {
        "Assessorato alle politiche sociali": OfficeKind.ASSESSOR,
        "Servizio attività sociali": OfficeKind.SERVICE_HEAD,
        "Osservatorio provinciale delle politiche sociali": OfficeKind.SERVICE_HEAD,
    }
    return [
        add_office(body, kind=kind, title=title, by=DEMO, on=START)
        for title, kind in titles.items()
    ]


def _told(area: Area, name: str) -> Organisation:
    return add_organisation(kind=OrganisationKind.PUBLIC, name=name, area=area, by=DEMO)


def _fill(body: Body, offices: list[Office]) -> None:
    """Who sits in the coordination; one sector and one zone of the AST are yet to say who."""
    for office, name in zip(offices, OF_THE_PROVINCE, strict=True):
        hold(office, name, since=START)
    ex_officio = body.seats.exclude(office=None).exclude(office__in=offices).order_by("position")
    for seat, name in zip(ex_officio, OF_THE_AMBITI, strict=False):
        assert seat.office
        hold(seat.office, name, since=START)
    vacant = {"Coordinamento provinciale di settore: dipendenze"}
    others = body.seats.filter(office=None).exclude(title__in=vacant).order_by("position")
    for seat, name in zip(others, OF_THE_SECTORS, strict=False):
        sits(seat, name, since=START)


def sits(seat: Seat, name: str, *, since: date) -> None:
    """An invented person in a seat, by designation."""
    person = know_person(person_named(name), by=DEMO)
    seat_person(seat, person=person, since=since, source=INVENTED, by=DEMO)
