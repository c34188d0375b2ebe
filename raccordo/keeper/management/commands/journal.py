from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from hashlib import sha256
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from raccordo.journal.models import ChainHead, Entry, Seal
from raccordo.journal.queries import Verified, heads, verify_all
from raccordo.journal.reasons import sentence
from raccordo.keeper.installation import seal_key_in, this_installation
from raccordo.keeper.sealing import kept_seals
from raccordo.parties.queries import books_of

WHAT_TO_DO = _later(
    "Il registro NON è integro: libri alterati %(wrong)s su %(all)s. Non correggere nulla a mano:"
    " conservare com'è una copia di tutta la cartella dei dati, confrontarla con l'ultima copia di"
    " sicurezza integra e avvisare chi risponde della protezione dei dati."
)


class Command(BaseCommand):
    """Verifies the register, or writes it out for a verifier that needs no program of ours."""

    help = "Verifica il registro delle operazioni, o lo esporta per chi lo verifica altrove."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("what", choices=["verify", "export"], help="verify, o export")
        parser.add_argument("file", nargs="?", help="Dove esportare; se manca, a video.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "export":
            self.export(options["file"])
        else:
            self.verify()

    def verify(self) -> None:
        home = this_installation()
        key, kept = seal_key_in(home.keys), kept_seals(home.seals)
        found = list(verify_all(key=key, kept=kept))
        books = books_of([verified.chain for verified in found])
        for verified in found:
            self.stdout.write(told_of_book(books[verified.chain], verified))
        if key is None:
            self.stdout.write(
                _("Le firme dei sigilli non sono state verificate: in %s manca seal_key.pub.")
                % home.keys
            )
        if wrong := sum(verified.fault is not None for verified in found):
            raise CommandError(WHAT_TO_DO % {"wrong": wrong, "all": len(found)})
        self.stdout.write(self.style.SUCCESS(_("Il registro è integro.")))

    def export(self, place: str | None) -> None:
        with open(place, "wb") if place else nullcontext(sys.stdout.buffer) as out:
            digest = sha256()
            for told in everything():
                line = (json.dumps(told, ensure_ascii=False) + "\n").encode()
                digest.update(line)
                out.write(line)
            out.write(json.dumps({"kind": "end", "sha256": digest.hexdigest()}).encode() + b"\n")


def everything() -> Iterator[dict[str, Any]]:
    """Seals, then heads, then lines: others may be writing, and nothing may seem to be missing."""
    yield {"kind": "register", "schema": 1}
    for seal in Seal.objects.order_by("day", "chain"):
        told = {"kind": "seal", "chain": seal.chain, "day": seal.day.isoformat(), "seq": seal.seq}
        yield told | {"hash": seal.hash, "signature": seal.signature}
    arrived = heads()
    for chain, (seq, fingerprint) in arrived.items():
        yield {"kind": "head", "chain": chain, "seq": seq, "hash": fingerprint}
    for line in Entry.objects.order_by("chain", "seq").iterator():
        if line.seq <= arrived.get(line.chain, (0, ""))[0]:
            yield told_of(line)
    yield from map(told_of, beyond_heads())


def beyond_heads() -> QuerySet[Entry]:
    """Lines that no head knows, asked in one statement: those just written have theirs."""
    head = ChainHead.objects.filter(chain=OuterRef("chain")).values("seq")
    lines = Entry.objects.alias(arrived=Coalesce(Subquery(head), 0))
    return lines.filter(seq__gt=F("arrived")).order_by("chain", "seq")


def told_of(line: Entry) -> dict[str, Any]:
    """A line with the very text that was hashed: whoever verifies has nothing to rewrite."""
    return {"kind": "entry", "prev": line.prev, "hash": line.hash, "written": line.written()}


def told_of_book(name: str, verified: Verified) -> str:
    """How a book is, on one line: its name, and the one by which the export calls it."""
    facts = {"book": name, "chain": verified.chain, "lines": verified.lines}
    if verified.fault is None:
        return _("%(book)s (%(chain)s): %(lines)s righe, integro.") % facts
    facts["fault"] = sentence(verified.fault)
    return _("%(book)s (%(chain)s): %(lines)s righe, NON integro. %(fault)s") % facts
