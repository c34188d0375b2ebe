"""What awaits who acts: the desk counts it, the digest of the day tells of it once."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.db.models import QuerySet

from raccordo.access.models import Mandate
from raccordo.access.queries import acting_through, acts_open_to, held_on
from raccordo.access.rights import Right
from raccordo.accounts.models import User
from raccordo.acts.models import Act
from raccordo.acts.states import ActStage
from raccordo.foundation.asking import one_reading
from raccordo.governance.models import Answer, Reminder, Sitting
from raccordo.governance.queries.bodies import bodies_open_to
from raccordo.governance.queries.desks import awaiting_signature_of, signing_for
from raccordo.governance.queries.requests import answers_open_to, awaited
from raccordo.governance.queries.sittings import day_of, sittings_to_come
from raccordo.governance.queries.terms import Ending, endings_in
from raccordo.journal.acting import Acting

log = logging.getLogger("raccordo.worker")
# Who sits there was convened days ago: this is so that she does not forget.
JUST_BEFORE = timedelta(days=3)
TO_MOVE = (ActStage.TO_SIGN, ActStage.SIGNED, ActStage.PROTOCOLLED)


@dataclass(frozen=True, slots=True)
class Said:
    """What a room above has to tell, in its own words: of which sort, and where it is done."""

    sort: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that awaits a person, and how it is named so that it is told her once."""

    about: str
    what: Sitting | Ending | Answer | Act | Said
    signs: bool = False  # it is her own signature that it waits for


class Source(Protocol):
    """Whatever tells what awaits who acts on a day."""

    def __call__(self, acting: Acting, *, on: date) -> Iterable[Thing]: ...


def acts_in_hand(acting: Acting, *, on: date) -> QuerySet[Act]:
    """The acts written here, of the registers one keeps, that have still a step to make."""
    kept = acts_open_to(acting, Right.KEEP_ACTS, on=on)
    return kept.filter(made_here=True).exclude(stage=ActStage.PUBLISHED)


def answers_to_give(acting: Acting, *, on: date) -> QuerySet[Answer]:
    """The data that one is asked for, and has still to give or to correct; the first due, first."""
    return awaited(answers_open_to(acting, on=on))


def endings_to_see_to(acting: Acting, *, on: date) -> list[Ending]:
    """The terms that end within sixty days in the bodies one keeps."""
    return endings_in(bodies_open_to(acting, Right.KEEP_BODIES, on=on), on=on)


def to_tell(*, on: date, more: Source | None = None) -> dict[User, list[Thing]]:
    """What awaits each person on a day, but for her duties, and nobody has told her yet.

    And more, of which only the rooms above know.
    """
    held = Mandate.objects.filter(held_on(on), holder__is_active=True).order_by("pk")
    found = defaultdict[User, dict[str, Thing]](dict)
    for mandate in held.select_related("holder", "area", "organisation"):
        try:
            with one_reading():
                things = list(_awaiting(mandate, on=on))
                things += more(acting_through(mandate), on=on) if more else ()
        except Exception:  # what fails of one keeps nobody else from being told
            log.exception("what awaits %s was not read", mandate.key)
            continue
        for thing in things:
            found[mandate.holder].setdefault(thing.about, thing)
    told = set(Reminder.objects.exclude(about="").values_list("user", "about"))
    new = {
        user: [thing for about, thing in things.items() if (user.pk, about) not in told]
        for user, things in found.items()
    }
    return {user: things for user, things in new.items() if things}


def _awaiting(mandate: Mandate, *, on: date) -> Iterator[Thing]:
    acting, email = acting_through(mandate), mandate.holder.email
    for answer in answers_to_give(acting, on=on):
        body = answer.organisation
        if email in {body.email, body.pec}:  # she was written to when it was asked
            continue
        yield Thing(f"answer:{answer.key}:{answer.state}", answer)
    for sitting in sittings_to_come(acting, on=on):
        if (meets_on := day_of(sitting)) <= on + JUST_BEFORE:
            yield Thing(f"sitting:{sitting.key}:{meets_on}", sitting)
    for act in awaiting_signature_of(signing_for(mandate)):
        yield Thing(f"act:{act.key}:{act.stage}", act, signs=True)
    for act in acts_in_hand(acting, on=on).filter(stage__in=TO_MOVE):
        yield Thing(f"act:{act.key}:{act.stage}", act)
    for one in endings_to_see_to(acting, on=on):
        yield Thing(f"ending:{one.seat.key}:{one.part}:{one.until}", one)
