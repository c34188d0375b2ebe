"""The bodies of the demo's territory, and who holds their offices: all names are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from raccordo.access.operations import seat_in_office
from raccordo.foundation.searching import slug_of
from raccordo.keeper.demo.telling import DEMO, START
from raccordo.parties.models import Holding, Office, Organisation
from raccordo.parties.operations import NewPerson, add_office, add_organisation, give_proxy
from raccordo.parties.states import HoldingQuality, OfficeKind, OrganisationKind
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind

VOTED, VOTED_AGAIN = date(2019, 5, 28), date(2024, 6, 11)
INVENTED = "Nome inventato per la dimostrazione"
# Who was mayor after the vote of 2019, and after that of 2024; the same, when told once.
MAYORS = {
    "castel-frentano": ("Mauro Cicchini", ""),
    "fossacesia": ("Tullia Marchesani", "Elena Verratti"),
    "frisa": ("Livia Tano", ""),
    "lanciano": ("Ettore Di Nardo", ""),
    "mozzagrogna": ("Sandro Orsinelli", "Gaia Petrosemolo"),
    "rocca-san-giovanni": ("Pia Colarusso", ""),
    "san-vito-chietino": ("Nino Altobelli", "Rita Fantini"),
    "santa-maria-imbaro": ("Dario Buccella", ""),
    "treglio": ("Ilde Camplone", "Ivan Scutti"),
}
COMMISSIONED, COMMISSIONER = "santa-maria-imbaro", "Flora Mancinelli"


@dataclass(frozen=True, slots=True)
class Invented:
    """A body that does not exist, with the office that speaks for it."""

    kind: OrganisationKind
    name: str
    office: OfficeKind
    title: str
    holder: str


BODIES = (
    Invented(
        OrganisationKind.HEALTH,
        "ASL demo, Distretto sanitario di Lanciano",
        OfficeKind.DIRECTOR,
        "Direzione del Distretto",
        "Ornella Vizioli",
    ),
    Invented(
        OrganisationKind.SCHOOL,
        "Istituto comprensivo «Costa dei Trabocchi» (demo)",
        OfficeKind.DIRECTOR,
        "Dirigenza scolastica",
        "Bruno Salvatorelli",
    ),
    Invented(
        OrganisationKind.EMPLOYMENT,
        "Centro per l'impiego frentano (demo)",
        OfficeKind.SERVICE_HEAD,
        "Responsabile del Centro",
        "Norma Iannucci",
    ),
    Invented(
        OrganisationKind.JUSTICE,
        "Ufficio di esecuzione penale esterna (demo)",
        OfficeKind.SERVICE_HEAD,
        "Responsabile dell'Ufficio",
        "Attilio Grossi",
    ),
    Invented(
        OrganisationKind.THIRD_SECTOR,
        "Associazione La Rete (demo)",
        OfficeKind.PRESIDENT,
        "Presidenza",
        "Luca Cieri",
    ),
    Invented(
        OrganisationKind.THIRD_SECTOR,
        "Cooperativa sociale L'Approdo (demo)",
        OfficeKind.PRESIDENT,
        "Presidenza",
        "Marisa D'Orazio",
    ),
    Invented(
        OrganisationKind.THIRD_SECTOR,
        "Volontari del Sangro ODV (demo)",
        OfficeKind.PRESIDENT,
        "Presidenza",
        "Fulvio Nasuti",
    ),
    Invented(
        OrganisationKind.FAMILIES,
        "Famiglie Insieme (demo)",
        OfficeKind.PRESIDENT,
        "Presidenza",
        "Teresa Bomba",
    ),
    Invented(
        OrganisationKind.UNION,
        "Sindacato pensionati frentano (demo)",
        OfficeKind.SECRETARY,
        "Segreteria territoriale",
        "Amedeo Carunchio",
    ),
)


def tell_parties(ambito: Area, *, on: date) -> dict[str, Organisation]:
    """The nine municipalities with their mayors, and who works beside them; by slug or name."""
    known = {}
    for slug, (first, second) in MAYORS.items():
        known[slug] = town = _municipality(slug)
        mayor = _office(town, OfficeKind.MAYOR, f"Sindaco o Sindaca di {town.area}", on=on)
        hold(mayor, first, since=VOTED, until=VOTED_AGAIN)
        holding = hold(mayor, second or first, since=VOTED_AGAIN)
        if slug == "frisa":
            _assessor_sits_for(holding)
        if slug == COMMISSIONED:
            hold(mayor, COMMISSIONER, HoldingQuality.COMMISSIONER, since=START)
    for told in BODIES:
        known[told.name] = body = add_organisation(
            kind=told.kind, name=told.name, email=_mailbox(told.name), area=ambito, by=DEMO
        )
        office = _office(body, told.office, told.title, on=on)
        hold(office, told.holder, since=VOTED_AGAIN)
    return known


def _municipality(slug: str) -> Organisation:
    area = Area.objects.get(kind=AreaKind.MUNICIPALITY, slug=slug)
    return add_organisation(
        kind=OrganisationKind.PUBLIC,
        name=f"Comune di {area.name}",
        area=area,
        email=f"protocollo@{slug}.example",
        pec=f"comune@pec.{slug}.example",
        by=DEMO,
    )


def _office(body: Organisation, kind: OfficeKind, title: str, *, on: date) -> Office:
    return add_office(body, kind=kind, title=title, by=DEMO, on=on)


def hold(
    office: Office,
    name: str,
    quality: HoldingQuality = HoldingQuality.HOLDER,
    *,
    since: date,
    until: date | None = None,
) -> Holding:
    """An invented person in an office, from a day."""
    facts: dict[str, Any] = {"quality": quality, "since": since, "until": until, "source": INVENTED}
    return seat_in_office(office, person=person_named(name), by=DEMO, on=since, **facts)


def _assessor_sits_for(holding: Holding) -> None:
    subject = "Conferenza dei Sindaci dell'Ambito"
    delegate = person_named("Guido Pantalone")
    give_proxy(holding, delegate=delegate, since=START, subject=subject, by=DEMO)


def person_named(name: str) -> NewPerson:
    """An invented person, with an invented address."""
    given, family = name.split(maxsplit=1)
    return NewPerson(given, family, _mailbox(name))


def _mailbox(name: str) -> str:
    return f"{slug_of(name).replace('-', '.')[:40].strip('.')}@demo.example"
