"""What the register costs: the same operation with its line and without, alone and in eight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from multiprocessing import get_context
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

from django.core.management import call_command
from django.db import connection, transaction

from bench.figures import Figure, italian
from raccordo.acts.models import Organ
from raccordo.acts.operations import enter_act, make_organ
from raccordo.acts.states import ActKind, OrganKind
from raccordo.journal.acting import Acting
from raccordo.journal.recording import open_page
from raccordo.post.models import Message
from raccordo.post.operations import move_message, write_message
from raccordo.post.states import Channel, MessageState

# The best of three windows: other programs, if there are any, do not disturb all of them alike.
WINDOW, WINDOWS = 0.8, 3
PEOPLE = 8
AIMS = {"sqlite": 200, "postgresql": 500}
HOUSE = Acting.system("bench")
TODAY = date(2026, 3, 3)


@dataclass(frozen=True, slots=True)
class Speed:
    """How many a second, and how much of a processor each takes in the program, in ms."""

    a_second: float
    processor: float

    def figure(self, what: str, aim: float | None = None, *, share: float = 0) -> Figure:
        note = f"{italian(self.processor)} ms di processore"
        note += f", {share:.0%} di quelli senza" if share else ""
        return Figure(what, self.a_second, "al secondo", at_least=aim, note=note)


Write = Callable[[Any, Acting, int], object]


def measure() -> Iterator[Figure]:
    """One step in a life: lock the row, refuse, change it, record."""
    call_command("migrate", verbosity=0)
    letters = [_letter(number) for number in range(PEOPLE)]
    own = [(letter, Acting(None, "system:bench", None, uuid4())) for letter in letters]
    one = [(letter, HOUSE) for letter in letters]
    for who, books, people in (("uno", "un registro", one[:1]), ("otto", "otto registri", own)):
        what = f"passi di stato, {who} alla volta"
        bare, full = _measured(_step_unwritten, people), _measured(_step, people)
        yield bare.figure(f"{what}, senza registro")
        aim = AIMS[connection.vendor] if people is own else None
        yield full.figure(f"{what}, {books}", aim, share=full.a_second / bare.a_second)
    yield _measured(_step, one).figure("passi di stato, otto alla volta, un registro solo")
    organs = [(_organ(number), by) for number, (_, by) in enumerate([*own, *own])]
    yield _measured(_enter, organs[:1]).figure("atti inseriti, uno alla volta")
    yield _measured(_enter, organs[PEOPLE:]).figure("atti inseriti, otto alla volta")


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


def _measured(write: Write, people: list[tuple[Any, Acting]]) -> Speed:
    """Each person in a process of hers, all beginning at the same moment."""
    Message.objects.update(state=MessageState.WAITING, attempts=0)
    connection.close()
    context = get_context("fork")
    ready = context.Barrier(len(people))
    counts = [context.Array("d", WINDOWS + 1) for _ in people]  # the last is the processor's time
    writers = [
        context.Process(target=_go_on, args=(partial(write, *person), ready, kept))
        for person, kept in zip(people, counts, strict=True)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    if any(writer.exitcode for writer in writers):
        raise RuntimeError("a writer has not come to its end")
    *done, processor = [sum(each) for each in zip(*counts, strict=True)]
    return Speed(max(done) / WINDOW, 1000 * processor / sum(done))


def _go_on(work: Callable[[int], object], ready: Any, counts: Any) -> None:
    work(0)
    ready.wait(timeout=60)
    number, began, busy = 0, perf_counter(), process_time()
    while (window := int((perf_counter() - began) / WINDOW)) < WINDOWS:
        number += 1
        work(number)
        counts[window] += 1
    counts[WINDOWS] = process_time() - busy
    connection.close()
