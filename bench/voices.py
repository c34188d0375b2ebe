"""Who is on the territory, what is needed and proposed: lists, sheets, search as one types."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.test import Client
from django.test.utils import override_settings

from bench.assemblies import TODAY
from bench.figures import Figure, middle, milliseconds, seconds, slowest
from bench.heard import CODE, House
from bench.visits import DESK, Visits, director_of, open_house, signed_in
from raccordo.keeper.tuning import count_again
from raccordo.participation.models import Consultation, Contribution
from raccordo.territory.models import Area

TYPING = 100
PAGES = {
    "soggetti del territorio": "/soggetti/",
    "copertura dei temi": "/soggetti/copertura/",
    "bisogni": "/bisogni/",
    "bisogni, cercando «casa»": "/bisogni/?q=casa",
    "quadro dei bisogni": "/bisogni/quadro/",
    "consultazioni": "/consultazioni/",
    "incontri": "/incontri/",
    "proposte": "/proposte/",
    "proposte, pagina 100": "/proposte/?pagina=100",
    "proposte in ritardo": "/proposte/?mostra=ritardo",
    "proposte da ammettere di un'area di utenza": "/proposte/?stato=received&gruppo={group}",
    "proposte di un Comune": "/proposte/?comune={town}",
    "proposte di una consultazione": "/proposte/?consultazione={consultation}",
    "proposte, cercando «corriera ospedale»": "/proposte/?q=corriera+ospedale",
    "proposte, cercando una parola che non c'è": "/proposte/?q=ippopotamo",
    "una consultazione con una proposta su dieci": "/consultazioni/{consultation}/",
    "una proposta con risposta": "/proposte/{proposal}/",
    "la scrivania": DESK,
    "nel sito, le consultazioni": "/partecipazione/",
    "nel sito, una consultazione": "/partecipazione/{slug}/",
    "nel sito, le sue proposte": "/partecipazione/{slug}/proposte/",
    "nel sito, cercando «corriera»": "/partecipazione/{slug}/proposte/?q=corriera",
    "nel sito, scrivere una proposta": "/partecipazione/{slug}/proponi/",
}
# As one types, letter by letter: what many have, what few have, what nobody has; a name, a number.
TYPED = {
    "soggetti": ("/soggetti/", ("cooperativa 1942", "coop sociale", "zefiro")),
    "proposte": (
        "/proposte/",
        ("trasporto visite", "corriera ospedale", "d'amico 77", "41/2026", "zefiro"),
    ),
}


def measure() -> Iterator[Figure]:
    """As whoever directs the plan's office of an ambito sees them."""
    ambito = open_house(on=TODAY)
    director = director_of(ambito)
    visits, house = Visits(signed_in(director)), House(ambito)
    for times in (1, 10):
        taken = seconds(partial(house.fill, upto=times))
        yield Figure("le righe sono pronte in", taken, "s")
        yield Figure("ricontarle, ogni notte", seconds(count_again), "s")
        told = _told(ambito)
        for what, address in PAGES.items():
            yield from visits.page(what, address.format(**told), times=times)
        with override_settings(ACCOUNT_RATE_LIMITS=False):
            yield from _following(visits, times)
        for what, (address, typed) in TYPED.items():
            yield from _typing(visits.client, what, address, typed, times)


def _told(ambito: Area) -> dict[str, object]:
    """What the addresses name: the same things, however many rows there are."""
    answered = Contribution.objects.filter(outcome__gt="", discussions__isnull=False)
    one = answered.select_related("group").exclude(group=None).earliest("pk")
    first = Consultation.objects.earliest("pk")
    town = Contribution.towns.through.objects.select_related("area").earliest("pk").area
    group = one.group.code if one.group else ""
    told: dict[str, object] = {"group": group, "town": town.slug, "proposal": one.key}
    return told | {"consultation": first.key, "slug": first.slug}


def _following(visits: Visits, times: int) -> Iterator[Figure]:
    one = Contribution.objects.exclude(code_hash="").earliest("pk")
    posted = {"number": f"{one.number}/{one.year}", "code": CODE}
    address = "/partecipazione/segui/"
    yield from visits.page("seguire una proposta", address, times=times, posted=posted)


def _typing(
    client: Client, what: str, address: str, typed: tuple[str, ...], times: int
) -> Iterator[Figure]:
    """Every beginning of what is typed, as the page sends it: only the list is drawn anew."""
    asked = [word[:end] for word in typed for end in range(1, len(word) + 1)]
    htmx = {"hx-request": "true", "hx-target": what}
    taken: dict[str, float] = {}
    for wanted in asked:
        taken[wanted] = middle(
            milliseconds(lambda q=wanted: client.get(address, {"q": q}, headers=htmx), times=3)
        )
    worst = max(taken, key=lambda wanted: taken[wanted])
    rows = "" if times == 1 else f", con {times} volte le righe"
    note = (
        f"mediana {middle(list(taken.values())):.0f} ms; la più lenta «{worst}» {taken[worst]:.0f}"
    )
    label = f"{what}, cercando mentre si scrive{rows}, 19 su 20 entro"
    yield Figure(label, slowest(list(taken.values())), "ms", at_most=TYPING, note=note)
