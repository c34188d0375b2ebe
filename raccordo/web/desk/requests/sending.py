"""A request sent to those chosen, and who is missing reminded: many of them by the worker."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from raccordo.access.rights import Right
from raccordo.governance.models import DataRequest
from raccordo.governance.operations.sending import remind_missing, send_request
from raccordo.governance.queries.requests import (
    others_near,
    others_to_ask,
    parts_asked_by,
    require_may_be_sent,
    to_remind,
    towns_asked_by,
)
from raccordo.post import jobs
from raccordo.post.states import Channel
from raccordo.territory.models import Area
from raccordo.web.desk.requests.asking import HERE, asked_by
from raccordo.web.desk.requests.forms import SendForm
from raccordo.web.desk.requests.wording import told
from raccordo.web.desk.requests.works import REMINDING, SENDING
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
# So many are written to while one waits; more of them by the worker, which tells how far it is.
AT_ONCE = 20


@BOTH
@requires(Right.ASK_DATA)
def send(request: MemberRequest, key: UUID) -> HttpResponse:
    asked = asked_by(request, key)
    parts = list(parts_asked_by(asked.area, on=request.today))
    among = next((one for one in parts if one.slug == request.GET.get("di")), asked.area)
    towns = _towns_left(request, asked, among)
    form = _form(request, asked, among, towns)
    if form.is_valid():
        with refusals_on(form):
            return _sent(request, asked, form, towns)
    title, here = _("Invia la richiesta"), reverse("desk:request", args=[key])
    return form_page(
        request,
        form,
        title=title,
        button=_("Invia a chi è scelto"),
        trail=trail(HERE, (asked.title, here), title),
        back=here,
        lead=_("Ognuno riceve un messaggio con il suo collegamento e il suo foglio di calcolo."),
        template="desk/requests/send.html",
        keeps_draft=False,
        parts=parts,
        among=among,
    )


def _towns_left(request: MemberRequest, asked: DataRequest, among: Area) -> dict[str, Area]:
    """The municipalities of a part that were not asked yet, by their key."""
    already = set(asked.answers.values_list("organisation", flat=True))
    return {
        str(town.key): town
        for town, hall in towns_asked_by(among, on=request.today)
        if hall is None or hall.pk not in already
    }


def _form(
    request: MemberRequest, asked: DataRequest, among: Area, towns: dict[str, Area]
) -> SendForm:
    already = asked.answers.order_by().values("organisation")
    others = others_to_ask(asked.area, on=request.today).exclude(pk__in=already)
    near = others_near(among, on=request.today).exclude(pk__in=already)
    choices = [(key, town.name) for key, town in towns.items()]
    return SendForm(request.POST or None, towns=choices, near=list(near), others=others)


def _sent(
    request: MemberRequest, asked: DataRequest, form: SendForm, towns: dict[str, Area]
) -> HttpResponse:
    chosen, others = form.cleaned_data.get("towns", []), form.chosen()
    if len(chosen) + len(others) > AT_ONCE:
        require_may_be_sent(asked, on=request.today)
        others_keys = sorted(str(one.key) for one in others)
        channel = form.cleaned_data["channel"]
        whom = {"towns": sorted(chosen), "organisations": others_keys, "channel": channel}
        return _in_background(request, asked, SENDING, _("Invio di «%s»") % asked.title, whom)
    sent = send_request(
        asked,
        towns=[towns[key] for key in chosen],
        organisations=others,
        channel=Channel(form.cleaned_data["channel"]),
        house=settings.ADDRESS,
        by=request.acting,
        on=request.today,
        at=now(),
    )
    return saved(request, told(sent), reverse("desk:request", args=[asked.key]))


@require_POST
@requires(Right.ASK_DATA)
def remind(request: MemberRequest, key: UUID) -> HttpResponse:
    asked = asked_by(request, key)
    if len(to_remind(asked, on=request.today)) > AT_ONCE:
        return _in_background(request, asked, REMINDING, _("Solleciti di «%s»") % asked.title, {})
    sent = remind_missing(
        asked, house=settings.ADDRESS, by=request.acting, on=request.today, at=now()
    )
    tell = messages.success if sent.written else messages.warning
    tell(request, told(sent))
    return redirect("desk:request", key)


def _in_background(
    request: MemberRequest, asked: DataRequest, kind: str, title: str, whom: dict[str, Any]
) -> HttpResponse:
    """The same, done by the worker in the name of who asks."""
    facts = {"request": str(asked.key), "mandate": str(request.acting.mandate)}
    facts |= {"on": request.today.isoformat(), "page": reverse("desk:request", args=[asked.key])}
    job = jobs.ask(
        kind=kind, title=title[:200], facts=facts | whom, by=request.acting, user=request.user
    )
    return redirect("desk:job", job.key)
