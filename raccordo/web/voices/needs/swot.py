"""Strengths and weaknesses, opportunities and threats: four quadrants, and what becomes of each."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.needs.models import Evidence, SwotItem
from raccordo.needs.operations.swot import (
    add_swot_item,
    change_swot_item,
    drop_swot_item,
    leave_weakness,
    take_up_weakness,
)
from raccordo.needs.queries.evidence import evidence_shown
from raccordo.needs.queries.needs import LIVING, needs_open_to
from raccordo.needs.queries.stamps import stamp_of
from raccordo.needs.queries.swot import swot_found, swot_open_to, unfaced
from raccordo.needs.states import SwotSide
from raccordo.territory.models import Area
from raccordo.territory.queries import widest_first
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail
from raccordo.web.voices.needs.forms import ChangeSwotForm, NewSwotForm, ReasonForm, TakeUpForm
from raccordo.web.voices.needs.listing import kept_areas, may_keep
from raccordo.web.voices.needs.sheet import Proof, proofs_of

HERE = (_later("Punti di forza e di debolezza"), "voices:swot")
BOTH = require_http_methods(["GET", "POST"])
SHOWN = 200


@require_safe
@requires(Right.READ_NEEDS)
def swot(request: MemberRequest) -> HttpResponse:
    open_ = swot_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    areas = list(widest_first(Area.objects.filter(pk__in=open_.order_by().values("area"))))
    area = next((one for one in areas if one.slug == request.GET.get("area")), None)
    wanted = request.GET.get("q", "")[:100]
    alone = request.GET.get("mostra") == "da-affrontare"
    found = swot_found(open_, wanted, area=area)
    items = list((unfaced(found) if alone else found)[:SHOWN])
    facts = {
        "quadrants": _quadrants(request, items),
        "areas": areas,
        "area": area,
        "wanted": wanted,
        "alone": alone,
        "many_areas": len(areas) > 1,
        "unfaced": {item.pk for item in items if _is_unfaced(item)},
        "kept": _kept_rows(request),
        "may_keep": may_keep(request),
        "of": "punto",
        "empty": not items,
    }
    return render(request, "voices/swot.html", facts)


@BOTH
@requires(Right.KEEP_NEEDS)
def add(request: MemberRequest) -> HttpResponse:
    own = request.mandate.area
    begun = {"area": own and own.key, "side": request.GET.get("riquadro", "")}
    form = opened(request, NewSwotForm, areas=kept_areas(request), initial=begun)
    if form.is_valid():
        with refusals_on(form):
            made = add_swot_item(by=request.acting, **form.cleaned_data)
            return saved(request, _("Il punto è aggiunto."), address_of(made))
    return _page(request, None, form, _("Nuovo punto"), button=_("Aggiungi"))


@BOTH
@requires(Right.KEEP_NEEDS)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    item = kept_item(request, key)
    form = opened(request, ChangeSwotForm, initial={"text": item.text, "seen": stamp_of(item)})
    now: list[tuple[str, str]] = []
    if form.is_valid():
        with refusals_on(form):
            change_swot_item(item, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il punto è aggiornato."), address_of(item))
        item.refresh_from_db()
        now = [(_("Testo"), item.text)] if form.see_again(stamp_of(item)) else []
    return _page(request, item, form, _("Modifica il punto"), now=now)


@BOTH
@requires(Right.KEEP_NEEDS)
def take_up(request: MemberRequest, key: UUID) -> HttpResponse:
    item = kept_item(request, key)
    read = needs_open_to(request.acting, Right.READ_NEEDS, on=request.today)
    ours = read.filter(area=item.area, state__in=LIVING)
    form = opened(request, TakeUpForm, needs=ours, initial={"need": item.need and item.need.key})
    if form.is_valid():
        with refusals_on(form):
            take_up_weakness(item, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il punto di debolezza ha il suo bisogno."), address_of(item))
    return _page(request, item, form, _("Quale bisogno lo affronta"))


@BOTH
@requires(Right.KEEP_NEEDS)
def leave(request: MemberRequest, key: UUID) -> HttpResponse:
    item = kept_item(request, key)
    form = opened(request, ReasonForm, initial={"reason": item.not_faced})
    if form.is_valid():
        with refusals_on(form):
            leave_weakness(item, by=request.acting, **form.cleaned_data)
            return saved(request, _("È dichiarato non affrontato."), address_of(item))
    return _page(request, item, form, _("Dichiara non affrontato"))


@require_POST
@requires(Right.KEEP_NEEDS)
def drop(request: MemberRequest, key: UUID) -> HttpResponse:
    item = kept_item(request, key)
    drop_swot_item(item, by=request.acting)
    return saved(request, _("Il punto è tolto."), address_of(item))


def kept_item(request: MemberRequest, key: UUID) -> SwotItem:
    """A strength or a weakness that the one who acts may change."""
    kept = swot_open_to(request.acting, Right.KEEP_NEEDS, on=request.today)
    return get_object_or_404(kept, key=key)


def address_of(item: SwotItem) -> str:
    return f"{reverse('voices:swot')}?area={item.area.slug}"


def _quadrants(
    request: MemberRequest, items: list[SwotItem]
) -> list[tuple[SwotSide, list[tuple[SwotItem, list[Proof]]]]]:
    """The four quadrants, each with its items and what they stand on."""
    rows = [item.pk for item in items]
    shown = evidence_shown(Evidence.objects.filter(swot_item__in=rows), on=request.today)
    proofs = defaultdict[int | None, list[Proof]](list)
    for proof in proofs_of(shown):
        proofs[proof.evidence.swot_item_id].append(proof)
    of = {side: [item for item in items if item.side == side] for side in SwotSide}
    return [(side, [(item, proofs[item.pk]) for item in some]) for side, some in of.items()]


def _is_unfaced(item: SwotItem) -> bool:
    faced = item.not_faced or (item.need and item.need.state in LIVING)
    return item.side == SwotSide.WEAKNESS and not faced


def _kept_rows(request: MemberRequest) -> set[int]:
    if not may_keep(request):
        return set()
    kept = swot_open_to(request.acting, Right.KEEP_NEEDS, on=request.today)
    return set(kept.order_by().values_list("pk", flat=True))


def _page(
    request: MemberRequest,
    item: SwotItem | None,
    form: Any,
    title: str,
    *,
    button: str = "",
    **more: Any,
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        button=button or _("Salva"),
        trail=trail(HERE, title),
        back=address_of(item) if item else reverse("voices:swot"),
        lead=item.text if item else "",
        template="voices/form.html",
        **more,
    )
