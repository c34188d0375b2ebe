from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, transaction

from raccordo.foundation.canonical import canonical
from raccordo.foundation.keys import Keyed
from raccordo.foundation.reasons import Fact
from raccordo.journal.acting import Acting
from raccordo.journal.models import ChainHead, Entry

P = ParamSpec("P")
Result = TypeVar("Result")

Noted = Fact | UUID | bool | None | Sequence[str]

open_page: ContextVar[list[Entry] | None] = ContextVar("open_page", default=None)


def operation(work: Callable[P, Result]) -> Callable[P, Result]:
    """The one transaction of the house: all of it happens, and is in the register, or none."""

    @wraps(work)
    def carried_out(*args: P.args, **kwargs: P.kwargs) -> Result:
        with _page():
            return work(*args, **kwargs)

    return carried_out


def record(
    *, by: Acting, what: str, subject: Keyed | None, purpose: str = "", **details: Noted
) -> None:
    """Write one line in the register. Every operation that changes something ends with this."""
    page = open_page.get()
    if page is None:
        raise RuntimeError(f"{what}: the register is written inside an operation")
    page.append(
        Entry(
            chain=by.chain,
            user_id=by.user.pk if by.user else None,
            acting=by.signature,
            what=what,
            subject=name_of(subject) if subject else "",
            purpose=purpose,
            request_id=by.request_id,
            details=canonical(details),
        )
    )


def name_of(subject: Keyed) -> str:
    """How the register names a thing: its model and its key."""
    return f"{subject._meta.label_lower}:{subject.key}"


@contextmanager
def _page() -> Iterator[None]:
    """A page for the lines of an operation; an operation inside another adds its page to it."""
    outer, page = open_page.get(), list[Entry]()
    token = open_page.set(page)
    try:
        with transaction.atomic():
            yield
            if outer is None:
                _seal(page)
    finally:
        open_page.reset(token)
    if outer is not None:
        outer.extend(page)


def _seal(page: list[Entry]) -> None:
    """Lock the heads in order of name, so that nobody waits in a ring; lock nothing after."""
    if page and connection.vendor == "postgresql":
        # At commit it would lock the rows referred to: too late.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    heads = {chain: _locked_head(chain) for chain in sorted({entry.chain for entry in page})}
    now = datetime.now(UTC)
    for entry in page:
        head = heads[entry.chain]
        entry.seq, entry.prev, entry.at = head.seq + 1, head.hash, now
        entry.hash = entry.fingerprint()
        head.seq, head.hash = entry.seq, entry.hash
    Entry.objects.bulk_create(page)
    for head in heads.values():  # one, nearly always
        ChainHead.objects.filter(pk=head.pk).update(seq=head.seq, hash=head.hash)


def _locked_head(chain: str) -> ChainHead:
    locked = ChainHead.objects.select_for_update().filter(pk=chain)
    if head := locked.first():
        return head
    ChainHead.objects.bulk_create([ChainHead(chain=chain)], ignore_conflicts=True)
    return locked.get()
