"""A sitting while it is held: who is there, when it opens, is deserted or closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.access.rights import Right
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Sitting
from raccordo.governance.operations.attending import (
    Presence,
    change_chair,
    close_sitting,
    declare_deserted,
    open_sitting,
    record_attendance,
)
from raccordo.governance.operations.voting import conclude_item
from raccordo.governance.queries.attending import in_the_room
from raccordo.governance.queries.sittings import on_its_day, seated_at
from raccordo.governance.states import AttendanceHow, ItemOutcome, SittingState
from raccordo.web.assemblies.sittings.forms import ChairForm, MomentForm, OpenForm
from raccordo.web.assemblies.sittings.sheet import number_said
from raccordo.web.assemblies.sittings.table import AttendanceForm
from raccordo.web.assemblies.sittings.views import (
    address_of,
    done,
    due_in,
    kept_item,
    kept_sitting,
    page_of,
    sitting_shown,
)
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import opened, saved

BOTH = require_http_methods(["GET", "POST"])


@require_POST
@requires(Right.KEEP_SITTINGS)
def attendance(request: MemberRequest, key: UUID) -> HttpResponse:
    """The whole table is saved at once; a script sends each change, and asks for the number."""
    sitting = kept_sitting(request, key)
    attendances = list(sitting.attendances.select_related("seat"))
    who = seated_at(sitting, attendances)
    form = AttendanceForm(request.POST, sitting=sitting, attendances=attendances, who=who)
    refusal = "" if form.is_valid() else form.refusal()
    entries: list[Presence] = []
    if not refusal:
        try:
            entries = form.entries()
            record_attendance(sitting, entries=entries, by=request.acting)
        except Refused as refused:
            refusal = refused.message
    if request.htmx:
        return _number_and_rows(request, sitting, entries if not refusal else [], refusal)
    if refusal:
        messages.error(request, refusal)
        return sitting_shown(request, sitting, attendance=form)
    messages.success(request, _("Le presenze sono registrate."))
    return redirect(address_of(sitting) + "#presenze")


def _number_and_rows(
    request: MemberRequest, sitting: Sitting, entries: Sequence[Presence], refusal: str
) -> HttpResponse:
    """The legal number as it is now; and what each row that was saved is to be compared with."""
    attendances = list(sitting.attendances.select_related("seat"))
    saved_now = {entry.attendance.pk for entry in entries}
    form = AttendanceForm(
        sitting=sitting, attendances=attendances, who=seated_at(sitting, attendances)
    )
    told = {
        "number": number_said(sitting, attendances),
        "refusal": refusal,
        "saved": [row.fields["was"] for row in form.rows if row.attendance.pk in saved_now],
    }
    return render(request, "assemblies/attendance_saved.html", told)


@BOTH
@requires(Right.KEEP_SITTINGS)
def begin(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    if elsewhere := due_in(request, sitting, SittingState.CONVENED):
        return elsewhere
    there = in_the_room(sitting)
    usual = there.filter(presides=True).first()
    first = {"opened_at": _moment_of(sitting), "chair": usual.key if usual else None}
    form = opened(request, OpenForm, there=there, initial=first)
    if form.is_valid():
        with refusals_on(form):
            facts = form.cleaned_data
            facts["at"] = not_yet_to_come(facts.pop("opened_at"), field="opened_at")
            open_sitting(sitting, call=sitting.call or 1, by=request.acting, **facts)
            return saved(request, _("La seduta è aperta."), address_of(sitting))
    title = _("Apri la seduta")
    return page_of(
        request,
        sitting,
        form,
        title,
        lead=number_said(sitting, list(sitting.attendances.all())).headline,
    )


@BOTH
@requires(Right.KEEP_SITTINGS)
def desert(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    if elsewhere := due_in(request, sitting, SittingState.CONVENED):
        return elsewhere
    form = opened(request, MomentForm, initial={"at": _moment_of(sitting)})
    if form.is_valid():
        with refusals_on(form):
            at = not_yet_to_come(form.cleaned_data["at"], field="at")
            sitting = declare_deserted(sitting, at=at, by=request.acting)
            said = _("La seduta è deserta.")
            if sitting.state == SittingState.CONVENED:
                said = _("La prima convocazione è deserta: si attende la seconda.")
            return saved(request, said, address_of(sitting))
    title = _("Dichiara deserta")
    return page_of(
        request,
        sitting,
        form,
        title,
        lead=number_said(sitting, list(sitting.attendances.all())).headline,
    )


@BOTH
@requires(Right.KEEP_SITTINGS)
def end(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    if elsewhere := due_in(request, sitting, SittingState.OPEN):
        return elsewhere
    form = opened(request, MomentForm, initial={"at": _moment_of(sitting)})
    if form.is_valid():
        with refusals_on(form):
            at = not_yet_to_come(form.cleaned_data["at"], field="at")
            close_sitting(sitting, at=at, by=request.acting)
            return saved(request, _("La seduta è conclusa."), address_of(sitting))
    title = _("Chiudi la seduta")
    return page_of(
        request,
        sitting,
        form,
        title,
        lead=_put_off(sitting),
    )


@BOTH
@requires(Right.KEEP_SITTINGS)
def chair(request: MemberRequest, key: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    if elsewhere := due_in(request, sitting, SittingState.OPEN):
        return elsewhere
    there = in_the_room(sitting)
    now_presiding = there.filter(presides=True).first()
    first = {"chair": now_presiding.key if now_presiding else None}
    form = opened(request, ChairForm, there=there, initial=first)
    if form.is_valid():
        with refusals_on(form):
            change_chair(sitting, by=request.acting, at=now(), **form.cleaned_data)
            return saved(request, _("Chi presiede è registrato."), address_of(sitting))
    title = _("Cambia chi presiede")
    return page_of(request, sitting, form, title, button=_("Registra"))


@require_POST
@requires(Right.KEEP_SITTINGS)
def conclude(request: MemberRequest, key: UUID, item: UUID) -> HttpResponse:
    sitting, thing = kept_item(request, key, item)
    again = request.POST.get("outcome") == ItemOutcome.PENDING
    return done(
        request,
        lambda: conclude_item(thing, outcome=_outcome_in(request), by=request.acting),
        _("Il punto è di nuovo da trattare.") if again else _("L'esito del punto è registrato."),
        address_of(sitting),
    )


def _put_off(sitting: Sitting) -> str:
    """What closing does by itself: to the items nobody dealt with, to who was not registered."""
    left = sitting.items.filter(outcome=ItemOutcome.PENDING)
    items = ", ".join(str(item.position) for item in left)
    said = (
        [_("Restano da trattare, e risulteranno rinviati, i punti: %s.") % items] if items else []
    )
    if sitting.attendances.filter(how=AttendanceHow.EXPECTED).exists():
        said.append(_("Chi non è registrato fra le presenze risulterà assente."))
    return " ".join(said)


def _outcome_in(request: MemberRequest) -> ItemOutcome:
    wanted = request.POST.get("outcome", "")
    if wanted not in ItemOutcome.values:
        raise Refused(_("Manca l'esito: dire se il punto è stato trattato o rinviato."))
    return ItemOutcome(wanted)


def not_yet_to_come(at: datetime, *, field: str) -> datetime:
    """What is told as done has been done: its hour has passed."""
    if at > now():
        raise Refused(_("Questa ora deve ancora venire: controllare giorno e ora."), field=field)
    return at


def _moment_of(sitting: Sitting) -> datetime:
    """The likely moment: now, on its day; of a sitting of the past, the hour it was for."""
    last = sitting.meets_at
    return max(now(), last) if on_its_day(last, now()) else last
