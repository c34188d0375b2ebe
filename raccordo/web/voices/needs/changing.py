"""The page of a need, and what one does with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.needs.models import Need
from raccordo.needs.operations.needs import (
    add_need,
    change_need,
    recognise_need,
    reopen_need,
    set_aside_need,
)
from raccordo.needs.queries.evidence import evidence_shown
from raccordo.needs.queries.needs import groups_on, kinds_on, needs_open_to
from raccordo.needs.queries.stamps import stamp_of
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import Trail, trail
from raccordo.web.voices.becoming.shown import voices_shown
from raccordo.web.voices.needs.forms import ChangeNeedForm, NewNeedForm, ReasonForm, or_own
from raccordo.web.voices.needs.listing import HERE, kept_areas
from raccordo.web.voices.needs.sheet import proofs_of

BOTH = require_http_methods(["GET", "POST"])
FORM = "voices/form.html"


@require_safe
@requires(Right.READ_NEEDS)
def need(request: MemberRequest, key: UUID) -> HttpResponse:
    open_ = needs_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    found = get_object_or_404(open_.prefetch_related("towns", "weaknesses"), key=key)
    may_keep = _kept(request).filter(pk=found.pk).exists()
    facts = {
        "need": found,
        "trail": trail(HERE, found.label),
        "may_keep": may_keep,
        **voices_shown(request, found, may_keep=may_keep),
        "proofs": proofs_of(evidence_shown(found.evidence.all(), on=request.today)),
        "of": "bisogno",
        "history": history_of(name_of(found))[:20] if may_keep else [],
    }
    return render(request, "voices/need.html", facts)


@BOTH
@requires(Right.KEEP_NEEDS)
def add(request: MemberRequest) -> HttpResponse:
    own = request.mandate.area
    form = opened(
        request,
        NewNeedForm,
        areas=kept_areas(request),
        groups=groups_on(request.today),
        kinds=kinds_on(request.today),
        towns=_towns(request, own),
        initial={"area": own and own.key, "found_on": request.today},
    )
    if form.is_valid():
        with refusals_on(form):
            made = add_need(by=request.acting, on=request.today, **form.cleaned_data)
            said = _("Il bisogno %(n)s è rilevato: aggiungere le prove su cui si fonda.")
            return saved(request, said % {"n": made.label}, address_of(made))
    title = _("Nuovo bisogno")
    return form_page(
        request,
        form,
        title=title,
        button=_("Aggiungi"),
        trail=trail(HERE, title),
        back=reverse("voices:needs"),
        lead=_("Che cosa manca, a chi e dove. Le prove si aggiungono subito dopo."),
        template=FORM,
    )


@BOTH
@requires(Right.KEEP_NEEDS)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    found = kept_need(request, key)
    told = {name: getattr(found, name) for name in ("title", "description", "found_on")}
    told |= {"group": found.group.key, "kind": found.kind.key, "seen": stamp_of(found)}
    told["towns"] = [town.key for town in found.towns.all()]
    form = opened(
        request,
        ChangeNeedForm,
        groups=or_own(groups_on(request.today), found.group),
        kinds=or_own(kinds_on(request.today), found.kind),
        towns=_towns(request, found.area, found),
        initial=told,
    )
    now: list[tuple[str, str]] = []
    if form.is_valid():
        with refusals_on(form):
            change_need(found, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("Il bisogno è aggiornato."), address_of(found))
        now = _as_it_is(found) if form.see_again(stamp_of(kept_need(request, key))) else []
    title = _("Modifica il bisogno")
    return _page(request, found, form, title, button=_("Salva"), now=now)


@require_POST
@requires(Right.KEEP_NEEDS)
def recognise(request: MemberRequest, key: UUID) -> HttpResponse:
    found = recognise_need(kept_need(request, key), by=request.acting)
    said = _("Il bisogno %(n)s è riconosciuto.") % {"n": found.label}
    return saved(request, said, address_of(found))


@BOTH
@requires(Right.KEEP_NEEDS)
def set_aside(request: MemberRequest, key: UUID) -> HttpResponse:
    found = kept_need(request, key)
    form = opened(request, ReasonForm)
    if form.is_valid():
        with refusals_on(form):
            set_aside_need(found, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il bisogno è accantonato."), address_of(found))
    title = _("Accantona il bisogno")
    lead = _("Resta nell'elenco con il suo motivo, e si può riprendere.")
    return _page(request, found, form, title, button=_("Accantona"), lead=lead)


@require_POST
@requires(Right.KEEP_NEEDS)
def reopen(request: MemberRequest, key: UUID) -> HttpResponse:
    found = reopen_need(kept_need(request, key), by=request.acting)
    said = _("Il bisogno %(n)s è di nuovo fra quelli rilevati.") % {"n": found.label}
    return saved(request, said, address_of(found))


def kept_need(request: MemberRequest, key: UUID) -> Need:
    """A need that the one who acts may change."""
    return get_object_or_404(_kept(request), key=key)


def address_of(need: Need) -> str:
    return reverse("voices:need", args=[need.key])


def path_of(need: Need, title: str) -> Trail:
    return trail(HERE, (need.label, address_of(need)), title)


def _kept(request: MemberRequest) -> QuerySet[Need]:
    return needs_open_to(request.acting, Right.KEEP_NEEDS, on=request.today)


def _towns(request: MemberRequest, area: Area | None, need: Need | None = None) -> Any:
    """The municipalities to choose among; one already told is among them, whatever happened."""
    if area is None:
        return Area.objects.none()
    inside = municipalities_of(area, on=request.today).order_by().values("pk")
    found = Area.objects.filter(pk__in=inside)
    if need:
        found |= Area.objects.filter(pk__in=need.towns.order_by().values("pk"))
    return found.order_by("sort_key", "pk")


def _as_it_is(need: Need) -> list[tuple[str, str]]:
    """What a need tells now, to be compared with what one was writing."""
    need.refresh_from_db()
    return [
        (_("Bisogno"), need.title),
        (_("Area di utenza"), str(need.group)),
        (_("Tipo di bisogno"), str(need.kind)),
        (_("In quali Comuni"), ", ".join(town.name for town in need.towns.all())),
        (_("Descrizione"), need.description),
    ]


def _page(
    request: MemberRequest, need: Need, form: Any, title: str, *, button: str, **more: Any
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        button=button,
        trail=path_of(need, title),
        back=address_of(need),
        template=FORM,
        **{"lead": f"{need.label} · {need.title}"} | more,
    )
