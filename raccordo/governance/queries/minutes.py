from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import Protocol

from django.db.models import Q, QuerySet

from raccordo.access.rights import Right
from raccordo.documents.blocks import paragraphs
from raccordo.foundation.canonical import canonical
from raccordo.governance.models import AgendaItem, Attendance, Minutes, MinutesPart
from raccordo.governance.queries.bodies import seats_of, sittings_open_to
from raccordo.governance.queries.seats import Seated, seated
from raccordo.governance.rules.rulebook import rulebook_of
from raccordo.governance.states import ItemOutcome, ItemSort, MinutesState, SittingState
from raccordo.journal.acting import Acting

# What has met, or should have: it has minutes.
HELD = frozenset({SittingState.OPEN, SittingState.CLOSED, SittingState.DESERTED})


class PartTold(Protocol):
    """A part of the minutes as the data tell it."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def item(self) -> AgendaItem | None: ...


def minutes_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Minutes]:
    """The minutes of the sittings one has this right on.

    A draft is read by who keeps it; one in circulation by who sits there too; then by all of them.
    """
    found = Minutes.objects.filter(sitting__in=sittings_open_to(acting, right, on=on))
    if right == Right.READ_BODIES:
        kept = sittings_open_to(acting, Right.KEEP_SITTINGS, on=on)
        seen = Q(sitting__in=kept) | Q(state__in=[MinutesState.APPROVED, MinutesState.PUBLISHED])
        seats = seats_of(acting, on=on)
        mine = Q(state=MinutesState.CIRCULATED, sitting__attendances__seat__in=seats)
        found = Minutes.objects.filter(pk__in=found.filter(seen | mine).values("pk"))
    return found.select_related(
        "sitting__body__area", "sitting__regulation", "approved_in__sitting"
    )


def reads_whole(acting: Acting, minutes: Minutes, *, on: date) -> bool:
    """Whether one reads also what is marked not to be published: who keeps them, who sits there."""
    kept = minutes_open_to(acting, Right.KEEP_SITTINGS, on=on).filter(pk=minutes.pk)
    here = minutes.sitting.attendances.filter(seat__in=seats_of(acting, on=on))
    return kept.exists() or here.exists()


def minutes_published() -> QuerySet[Minutes]:
    """The minutes that whoever comes may read."""
    found = Minutes.objects.filter(state=MinutesState.PUBLISHED).select_related(
        "sitting__body__area", "sitting__regulation", "approved_in__sitting"
    )
    return found.order_by("-sitting__first_call", "-pk")


def attendances_of(acting: Acting, minutes: Minutes, *, on: date) -> QuerySet[Attendance]:
    """For whom one may write a remark: any component for who keeps the minutes, or oneself."""
    found = minutes.sitting.attendances.all()
    kept = minutes_open_to(acting, Right.KEEP_SITTINGS, on=on)
    if kept.filter(pk=minutes.pk).exists():
        return found
    return found.filter(seat__in=seats_of(acting, on=on))


def addresses_of(minutes: Minutes, *, on: date) -> list[tuple[str, str]]:
    """Where each component of a sitting is written to today: its seat and the address."""
    return [(str(one.seat.key), one.email) for one in _seated(minutes, on=on) if one.email]


def unreached_by(minutes: Minutes, *, on: date) -> list[str]:
    """The components of a sitting that have no address to be written to."""
    return [one.seat.title for one in _seated(minutes, on=on) if not one.email]


def items_that_may_approve(minutes: Minutes) -> list[AgendaItem]:
    """The items by which a later sitting of the same body approved these minutes."""
    sitting = minutes.sitting
    about = AgendaItem.objects.filter(sort=ItemSort.MINUTES, approves=sitting)
    later = about.filter(sitting__body=sitting.body_id, sitting__first_call__gt=sitting.first_call)
    found = later.select_related("sitting__body").order_by("sitting__first_call")
    return [item for item in found if approved_by(item)]


def approved_by(item: AgendaItem) -> bool:
    """Whether an item was approved; who takes no votes approves by discussing it."""
    rules = rulebook_of(item.sitting.rulebook)
    by_vote = rules is not None and rules.takes_votes
    good = {ItemOutcome.CARRIED} if by_vote else {ItemOutcome.CARRIED, ItemOutcome.DISCUSSED}
    return item.outcome in good


def words_of(minutes: Minutes) -> str:
    """The fingerprint of all the words of some minutes: who acts on them has seen these."""
    words = [[part.title, part.text] for part in minutes.parts.all()]
    return sha256(canonical(words).encode()).hexdigest()


def new_paragraphs(part: MinutesPart, told: Iterable[PartTold]) -> list[str]:
    """What the data tell now of a part, a paragraph at a time, that its text does not say yet."""
    now = next((one for one in told if _is_of(part, one)), None)
    said = part.text.split("\n")
    return [text for text in paragraphs(now.text) if not _says(said, text)] if now else []


def _says(lines: Sequence[str], text: str) -> bool:
    known = {" ".join(line.split()) for line in lines}
    return all(" ".join(line.split()) in known for line in text.split("\n"))


def _is_of(part: MinutesPart, told: PartTold) -> bool:
    if part.item_id or told.item:
        return told.item is not None and told.item.pk == part.item_id
    return part.title == told.title


def _seated(minutes: Minutes, *, on: date) -> list[Seated]:
    found = minutes.sitting.attendances.select_related(
        "seat__office__organisation", "seat__organisation"
    )
    return seated([one.seat for one in found], on=on)
