"""What is to be reminded on a day, and to whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from raccordo.access.models import Mandate
from raccordo.access.queries import held_on, holders_over
from raccordo.access.rights import Role
from raccordo.accounts.models import User
from raccordo.governance.models import Duty, Reminder
from raccordo.governance.queries.duties import stand_ins, substitutes_on
from raccordo.governance.rules.deadlines import STEPS, nearest_step
from raccordo.governance.states import DutyState
from raccordo.territory.models import Area


@dataclass(frozen=True, slots=True)
class Due:
    """Something due that a person is still to be reminded of, and which reminder it is."""

    duty: Duty
    step: int


def to_remind(*, on: date) -> dict[User, list[Due]]:
    """What each person is to be reminded of on a day, and has not been; the latest first."""
    near = Duty.objects.filter(
        state=DutyState.TO_DO, due_on__lte=on + timedelta(days=max(STEPS))
    ).select_related("area", "organisation", "owner", "rule")
    who, found = Recipients(on=on), defaultdict[User, list[Due]](list)
    duties = list(near.order_by("due_on", "pk"))
    given = Reminder.objects.filter(duty__in=near.order_by().values("pk"))
    told = set(given.values_list("duty", "user", "step"))
    for duty in duties:
        step = nearest_step(duty.due_on, on=on)
        for user in who.of(duty) if step is not None else ():
            if step is not None and (duty.pk, user.pk, step) not in told:
                found[user].append(Due(duty, step))
    return dict(found)


class Recipients:
    """Who is told of what is due on a day: its owner, who stands in for her, or who directs."""

    def __init__(self, *, on: date) -> None:
        self.on = on
        held = Mandate.objects.filter(held_on(on)).values("holder")
        # Who holds no mandate today opens no page: she would be told in vain.
        self.working = User.objects.filter(is_active=True, pk__in=held).in_bulk()
        self.away = substitutes_on(on=on)
        self.directors = dict[int, list[User]]()

    def of(self, duty: Duty) -> list[User]:
        """One person; or all who direct the office of its area, when there is nobody."""
        there = self.present(duty.owner_id)
        return [there] if there else self.directing(duty.area)

    def present(self, owner: int | None) -> User | None:
        """The owner, or the last of those who stand in one for another, if she can be told."""
        if owner is None:
            return None
        last = [owner, *stand_ins(owner, self.away)][-1]
        return None if last in self.away else self.working.get(last)

    def directing(self, area: Area) -> list[User]:
        """Who directs the plan's office of an area, or else coordinates it."""
        if area.pk not in self.directors:
            for role in (Role.PLAN_DIRECTOR, Role.COORDINATOR):
                self.directors[area.pk] = list(holders_over(area, {role}, on=self.on))
                if self.directors[area.pk]:
                    break
        return self.directors[area.pk]
