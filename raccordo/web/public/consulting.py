"""What is asked of all: the consultations, the page of one, what was said and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from raccordo.participation.models import Consultation, Phase, Subscription
from raccordo.participation.queries.changing import stretches_of
from raccordo.participation.queries.contributions import consultations_found
from raccordo.participation.queries.figures import aims_told, statistics_of
from raccordo.participation.queries.public import (
    as_public,
    coming_occasions,
    public_consultations,
    public_contribution,
    public_contributions,
    public_occasions,
    receiving,
    saying,
    why_closed,
)
from raccordo.participation.states import Outcome
from raccordo.web.door import MemberRequest, now, open_to_all

A_PAGE, LATEST, COMING = 25, 5, 6


@require_safe
@open_to_all
def consultations(request: MemberRequest) -> HttpResponse:
    wanted = request.GET.get("q", "")[:100]
    found = consultations_found(public_consultations(), wanted)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    told = [(one, receiving(one, on=request.today)) for one in page]
    facts = {
        "page": page,
        "open": [(one, phase) for one, phase in told if phase],
        "others": [(one, why_closed(one, on=request.today)) for one, phase in told if not phase],
        "wanted": wanted,
        "coming": coming_occasions(at=now())[:COMING],
    }
    return render(request, "public/consultations.html", facts)


@require_safe
@open_to_all
def consultation(request: MemberRequest, slug: str) -> HttpResponse:
    one = published(slug)
    voices = public_contributions(one)
    stances = Subscription.objects.select_related("organisation")
    occasions = list(public_occasions(one))
    facts: dict[str, Any] = {
        "one": one,
        "phases": _steps(one, on=request.today),
        "receiving": receiving(one, on=request.today),
        "why_closed": why_closed(one, on=request.today),
        "aims": aims_told(one).prefetch_related(Prefetch("subscriptions", stances)),
        "coming": [met for met in occasions if met.held_at >= now()],
        "past": [met for met in reversed(occasions) if met.held_at < now()],
        "figures": statistics_of(voices, on=request.today),
        "latest": as_public(voices.select_related("organisation")[:LATEST]),
    }
    return render(request, "public/consultation.html", facts)


@require_safe
@open_to_all
def proposals(request: MemberRequest, slug: str) -> HttpResponse:
    one = published(slug)
    wanted, outcome = request.GET.get("q", "")[:100], request.GET.get("esito", "")
    found = saying(public_contributions(one), wanted).select_related("organisation")
    if outcome == "attesa":
        found = found.filter(outcome="", withdrawn_on=None)
    elif outcome in Outcome.values:
        found = found.filter(outcome=outcome)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    facts = {
        "one": one,
        "page": page,
        "voices": as_public(page),
        "wanted": wanted,
        "outcome": outcome,
        "outcomes": Outcome.choices,
    }
    return render(request, "public/proposals.html", facts)


@require_safe
@open_to_all
def proposal(request: MemberRequest, key: UUID) -> HttpResponse:
    found = public_contribution(key)
    if found is None:
        raise Http404
    [voice] = as_public([found])
    facts = {"voice": voice, "one": found.consultation}
    return render(request, "public/proposal.html", facts)


def published(slug: str) -> Consultation:
    """A consultation that anybody may read, by its address."""
    return get_object_or_404(public_consultations(), slug=slug)


def _steps(one: Consultation, *, on: date) -> list[tuple[Phase, bool, bool]]:
    """Each phase, whether it is past and whether it is now."""
    stretches = zip(one.phases.all(), stretches_of(one), strict=True)
    return [
        (phase, bool(stretch.until and stretch.until <= on), stretch.holds(on))
        for phase, stretch in stretches
    ]
