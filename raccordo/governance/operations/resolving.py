"""The resolution of an item: an act like the others, that its sitting begins and its vote binds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from raccordo.access.operations import begin_act, discard_act
from raccordo.acts.models import Act
from raccordo.acts.operations import fix_text, rewrite_act
from raccordo.acts.states import ActKind
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.models import AgendaItem, TextModel
from raccordo.governance.operations.preparing import lock_sitting
from raccordo.governance.papers.marks import written_from
from raccordo.governance.queries.ballots import (
    closed_ballots,
    is_being_voted,
    settled,
    voted_at_once,
)
from raccordo.governance.queries.papers import (
    marks_left,
    require_no_sitting,
    sitting_told,
)
from raccordo.governance.queries.sittings import day_of
from raccordo.governance.states import (
    BallotPurpose,
    BodySort,
    ItemOutcome,
    ItemSort,
    SittingState,
)
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record

ENDED = {ItemOutcome.POSTPONED, ItemOutcome.WITHDRAWN}
NOT_HELD = {SittingState.DESERTED, SittingState.CANCELLED}


@operation
def begin_resolution(
    item: AgendaItem, *, model: TextModel | None, by: Acting, spends: bool = False
) -> Act:
    """Begin the resolution of an item, its premises filled by the sitting; the vote may follow."""
    item = _locked(item)
    _require_may_resolve(item)
    told = sitting_told(item.sitting)
    text = written_from(model.text, told, item) if model else ""
    body = item.sitting.body
    assert body.organ is not None
    act = begin_act(
        place=body.area,
        organ=body.organ,
        kind=ActKind.RESOLUTION,
        subject=item.title,
        text=text,
        spends=spends,
        by=by,
    )
    item.resolution = act
    item.save(update_fields=["resolution"])
    record(by=by, what="resolution.begun", subject=item, act=act.key)
    return act


@operation
def fill_resolution(item: AgendaItem, *, by: Acting) -> Act:
    """Put in the draft what was not known when it was begun: who came, how they voted."""
    item = _locked(item)
    if item.resolution is None:
        raise Refused(_("Il punto non ha ancora una deliberazione."))
    act = item.resolution
    text = written_from(act.text, sitting_told(item.sitting), item)
    if text == act.text:
        raise Refused(
            _("Nel testo non ci sono segni da riempire, o i dati della seduta non ci sono ancora.")
        )
    act = rewrite_act(act, subject=act.subject, text=text, spends=act.spends, by=by)
    record(by=by, what="resolution.filled", subject=item, act=act.key)
    return act


@operation
def fix_act(act: Act, *, made_on: date, by: Acting, **facts: Any) -> Act:
    """Freeze an act for its signature; a resolution of a sitting only if the sitting carried it.

    Whether it is enforceable at once, the sitting has voted (TUEL art. 134 c. 4).
    """
    item = AgendaItem.objects.select_related("sitting").filter(resolution=act).first()
    if item is None:
        require_no_sitting(act.organ, act.kind)
        return fix_text(act, made_on=made_on, by=by, **facts)
    item = _locked(item)
    _require_carried(item)
    held_on = day_of(item.sitting)
    if made_on != held_on:
        raise Refused(
            _("La deliberazione ha la data della seduta che l'ha presa: %s.") % day(held_on),
            field="made_on",
        )
    if left := marks_left(act.text):
        raise Refused(
            _(
                "Nel testo restano parti da completare: %s. Scrivere al loro posto le parole"
                " giuste, o togliere il capoverso, con «Modifica»."
            )
            % ", ".join(left)
        )
    at_once = voted_at_once(item)
    if facts.pop("at_once", False) and not at_once:
        raise Refused(
            _("La seduta non ha approvato l'immediata eseguibilità (art. 134 c. 4 TUEL)."),
            field="at_once",
        )
    act = fix_text(act, made_on=made_on, by=by, at_once=at_once, **facts)
    record(by=by, what="resolution.fixed", subject=item, act=act.key, at_once=at_once)
    return act


@operation
def discard_draft_act(act: Act, *, reason: str, by: Acting) -> None:
    """Throw away the draft of an act; the item whose resolution it was may begin another."""
    if item := AgendaItem.objects.select_related("sitting").filter(resolution=act).first():
        item = _locked(item)
        item.resolution = None
        item.save(update_fields=["resolution"])
        record(by=by, what="resolution.discarded", subject=item)
    discard_act(act, reason=reason, by=by)


@operation
def take_back_text(act: Act, *, text: str, seen: str, by: Acting) -> Act:
    """Take the text that was corrected in the downloaded document, in the place of the draft's."""
    if not text.strip():
        raise Refused(_("Il documento caricato non ha testo."), field="file")
    taken = rewrite_act(act, subject=act.subject, text=text, spends=act.spends, by=by, seen=seen)
    record(by=by, what="resolution.taken_back", subject=taken)
    return taken


def _locked(item: AgendaItem) -> AgendaItem:
    """An item held so that nobody else changes it: its sitting first, as who votes does."""
    lock_sitting(item.sitting)
    locked = AgendaItem.objects.select_for_update(of=("self",))
    return locked.select_related("sitting__body__organ", "resolution").get(pk=item.pk)


def _require_may_resolve(item: AgendaItem) -> None:
    body = item.sitting.body
    if item.sort != ItemSort.DECISION:
        raise Refused(
            _("Il punto è «%s»: solo su una deliberazione si scrive un atto.")
            % item.get_sort_display()
        )
    if body.sort != BodySort.DECIDES or body.organ is None:
        raise Refused(
            _("«%(body)s» è un %(sort)s: non emana atti.")
            % {"body": body, "sort": body.get_sort_display().lower()}
        )
    if item.resolution:
        raise Refused(_("Il punto ha già la sua deliberazione: %s.") % item.resolution)
    if item.sitting.state in NOT_HELD or item.outcome in ENDED:
        raise Refused(_("Su questo punto la seduta non ha deciso: non c'è una deliberazione."))


def _require_carried(item: AgendaItem) -> None:
    """What was not voted, not validly voted or not approved is not an act of the body."""
    votes = [one for one in closed_ballots(item) if one.purpose == BallotPurpose.PROPOSAL]
    if not votes or is_being_voted(item):
        raise Refused(
            _("La votazione su «%s» non è ancora chiusa: la deliberazione si firma dopo il voto.")
            % item.title
        )
    ballot = settled(item, BallotPurpose.PROPOSAL)
    if ballot is None:
        raise Refused(
            _("La votazione su «%s» non è valida: la deliberazione non si può firmare.")
            % item.title
        )
    if not ballot.carried or item.outcome != ItemOutcome.CARRIED:
        raise Refused(
            _("La proposta «%s» non è stata approvata: la deliberazione non si può firmare.")
            % item.title
        )
