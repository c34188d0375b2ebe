"""Whether a long signed file holds the text that was downloaded: how long it takes to say."""

from __future__ import annotations

from collections.abc import Iterator

from bench.figures import Figure, middle, milliseconds
from raccordo.acts.signing import compare
from tests.acts.alterations import rewritten
from tests.acts.certificates import document, p7m, pades, pades_of, rossi

PAGES = 200
WORDS = "Si impegnano le somme per il servizio di assistenza domiciliare nei Comuni. " * 35


def measure() -> Iterator[Figure]:
    """Signed inside, in an envelope, and inside after another program had saved it its own way."""
    text = document(*(f"Pagina {number}. {WORDS}" for number in range(PAGES)))
    files = {
        "firmato dentro (PAdES)": (pades(text, rossi()), "same_bytes"),
        "in busta (CAdES, .p7m)": (p7m(text, rossi()), "same_bytes"),
        "risalvato e poi firmato dentro": (pades_of(rewritten(text), rossi()), "same_pages"),
    }
    for what, (signed, verdict) in files.items():
        assert compare(text, signed).code == verdict
        taken = middle(milliseconds(lambda signed=signed: compare(text, signed), times=3))
        yield Figure(f"{what}, {len(signed) // 1024} KiB", taken, "ms")
