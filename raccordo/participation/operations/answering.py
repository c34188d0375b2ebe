"""A proposal is discussed and answered in writing, and who wrote it is told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day as day_said
from raccordo.governance.models import AgendaItem
from raccordo.governance.states import ItemOutcome
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.participation.models import Contribution, Discussion, Occasion, Reply, Telling
from raccordo.participation.operations.telling import tell_answer
from raccordo.participation.queries.changing import (
    contribution_to_change,
    merged_to_change,
    require_move,
)
from raccordo.participation.queries.contributions import standing_reply
from raccordo.participation.receiving import text_to_keep
from raccordo.participation.rules.texts import cleaned
from raccordo.participation.states import Outcome, VoiceState


@operation
def discuss(
    contribution: Contribution,
    *,
    by: Acting,
    on: date,
    item: AgendaItem | None = None,
    occasion: Occasion | None = None,
    day: date | None = None,
    summary: str = "",
) -> Discussion:
    """Say in which sitting or at which table a proposal was discussed, and what was said of it."""
    contribution = contribution_to_change(contribution)
    require_move(contribution, VoiceState.DISCUSSED)
    if (item is None) == (occasion is None):
        raise Refused(_("Dire in quale seduta, oppure in quale incontro."), field="item")
    if item and item.outcome == ItemOutcome.WITHDRAWN:
        raise Refused(_("Il punto è stato ritirato dall'ordine del giorno."), field="item")
    if occasion and occasion.called_off:
        raise Refused(_("L'incontro è stato annullato."), field="occasion")
    met = item.sitting.held_on if item else _day_of(occasion)
    day = day or met
    if max(met, day) > on:
        where = "day" if met <= on else "item" if item else "occasion"
        raise Refused(_("Il %s deve ancora venire.") % day_said(max(met, day)), field=where)
    if contribution.discussions.filter(item=item, occasion=occasion, day=day).exists():
        raise Refused(_("Questa discussione è già registrata."))
    discussion = Discussion.objects.create(
        contribution=contribution, item=item, occasion=occasion, day=day, summary=cleaned(summary)
    )
    contribution.state = VoiceState.DISCUSSED
    contribution.save(update_fields=["state"])
    record(by=by, what="contribution.discussed", subject=contribution, on=day)
    return discussion


@operation
def answer(
    contribution: Contribution,
    *,
    outcome: Outcome,
    text: str,
    by: Acting,
    on: date,
    at: datetime,
    house: str,
    signed_by: str = "",
    seen: str | None = None,
) -> Reply:
    """Answer a proposal in writing, and all that were joined to it; a second answer corrects it.

    Who corrects an answer, or gives the first, may show which one was there: its key, or nothing.
    """
    contribution = contribution_to_change(contribution)
    require_move(contribution, VoiceState.ANSWERED)
    stood = standing_reply(contribution)
    if seen is not None and seen != (str(stood.key) if stood else ""):
        raise Refused(_("Nel frattempo qualcun altro ha risposto: ecco la risposta."))
    if outcome == Outcome.NOT_PERTINENT:
        raise Refused(_("Una proposta ammessa è pertinente: scegliere l'esito."), field="outcome")
    before = contribution.outcome
    reply = Reply(contribution=contribution, outcome=outcome, text=text, signed_by=signed_by)
    _write(reply, house=house, by=by, on=on, at=at)
    contribution.state = VoiceState.ANSWERED
    contribution.save(update_fields=["state"])
    facts: dict[str, Any] = {"before": before, "after": outcome, "on": on}
    record(by=by, what="contribution.answered", subject=contribution, **facts)
    return reply


@operation
def declare_not_pertinent(
    contribution: Contribution,
    *,
    reason: str,
    by: Acting,
    on: date,
    at: datetime,
    house: str,
    signed_by: str = "",
) -> Reply:
    """Say that a proposal is about something else, and tell its author why."""
    contribution = contribution_to_change(contribution)
    require_move(contribution, VoiceState.NOT_PERTINENT)
    if not reason.strip():
        raise Refused(_("Dire perché non è pertinente: chi l'ha scritta lo legge."), field="reason")
    outcome = Outcome.NOT_PERTINENT
    reply = Reply(contribution=contribution, outcome=outcome, text=reason, signed_by=signed_by)
    _write(reply, house=house, by=by, on=on, at=at)
    contribution.state = VoiceState.NOT_PERTINENT
    contribution.save(update_fields=["state"])
    record(by=by, what="contribution.not_pertinent", subject=contribution, on=on)
    return reply


@operation
def hand_answer(telling: Telling, *, how: str, told_on: date, by: Acting, on: date) -> Telling:
    """Say how and when an answer reached who had no e-mail: by hand, by post, on the phone."""
    locked = Telling.objects.select_for_update(of=("self",)).select_related("reply")
    telling = locked.get(pk=telling.pk)
    if told_on > on:
        raise Refused(_("Il %s deve ancora venire.") % day_said(told_on), field="told_on")
    if told_on < telling.reply.answered_on:
        raise Refused(
            _("La risposta è del %s.") % day_said(telling.reply.answered_on), field="told_on"
        )
    if telling.message_id or telling.told_on:
        raise Refused(_("La risposta risulta già comunicata."))
    how = " ".join(cleaned(how).split())
    if not how or len(how) > 200:
        raise Refused(_("Dire come è stata comunicata, in 200 caratteri al più."), field="how")
    telling.told_how, telling.told_on = how, told_on
    telling.save(update_fields=["told_how", "told_on"])
    record(by=by, what="contribution.answer_handed", subject=telling.contribution, on=told_on)
    return telling


def _write(reply: Reply, *, house: str, by: Acting, on: date, at: datetime) -> None:
    """Keep an answer beside those before it, and tell it to each who waits for it."""
    answered = reply.contribution
    received_on = localdate(answered.received_at) if answered.received_at else on
    if on < received_on:
        raise Refused(
            _("Il %s la proposta non era ancora arrivata.") % day_said(on), field="answered_on"
        )
    reply.text, reply.answered_on = text_to_keep(reply.text), on
    reply.signed_by = " ".join(cleaned(reply.signed_by).split())[:160]
    reply.save()
    for one in [answered, *merged_to_change(answered)]:
        one.outcome, one.answered_on = reply.outcome, one.answered_on or on
        one.save(update_fields=["outcome", "answered_on"])
        tell_answer(reply, one, house=house, by=by, on=on, at=at)


def _day_of(occasion: Occasion | None) -> date:
    assert occasion
    return localdate(occasion.held_at)
