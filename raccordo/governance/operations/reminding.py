"""Reminders of what is due: each person is told once a day, and of each thing once a step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.accounts.models import User
from raccordo.foundation.wording import day
from raccordo.governance.models import Duty, Reminder
from raccordo.governance.queries.reminding import Due
from raccordo.governance.states import DutyState
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.post.models import Message
from raccordo.post.operations import give_notice, write_message
from raccordo.post.states import Channel

PAGE = "/scadenzario/"  # as the web calls it: a room knows no addresses, and a test compares
LONGEST = 300


@operation
def remind(user: User, *, due: Sequence[Due], site: str, by: Acting, on: date, at: datetime) -> int:
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
    told = set(Reminder.objects.filter(user=user, duty__in=still).values_list("duty", "step"))
    new = [d for d in due if d.duty.pk in still and (d.duty.pk, d.step) not in told]
    if not new:
        return 0
    Reminder.objects.bulk_create(
        Reminder(duty=one.duty, user=user, step=one.step, given_on=on) for one in new
    )
    text, link = _noticed(new, on=on)
    give_notice(user, once=once, text=text, link=link, by=by, at=at)
    write_message(
        once=once,
        channel=Channel.EMAIL,
        recipients=[user.email],
        subject=_subject(new),
        body=_letter(user, new, site=site, on=on),
        by=by,
        at=at,
    )
    record(by=by, what="duties.reminded", subject=user, reminders=len(new))
    return len(new)


def _subject(due: Sequence[Due]) -> str:
    count = len(due)
    words = ngettext("Scadenzario: %(n)s scadenza", "Scadenzario: %(n)s scadenze", count)
    return words % {"n": count}


def _noticed(due: Sequence[Due], *, on: date) -> tuple[str, str]:
    """What the notice says and where it leads: to the thing, when it is alone."""
    first = due[0].duty
    told = f"{first}: {_when(first, on=on)}"
    if len(due) == 1:
        return told[:LONGEST], f"{PAGE}{first.key}/"
    count = len(due) - 1
    others = ngettext("e un'altra scadenza", "e altre %(n)s scadenze", count) % {"n": count}
    return f"{told[: LONGEST - len(others) - 2]}, {others}", f"{PAGE}?vista=mie"


def _letter(user: User, due: Sequence[Due], *, site: str, on: date) -> str:
    lines = [_("Buongiorno %s,") % user, "", _("da fare secondo lo scadenzario:"), ""]
    for one in due:
        duty = one.duty
        whose = duty.organisation or duty.area
        lines.append(f"- {duty} ({whose}): {_when(duty, on=on)}")
        if duty.owner_id is None:
            lines.append("  " + _("Nessuno se ne occupa ancora: va assegnata."))
        elif duty.owner_id != user.pk:
            lines.append("  " + _("Se ne occupa %s, che ora non può.") % duty.owner)
        lines += [f"  {site}{PAGE}{duty.key}/", ""]
    lines.append(_("Lo scadenzario intero: %s") % f"{site}{PAGE}")
    return "\n".join(lines)


def _when(duty: Duty, *, on: date) -> str:
    left = (duty.due_on - on).days
    if left < 0:
        words = ngettext("in ritardo di %(n)s giorno", "in ritardo di %(n)s giorni", -left)
        return words % {"n": -left}
    if left == 0:
        return _("scade oggi")
    words = ngettext(
        "entro il %(day)s, manca %(n)s giorno", "entro il %(day)s, mancano %(n)s giorni", left
    )
    return words % {"n": left, "day": day(duty.due_on)}
