from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from raccordo.access.models import Mandate
from raccordo.access.queries import acting_through, mandates_of, needs_second_factor
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.accounts.models import User
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting


class MemberRequest(HttpRequest):
    """A request from someone who has entered, and acts through one mandate."""

    user: User
    htmx: HtmxDetails
    acting: Acting
    mandate: Mandate
    right: Right
    today: date


View = Callable[..., HttpResponseBase]


def requires(right: Right) -> Callable[[View], View]:
    """Declare the right a page needs; who does not hold it finds no page, nor its objects."""

    def declare(view: View) -> View:
        @wraps(view)
        def page(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.today, request.right = today(), right
            if elsewhere := _first_of_all(request):
                return elsewhere
            mandate = chosen_mandate(request)
            if mandate is None:
                return _to(request, "desk:choose")
            if right not in RIGHTS[Role(mandate.role)]:
                raise Http404
            request.mandate = mandate
            request.acting = acting_through(mandate, request_id=uuid4().hex)
            require_still_in_name_of(request)
            return view(request, *args, **kwargs)

        page.right = right  # type: ignore[attr-defined]
        return page

    return declare


def open_to_all(view: View) -> View:
    """A page of the public site: whoever comes may read it, whether or not she has entered."""

    @wraps(view)
    def page(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.today = today()
        return view(request, *args, **kwargs)

    page.public = True  # type: ignore[attr-defined]
    return login_not_required(page)


def today() -> date:
    """The day it is at the door; whoever is inside is told."""
    return timezone.localdate()


def now() -> datetime:
    """The hour it is at the door."""
    return timezone.now()


def chosen_mandate(request: MemberRequest) -> Mandate | None:
    """The mandate one has chosen, or the only one there is; nothing until one chooses."""
    mandates = list(mandates_of(request.user, on=request.today))
    wanted = request.session.get("mandate")
    if wanted:  # if it has ended meanwhile, nobody goes on in another name without knowing
        return next((m for m in mandates if str(m.key) == wanted), None)
    return mandates[0] if len(mandates) == 1 else None


def require_still_in_name_of(request: MemberRequest) -> None:
    """What was written in one name is not saved in another chosen since, in another window."""
    named = request.POST.get("in_name_of", "")
    if named and named != str(request.mandate.key):
        raise Refused(
            _("La pagina era stata aperta con un altro incarico: ora si opera per conto di «%s».")
            % request.mandate
        )


def _first_of_all(request: MemberRequest) -> HttpResponse | None:
    """Who sees persons or signs enters with a second factor: until then, only that page."""
    return _to(request, "entrance:second_factor") if still_to_prove(request) else None


def still_to_prove(request: MemberRequest) -> bool:
    """Whether a second factor is wanted of who has entered, and has not been given yet."""
    if not settings.SECOND_FACTOR or entered_twice(request):
        return False
    return needs_second_factor(request.user, on=request.today)


def entered_twice(request: MemberRequest) -> bool:
    """Whether a second factor was asked: here, or by the identity provider one came from."""
    methods = {record.get("method") for record in get_authentication_records(request, request.user)}
    return "socialaccount" in methods or ("mfa" in methods and is_mfa_enabled(request.user))


def _to(request: HttpRequest, name: str) -> HttpResponse:
    here = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse(name)}?{here}")


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """Show a refusal of the rules where the person was writing."""
    try:
        yield
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
