"""What may be changed now: the year of a fund, locked while its money moves."""

from __future__ import annotations

from uuid import UUID

from raccordo.finance.models import Allocation, Movement


def allocation_to_change(allocation: Allocation) -> Allocation:
    """The year of a fund, locked with all its money."""
    locked = Allocation.objects.select_for_update(of=("self",)).select_related("fund", "area")
    return locked.get(pk=allocation.pk)


def entered_already(once: UUID, allocation: Allocation) -> Movement | None:
    """The entry that the same sending made: looked for under the lock, the two may be together."""
    allocation_to_change(allocation)
    return Movement.objects.filter(once=once).first()
