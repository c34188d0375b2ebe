"""The digest: each person is told once a day what awaits her, and of each thing once a step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from raccordo.accounts.models import User
from raccordo.governance.digest import Line, letter, lines_for, noticed, subject_of
from raccordo.governance.models import Duty, Reminder
from raccordo.governance.queries.reminding import Due
from raccordo.governance.queries.waiting import Thing
from raccordo.governance.states import DutyState
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.post.models import Message
from raccordo.post.operations import give_notice, write_message
from raccordo.post.states import Channel


@operation
def remind(
    user: User,
    *,
    due: Sequence[Due] = (),
    things: Sequence[Thing] = (),
    site: str,
    by: Acting,
    on: date,
    at: datetime,
) -> int:
    """Tell a person all that is new in one e-mail and one notice; what was told is not told again.

    The lines that forbid the second time, the notice and the e-mail are one transaction: whoever
    stops halfway has told nothing, and who comes twice finds that it was told. After the e-mail
    of a day, what is new waits for that of the next.
    """
    once, wanted = f"digest:{user.key}:{on}", [one.duty.pk for one in due]
    locked = Duty.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    still = {duty.pk for duty in locked if duty.state == DutyState.TO_DO}
    if Message.objects.filter(once=once).exists():
        return 0
    before = Reminder.objects.filter(user=user)
    told = set(before.filter(duty__in=still).values_list("duty", "step"))
    due = [d for d in due if d.duty.pk in still and (d.duty.pk, d.step) not in told]
    known = set(before.exclude(about="").values_list("about", flat=True))
    things = [thing for thing in things if thing.about not in known]
    if not due and not things:
        return 0
    given = {"user": user, "given_on": on}
    Reminder.objects.bulk_create(
        [Reminder(duty=one.duty, step=one.step, **given) for one in due]
        + [Reminder(about=thing.about, **given) for thing in things]
    )
    lines = lines_for(user, due, things, on=on)
    _send(user, lines, once=once, site=site, by=by, at=at)
    record(by=by, what="duties.reminded", subject=user, reminders=len(lines))
    return len(lines)


def _send(
    user: User, lines: Sequence[Line], *, once: str, site: str, by: Acting, at: datetime
) -> None:
    text, link = noticed(lines)
    give_notice(user, once=once, text=text, link=link, by=by, at=at)
    write_message(
        once=once,
        channel=Channel.EMAIL,
        recipients=[user.email],
        subject=subject_of(lines),
        body=letter(user, lines, site=site),
        by=by,
        at=at,
    )
