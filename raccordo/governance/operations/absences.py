"""Who is away, and who does meanwhile what falls due."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from raccordo.accounts.models import User
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.models import Absence
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@operation
def tell_absence(
    user: User, *, substitute: User, since: date, by: Acting, on: date, until: date | None = None
) -> Absence:
    """A person will be away, and another does what falls due to her meanwhile."""
    if user == substitute:
        raise Refused(
            _("Chi si assenta non può fare le proprie veci: scegliere un'altra persona."),
            field="substitute",
        )
    if until is not None and until <= since:
        raise Refused(
            _("L'ultimo giorno di assenza viene dopo il primo, o è lo stesso."), field="until"
        )
    if until is not None and until <= on:
        raise Refused(
            _("Quest'assenza è già finita: non serve più chi sostituisce."), field="until"
        )
    if not substitute.is_active:
        raise Refused(_("L'utenza di %s è chiusa.") % substitute, field="substitute")
    both = User.objects.filter(pk__in=[user.pk, substitute.pk]).order_by("pk")
    list(both.select_for_update(of=("self",)))  # of two told at once, the second sees the first
    if same := _meeting(since, until).filter(user=user).first():
        raise Refused(
            _("%(user)s risulta già assente dal %(since)s: chiudere prima quell'assenza.")
            % {"user": user, "since": day(same.since)},
            field="since",
        )
    if ring := _ring(user, substitute, since, until):
        raise Refused(
            _(
                "In quei giorni è assente anche %(one)s, e ne fa le veci chi ora si assenta: "
                "scegliere un'altra persona."
            )
            % {"one": ring},
            field="substitute",
        )
    absence = Absence.objects.create(user=user, substitute=substitute, since=since, until=until)
    record(by=by, what="absence.told", subject=absence, since=since, until=until)
    return absence


@operation
def end_absence(absence: Absence, *, by: Acting, on: date) -> None:
    """A person is back, or will not go: from this day what is hers is hers again."""
    absence = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    if absence.until is not None and absence.until <= on:
        raise Refused(_("Quest'assenza è già finita."))
    record(by=by, what="absence.ended", subject=absence, on=on)
    if absence.since >= on:  # it has not begun: nobody has stood in for anybody
        absence.delete()
        return
    absence.until = on
    absence.save(update_fields=["until"])


def _meeting(since: date, until: date | None) -> QuerySet[Absence]:
    """The absences that have a day in common with a stretch."""
    begins = Q() if until is None else Q(since__lt=until)
    return Absence.objects.filter(begins).filter(Q(until=None) | Q(until__gt=since))


def _ring(user: User, substitute: User, since: date, until: date | None) -> User | None:
    """Who would at last be stood in for by the very person who goes away."""
    edge, seen = {substitute.pk}, set[int]()
    while edge:
        seen |= edge
        steps = list(_meeting(since, until).filter(user__in=edge).select_related("user"))
        if back := next((step for step in steps if step.substitute_id == user.pk), None):
            return back.user
        edge = {step.substitute_id for step in steps} - seen
    return None
