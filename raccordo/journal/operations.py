from __future__ import annotations

from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.keys import Keyed
from raccordo.journal.acting import Acting
from raccordo.journal.models import ChainHead, Seal
from raccordo.journal.recording import operation, record


@operation
def note_reading(subject: Keyed, *, by: Acting, purpose: str) -> None:
    """Write that a person's data were read, by whom and what for."""
    if not purpose.strip():
        raise Refused(_("Serve il motivo della consultazione."), field="purpose")
    record(by=by, what="data.read", subject=subject, purpose=purpose)


@operation
def seal_chains(*, key: Ed25519PrivateKey, by: Acting, on: date) -> list[Seal]:
    """Sign where each chain has arrived, once a day (provv. Garante 27-11-2008: inalterabilità)."""
    heads = list(ChainHead.objects.select_for_update().order_by("chain"))
    sealed = set(Seal.objects.filter(day=on).values_list("chain", flat=True))
    seals = []
    for head in (head for head in heads if head.chain not in sealed):
        seal = Seal(chain=head.chain, day=on, seq=head.seq, hash=head.hash)
        seal.signature = key.sign(seal.written().encode()).hex()
        seals.append(seal)
    Seal.objects.bulk_create(seals)
    if seals:
        record(by=by, what="journal.sealed", subject=None, on=on, chains=len(seals))
    return seals
