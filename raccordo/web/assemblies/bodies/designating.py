"""The pages of a designation: for the office that runs it, and for the bodies it calls."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.queries import organisations_where
from raccordo.access.rights import Right
from raccordo.governance.models import Body, Candidacy, Designation, Seat
from raccordo.governance.operations.designating import (
    appoint,
    call_designation,
    close_choice,
    open_choice,
    present_candidacy,
    say_preference,
    void_designation,
    withdraw_candidacy,
)
from raccordo.governance.papers.designating import record_begun
from raccordo.governance.queries.bodies import bodies_open_to
from raccordo.governance.queries.designations import (
    called_for,
    designations_open_to,
    due_in,
    outcome_of,
    standing_in,
    yet_to_say,
)
from raccordo.governance.states import DesignationState, SeatPart
from raccordo.parties.models import Organisation
from raccordo.web.assemblies.bodies.designation_forms import (
    AppointForm,
    CallForm,
    CandidacyForm,
    PreferenceForm,
    ReasonForm,
    RecordForm,
)
from raccordo.web.assemblies.bodies.seating import may_open
from raccordo.web.assemblies.bodies.views import acts_to_cite, address_of, kept_seat, page_of
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
DESIGNATIONS = (_later("Designazioni"), "assemblies:designations")
A_PAGE = 25


@BOTH
@requires(Right.KEEP_BODIES)
def call(request: MemberRequest, key: UUID) -> HttpResponse:
    seat = kept_seat(request, key)
    form = opened(request, CallForm)
    if form.is_valid():
        with refusals_on(form):
            where = settings.ADDRESS + reverse("assemblies:designations")
            facts: dict[str, Any] = {"by": request.acting, "at": now(), "address": where}
            made = call_designation(seat, **facts, **form.cleaned_data)
            said = _("L'avviso è partito: ogni ente chiamato lo riceve per e-mail.")
            return saved(request, said, address(made))
    called = called_for(Designation(seat=seat, called_on=request.today))
    told = {"called": called, "template": "assemblies/bodies/call.html"}
    title = _("Avvia la designazione: %s") % seat.title
    return page_of(request, seat.body, form, title=title, button=_("Manda l'avviso"), **told)


@require_safe
@requires(Right.READ_BODIES)
def designations(request: MemberRequest) -> HttpResponse:
    found = designations_open_to(request.acting, on=request.today)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "assemblies/bodies/designations.html", {"page": page})


@require_safe
@requires(Right.READ_BODIES)
def designation(request: MemberRequest, key: UUID) -> HttpResponse:
    found = _read(request, key)
    kept, mine = keeps(request, found), _mine(request, found)
    over = found.state not in {DesignationState.CALLED, DesignationState.CHOOSING}
    said = found.preferences.values_list("organisation", flat=True)
    proposed = standing_in(found).values_list("organisation", flat=True)
    facts = {
        "designation": found,
        "body": found.seat.body,
        "may_keep": kept,
        "mine": mine.first(),
        "steps": _steps(found),
        "candidacies": found.candidacies.select_related("person", "organisation"),
        "outcome": outcome_of(found) if kept or over else None,
        "called": list(called_for(found)) if kept else [],
        "due": due_in(found, on=request.today),
        "said": set(said),
        "proposed": set(proposed),
        "reads_body": _reads(request, found.seat.body),
    }
    return render(request, "assemblies/bodies/designation.html", facts)


@BOTH
@requires(Right.READ_BODIES)
def candidacy(request: MemberRequest, key: UUID) -> HttpResponse:
    found, office = _read(request, key), False
    if keeps(request, found):
        office, among = True, called_for(found)
    else:
        among = _speaking(request, found)
    form = opened(request, CandidacyForm, organisations=among, office=office)
    if form.is_valid():
        with refusals_on(form):
            facts: dict[str, Any] = {"by": request.acting, "on": request.today}
            present_candidacy(found, **facts, **form.cleaned_data)
            return saved(request, _("La candidatura è presentata."), address(found))
    return _page(request, found, form, _("Presenta una candidatura"), _("Presenta"))


@require_POST
@requires(Right.READ_BODIES)
def withdraw(request: MemberRequest, key: UUID) -> HttpResponse:
    ours = designations_open_to(request.acting, on=request.today)
    mine = get_object_or_404(Candidacy, key=key, designation__in=ours)
    found = mine.designation
    if not keeps(request, found):
        get_object_or_404(_speaking(request, found), pk=mine.organisation_id)
    withdraw_candidacy(mine, by=request.acting, on=request.today)
    messages.success(request, _("La candidatura è ritirata."))
    return redirect(address(found))


@require_POST
@requires(Right.KEEP_BODIES)
def choice(request: MemberRequest, key: UUID) -> HttpResponse:
    found = _kept(request, key)
    open_choice(found, by=request.acting, on=request.today)
    messages.success(request, _("Le preferenze sono aperte."))
    return redirect(address(found))


@BOTH
@requires(Right.READ_BODIES)
def preference(request: MemberRequest, key: UUID) -> HttpResponse:
    found = _read(request, key)
    kept = keeps(request, found)
    form = opened(
        request,
        PreferenceForm,
        organisations=called_for(found) if kept else _speaking(request, found),
        silent=yet_to_say(found) if kept else None,
        candidacies=standing_in(found),
    )
    if form.is_valid():
        with refusals_on(form):
            facts: dict[str, Any] = {"by": request.acting, "on": request.today}
            say_preference(found, **facts, **form.cleaned_data)
            return saved(request, _("La preferenza è registrata."), address(found))
    return _page(request, found, form, _("Esprimi la preferenza"), _("Registra"))


@BOTH
@requires(Right.KEEP_BODIES)
def record(request: MemberRequest, key: UUID) -> HttpResponse:
    found = _kept(request, key)
    form = opened(request, RecordForm, initial={"text": record_begun(found)})
    if form.is_valid():
        with refusals_on(form):
            close_choice(found, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("Il verbale è registrato."), address(found))
    lead = _(
        "Chi è stato designato e, se più persone hanno le stesse preferenze, come si è scelto."
    )
    return _page(request, found, form, _("Verbale della designazione"), _("Registra"), lead)


@BOTH
@requires(Right.KEEP_BODIES)
def appointment(request: MemberRequest, key: UUID) -> HttpResponse:
    found = _kept(request, key)
    facts: dict[str, Any] = {"candidacies": standing_in(found), "acts": acts_to_cite(request)}
    first = outcome_of(found).first
    initial = {"candidacy": first[0].pk} if len(first) == 1 else {}
    form = opened(request, AppointForm, initial=initial, **facts)
    if form.is_valid():
        with refusals_on(form):
            opens = may_open(request, found.seat, SeatPart.MEMBER)
            appoint(found, gives_mandate=opens, by=request.acting, at=now(), **form.cleaned_data)
            said = _("La nomina è registrata: il componente non è più da designare.")
            return saved(request, said, address_of(found.seat.body))
    return _page(request, found, form, _("Nomina con atto"), _("Nomina"))


@BOTH
@requires(Right.KEEP_BODIES)
def void(request: MemberRequest, key: UUID) -> HttpResponse:
    found = _kept(request, key)
    form = opened(request, ReasonForm)
    if form.is_valid():
        with refusals_on(form):
            void_designation(found, by=request.acting, **form.cleaned_data)
            return saved(request, _("La designazione è chiusa senza esito."), address(found))
    return _page(request, found, form, _("Chiudi senza esito"), _("Chiudi"))


def address(designation: Designation) -> str:
    return reverse("assemblies:designation", args=[designation.key])


def keeps(request: MemberRequest, found: Designation) -> bool:
    """Whether the one who acts runs a designation, and does not only answer it."""
    kept = bodies_open_to(request.acting, Right.KEEP_BODIES, on=request.today)
    return kept.filter(pk=found.seat.body_id).exists()


def _reads(request: MemberRequest, body: Body) -> bool:
    ours = bodies_open_to(request.acting, Right.READ_BODIES, on=request.today)
    return ours.filter(pk=body.pk).exists()


def _read(request: MemberRequest, key: UUID) -> Designation:
    return get_object_or_404(designations_open_to(request.acting, on=request.today), key=key)


def _kept(request: MemberRequest, key: UUID) -> Designation:
    kept = bodies_open_to(request.acting, Right.KEEP_BODIES, on=request.today)
    found = Designation.objects.filter(seat__in=Seat.objects.filter(body__in=kept))
    return get_object_or_404(found.select_related("seat__body__area"), key=key)


def _mine(request: MemberRequest, found: Designation) -> QuerySet[Organisation]:
    """The body one speaks for, if it is one of those called."""
    ours = organisations_where(request.acting, Right.READ_BODIES, on=request.today)
    return called_for(found).filter(pk__in=ours.values("pk"))


def _speaking(request: MemberRequest, found: Designation) -> QuerySet[Organisation]:
    mine = _mine(request, found)
    get_object_or_404(mine)
    return mine


def _steps(found: Designation) -> list[dict[str, object]]:
    """How far it has come; of one that came to nothing, no way is shown."""
    way = [state.value for state in DesignationState if state != DesignationState.VOID]
    if found.state not in way:
        return []
    here = way.index(found.state)
    return [
        {"label": DesignationState(state).label, "done": n < here, "here": n == here}
        for n, state in enumerate(way)
    ]


def _page(
    request: MemberRequest,
    found: Designation,
    form: forms.Form,
    title: str,
    button: str,
    lead: str = "",
) -> HttpResponse:
    here = address(found)
    steps = trail(DESIGNATIONS, (str(found.seat), here), title)
    facts: dict[str, Any] = {"title": title, "button": button, "trail": steps, "back": here}
    return form_page(request, form, lead=lead, **facts)
