from __future__ import annotations

import json
import sys
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from raccordo.journal.models import ChainHead, Entry, Seal
from raccordo.journal.queries import verify_all
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
        with open(place, "w", encoding="utf-8") if place else sys.stdout as out:
            for line in Entry.objects.order_by("chain", "seq").iterator():
                told = {"kind": "entry", "prev": line.prev, "hash": line.hash}
                out.write(json.dumps(told | {"written": line.written()}, ensure_ascii=False) + "\n")
            for head in ChainHead.objects.order_by("chain"):
                told = {"kind": "head", "chain": head.chain, "hash": head.hash}
                out.write(json.dumps(told | {"seq": head.seq}, ensure_ascii=False) + "\n")
            for seal in Seal.objects.order_by("day", "chain"):
                told = {"kind": "seal", "written": seal.written(), "signature": seal.signature}
                out.write(json.dumps(told, ensure_ascii=False) + "\n")


def public_key() -> Ed25519PublicKey | None:
    """The key that verifies seals, if this installation has one."""
    path = settings.KEYS_ROOT / "seal_key.pub"
    if not path.exists():
        return None
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(path.read_text("utf-8").strip()))
