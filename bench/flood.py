"""Ten thousand proposals that a machine writes on the site: how long, what the office notices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from bench.assemblies import TODAY
from bench.figures import Figure, middle, milliseconds, seconds
from bench.visits import BENCH, DESK, Visits, director_of, open_house, signed_in
from raccordo.participation.codes import from_site
from raccordo.participation.models import Contribution
from raccordo.participation.operations.hearing import forget_unconfirmed, write_from_site
from raccordo.participation.receiving import MOST_IN_AN_HOUR
from raccordo.participation.voices import Voice, Writer
from raccordo.post.models import Message
from raccordo.territory.models import Area

# A little slower than what is taken: the one written first is the last of them all.
APART = timedelta(hours=1) / (MOST_IN_AN_HOUR - 5)
FLOOD, TEXT = 10_000, "Comprate subito su questo sito, offerta valida solo oggi. " * 20
PAGES = {
    "proposte": "/proposte/",
    "proposte, cercando «offerta»": "/proposte/?q=offerta",
    "posta in uscita": "/posta/",
    "la scrivania": DESK,
}


def measure() -> Iterator[Figure]:
    """As whoever directs the plan's office of an ambito sees them."""
    ambito = open_house(on=TODAY)
    visits = Visits(signed_in(director_of(ambito)))
    now = datetime.now(UTC) - APART * FLOOD
    _write(ambito, FLOOD, now)
    for what, address in PAGES.items():
        yield from visits.page(f"{what}, con una", address, times=1)
    taken = [milliseconds(partial(_write, ambito, n, now), times=1)[0] for n in range(FLOOD)]
    yield Figure(f"{FLOOD} proposte automatiche scritte in", sum(taken) / 1000, "s")
    first, last = middle(taken[:500]), middle(taken[-500:])
    yield Figure("  l'una, le ultime 500", last, "ms", note=f"le prime 500: {first:.1f} ms")
    for what, address in PAGES.items():
        yield from visits.page(f"{what}, con {FLOOD}", address, times=1)
    week_after = datetime.now(UTC) + timedelta(days=8)
    gone = seconds(partial(forget_unconfirmed, by=BENCH, at=week_after))
    yield Figure("eliminarle dopo una settimana", gone, "s", at_most=60)
    left = Contribution.objects.count() + Message.objects.count()
    yield Figure("  proposte e lettere che restano", left, "", at_most=0.0)


def _write(ambito: Area, number: int, now: datetime) -> None:
    """Each from another address, as many in an hour as are taken: the others are refused."""
    voice, writer = Voice(f"{TEXT} {number}"), Writer(email=f"robot{number}@example.com")
    by = from_site(ambito)
    write_from_site(
        ambito, voice, writer, by=by, at=now + APART * number, house="https://piano.example.it"
    )
