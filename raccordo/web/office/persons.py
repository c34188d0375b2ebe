from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods

from raccordo.access.operations import let_in, note_fiscal_code
from raccordo.access.queries import users_open_to
from raccordo.access.rights import Right
from raccordo.accounts.models import User
from raccordo.accounts.operations import close_account, reopen_account
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.office.forms import CodeForm, PersonForm, ReasonForm
from raccordo.web.trails import trail

HERE = (_later("Incarichi"), "office:mandates")
BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.GIVE_MANDATES)
def open_person(request: MemberRequest) -> HttpResponse:
    form = opened(request, PersonForm)
    if form.is_valid():
        with refusals_on(form):
            address = settings.ADDRESS + reverse("account_reset_password")
            user = let_in(address=address, by=request.acting, at=now(), **form.cleaned_data)
            said = _("Utenza aperta. %s riceve un messaggio per scegliere la password.") % user
            return saved(request, said, f"{reverse('office:mandate_give')}?a={user.email}")
    title = _("Apri un'utenza")
    return form_page(
        request,
        form,
        title=title,
        button=_("Apri l'utenza"),
        trail=trail(HERE, title),
        back=reverse("office:mandates"),
    )


@BOTH
@requires(Right.GIVE_MANDATES)
def person_code(request: MemberRequest, key: UUID) -> HttpResponse:
    user = _within_reach(request, key)
    form = opened(request, CodeForm, initial={"fiscal_code": user.fiscal_code})
    if form.is_valid():
        with refusals_on(form):
            note_fiscal_code(user, by=request.acting, at=now(), **form.cleaned_data)
            said = _("Il codice fiscale è registrato. %s ne riceve avviso.") % user
            return saved(request, said, reverse("office:mandates"))
    title = _("Codice fiscale per SPID e CIE")
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra"),
        trail=trail(HERE, title),
        back=reverse("office:mandates"),
        lead=str(user),
        keeps_draft=False,
    )


@BOTH
@requires(Right.GIVE_MANDATES)
def close_person(request: MemberRequest, key: UUID) -> HttpResponse:
    user = _within_reach(request, key)
    form = opened(request, ReasonForm)
    if form.is_valid():
        with refusals_on(form):
            close_account(user, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'utenza è chiusa."), reverse("office:mandates"))
    title = _("Chiudi l'utenza")
    return form_page(
        request,
        form,
        title=title,
        button=_("Chiudi l'utenza"),
        trail=trail(HERE, title),
        back=reverse("office:mandates"),
        lead=_("%s non potrà più entrare. Quello che ha fatto resta firmato.") % user,
    )


@BOTH
@requires(Right.GIVE_MANDATES)
def reopen_person(request: MemberRequest, key: UUID) -> HttpResponse:
    user = _within_reach(request, key)
    form = opened(request, ReasonForm)
    if form.is_valid():
        with refusals_on(form):
            reopen_account(user, by=request.acting, **form.cleaned_data)
            return saved(request, _("L'utenza è di nuovo aperta."), reverse("office:mandates"))
    title = _("Riapri l'utenza")
    lead = _("%s potrà di nuovo entrare, con la password e il secondo fattore che aveva.") % user
    return form_page(
        request,
        form,
        title=title,
        button=_("Riapri l'utenza"),
        trail=trail(HERE, title),
        back=reverse("office:mandates"),
        lead=lead,
    )


def _within_reach(request: MemberRequest, key: UUID) -> User:
    """A person whose account who acts may touch."""
    ours = users_open_to(request.acting, Right.GIVE_MANDATES, on=request.today)
    return get_object_or_404(ours, key=key)
