"""Who has how much to do, what passes from one to another, who is away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.accounts.models import User
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Absence, Duty
from raccordo.governance.operations.absences import end_absence, tell_absence
from raccordo.governance.operations.duties import AT_ONCE, pass_back, pass_duties
from raccordo.governance.queries.duties import (
    colleagues_of,
    duties_open_to,
    most_urgent_first,
    owners_for,
    workload,
)
from raccordo.governance.states import DutyState
from raccordo.web.desk.duties.forms import AbsenceForm, PassForm
from raccordo.web.desk.duties.listing import HERE, NOBODY, may_keep
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
ABSENCES = (_later("Assenze"), "desk:duties_absences")


@require_safe
@requires(Right.KEEP_DUTIES)
def load(request: MemberRequest) -> HttpResponse:
    loads = workload(_kept(request), on=request.today)
    title = _("Carico di lavoro")
    facts = {
        "loads": loads,
        "most": max((load.open for load in loads), default=0),
        "title": title,
        "trail": trail(HERE, title),
    }
    return render(request, "desk/duties/load.html", facts)


@BOTH
@requires(Right.KEEP_DUTIES)
def pass_on(request: MemberRequest) -> HttpResponse:
    person = _person(request)
    held = _kept(request).filter(state=DutyState.TO_DO, owner=person)
    form = PassForm(request.POST or None, owners=colleagues_of(request.acting, on=request.today))
    if form.is_valid():
        chosen = held.filter(key__in=_keys(request.POST.getlist("duties")))
        with refusals_on(form):
            owner = form.cleaned_data["owner"]
            facts = {"owner": owner, "by": request.acting, "on": request.today}
            passing = pass_duties(list(chosen[: AT_ONCE + 1]), **facts)
            return redirect(f"{reverse('desk:duties')}?passaggio={passing}")
    title = _("Passa le scadenze")
    facts = {
        "form": form,
        "further": (),
        "draft": None,
        "person": person,
        "held": most_urgent_first(held)[:AT_ONCE],
        "count": held.count(),
        "most": AT_ONCE,
        "title": title,
        "trail": trail(HERE, (_("Carico di lavoro"), "desk:duties_load"), title),
    }
    return render(request, "desk/duties/pass.html", facts)


@require_POST
@requires(Right.KEEP_DUTIES)
def passed_back(request: MemberRequest, key: UUID) -> HttpResponse:
    passed, kept = Duty.objects.filter(passing=key), _kept(request).filter(passing=key)
    if not kept.exists() or kept.count() != passed.count():
        raise Http404
    try:
        back = pass_back(key, by=request.acting)
        words = ngettext(
            "%(n)s scadenza è tornata com'era.", "%(n)s scadenze sono tornate com'erano.", back
        )
        messages.success(request, words % {"n": back})
    except Refused as refused:  # somebody else did it meanwhile
        messages.warning(request, refused.message)
    return redirect("desk:duties")


@require_safe
@requires(Right.READ_DUTIES)
def absences(request: MemberRequest) -> HttpResponse:
    shown = (
        _absences(request).exclude(until__lte=request.today).select_related("user", "substitute")
    )
    facts = {
        "absences": shown.order_by("since", "pk"),
        "may_keep": may_keep(request),
        "trail": trail(HERE, _("Assenze")),
    }
    return render(request, "desk/duties/absences.html", facts)


@BOTH
@requires(Right.READ_DUTIES)
def absence_add(request: MemberRequest) -> HttpResponse:
    assert request.mandate.area is not None  # who reads what is due has a mandate for an area
    near = owners_for(request.mandate.area, on=request.today)
    if may_keep(request):
        near = User.objects.filter(
            Q(pk__in=near.values("pk"))
            | Q(pk__in=colleagues_of(request.acting, on=request.today).values("pk"))
        )
    form = opened(
        request,
        AbsenceForm,
        users=near if may_keep(request) else near.filter(pk=request.user.pk),
        substitutes=near,
        initial={"user": request.user.key, "since": request.today},
    )
    if form.is_valid():
        with refusals_on(form):
            absence = tell_absence(**form.cleaned_data, by=request.acting, on=request.today)
            said = _("In quei giorni i promemoria di %(one)s vanno a %(other)s.")
            facts = {"one": absence.user, "other": absence.substitute}
            return saved(request, said % facts, reverse("desk:duties_absences"))
    title = _("Nuova assenza")
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra"),
        trail=trail(HERE, ABSENCES, title),
        back=reverse("desk:duties_absences"),
        lead=_("Chi sostituisce riceve i promemoria e può segnare come fatto quello che scade."),
    )


@require_POST
@requires(Right.READ_DUTIES)
def absence_end(request: MemberRequest, key: UUID) -> HttpResponse:
    absence = get_object_or_404(_absences(request), key=key)
    try:
        end_absence(absence, by=request.acting, on=request.today)
        messages.success(request, _("L'assenza è chiusa."))
    except Refused as refused:
        messages.warning(request, refused.message)
    return redirect("desk:duties_absences")


def _absences(request: MemberRequest) -> QuerySet[Absence]:
    """One's own, and where one stands in; all of one's colleagues, for who keeps the time."""
    seen = Q(user=request.user)
    if request.method == "GET":
        seen |= Q(substitute=request.user)
    if may_keep(request):
        seen |= Q(user__in=colleagues_of(request.acting, on=request.today).values("pk"))
    return Absence.objects.filter(seen)


def _kept(request: MemberRequest) -> QuerySet[Duty]:
    return duties_open_to(request.acting, Right.KEEP_DUTIES, on=request.today)


def _person(request: MemberRequest) -> User | None:
    asked = request.GET.get("da", "")
    if asked in {"", NOBODY}:
        return None
    owners = User.objects.filter(pk__in=_kept(request).order_by().values("owner"))
    keys = _keys([asked])
    return get_object_or_404(owners, key=keys[0]) if keys else None


def _keys(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            raise Http404 from None
    return found
