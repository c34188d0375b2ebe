"""What is told of an entry of the accounts, before it is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.finance.models import Allocation, Movement, Quota
from raccordo.finance.states import MovementKind
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.parties.models import Organisation
from raccordo.planning.models import Contract


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an entry, whatever it is."""

    amount: Decimal
    told_on: date
    once: UUID
    act: Act | None = None
    number: str = ""
    heading: str = ""
    creditor: Organisation | None = None
    contract: Contract | None = None
    quota: Quota | None = None
    cup: str = ""
    cig: str = ""
    note: str = ""
    due_year: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked before clearing: the service, its title, the DURC (TUEL art. 184)."""

    done_on: date
    invoice: str
    durc_until: date | None = None
    without_durc: str = ""


def entry_of(
    told: Told, allocation: Allocation, *, kind: MovementKind, year: int, on: date
) -> Movement:
    """The entry that was told, to be completed and saved; it moves something, and not tomorrow."""
    if told.amount <= 0:
        raise Refused(_("L'importo deve essere maggiore di zero."), field="amount")
    if told.told_on > on:
        raise Refused(_("Il %s deve ancora venire.") % day(told.told_on), field="told_on")
    return Movement(
        kind=kind,
        allocation=allocation,
        year=year,
        due_year=told.due_year or year,
        amount=told.amount,
        told_on=told.told_on,
        act=told.act,
        number=told.number.strip()[:30],
        heading=told.heading.strip()[:60],
        creditor=told.creditor,
        contract=told.contract,
        quota=told.quota,
        cup=told.cup,
        cig=told.cig,
        note=told.note.strip()[:300],
        once=told.once,
    )
