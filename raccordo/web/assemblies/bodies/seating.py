"""The pages where a body has its components, and each component who sits in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from raccordo.access.queries import gives_mandates_at
from raccordo.access.rights import Right
from raccordo.governance.models import Body, Seat, Seating
from raccordo.governance.operations.peopling import seat_ex_officio, seat_mayors
from raccordo.governance.operations.seating import (
    add_seat,
    change_seat,
    end_seat,
    end_seating,
    seat_person,
)
from raccordo.governance.queries.seats import role_of_seat, seats_between
from raccordo.governance.states import SeatPart
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_within, widest_first
from raccordo.web.assemblies.bodies.forms import (
    EndForm,
    NewSeatForm,
    PeopleForm,
    SeatForm,
    SeatingForm,
)
from raccordo.web.assemblies.bodies.views import (
    acts_to_cite,
    address_of,
    kept_body,
    kept_seat,
    kept_seating,
    page_of,
)
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import opened, saved

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_BODIES)
def add(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept_body(request, key)
    initial = {"since": max(body.since, request.today)}
    areas, acts = _areas_in(body, request), acts_to_cite(request)
    form = opened(request, NewSeatForm, areas=areas, acts=acts, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            seat = add_seat(body, by=request.acting, **form.cleaned_data)
            return saved(request, _("«%s» è fra i componenti.") % seat, address_of(body))
    lead = _("Un componente c'è anche quando nessuno lo ricopre: risulta da designare.")
    title = _("Aggiungi un componente")
    return page_of(request, body, form, title=title, button=_("Aggiungi"), lead=lead)


@BOTH
@requires(Right.KEEP_BODIES)
def mayors(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept_body(request, key)
    form = opened(request, PeopleForm, acts=acts_to_cite(request), initial=_first_day(body))
    if form.is_valid():
        with refusals_on(form):
            seats = seat_mayors(body, by=request.acting, **form.cleaned_data)
            return saved(request, _added_said(len(seats)), address_of(body))
    lead = _(
        "Uno per ogni Comune che l'area comprende quel giorno, con i suoi abitanti. Chi ricopre la"
        " carica si registra nella pagina del Comune: finché manca, risulta da designare."
    )
    title = _("Aggiungi le sindache e i sindaci")
    return page_of(request, body, form, title=title, button=_("Aggiungi"), lead=lead)


@BOTH
@requires(Right.KEEP_BODIES)
def ex_officio(request: MemberRequest, key: UUID) -> HttpResponse:
    body = kept_body(request, key)
    form = opened(request, PeopleForm, acts=acts_to_cite(request), initial=_first_day(body))
    if form.is_valid():
        with refusals_on(form):
            seats = seat_ex_officio(body, by=request.acting, **form.cleaned_data)
            return saved(request, _added_said(len(seats)), address_of(body))
    lead = _(
        "Per ogni ambito che l'area comprende quel giorno, chi presiede la sua Conferenza e chi lo"
        " coordina: siedono per carica, e chi succede loro siede al loro posto."
    )
    title = _("Aggiungi presidenti e coordinatori d'ambito")
    return page_of(request, body, form, title=title, button=_("Aggiungi"), lead=lead)


@BOTH
@requires(Right.KEEP_BODIES)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    seat = kept_seat(request, key)
    names = ("title", "weighs_for", "votes", "presides", "position")
    initial = {name: getattr(seat, name) for name in names}
    form = opened(request, SeatForm, areas=_areas_in(seat.body, request), initial=initial)
    if form.is_valid():
        with refusals_on(form):
            change_seat(seat, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il componente è corretto."), address_of(seat.body))
    title = _("Modifica «%s»") % seat.title
    return page_of(request, seat.body, form, title=title, button=_("Salva"))


@BOTH
@requires(Right.KEEP_BODIES)
def end(request: MemberRequest, key: UUID) -> HttpResponse:
    seat = kept_seat(request, key)
    form = opened(request, EndForm, acts=acts_to_cite(request))
    if form.is_valid():
        with refusals_on(form):
            end_seat(seat, by=request.acting, **form.cleaned_data)
            said = _("«%s» non è più fra i componenti da quel giorno.") % seat
            return saved(request, said, address_of(seat.body))
    title = _("Togli «%s» dai componenti") % seat.title
    lead = _("Chi lo ricopre cessa quel giorno. Nelle sedute passate resta.")
    return page_of(request, seat.body, form, title=title, button=_("Registra la fine"), lead=lead)


@BOTH
@requires(Right.KEEP_BODIES)
def person(request: MemberRequest, key: UUID) -> HttpResponse:
    seat = kept_seat(request, key)
    ours = Organisation.objects.filter(kind=seat.category, closed_on=None)
    part = SeatPart.ALTERNATE if seat.office_id else SeatPart.MEMBER
    facts: dict[str, Any] = {"organisations": ours, "acts": acts_to_cite(request)}
    facts |= {"may_open": may_open(request, seat, part)}
    form = opened(request, SeatingForm, seat=seat, **facts)
    if form.is_valid():
        with refusals_on(form):
            seating = seat_person(seat, by=request.acting, at=now(), **form.cleaned_data)
            return saved(request, _said_of(seating), address_of(seat.body))
    words = _("Indica chi supplisce: %s") if seat.office_id else _("Indica chi ricopre: %s")
    title = words % seat.title
    return page_of(request, seat.body, form, title=title, button=_("Registra"))


@BOTH
@requires(Right.KEEP_BODIES)
def person_end(request: MemberRequest, key: UUID) -> HttpResponse:
    seating = kept_seating(request, key)
    form = opened(request, EndForm, acts=acts_to_cite(request))
    if form.is_valid():
        with refusals_on(form):
            end_seating(seating, by=request.acting, **form.cleaned_data)
            said = _("La fine è registrata: %s.") % seating.person
            return saved(request, said, address_of(seating.seat.body))
    facts = {"person": seating.person, "seat": seating.seat.title}
    title = _("%(person)s non è più «%(seat)s»") % facts
    lead = _("Con il componente cessa anche l'incarico che dava.")
    body = seating.seat.body
    return page_of(request, body, form, title=title, button=_("Registra la fine"), lead=lead)


def _areas_in(body: Body, request: MemberRequest) -> QuerySet[Area]:
    return widest_first(areas_within(body.area, on=max(body.since, request.today)))


def _first_day(body: Body) -> dict[str, object]:
    """The day from which the body is, as long as nobody is in it yet."""
    empty = not seats_between(body, since=body.since, until=None).exists()
    return {"since": body.since} if empty else {}


def _added_said(n: int) -> str:
    said = ngettext("%(n)s componente aggiunto.", "%(n)s componenti aggiunti.", n)
    return said % {"n": n}


def may_open(request: MemberRequest, seat: Seat, part: SeatPart) -> bool:
    """Whether a seat lets one act here, and the one who seats gives mandates there."""
    _role, place = role_of_seat(seat, part, on=request.today)
    return place is not None and gives_mandates_at(request.acting, place, on=request.today)


def _said_of(seating: Seating) -> str:
    if seating.mandate:
        return _("Registrato, con l'incarico: %s.") % seating.mandate
    return _("Registrato.")
