"""A proposal is written on the site: without an account, it waits for its author to confirm it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.models import Mandate
from raccordo.access.queries import acting_through
from raccordo.foundation.keys import key_of
from raccordo.participation.codes import from_site
from raccordo.participation.importing.comparing import GROUPS
from raccordo.participation.models import Consultation
from raccordo.participation.operations.hearing import (
    renew_code,
    take_contribution,
    write_from_site,
)
from raccordo.participation.queries.public import receiving, why_closed
from raccordo.participation.receiving import KEPT_UNCONFIRMED
from raccordo.participation.rules.texts import LONGEST_TEXT
from raccordo.participation.states import AnswerWay, AuthorKind, VoiceChannel
from raccordo.participation.voices import Received, Writer
from raccordo.territory.queries import municipalities_of
from raccordo.vocabularies.queries import terms_of
from raccordo.web.door import MemberRequest, now, open_to_all, refusals_on, require_still_in_name_of
from raccordo.web.public.consulting import published
from raccordo.web.public.writing_forms import MemberForm, StrangerForm, VoiceForm, new_token
from raccordo.web.surroundings import mandate_around

# What is kept while one writes; who she is, and where she is answered, is not.
DRAFTED = ("sort", "text", "title", "group", "author_kind", "group_name")
LONGEST_DRAFT = 2 * LONGEST_TEXT
SENT_AGAIN = timedelta(minutes=10)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
@sensitive_post_parameters("text", "title", "email", "given_name", "family_name", "group_name")
def propose(request: MemberRequest, slug: str) -> HttpResponse:
    """Whatever is refused is shown again with all that was written."""
    one = published(slug)
    if reason := why_closed(one, on=request.today):
        return render(request, "public/closed.html", {"one": one, "reason": reason})
    mandate = mandate_around(request)
    form, kept = _opened(request, one, mandate)
    status = 200
    if request.method == "POST" and not _discards(request):
        valid = form.is_valid()
        if not _few(request, valid=valid):
            form.add_error(None, _("Da qui arrivano troppi messaggi: riprovare fra un'ora."))
            status = 429
        elif mandate and not request.POST.get("in_name_of"):
            form.add_error(None, _entered_meanwhile(mandate))
        elif valid:
            with refusals_on(form):
                return _sent(request, one, form, mandate)
    _renew(form)
    facts = {
        "one": one,
        "form": form,
        "mandate": mandate,
        "draft": kept,
        "receiving": receiving(one, on=request.today),
    }
    return _kept_aside(render(request, "public/propose.html", facts, status=status))


@require_POST
@open_to_all
def keep_draft(request: MemberRequest, slug: str) -> HttpResponse:
    """What is being written stays with the visit: who comes back within some hours finds it."""
    one = published(slug)
    if too_many := ratelimit.consume_or_429(request, action="propose_draft"):
        return too_many
    typed: dict[str, Any] = {name: request.POST.get(name, "").replace("\0", "") for name in DRAFTED}
    typed["towns"] = [town for town in request.POST.getlist("towns")[:500] if key_of(town)]
    if len("".join(typed[name] for name in DRAFTED)) > LONGEST_DRAFT:
        refusal = _("Il testo è troppo lungo e non si salva mentre si scrive: accorciarlo.")
        return render(request, "desk/draft_kept.html", {"draft": None, "refusal": refusal})
    if not typed["text"].strip() and not typed["title"].strip():
        return render(request, "desk/draft_kept.html", {"draft": None, "refusal": ""})
    begun = _place(one) in request.session
    if not begun and not ratelimit.consume(request, action="propose_visit"):
        refusal = _("Il testo non si salva mentre si scrive: tenerne una copia.")
        return render(request, "desk/draft_kept.html", {"draft": None, "refusal": refusal})
    kept = {"content": typed, "saved_at": now().timestamp()}
    request.session[_place(one)] = kept
    shown = render(request, "desk/draft_kept.html", {"draft": _told(kept), "refusal": ""})
    return _kept_aside(shown)


@require_safe
@open_to_all
def sent(request: MemberRequest, slug: str) -> HttpResponse:
    facts = {"one": published(slug), "days": KEPT_UNCONFIRMED.days}
    return render(request, "public/sent.html", facts)


def _opened(
    request: MemberRequest, one: Consultation, mandate: Mandate | None
) -> tuple[VoiceForm, dict[str, Any] | None]:
    """The form as it was sent, or with what had been begun."""
    inside = municipalities_of(one.area, on=request.today)
    about = {"group": terms_of(GROUPS, on=request.today), "towns": inside}
    make = MemberForm if mandate else StrangerForm
    if _discards(request):
        request.session.pop(_place(one), None)
    elif request.method == "POST":
        return make(request.POST.copy(), request.FILES, about=about), None
    kept = request.session.get(_place(one))
    first = kept["content"] if kept else {}
    return make(about=about, initial=first), _told(kept) if kept else None


def _sent(
    request: MemberRequest, one: Consultation, form: VoiceForm, mandate: Mandate | None
) -> HttpResponse:
    if mandate is None:
        assert isinstance(form, StrangerForm)
        by, house = from_site(one.area), settings.ADDRESS
        voice = form.voice(one, form.who())
        write_from_site(one.area, voice, form.writer(), by=by, at=now(), house=house)
        request.session.pop(_place(one), None)
        return redirect("public:sent", one.slug)
    request.mandate = mandate
    require_still_in_name_of(request)
    received = take_contribution(
        one.area,
        form.voice(one, _in_name_of(mandate)),
        _known(request, mandate),
        channel=VoiceChannel.SITE,
        by=acting_through(mandate),
        at=now(),
    )
    request.session.pop(_place(one), None)
    again = received.contribution.written_at > now() - SENT_AGAIN
    if not received.code and again:  # the page with the code was lost: a reload, a second click
        received = renew_code(received.contribution, by=acting_through(mandate))
    return told(request, received)


def told(request: MemberRequest, received: Received) -> HttpResponse:
    """The number and the code, now and never again."""
    facts = {"one": received.contribution, "code": received.code}
    return _kept_aside(render(request, "public/received.html", facts))


def _kept_aside(response: HttpResponse) -> HttpResponse:
    """Words and codes of one person are not kept by the next one at the same screen."""
    response["Cache-Control"] = "private, no-store"
    return response


def _entered_meanwhile(mandate: Mandate) -> str:
    """What was written by nobody in particular is not sent in the name of a body unawares."""
    return (
        _(
            "Nel frattempo è stato fatto l'accesso: ora si scrive per conto di «%s». Se va bene,"
            " inviare di nuovo; altrimenti uscire, e scrivere per sé."
        )
        % mandate.place
    )


def _in_name_of(mandate: Mandate) -> dict[str, Any]:
    """For whom one speaks who has entered: the body, or the office, she holds a mandate of."""
    body = mandate.organisation
    kind = AuthorKind.ORGANISATION if body else AuthorKind.OFFICE
    return {"author_kind": kind, "organisation": body}


def _known(request: MemberRequest, mandate: Mandate) -> Writer:
    """Who has entered: her body is named by the mandate, she by her account."""
    user = request.user
    return Writer(
        given_name=user.given_name,
        family_name=user.family_name,
        group_name=str(mandate.place),
        email=user.email,
        wants_answer_by=AnswerWay.EMAIL,
    )


def _few(request: MemberRequest, *, valid: bool) -> bool:
    """Whether this address has not sent too many; what is to be corrected counts for less."""
    if not ratelimit.consume(request, action="propose_try"):
        return False
    if valid and request.FILES and not ratelimit.consume(request, action="propose_files"):
        return False
    return not valid or bool(ratelimit.consume(request, action="propose"))


def _renew(form: VoiceForm) -> None:
    """A page that is shown again may be sent again: with a mark of its own when it had none."""
    if form.is_bound and "token" in form.errors:
        assert isinstance(form.data, QueryDict)
        form.data["token"] = new_token()
    form.initial["token"] = new_token()


def _discards(request: MemberRequest) -> bool:
    return request.method == "POST" and "discard_draft" in request.POST


def _place(one: Consultation) -> str:
    return f"voice:{one.key.hex}"


def _told(kept: dict[str, Any]) -> dict[str, Any]:
    """A draft as the pages show it: with the hour in which it was saved."""
    return {"saved_at": datetime.fromtimestamp(kept["saved_at"], UTC)}
