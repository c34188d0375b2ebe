from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db.models import Max, QuerySet, Subquery
from django.db.models.functions import Coalesce

from raccordo.foundation.reasons import Reason
from raccordo.journal.models import ChainHead, Entry, Seal


@dataclass(frozen=True, slots=True)
class Verified:
    """What the verification of one chain found: how many lines, and the first that is wrong."""

    chain: str
    lines: int
    fault: Reason | None


def verify(chain: str) -> int | None:
    """The number of the first line that does not hold, or nothing when the whole chain does."""
    head = ChainHead.objects.filter(chain=chain).first() or ChainHead(chain=chain)
    lines = Entry.objects.filter(chain=chain, seq__lte=head.seq).order_by("seq")
    number, prev = 0, ""
    for number, line in enumerate(lines.iterator(), start=1):
        if (line.seq, line.prev, line.hash) != (number, prev, line.fingerprint()):
            return number
        prev = line.hash
    return _beyond_head(chain) if (number, prev) == (head.seq, head.hash) else number + 1


def _beyond_head(chain: str) -> int | None:
    """A line that the head does not know; asked in one statement, as others may be writing."""
    head = ChainHead.objects.filter(chain=chain).values("seq")
    arrived = Coalesce(Subquery(head), 0)
    beyond = Entry.objects.filter(chain=chain, seq__gt=arrived).order_by("seq")
    return beyond.values_list("seq", flat=True).first()


def verify_seals(chain: str, *, key: Ed25519PublicKey) -> Reason | None:
    """Whether each seal of a chain is ours, and the line it sealed is still the same."""
    hashes = dict(Entry.objects.filter(chain=chain).values_list("seq", "hash"))
    for seal in Seal.objects.filter(chain=chain).order_by("day"):
        try:
            key.verify(bytes.fromhex(seal.signature), seal.written().encode())
        except (InvalidSignature, ValueError):
            return Reason("seal_not_ours", {"day": seal.day})
        if hashes.get(seal.seq, "") != seal.hash:
            return Reason("sealed_line_changed", {"day": seal.day, "number": seal.seq})
    return None


def verify_all(*, key: Ed25519PublicKey | None) -> Iterator[Verified]:
    """Every chain that has a head, a line or a seal, each with what was found."""
    named = {head.chain for head in ChainHead.objects.all()}
    named |= set(Entry.objects.order_by().values_list("chain", flat=True).distinct())
    named |= set(Seal.objects.order_by().values_list("chain", flat=True).distinct())
    for chain in sorted(named):
        wrong = verify(chain)
        fault = Reason("line_wrong", {"number": wrong}) if wrong else None
        if fault is None and key is not None:
            fault = verify_seals(chain, key=key)
        yield Verified(chain, Entry.objects.filter(chain=chain).count(), fault)


def heads() -> dict[str, tuple[int, str]]:
    """Where each chain has arrived: what a backup writes down."""
    return {head.chain: (head.seq, head.hash) for head in ChainHead.objects.order_by("chain")}


def lines_of(chains: list[str]) -> QuerySet[Entry]:
    """The lines of some chains, the last first, each with who wrote it."""
    return Entry.objects.filter(chain__in=chains).select_related("user").order_by("-at", "-pk")


def history_of(subject: str) -> QuerySet[Entry]:
    """What happened to one thing, the last first: its subject is «model:key»."""
    lines = Entry.objects.filter(subject=subject).select_related("user")
    return lines.order_by("-at", "-pk")


def last_seal() -> Seal | None:
    """The newest seal there is."""
    newest = Seal.objects.aggregate(day=Max("day"))["day"]
    return Seal.objects.filter(day=newest).first() if newest else None
