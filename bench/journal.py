"""What the register costs: the same operation with its line and without, alone and in eight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from multiprocessing import get_context
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.core.management import call_command
from django.db import connection, transaction

from bench.figures import Figure
from raccordo.acts.models import Organ
from raccordo.acts.operations import enter_act, make_organ
from raccordo.acts.states import ActKind, OrganKind
from raccordo.journal.acting import Acting
from raccordo.journal.recording import open_page
from raccordo.post.models import Message
from raccordo.post.operations import move_message, write_message
from raccordo.post.states import Channel, MessageState

SECONDS = 2.5
PEOPLE = 8
AIMS = {"sqlite": 200, "postgresql": 500}
HOUSE = Acting.system("bench")
TODAY = date(2026, 3, 3)
Write = Callable[[Any, Acting, int], object]


def measure() -> Iterator[Figure]:
    """One step in a life: lock the row, refuse, change it, record."""
    call_command("migrate", verbosity=0)
    aim = AIMS[connection.vendor]
    letters = [_letter(number) for number in range(PEOPLE)]
    own = [(letter, Acting(None, "system:bench", None, uuid4())) for letter in letters]
    one = [(letter, HOUSE) for letter in letters]
    for who, books, people in (("uno", "un registro", one[:1]), ("otto", "otto registri", own)):
        bare, full = _a_second(_step_unwritten, people), _a_second(_step, people)
        yield Figure(f"passi di stato, {who} alla volta, senza registro", bare, "al secondo")
        share = f"{full / bare:.0%}"
        what = f"passi di stato, {who} alla volta, {books}"
        yield Figure(what, full, "al secondo", at_least=aim, note=share)
    what = "passi di stato, otto alla volta, un registro solo"
    yield Figure(what, _a_second(_step, one), "al secondo", at_least=aim)
    organs = [(_organ(number), by) for number, (_, by) in enumerate([*own, *own])]
    yield Figure("atti inseriti, uno alla volta", _a_second(_enter, organs[:1]), "al secondo")
    yield Figure("atti inseriti, otto alla volta", _a_second(_enter, organs[8:]), "al secondo")


def _letter(number: int) -> Message:
    facts = {"channel": Channel.EMAIL, "recipients": ["a@example.it"], "subject": "x", "body": "x"}
    return write_message(once=f"bench:{number}", by=HOUSE, at=datetime.now(UTC), **facts)


def _organ(number: int) -> Organ:
    name = f"Consiglio n. {number}"
    return make_organ(kind=OrganKind.COUNCIL, name=name, genitive=f"del {name}", by=HOUSE)


def _enter(organ: Organ, by: Acting, number: int) -> None:
    facts = {"kind": ActKind.RESOLUTION, "made_on": TODAY, "subject": "Convenzione"}
    enter_act(organ=organ, number=str(number), by=by, on=TODAY, **facts)


def _step(letter: Message, by: Acting, number: int) -> None:
    move_message(letter, to=_next(number), by=by)


def _step_unwritten(letter: Message, by: Acting, number: int) -> None:
    """The very same work in the very same transaction; its line is never written."""
    work: Any = move_message
    token = open_page.set([])
    try:
        with transaction.atomic():
            work.__wrapped__(letter, to=_next(number), by=by)
    finally:
        open_page.reset(token)


def _next(number: int) -> MessageState:
    return MessageState.WAITING if number % 2 else MessageState.LEAVING


def _a_second(write: Write, people: list[tuple[Any, Acting]]) -> float:
    """How many a second, each person in a process of hers, all beginning at the same moment."""
    Message.objects.update(state=MessageState.WAITING, attempts=0)
    connection.close()
    context = get_context("fork")
    ready, counts = context.Barrier(len(people)), context.Array("i", len(people))
    writers = [
        context.Process(target=_go_on, args=(partial(write, thing, by), ready, counts, place))
        for place, (thing, by) in enumerate(people)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    if any(writer.exitcode for writer in writers):
        raise RuntimeError("a writer has not come to its end")
    return sum(counts) / SECONDS


def _go_on(work: Callable[[int], object], ready: Any, counts: Any, place: int) -> None:
    work(0)
    ready.wait(timeout=60)
    number, end = 0, perf_counter() + SECONDS
    while perf_counter() < end:
        number += 1
        work(number)
    counts[place] = number
    connection.close()
