from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.queries import (
    acting_through,
    acts_to_read,
    holders_over,
    last_mandate_of,
    mandates_of,
    next_mandate_of,
)
from raccordo.access.rights import Right, Role
from raccordo.accounts.models import User
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.post.drafts import save_draft
from raccordo.post.models import Job
from raccordo.post.operations import ask_to_stop, read_notices
from raccordo.post.states import JOB_LIFE, JobState
from raccordo.web.desk.forms import MandateForm
from raccordo.web.desk.searching import found
from raccordo.web.desk.waiting import awaiting, due_by
from raccordo.web.door import MemberRequest, now, open_to_all, requires, today
from raccordo.web.files import download
from raccordo.web.surroundings import mandate_around

LONGEST_PAGE = 300


@require_safe
@requires(Right.ENTER)
def home(request: MemberRequest) -> HttpResponse:
    facts = {
        "waiting": awaiting(request.acting, on=request.today),
        "due": due_by(request.acting, on=request.today)[:10],
        "notices": request.user.notices.filter(read_at=None)[:20],
        "jobs": request.user.jobs.all()[:5],
        "acts": acts_to_read(request.acting, on=request.today)[:6],
    }
    return render(request, "desk/home.html", facts)


@require_http_methods(["GET", "POST"])
def choose_mandate(request: MemberRequest) -> HttpResponse:
    mandates = mandates_of(request.user, on=today())
    there = request.GET.get("next", "")
    there = there if url_has_allowed_host_and_scheme(there, None) else "/scrivania/"
    form = MandateForm(request.POST or None, mandates=mandates)
    if form.is_valid():
        request.session["mandate"] = str(form.cleaned_data["mandate"].key)
        return redirect(there)
    wanted = request.session.get("mandate")
    ended = bool(wanted) and wanted not in {str(mandate.key) for mandate in mandates}
    facts = {"form": form, "mandates": mandates, "ended": ended or bool(form.errors)}
    return render(request, "desk/choose.html", facts if mandates else facts | _none_today(request))


def _none_today(request: MemberRequest) -> dict[str, Any]:
    """For who holds nothing today: what she held last, what is to come, whom to ask."""
    day = today()
    last, coming = last_mandate_of(request.user, on=day), next_mandate_of(request.user, on=day)
    place = last.place if last else coming.place if coming else None
    ask: list[User] = []
    for role in (Role.PLAN_DIRECTOR, Role.ADMINISTRATOR):
        ask = ask or (list(holders_over(place, {role}, on=day)) if place else [])
    return {"last": last, "coming": coming, "ask": ask}


@require_safe
@open_to_all
def search(request: MemberRequest) -> HttpResponse:
    wanted = request.GET.get("q", "")[:100]
    things = found(wanted, acting=_who(request), on=request.today, most=8 if request.htmx else 50)
    template = "desk/search.html#found" if request.htmx else "desk/search.html"
    return render(request, template, {"searched": wanted, "things": things})


def _who(request: MemberRequest) -> Acting | None:
    mandate = mandate_around(request)
    return acting_through(mandate) if mandate else None


@require_POST
@requires(Right.ENTER)
def notices_read(request: MemberRequest) -> HttpResponse:
    read_notices(request.user, by=request.acting, at=now())
    return redirect("desk:home")


@require_POST
@login_not_required
def keep_draft(request: MemberRequest) -> HttpResponse:
    if not request.user.is_authenticated:  # a page of entry inside a note would help nobody
        refusal = _("La sessione è finita: il testo non si salva più. Copiarlo, e rientrare.")
        return render(request, "desk/draft_kept.html", {"draft": None, "refusal": refusal})
    page = request.POST.get("draft_page", "")
    if len(page) > LONGEST_PAGE or not is_valid_path(page):
        raise BadRequest
    left_out = {"csrfmiddlewaretoken", "in_name_of", "draft_page", "discard_draft"}
    typed = {name: request.POST[name] for name in request.POST if name not in left_out}
    typed = {name: text for name, text in typed.items() if "password" not in name}
    draft, refusal = None, ""
    try:
        draft = save_draft(request.user, page=page, content=typed, at=now())
    except Refused as refused:
        refusal = refused.message
    return render(request, "desk/draft_kept.html", {"draft": draft, "refusal": refusal})


@require_safe
@requires(Right.ENTER)
def job_page(request: MemberRequest, key: UUID) -> HttpResponse:
    job = get_object_or_404(Job, key=key, user=request.user)
    template = "desk/job.html#progress" if request.htmx else "desk/job.html"
    response = render(request, template, {"job": job, "over": JobState(job.state) in JOB_LIFE.ends})
    if request.htmx and JobState(job.state) in JOB_LIFE.ends:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@requires(Right.ENTER)
def stop_job(request: MemberRequest, key: UUID) -> HttpResponseRedirect:
    job = get_object_or_404(Job, key=key, user=request.user)
    ask_to_stop(job, by=request.acting)
    return redirect("desk:job", key)


@require_safe
@requires(Right.ENTER)
def job_file(request: MemberRequest, key: UUID) -> HttpResponseBase:
    job = get_object_or_404(Job, key=key, user=request.user)
    if job.result is None:
        raise Refused(_("Questa lavorazione non ha prodotto un file."))
    return download(job.result, job.result_name)
