"""A proposal becomes a need, or holds one up: said from the page of either, and taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.needs.queries.needs import needs_open_to
from raccordo.participation.models import Backing
from raccordo.participation.operations.becoming import back_need, drop_backing, find_need
from raccordo.participation.queries.becoming import needs_to_tie, voices_to_tie
from raccordo.participation.queries.contributions import contributions_open_to
from raccordo.participation.queries.public import public_title
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import Trail
from raccordo.web.voices.becoming.forms import ChooseForm, DropForm, FoundNeedForm
from raccordo.web.voices.becoming.shown import keeps_needs_there
from raccordo.web.voices.lists import query_of
from raccordo.web.voices.needs import changing as needs
from raccordo.web.voices.needs.changing import kept_need
from raccordo.web.voices.proposals.sheet import address_of, kept, path_to
from raccordo.web.voices.proposals.sorting import about, step_page

BOTH = require_http_methods(["GET", "POST"])
A_PAGE = 20


@BOTH
@requires(Right.KEEP_VOICES)
def need_voice(request: MemberRequest, key: UUID) -> HttpResponse:
    """A need stands on one more of the proposals of its territory."""
    need = kept_need(request, key)
    among = voices_to_tie(need, request.acting, on=request.today)
    form = opened(request, ChooseForm, among=among)
    if form.is_valid():
        with refusals_on(form):
            back_need(form.cleaned_data["chosen"], need=need, by=request.acting, on=request.today)
            return saved(
                request, _("La proposta è fra le voci del bisogno."), needs.address_of(need)
            )
    title, words = _("Aggiungi una voce"), _words(request)
    found = voices_to_tie(need, request.acting, words=words, on=request.today)
    steps, back = needs.path_of(need, title), needs.address_of(need)
    facts = {"title": title, "trail": steps, "back": back, "about": f"{need.label} · {need.title}"}
    page = found.prefetch_related("towns")
    return _choose(request, "voices/becoming/choose_voice.html", form, page, **facts)


@BOTH
@requires(Right.KEEP_VOICES)
def proposal_need(request: MemberRequest, key: UUID) -> HttpResponse:
    """A proposal holds up one of the needs already found."""
    one = kept(request, key)
    among = needs_to_tie(one, request.acting, on=request.today)
    form = opened(request, ChooseForm, among=among)
    if form.is_valid():
        with refusals_on(form):
            need = form.cleaned_data["chosen"]
            back_need(one, need=need, by=request.acting, on=request.today)
            said = _("%(one)s sostiene il bisogno %(n)s.") % {"one": one, "n": need.label}
            return saved(request, said, address_of(one))
    title, words = _("Sostiene un bisogno già rilevato"), _words(request)
    found = needs_to_tie(one, request.acting, words=words, on=request.today)
    facts: dict[str, Any] = {"title": title, "trail": path_to(one, title), "one": one}
    facts |= {"back": address_of(one), "about": f"{one} · {one.title}"}
    facts["may_find"] = keeps_needs_there(request, one)
    page = found.prefetch_related("towns")
    return _choose(request, "voices/becoming/choose_need.html", form, page, **facts)


@BOTH
@requires(Right.KEEP_VOICES)
def proposal_need_new(request: MemberRequest, key: UUID) -> HttpResponse:
    """A need is found because of a proposal: what the proposal says already is not typed again."""
    one = kept(request, key)
    if not keeps_needs_there(request, one):
        raise Http404
    among = about(request, one.area, one)
    first: dict[str, Any] = {
        "title": public_title(one),
        "towns": [town.key for town in one.towns.all()],
    }
    first |= {"group": one.group and one.group.key, "kind": one.kind and one.kind.key}
    lists = {"groups": among["group"], "kinds": among["kind"], "towns": among["towns"]}
    form = opened(request, FoundNeedForm, initial=first, **lists)
    if form.is_valid():
        with refusals_on(form):
            told = find_need(one, by=request.acting, on=request.today, **form.cleaned_data)
            said = _("Dalla proposta è nato il bisogno %(n)s.") % {"n": told.need.label}
            return saved(request, said, needs.address_of(told.need))
    lead = _("Riconosciuto, il bisogno si legge anche nel sito: scriverlo senza dati di persone.")
    title = _("Ne nasce un bisogno nuovo")
    return step_page(request, one, form, title, button=_("Rileva il bisogno"), lead=lead)


@BOTH
@requires(Right.KEEP_VOICES)
def backing_drop(request: MemberRequest, key: UUID) -> HttpResponse:
    """It is said why a need no longer stands on a proposal; then one is where one came from."""
    backing = get_object_or_404(_kept(request), key=key)
    one, need = backing.contribution, backing.need
    from_proposal = request.GET.get("da") == "proposta"
    back = address_of(one) if from_proposal else needs.address_of(need)
    form = opened(request, DropForm)
    if form.is_valid():
        with refusals_on(form):
            drop_backing(backing, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il legame è tolto; il motivo resta nel registro."), back)
    title = _("Togli il legame")
    facts = {"one": one, "title": one.title, "n": need.label, "need": need.title}
    lead = _("%(one)s, «%(title)s», non sosterrà più il bisogno %(n)s, «%(need)s».") % facts
    steps: Trail = path_to(one, title) if from_proposal else needs.path_of(need, title)
    return form_page(
        request, form, title=title, button=_("Togli"), trail=steps, back=back, lead=lead
    )


def _kept(request: MemberRequest) -> QuerySet[Backing]:
    """The ties whose proposal and whose need the one who acts keeps."""
    on = request.today
    voices = contributions_open_to(request.acting, Right.KEEP_VOICES, on=on).order_by()
    needs_ = needs_open_to(request.acting, Right.KEEP_NEEDS, on=on).order_by()
    ties = Backing.objects.select_related("contribution__area", "need__area")
    return ties.filter(contribution__in=voices.values("pk"), need__in=needs_.values("pk"))


def _words(request: MemberRequest) -> str:
    return request.GET.get("q", "")[:100]


def _choose(
    request: MemberRequest, template: str, form: ChooseForm, found: QuerySet[Any], **facts: Any
) -> HttpResponse:
    """A list with a button beside each thing, and a field to search it."""
    shown = {
        "form": form,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("pagina")),
        "wanted": _words(request),
        "query": query_of(request),
    }
    return render(request, template, shown | facts)
