from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.operations import invite_again, let_in, note_fiscal_code
from raccordo.access.queries import invitations_of, users_open_to, users_without_mandate
from raccordo.access.rights import Right
from raccordo.accounts.models import User
from raccordo.accounts.operations import close_account, reopen_account
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.office.forms import CodeForm, PersonForm, ReasonForm
from raccordo.web.trails import trail

HERE = (_later("Incarichi"), "office:mandates")
A_PAGE = 50
BOTH = require_http_methods(["GET", "POST"])


@require_safe
@requires(Right.GIVE_MANDATES)
def persons(request: MemberRequest) -> HttpResponse:
    """The accounts opened here that nobody has given a mandate yet."""
    waiting = users_without_mandate(request.acting, Right.GIVE_MANDATES, on=request.today)
    page = Paginator(waiting.order_by("-is_active", "family_name", "pk"), A_PAGE)
    shown = page.get_page(request.GET.get("pagina"))
    invited = invitations_of(list(shown))
    title = _("Utenze senza incarico")
    facts = {
        "page": shown,
        "rows": [(user, invited.get(user.pk)) for user in shown],
        "title": title,
        "trail": trail(HERE, title),
    }
    return render(request, "office/persons.html", facts)


@BOTH
@requires(Right.GIVE_MANDATES)
def invite(request: MemberRequest, key: UUID) -> HttpResponse:
    user = _within_reach(request, key)
    form = opened(request, Form)
    if form.is_valid():
        with refusals_on(form):
            invite_again(user, address=_choose_at(), by=request.acting, at=now())
            said = _("L'invito parte per %s.") % user.email
            return saved(request, said, _list_of(user))
    title = _("Manda di nuovo l'invito")
    lead = _(
        "%(user)s riceve a %(email)s l'indirizzo della pagina dove si sceglie la password."
        " L'invito non scade; il collegamento che si chiede da lì vale tre giorni e una volta sola."
    )
    return form_page(
        request,
        form,
        title=title,
        button=_("Manda l'invito"),
        trail=trail(HERE, title),
        back=_list_of(user),
        lead=lead % {"user": user, "email": user.email},
        keeps_draft=False,
    )


@BOTH
@requires(Right.GIVE_MANDATES)
def open_person(request: MemberRequest) -> HttpResponse:
    form = opened(request, PersonForm)
    if form.is_valid():
        with refusals_on(form):
            facts = form.cleaned_data
            user = let_in(address=_choose_at(), by=request.acting, at=now(), **facts)
            said = _("Utenza aperta. %s riceve un messaggio per scegliere la password.") % user
            chosen = urlencode({"a": user.email})
            return saved(request, said, f"{reverse('office:mandate_give')}?{chosen}")
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
            if user.pk == request.user.pk:
                said = _("Il codice fiscale è registrato.")
            return saved(request, said, _list_of(user))
    title = _("Codice fiscale per SPID e CIE")
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra"),
        trail=trail(HERE, title),
        back=_list_of(user),
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
            return saved(request, _("L'utenza è chiusa."), _list_of(user))
    title = _("Chiudi l'utenza")
    return form_page(
        request,
        form,
        title=title,
        button=_("Chiudi l'utenza"),
        trail=trail(HERE, title),
        back=_list_of(user),
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
            return saved(request, _("L'utenza è di nuovo aperta."), _list_of(user))
    title = _("Riapri l'utenza")
    lead = _("%s potrà di nuovo entrare, con la password e il secondo fattore che aveva.") % user
    return form_page(
        request,
        form,
        title=title,
        button=_("Riapri l'utenza"),
        trail=trail(HERE, title),
        back=_list_of(user),
        lead=lead,
    )


def _list_of(user: User) -> str:
    """The list where a person is: that of the mandates, if she ever held one."""
    return reverse("office:mandates" if user.mandates.exists() else "office:persons")


def _choose_at() -> str:
    """Where a password is chosen: an address that may be written, as it opens nothing by itself."""
    return settings.ADDRESS + reverse("account_reset_password")


def _within_reach(request: MemberRequest, key: UUID) -> User:
    """A person whose account who acts may touch."""
    ours = users_open_to(request.acting, Right.GIVE_MANDATES, on=request.today)
    return get_object_or_404(ours, key=key)
