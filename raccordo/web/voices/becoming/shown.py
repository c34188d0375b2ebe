"""What the page of a need shows of its voices, and that of a proposal of where it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from raccordo.access.queries import areas_where
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.needs.models import Need
from raccordo.needs.queries.needs import needs_open_to
from raccordo.participation.models import Backing, Contribution
from raccordo.participation.queries.becoming import HOLDS, endings_of, voices_of
from raccordo.participation.queries.contributions import contributions_open_to
from raccordo.participation.states import HEARD
from raccordo.web.door import MemberRequest

MOST_VOICES = 50


@dataclass(frozen=True, slots=True)
class Ending:
    """A need that a proposal holds up: whether one may open it, and take the tie away."""

    backing: Backing
    opens: bool
    may_drop: bool
    through: Contribution | None  # the one it follows, when it is that one that holds it up


def voices_shown(request: MemberRequest, need: Need, *, may_keep: bool) -> dict[str, Any]:
    """The voices a need stands on, those one may not open being only counted."""
    open_ = voices_of(need, request.acting, on=request.today)
    voices = list(open_[: MOST_VOICES + 1])
    total = need.backings.count()
    return {
        "voices": voices[:MOST_VOICES],
        "more_voices": total - len(voices[:MOST_VOICES]),
        "held_up": need.backings.filter(HOLDS).exists(),
        "may_tie": may_keep and may_tie(request),
    }


def endings_shown(request: MemberRequest, one: Contribution) -> dict[str, Any]:
    """Where a proposal ended, and what more one may do of it."""
    endings = endings_of(one)
    rows = [backing.need_id for backing in endings]
    opens = _rows_among(request, Right.READ_NEEDS, rows)
    kept = _rows_among(request, Right.KEEP_NEEDS, rows) if keeps(request, one) else set()
    return {
        "endings": [
            Ending(
                backing,
                opens=backing.need_id in opens,
                may_drop=backing.need_id in kept and backing.contribution_id == one.pk,
                through=backing.contribution if backing.contribution_id != one.pk else None,
            )
            for backing in endings
        ],
        "may_become": one.state in HEARD and keeps(request, one),
        "may_find": keeps_needs_there(request, one),
    }


def may_tie(request: MemberRequest) -> bool:
    """Whether the one who acts keeps both proposals and needs."""
    rights = RIGHTS[Role(request.mandate.role)]
    return {Right.KEEP_VOICES, Right.KEEP_NEEDS} <= rights and bool(request.mandate.area)


def keeps(request: MemberRequest, one: Contribution) -> bool:
    """Whether the one who acts may say where a proposal ended."""
    kept = contributions_open_to(request.acting, Right.KEEP_VOICES, on=request.today)
    return may_tie(request) and kept.filter(pk=one.pk).exists()


def keeps_needs_there(request: MemberRequest, one: Contribution) -> bool:
    """Whether the one who acts keeps the needs of the area of a proposal."""
    areas = areas_where(request.acting, Right.KEEP_NEEDS, on=request.today)
    return areas.filter(pk=one.area_id).exists()


def _rows_among(request: MemberRequest, right: Right, rows: list[int]) -> set[int]:
    found = needs_open_to(request.acting, right, on=request.today).filter(pk__in=rows)
    return set(found.order_by().values_list("pk", flat=True))
