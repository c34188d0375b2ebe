"""What a need, a statement, a strength or a weakness stands on: added, renewed, taken away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.access.rights import Right
from raccordo.needs.models import Evidence
from raccordo.needs.operations.evidence import (
    add_note,
    cite_indicator,
    cite_study,
    drop_evidence,
    renew_evidence,
)
from raccordo.needs.queries.evidence import evidence_open_to, value_today
from raccordo.needs.queries.studies import studies_open_to
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_around, areas_within, widest_first
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.voices.needs.forms import CITABLE, CiteStudyForm, NoteForm, WordsForm
from raccordo.web.voices.needs.owners import Owner, area_of, kept_owner, page_of, path_to
from raccordo.web.voices.needs.sheet import figure_today

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_NEEDS)
def indicator(request: MemberRequest, of: str, key: UUID) -> HttpResponse:
    owner = kept_owner(request, of, key)
    places = _places(owner, request)
    place = next((one for one in places if one.slug == request.GET.get("dove")), None)
    cited = next((one for one in CITABLE if one.code == request.GET.get("indicatore")), None)
    title = _("Aggiungi un dato statistico")
    facts: dict[str, Any] = {
        "title": title,
        "trail": path_to(owner, title),
        "back": page_of(owner),
        "about": owner,
        "places": places,
        "indicators": CITABLE,
        "place": place,
        "cited": cited,
        "keeps_draft": False,
    }
    if place is None or cited is None:
        return render(request, "voices/cite_indicator.html", facts)
    form = opened(request, WordsForm)
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            on = request.today
            cite_indicator(owner, code=cited.code, place=place, by=request.acting, on=on, **told)
            return saved(request, _("Il dato è fra le prove."), page_of(owner))
    value = value_today(cited.code, place, on=request.today)
    facts |= {"form": form, "figure": figure_today(cited, value), "known": value.amount is not None}
    return render(request, "voices/cite_indicator.html", facts)


@BOTH
@requires(Right.KEEP_NEEDS)
def study(request: MemberRequest, of: str, key: UUID) -> HttpResponse:
    owner = kept_owner(request, of, key)
    read = studies_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    form = opened(request, CiteStudyForm, studies=list(read.prefetch_related("findings")))
    if form.is_valid():
        with refusals_on(form):
            cite_study(owner, by=request.acting, on=request.today, **form.chosen())
            return saved(request, _("Lo studio è fra le prove."), page_of(owner))
    title = _("Aggiungi uno studio")
    return _page(request, owner, form, title)


@BOTH
@requires(Right.KEEP_NEEDS)
def note(request: MemberRequest, of: str, key: UUID) -> HttpResponse:
    owner = kept_owner(request, of, key)
    form = opened(request, NoteForm)
    if form.is_valid():
        with refusals_on(form):
            add_note(owner, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("La nota è fra le prove."), page_of(owner))
    return _page(request, owner, form, _("Aggiungi una nota"))


@require_POST
@requires(Right.KEEP_NEEDS)
def renew(request: MemberRequest, key: UUID) -> HttpResponse:
    found = _kept(request, key)
    renew_evidence(found, by=request.acting, on=request.today)
    return saved(request, _("La prova ha il dato di oggi."), page_of(found.owner))


@require_POST
@requires(Right.KEEP_NEEDS)
def drop(request: MemberRequest, key: UUID) -> HttpResponse:
    found = _kept(request, key)
    drop_evidence(found, by=request.acting)
    said = _("La prova è tolta; quello che diceva resta nel registro.")
    return saved(request, said, page_of(found.owner))


def _kept(request: MemberRequest, key: UUID) -> Evidence:
    kept = evidence_open_to(request.acting, Right.KEEP_NEEDS, on=request.today)
    return get_object_or_404(kept, key=key)


def _places(owner: Owner, request: MemberRequest) -> list[Area]:
    """Of which places a figure can be cited: the area, what is inside, what is around."""
    area, on = area_of(owner), request.today
    inside, around = areas_within(area, on=on), areas_around(area, on=on)
    rows = [*inside.order_by().values_list("pk", flat=True)]
    rows += around.order_by().values_list("pk", flat=True)
    return list(widest_first(Area.objects.filter(pk__in=rows)))


def _page(request: MemberRequest, owner: Owner, form: Any, title: str) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        button=_("Aggiungi"),
        trail=path_to(owner, title),
        back=page_of(owner),
        lead=str(owner),
    )
