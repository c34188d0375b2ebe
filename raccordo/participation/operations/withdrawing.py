"""Who wrote takes it back, or asks to be forgotten; the office keeps a text from the public."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from raccordo.archive.operations import discard
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.participation.models import Author, Contribution, Moderation, Telling
from raccordo.participation.queries.changing import contribution_to_change, merged_to_change
from raccordo.participation.queries.leaving import files_with, letters_to
from raccordo.participation.receiving import text_to_keep
from raccordo.participation.rules.texts import cleaned, title_from
from raccordo.participation.states import VOICE_LIFE, AnswerWay, VoiceState
from raccordo.post.operations import empty_messages


@operation
def withdraw(contribution: Contribution, *, by: Acting, on: date, reason: str = "") -> Contribution:
    """Take back a proposal: its text is no longer read by the public, the rest of it stays.

    The number, where it was discussed and the answer it had are told as before. What was joined
    to it, and is still to be answered, waits on its own again.
    """
    contribution = contribution_to_change(contribution)
    if contribution.withdrawn_on:
        raise Refused(_("%s è già stata ritirata.") % contribution)
    here = VoiceState(contribution.state)
    VOICE_LIFE.require(here, VoiceState.WITHDRAWN)
    if not contribution.outcome:
        for one in merged_to_change(contribution):
            one.state, one.state_before, one.merged_into = one.state_before, "", None
            one.save(update_fields=["state", "state_before", "merged_into"])
    contribution.state, contribution.withdrawn_on = VoiceState.WITHDRAWN, on
    contribution.save(update_fields=["state", "withdrawn_on"])
    record(by=by, what="contribution.withdrawn", subject=contribution, purpose=reason, before=here)
    return contribution


@operation
def hide(contribution: Contribution, *, reason: str, by: Acting, on: date) -> Moderation:
    """Keep the text of a proposal from the public, who reads why; it is answered all the same."""
    contribution = contribution_to_change(contribution)
    reason = " ".join(cleaned(reason).split())
    if not reason or len(reason) > 300:
        raise Refused(_("Dire perché non si pubblica, in 300 caratteri al più."), field="reason")
    if contribution.moderations.filter(shown_again_on=None).exists():
        raise Refused(_("La proposta è già nascosta al pubblico."))
    hidden = Moderation.objects.create(contribution=contribution, hidden_on=on, reason=reason)
    record(by=by, what="contribution.hidden", subject=contribution, purpose=reason)
    return hidden


@operation
def show(contribution: Contribution, *, by: Acting, on: date) -> Contribution:
    """Let the public read again a text that was hidden."""
    contribution = contribution_to_change(contribution)
    hidden = contribution.moderations.filter(shown_again_on=None).first()
    if hidden is None:
        raise Refused(_("La proposta non è nascosta al pubblico."))
    hidden.shown_again_on = on
    hidden.save(update_fields=["shown_again_on"])
    record(by=by, what="contribution.shown", subject=contribution, on=on)
    return contribution


@operation
def write_public_text(contribution: Contribution, *, text: str, by: Acting) -> Contribution:
    """Write what the public reads instead of the text, with OMISSIS; nothing: the text itself."""
    contribution = contribution_to_change(contribution)
    kept = text_to_keep(text) if text.strip() else ""
    contribution.public_text = "" if kept == contribution.text else kept
    contribution.save(update_fields=["public_text"])
    omitted = bool(contribution.public_text)
    record(by=by, what="contribution.public_text", subject=contribution, omitted=omitted)
    return contribution


@operation
def remove_personal_data(
    contribution: Contribution, *, by: Acting, on: date, text: str = "", title: str = ""
) -> Contribution:
    """Forget who wrote a proposal: number, outcome and answer stay, and nobody's name.

    If the text itself tells of her, the office rewrites it; the files that came are taken away,
    the letters she received lose her address and what they said.
    """
    contribution = contribution_to_change(contribution)
    author = Author.objects.select_for_update(of=("self",)).filter(contribution=contribution)
    if kept := author.first():
        _empty(kept, on=on)
    contribution.named_in_public = False
    if text.strip():
        contribution.text, contribution.public_text = text_to_keep(text), ""
        contribution.title = " ".join(cleaned(title).split())[:200] or title_from(contribution.text)
        contribution.search = searchable(f"{contribution.title} {contribution.text}")
    contribution.save(update_fields=["named_in_public", "text", "public_text", "title", "search"])
    files = _let_go(contribution, by=by, on=on)
    pending = Telling.objects.filter(contribution=contribution, message=None, told_on=None)
    pending.update(told_how=_("dati tolti su richiesta di chi ha scritto"), told_on=on)
    rewritten = bool(text.strip())
    facts: dict[str, Any] = {"files": files, "rewritten": rewritten}
    record(by=by, what="contribution.person_removed", subject=contribution, **facts)
    return contribution


def _let_go(contribution: Contribution, *, by: Acting, on: date) -> int:
    """What is kept of her elsewhere: her letters, her files; how many files there were."""
    files = files_with([contribution])
    here = contribution.files.filter(removed_on=None)
    count = here.update(removed_on=on, file=None, name="")
    discard(files, by=by)
    empty_messages(letters_to([contribution]), by=by)
    return count


def _empty(author: Author, *, on: date) -> None:
    for name in ("given_name", "family_name", "group_name", "email", "phone", "address", "search"):
        setattr(author, name, "")
    author.wants_answer_by, author.removed_on = AnswerWay.CODE, on
    author.save()
