"""For whom the demo's bodies work, and where; their parts and agreements: all invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from raccordo.keeper.demo.telling import DEMO, INVENTED, START
from raccordo.parties.models import Organisation
from raccordo.parties.operations import (
    add_organisation,
    change_card,
    give_stakes,
    record_agreement,
)
from raccordo.parties.queries.mapping import THEMES
from raccordo.parties.states import AgreementSort, OrganisationKind, RuntsSection, StakeRole
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term
from raccordo.vocabularies.queries import terms_of

WHOLE = ("ambito-11",)
COAST = ("fossacesia", "rocca-san-giovanni", "san-vito-chietino")


@dataclass(frozen=True, slots=True)
class Told:
    """What the card of a body says: themes with the slugs of where, and the parts it has."""

    about: str
    works: Mapping[str, Sequence[str]]
    roles: Sequence[StakeRole]
    volunteers: int | None = None
    staff: int | None = None
    places: int | None = None
    runts: tuple[RuntsSection, str, date] | None = None
    confirmed: int = 20  # days ago
    agreements: Sequence[tuple[AgreementSort, str]] = field(default=())


VOICES, OFFERS = StakeRole.VOICES, StakeRole.OFFERS
CARDS = {
    "Associazione La Rete (demo)": Told(
        "Accompagna persone con disabilità e le loro famiglie; un pomeriggio alla settimana lo"
        " sportello di ascolto.",
        {"disabilita": ("frisa", "treglio", "lanciano"), "anziani": ("frisa", "treglio")},
        (VOICES, OFFERS),
        volunteers=34,
        runts=(RuntsSection.PROMOTION, "900001", date(2022, 5, 9)),
        confirmed=40,
    ),
    "Cooperativa sociale L'Approdo (demo)": Told(
        "Gestisce un centro diurno e l'assistenza domiciliare.",
        {"disabilita": WHOLE, "anziani": WHOLE, "famiglia-minori": ("lanciano", *COAST)},
        (OFFERS, StakeRole.RUNS, StakeRole.CO_DESIGNS),
        staff=46,
        places=24,
        runts=(RuntsSection.ENTERPRISES, "900002", date(2022, 3, 21)),
        agreements=[(AgreementSort.CO_DESIGN, "Centro diurno per persone con disabilità")],
    ),
    "Volontari del Sangro ODV (demo)": Told(
        "Trasporto sociale con due mezzi, consegna di spesa e farmaci.",
        {"anziani": COAST, "poverta": ("fossacesia",)},
        (VOICES, OFFERS),
        volunteers=58,
        runts=(RuntsSection.VOLUNTEERS, "900003", date(2022, 11, 3)),
        confirmed=480,
        agreements=[(AgreementSort.CONVENTION, "Trasporto sociale sulla costa")],
    ),
    "Famiglie Insieme (demo)": Told(
        "Associazione di familiari di persone con disabilità.",
        {"disabilita": WHOLE, "famiglia-minori": ("lanciano",)},
        (VOICES,),
        volunteers=15,
        confirmed=400,
    ),
    "Sindacato pensionati frentano (demo)": Told(
        "Rappresenta pensionati e pensionate; sportello per le pratiche.",
        {"anziani": WHOLE, "poverta": ("lanciano",)},
        (VOICES, StakeRole.EVALUATES),
        confirmed=90,
    ),
    "ASL demo, Distretto sanitario di Lanciano": Told(
        "Il distretto sanitario che coincide con l'Ambito.",
        {"anziani": WHOLE, "disabilita": WHOLE, "dipendenze": ("lanciano",)},
        (OFFERS, StakeRole.FUNDS, StakeRole.REGULATES),
        confirmed=60,
    ),
}
# The six ATS of the two provinces that were one: who works there for whom, in a few bodies.
ELSEWHERE = {
    "ats-19": ("Cooperativa sociale Il Fermano (demo)", ("anziani", "disabilita", "poverta")),
    "ats-20": ("Associazione Porto Aperto (demo)", ("famiglia-minori", "immigrati")),
    "ats-21": ("Cooperativa sociale La Riviera (demo)", ("anziani", "famiglia-minori")),
    "ats-22": ("Volontari del Piceno ODV (demo)", ("anziani", "poverta")),
    "ats-23": ("Associazione Vallata Solidale (demo)", ("anziani",)),
    "ats-24": ("Volontari dei Sibillini ODV (demo)", ("anziani", "disabilita")),
}


def tell_network(ambito: Area, known: Mapping[str, Organisation], *, on: date) -> None:
    """Fill in the cards of the bodies of Ambito 11, and place one in each of the six ATS."""
    themes = {theme.code: theme for theme in terms_of(THEMES, on=on)}
    for name, told in CARDS.items():
        _card(known[name], told, ambito, themes, on=on)
    for slug, (name, codes) in ELSEWHERE.items():
        area = Area.objects.filter(slug=slug).first()
        if area:
            _elsewhere(area, name, [themes[code] for code in codes], on=on)


def _card(
    body: Organisation, told: Told, ambito: Area, themes: Mapping[str, Term], *, on: date
) -> None:
    wanted = {slug for slugs in told.works.values() for slug in slugs}
    areas = {area.slug: area for area in Area.objects.filter(slug__in=wanted)}
    works = [(themes[code], areas[slug]) for code, slugs in told.works.items() for slug in slugs]
    section, number, since = told.runts or ("", "", None)
    change_card(
        body,
        about=told.about,
        volunteers=told.volunteers,
        staff=told.staff,
        places=told.places,
        runts_section=section,
        runts_number=number,
        runts_since=since,
        works=works,
        by=DEMO,
        on=on - timedelta(days=told.confirmed),
    )
    facts: dict[str, Any] = {"area": ambito, "since": START, "source": INVENTED}
    for role in told.roles:
        groups = [themes[code] for code in told.works] if role == OFFERS else []
        give_stakes(body, role=role, groups=groups, by=DEMO, **facts)
    for sort, title in told.agreements:
        record_agreement(body, sort=sort, title=title, by=DEMO, **facts)


def _elsewhere(area: Area, name: str, themes: Sequence[Term], *, on: date) -> None:
    body = add_organisation(kind=OrganisationKind.THIRD_SECTOR, name=name, area=area, by=DEMO)
    works = [(theme, area) for theme in themes]
    change_card(body, works=works, by=DEMO, on=on - timedelta(days=30))
