from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db.models import Max, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from raccordo.foundation.reasons import Fact, Reason
from raccordo.journal.models import ChainHead, Entry, Seal


@dataclass(frozen=True, slots=True)
class Verified:
    """What the verification of one chain found: how many lines, and the first that is wrong."""

    chain: str
    lines: int
    fault: Reason | None


@dataclass(slots=True)
class Watch:
    """Tells when any of some facts is written: it asks only about the lines that came since."""

    facts: Collection[str]
    last: tuple[Mapping[str, tuple[int, str]], str] | None = None

    def mark(self) -> str:
        """A text that is another whenever one of these facts, or a line undone, lies between."""
        now = heads()
        if self.last is None or now != self.last[0]:
            mark = self.last[1] if self.last and self._same(self.last[0], now) else _print_of(now)
            self.last = now, mark
        return self.last[1]

    def _same(self, then: Mapping[str, tuple[int, str]], now: Mapping[str, object]) -> bool:
        changed = [chain for chain in now.keys() | then.keys() if then.get(chain) != now.get(chain)]
        written, known = Q(), Q()
        for chain in changed:
            seq, fingerprint = then.get(chain, (0, ""))
            written |= Q(chain=chain, seq__gt=seq)
            known |= Q(chain=chain, seq=seq, hash=fingerprint)
        if Entry.objects.filter(written, what__in=self.facts).exists():
            return False
        stand = sum(chain in then for chain in changed)
        return Entry.objects.filter(known).count() == stand


def _print_of(now: Mapping[str, tuple[int, str]]) -> str:
    return sha256(repr(now).encode()).hexdigest()


def verify(chain: str, *, seen: Callable[[], None] = lambda: None) -> int | None:
    """The number of the first line that does not hold, or nothing when the whole chain does.

    It calls `seen` once a line: a long chain takes minutes.
    """
    head = ChainHead.objects.filter(chain=chain).first() or ChainHead(chain=chain)
    lines = Entry.objects.filter(chain=chain, seq__lte=head.seq).order_by("seq")
    number, prev = 0, ""
    for number, line in enumerate(lines.iterator(), start=1):
        if (line.seq, line.prev, line.hash) != (number, prev, line.fingerprint()):
            return number
        prev = line.hash
        seen()
    return _beyond_head(chain) if (number, prev) == (head.seq, head.hash) else number + 1


def _beyond_head(chain: str) -> int | None:
    """A line that the head does not know; asked in one statement, as others may be writing."""
    head = ChainHead.objects.filter(chain=chain).values("seq")
    arrived = Coalesce(Subquery(head), 0)
    beyond = Entry.objects.filter(chain=chain, seq__gt=arrived).order_by("seq")
    return beyond.values_list("seq", flat=True).first()


def fault_at(chain: str, number: int) -> Reason:
    """What is wrong at the first line that does not hold, and until when the chain did."""
    lines = Entry.objects.filter(chain=chain)
    line, before = lines.filter(seq=number).first(), lines.filter(seq=number - 1).first()
    head = ChainHead.objects.filter(chain=chain).first() or ChainHead(chain=chain)
    facts: dict[str, Fact] = {"number": number, "head": head.seq}
    if before:
        facts |= {"sound": before.seq, "day": localdate(before.at)}
    if number > head.seq:
        return Reason("line_beyond" if line else "head_changed", facts)
    if line is None:
        cut = not lines.filter(seq__gt=number).exists()
        return Reason("lines_cut" if cut else "line_missing", facts)
    changed = line.hash != line.fingerprint()
    return Reason("line_changed" if changed else "line_unlinked", facts)


def verify_seals(
    chain: str, *, key: Ed25519PublicKey | None, kept: Sequence[Seal] = ()
) -> Reason | None:
    """Whether each seal of a chain is ours, and the line it sealed is still the same.

    `kept` are those that stand beside the database: who cut lines from its end may have cut its
    seals too. Those from before a restore are not asked: the register told then what it lost.
    """
    restored = Entry.objects.filter(what="installation.restored").aggregate(at=Max("at"))["at"]
    seals = list(Seal.objects.filter(chain=chain).order_by("day"))
    seals += [
        seal
        for seal in kept
        if seal.chain == chain and (restored is None or seal.day > localdate(restored))
    ]
    lines = Entry.objects.filter(chain=chain, seq__in={seal.seq for seal in seals})
    hashes = dict(lines.values_list("seq", "hash"))
    for seal in seals:
        if key and not _signed(seal, key):
            return Reason("seal_not_ours", {"day": seal.day})
        if hashes.get(seal.seq, "") != seal.hash:
            code = "sealed_line_changed" if seal.seq in hashes else "sealed_line_missing"
            return Reason(code, {"day": seal.day, "number": seal.seq})
    return None


def _signed(seal: Seal, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(bytes.fromhex(seal.signature), seal.written().encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def seals_in(lines: Iterable[str]) -> Iterator[Seal]:
    """The seals written in a file, one a line; what is not a seal is passed over."""
    for line in lines:
        try:
            told = json.loads(line)
            day, seq = date.fromisoformat(told["day"]), int(told["seq"])
            yield Seal(
                chain=told["chain"],
                day=day,
                seq=seq,
                hash=told["hash"],
                signature=told["signature"],
            )
        except (ValueError, KeyError, TypeError):
            continue


def verify_all(*, key: Ed25519PublicKey | None, kept: Sequence[Seal] = ()) -> Iterator[Verified]:
    """Every chain that has a head, a line or a seal, each with what was found."""
    named = {head.chain for head in ChainHead.objects.all()}
    named |= set(Entry.objects.order_by().values_list("chain", flat=True).distinct())
    named |= set(Seal.objects.order_by().values_list("chain", flat=True).distinct())
    named |= {seal.chain for seal in kept}
    for chain in sorted(named):
        wrong = verify(chain)
        fault = fault_at(chain, wrong) if wrong else verify_seals(chain, key=key, kept=kept)
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
