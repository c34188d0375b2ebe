"""The page of a proposal: what it is and in what state, what can be done, what was said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.participation.models import Author, Contribution
from raccordo.participation.queries.contributions import (
    contributions_open_to,
    is_hidden,
    sees_author,
    standing_reply,
)
from raccordo.participation.queries.public import author_said, name_told
from raccordo.participation.states import OPEN, VOICE_LIFE, VoiceState
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import download
from raccordo.web.trails import Trail, trail
from raccordo.web.voices.becoming.shown import endings_shown
from raccordo.web.voices.proposals.listing import HERE

LINES = 20


@require_safe
@requires(Right.READ_VOICES)
def proposal(request: MemberRequest, key: UUID) -> HttpResponse:
    one = found(request, key, Right.READ_VOICES)
    sees = sees_author(request.acting, one, on=request.today)
    kept = contributions_open_to(request.acting, Right.KEEP_VOICES, on=request.today)
    author = Author.objects.filter(contribution=one).first()
    facts: dict[str, Any] = {
        "one": one,
        "trail": trail(HERE, str(one)),
        "late": one.state in OPEN and one.answer_due_on and one.answer_due_on < request.today,
        "waits": one.state in OPEN,
        "sees": sees,
        "author": author if sees else None,
        "said": author_said(
            one, name_told(one, author), one.organisation.name if one.organisation else ""
        ),
        "can": _steps(one) if kept.filter(pk=one.pk).exists() else {},
        "hidden": one.moderations.filter(shown_again_on=None).first(),
        "reply": standing_reply(one),
        "replies": one.replies.order_by("-answered_on", "-pk"),
        "tellings": one.tellings.select_related("message", "reply"),
        "discussions": one.discussions.select_related("item__sitting__body", "occasion"),
        "merged": one.merged.order_by("year", "number"),
        **endings_shown(request, one),
        "files": one.files.filter(removed_on=None),
        "history": history_of(name_of(one))[:LINES] if sees else [],
    }
    return render(request, "voices/proposals/proposal.html", facts)


@require_safe
@requires(Right.TAKE_VOICES)
def proposal_file(request: MemberRequest, key: UUID, file: UUID) -> HttpResponseBase:
    """A letter that was scanned tells who wrote it: only who takes proposals opens it."""
    one = found(request, key, Right.TAKE_VOICES)
    kept = get_object_or_404(one.files.filter(removed_on=None).select_related("file"), key=file)
    assert kept.file is not None  # what is taken away has no file, and was not found
    return download(kept.file, kept.name)


def found(request: MemberRequest, key: UUID, right: Right) -> Contribution:
    """A proposal on which the one who acts has a right."""
    open_ = contributions_open_to(request.acting, right, on=request.today)
    return get_object_or_404(open_.select_related("merged_into", "occasion"), key=key)


def kept(request: MemberRequest, key: UUID) -> Contribution:
    """A proposal that the one who acts may admit and answer."""
    return found(request, key, Right.KEEP_VOICES)


def address_of(one: Contribution) -> str:
    return reverse("voices:proposal", args=[one.key])


def path_to(one: Contribution, title: str) -> Trail:
    return trail(HERE, (str(one), address_of(one)), title)


def _steps(one: Contribution) -> dict[str, bool]:
    """What may be done now of a proposal, by who keeps it."""
    here = VoiceState(one.state)
    root = one.merged_into
    onward = {
        "admit": VoiceState.ADMITTED,
        "refuse": VoiceState.NOT_PERTINENT,
        "discuss": VoiceState.DISCUSSED,
        "answer": VoiceState.ANSWERED,
        "withdraw": VoiceState.WITHDRAWN,
    }
    alone = here != VoiceState.MERGED
    can = {name: VOICE_LIFE.allows(here, to) and alone for name, to in onward.items()}
    author = Author.objects.filter(contribution=one).first()
    return can | {
        "withdraw": VOICE_LIFE.allows(here, VoiceState.WITHDRAWN),
        "merge": here in OPEN,
        "unmerge": root is not None and not alone and root.state in OPEN,
        "hide": not is_hidden(one),
        "forget": author is not None and author.removed_on is None,
    }
