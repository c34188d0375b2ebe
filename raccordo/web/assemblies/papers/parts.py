"""What the page of a sitting shows of its papers; its templates are `papers_of_…`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from raccordo.access.rights import Right
from raccordo.governance.models import Minutes, Sitting
from raccordo.governance.queries.bodies import sittings_open_to
from raccordo.governance.queries.minutes import HELD, minutes_open_to
from raccordo.governance.states import BodySort
from raccordo.journal.acting import Acting


@dataclass(frozen=True, slots=True)
class Papers:
    """Which papers of a sitting one may have, and which one may begin."""

    sitting: Sitting
    minutes: Minutes | None
    may_keep: bool
    may_begin_minutes: bool
    may_resolve: bool


def papers_of(acting: Acting, sitting: Sitting, *, on: date) -> Papers:
    """For `papers_of_sitting.html`, and for `papers_of_item.html` with an `item` beside it.

    Two questions, however many the items are: an item comes with its `resolution__organ`.
    """
    kept = sittings_open_to(acting, Right.KEEP_SITTINGS, on=on)
    may_keep = kept.filter(pk=sitting.pk).exists()
    minutes = minutes_open_to(acting, Right.READ_BODIES, on=on).filter(sitting=sitting).first()
    body = sitting.body
    return Papers(
        sitting=sitting,
        minutes=minutes,
        may_keep=may_keep,
        may_begin_minutes=may_keep and minutes is None and sitting.state in HELD,
        may_resolve=may_keep and body.sort == BodySort.DECIDES and body.organ_id is not None,
    )
