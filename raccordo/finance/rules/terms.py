"""By when money must be spent, and what of it will be lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SOON, NEAR = 90, 180


@dataclass(frozen=True, slots=True)
class Standing:
    """How the money of a fund's year stands: what came, what is bound, what was paid."""

    assigned: Decimal
    committed: Decimal
    paid: Decimal
    spend_by: date | None = None
    report_by: date | None = None
    share_to_report: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be done of it, and by when."""

    # What nobody has committed yet: it is what a term takes away.
    unbound: Decimal
    # What must be paid, in all, before the next year's money comes; and what of it is missing.
    to_unlock: Decimal
    missing_to_unlock: Decimal
    days_left: int | None
    risk: int

    @property
    def lost(self) -> bool:
        """The term has passed, and something was left."""
        return self.days_left is not None and self.days_left < 0 and self.unbound > 0


def outlook(one: Standing, *, on: date) -> Outlook:
    """What is to be done of the money of a year, and how urgent: 0 nothing, 3 most."""
    unbound = max(one.assigned - one.committed, Decimal(0))
    share = one.share_to_report or Decimal(0)
    wanted = (one.assigned * share / 100).quantize(Decimal("0.01"))
    days = (one.spend_by - on).days if one.spend_by else None
    return Outlook(
        unbound=unbound,
        to_unlock=wanted,
        missing_to_unlock=max(wanted - one.paid, Decimal(0)),
        days_left=days,
        risk=_risk(unbound, days),
    )


def _risk(unbound: Decimal, days: int | None) -> int:
    if not unbound or days is None:
        return 0
    if days <= SOON:
        return 3
    return 2 if days <= NEAR else 1
