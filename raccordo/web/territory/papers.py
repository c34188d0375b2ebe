"""The profile as a document: made once, in the background, then ready for whoever asks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from raccordo.observatory.paper import chapter_of, place_of_paper
from raccordo.post.models import Job
from raccordo.post.states import JOB_LIFE, JobState
from raccordo.web.door import MemberRequest, now, open_to_all, today
from raccordo.web.files import attached
from raccordo.web.territory.asked import Asked, asked_profile
from raccordo.web.territory.works import ask_paper, paper_job


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def paper(request: MemberRequest, slug: str = "") -> HttpResponseBase:
    if request.htmx and (key := request.GET.get("lavorazione")):
        return _progress(request, key)
    asked = asked_profile(request, slug)
    place = _place(asked, on=request.today)
    if request.method == "POST":
        if place.exists():
            return redirect(f"{asked.here}.pdf{asked.suffix}")
        ask_paper(_facts(asked, place), at=now())
        return redirect(f"{asked.here}/documento/{asked.suffix}")
    return render(request, "territory/paper.html", _page(asked, place))


def paper_file(asked: Asked) -> HttpResponseBase:
    """The document, if it was made; otherwise the page where it is asked for."""
    place = _place(asked, on=today())
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        return redirect(f"{asked.here}/documento/{asked.suffix}")
    return attached(content, f"{asked.file_name}.pdf")


def _place(asked: Asked, *, on: date) -> Path:
    return place_of_paper(chapter_of(asked.profile, ahead=asked.profile.on > on))


def _page(asked: Asked, place: Path) -> dict[str, object]:
    size = place.stat().st_size if place.exists() else 0
    job = None if size else paper_job(place.stem)
    if job and job.state == JobState.DONE:  # made, and swept away since
        job = None
    over = job is not None and JobState(job.state) in JOB_LIFE.ends
    return {"asked": asked, "size": size, "job": job, "over": over}


def _progress(request: MemberRequest, key: str) -> HttpResponse:
    try:
        job = get_object_or_404(Job, key=UUID(key), kind="observatory.paper")
    except ValueError:
        return HttpResponse(status=404)
    over = JobState(job.state) in JOB_LIFE.ends
    response = render(request, "territory/paper.html#progress", {"job": job, "over": over})
    if over:
        response["HX-Refresh"] = "true"
    return response


def _facts(asked: Asked, place: Path) -> dict[str, Any]:
    """All that the worker needs to make the same document."""
    return {
        "print": place.stem,
        "slug": asked.slug,
        "towns": [str(town.key) for town in asked.towns],
        "name": asked.profile.place.name,
        "parts": asked.profile.parts,
        "on": asked.profile.on.isoformat(),
        "language": get_language() or "it",
        "title": asked.profile.place.name,
    }
