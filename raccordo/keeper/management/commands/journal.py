from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from raccordo.journal.models import ChainHead, Entry, Seal
from raccordo.journal.queries import heads, verify_all
from raccordo.journal.reasons import sentence


class Command(BaseCommand):
    """Verifies the register, or writes it out for a verifier that needs no program of ours."""

    help = "Verifica il registro delle operazioni, o lo esporta per chi lo verifica altrove."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("what", choices=["verify", "export"], help="verify, o export")
        parser.add_argument("file", nargs="?", help="Dove esportare; se manca, a video.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "export":
            self.export(options["file"])
        else:
            self.verify()

    def verify(self) -> None:
        wrong = 0
        for verified in verify_all(key=public_key()):
            said = sentence(verified.fault) if verified.fault else "integra"
            wrong += verified.fault is not None
            self.stdout.write(f"{verified.chain}: {verified.lines} righe, {said}")
        if wrong:
            raise CommandError(f"Il registro NON è integro: {wrong} catene alterate.")
        self.stdout.write(self.style.SUCCESS("Il registro è integro."))

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


def public_key() -> Ed25519PublicKey | None:
    """The key that verifies seals, if this installation has one."""
    path = settings.KEYS_ROOT / "seal_key.pub"
    if not path.exists():
        return None
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(path.read_text("utf-8").strip()))
