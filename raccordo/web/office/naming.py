"""What the things of the register are called, for who may know it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from raccordo.access.models import Mandate
from raccordo.access.queries import acts_to_read, mandates_open_to, messages_open_to
from raccordo.access.rights import Right, Role
from raccordo.accounts.models import User
from raccordo.acts.models import Organ
from raccordo.journal.acting import Acting
from raccordo.journal.recording import name_of
from raccordo.parties.models import Holding, Office, Organisation, Representative
from raccordo.territory.models import Area

Seen = Callable[[Acting, date], QuerySet[Any]]


def names_of(subjects: Iterable[str], *, acting: Acting, on: date) -> dict[str, str]:
    """The name of each thing, «model:key»; one question for each sort of thing, not for each."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for subject in subjects:
        sort, _sep, key = subject.partition(":")
        with suppress(ValueError):  # somebody may have written there by hand
            wanted[sort].add(UUID(key))
    found: dict[str, str] = {}
    for sort in wanted.keys() & SEEN.keys():
        things = SEEN[sort](acting, on).filter(key__in=wanted[sort])
        found |= {name_of(thing): _called(thing) for thing in things}
    return found


def _called(thing: Any) -> str:
    return f"{thing.holder}: {thing}" if isinstance(thing, Mandate) else str(thing)


def _mandates(acting: Acting, on: date) -> QuerySet[Mandate]:
    """Who reads a place's register knows who holds its mandates; who keeps the house, all."""
    if acting.role == Role.ADMINISTRATOR:
        return Mandate.objects.select_related("area", "organisation", "holder")
    return mandates_open_to(acting, Right.READ_JOURNAL, on=on)


def _users(acting: Acting, on: date) -> QuerySet[User]:
    if acting.role == Role.ADMINISTRATOR:
        return User.objects.all()
    return User.objects.filter(pk__in=_mandates(acting, on).order_by().values("holder"))


SEEN: dict[str, Seen] = {
    "territory.area": lambda acting, on: Area.objects.all(),
    "parties.organisation": lambda acting, on: Organisation.objects.all(),
    "parties.office": lambda acting, on: Office.objects.all(),
    "parties.holding": lambda acting, on: Holding.objects.select_related("holder", "office"),
    "parties.representative": lambda acting, on: Representative.objects.all(),
    "acts.organ": lambda acting, on: Organ.objects.all(),
    "acts.act": lambda acting, on: acts_to_read(acting, on=on),
    "access.mandate": _mandates,
    "accounts.user": _users,
    "post.message": lambda acting, on: messages_open_to(acting, on=on),
}
