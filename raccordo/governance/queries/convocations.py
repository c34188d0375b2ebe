"""What a convocation says and to whom it goes: words, calendar and the state of each letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.documents.calendar import Event, write_calendar
from raccordo.foundation.wording import day
from raccordo.governance.models import Attendance, Sitting, Summons
from raccordo.governance.queries.seats import Seated
from raccordo.governance.reasons import MEETINGS
from raccordo.governance.states import BodySort, ItemOutcome
from raccordo.post.models import Message
from raccordo.post.states import Channel, MessageState

# How long a calendar keeps for a sitting, that does not say when it ends.
USUAL = timedelta(hours=2)
FAILED = {MessageState.NOT_DELIVERED, MessageState.GIVEN_UP, MessageState.PARTLY}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a component is written to, and by which channel."""

    channel: Channel
    email: str


def address_of(who: Seated, channel: Channel) -> Address | None:
    """Where to write to a component: by the channel that is wanted, or by the one it has."""
    if channel == Channel.PROTOCOL:
        found = who.pec or who.email
        return Address(channel, found) if found else None
    ways = [Address(Channel.PEC, who.pec), Address(Channel.EMAIL, who.email)]
    ways.sort(key=lambda way: way.channel != channel)
    return next((way for way in ways if way.email), None)


@dataclass(frozen=True, slots=True)
class Called:
    """A component and the letters of the present convocation that went to it."""

    attendance: Attendance
    message: Message | None
    copies: tuple[Message, ...]

    @property
    def in_hand(self) -> bool:
        """Whether a letter has reached it, or is on its way: nobody is called twice."""
        return self.message is not None and self.message.state not in FAILED


def called_to(sitting: Sitting, attendances: Iterable[Attendance]) -> list[Called]:
    """For each component, the last letter of the present convocation: two questions in all."""
    sent = Summons.objects.filter(
        attendance__sitting=sitting, convocation=sitting.convocations
    ).select_related("message")
    letters: dict[int, list[Summons]] = defaultdict(list)
    for summons in sent.order_by("pk"):
        letters[summons.attendance_id].append(summons)
    found = []
    for attendance in attendances:
        own = [s.message for s in letters[attendance.pk] if not s.copy]
        copies = tuple(s.message for s in letters[attendance.pk] if s.copy)
        found.append(Called(attendance, own[-1] if own else None, copies))
    return found


def meeting(sitting: Sitting) -> str:
    """What a body does when it meets: a sitting, a meeting of a table, of an office."""
    return str(MEETINGS[BodySort(sitting.body.sort)])


def hour(moment: datetime) -> str:
    """A moment as a convocation says it."""
    here = localtime(moment)
    return _("%(day)s alle %(hour)s") % {"day": day(here.date()), "hour": f"{here:%H:%M}"}


def subject_of(sitting: Sitting, *, before: datetime | None = None, cancelled: bool = False) -> str:
    """What a convocation is called: the first, one that moves it, one that changes its agenda."""
    of = sitting.body.organ.genitive if sitting.body.organ else f"– {sitting.body.name}"
    facts = {"what": meeting(sitting).lower(), "of": of, "when": hour(sitting.first_call)}
    if cancelled:
        return _("Annullamento: %(what)s %(of)s, %(when)s") % facts
    if before is not None and before != sitting.first_call:
        return _("Riconvocazione: %(what)s %(of)s, spostata al %(when)s") % facts
    if sitting.convocations > 1:
        return _("Aggiornamento: %(what)s %(of)s, %(when)s") % facts
    return _("Convocazione: %(what)s %(of)s, %(when)s") % facts


def text_of(sitting: Sitting, *, before: datetime | None = None, reason: str = "") -> str:
    """The letter by which the components are called, in Italian whoever sends it."""
    with override("it"):
        parts = [subject_of(sitting, before=before) + "."]
        if before is not None and before != sitting.first_call:
            parts.append(_("Era convocata per il %s.") % hour(before))
        if reason:
            parts.append(_("Motivo: %s") % reason)
        if sitting.urgency:
            parts.append(_("Convocazione d'urgenza: %s") % sitting.urgency)
        parts += [_when(sitting), _agenda(sitting)]
        return "\n\n".join(parts)


def _when(sitting: Sitting) -> str:
    told = [_("Prima convocazione: %s") % hour(sitting.first_call)]
    if sitting.second_call:
        told.append(_("Seconda convocazione: %s") % hour(sitting.second_call))
    if sitting.place:
        told.append(_("Luogo: %s") % sitting.place)
    if sitting.link:
        told.append(_("A distanza: %s") % sitting.link)
    return "\n".join(told)


def _agenda(sitting: Sitting) -> str:
    items = sitting.items.exclude(outcome=ItemOutcome.WITHDRAWN)
    told = [_("Ordine del giorno:"), *(f"{n}. {item.title}" for n, item in enumerate(items, 1))]
    return "\n".join(told)


def calendar_file(sitting: Sitting, *, at: datetime, cancelled: bool = False) -> bytes:
    """A sitting for a calendar; a later convocation takes the place of the one before."""
    with override("it"):
        event = Event(
            uid=f"{sitting.key}@raccordo",
            title=f"{meeting(sitting)}: {sitting.body.name}",
            begins=sitting.first_call,
            ends=sitting.first_call + USUAL,
            text=f"{_when(sitting)}\n\n{_agenda(sitting)}",
            place=sitting.place,
            address=sitting.link,
            sequence=max(sitting.convocations - 1, 0) + cancelled,
            cancelled=cancelled,
        )
    return write_calendar(sitting.body.name, [event], stamp=at)
