"""What the office does of a proposal before it is discussed: classify, admit, join, part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.participation.models import Contribution
from raccordo.participation.operations.telling import tell_answer
from raccordo.participation.queries.changing import (
    contribution_to_change,
    contributions_to_change,
    merged_to_change,
    require_move,
    require_none,
)
from raccordo.participation.queries.contributions import standing_reply
from raccordo.participation.rules.merging import Standing, why_not_merged
from raccordo.participation.rules.texts import cleaned
from raccordo.participation.states import OPEN, AuthorKind, VoiceSort, VoiceState
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term


@operation
def sort_contribution(
    contribution: Contribution,
    *,
    title: str,
    sort: VoiceSort,
    group: Term | None,
    kind: Term | None,
    towns: Sequence[Area],
    by: Acting,
) -> Contribution:
    """Correct how a proposal is called and classified; its text stays as it was written."""
    contribution = contribution_to_change(contribution)
    title = " ".join(cleaned(title).split())
    if not title or len(title) > 200:
        raise Refused(_("Il titolo va da 1 a 200 caratteri."), field="title")
    before, retitled = contribution.sort, contribution.title != title
    contribution.title, contribution.sort = title, sort
    contribution.group, contribution.kind = group, kind
    contribution.search = searchable(f"{title} {contribution.text}")
    contribution.save(update_fields=["title", "sort", "group", "kind", "search"])
    contribution.towns.set(towns)
    facts: dict[str, Any] = {"before": before, "after": sort, "retitled": retitled}
    record(by=by, what="contribution.sorted", subject=contribution, **facts)
    return contribution


@operation
def recognise_body(
    contribution: Contribution, *, organisation: Organisation, by: Acting
) -> Contribution:
    """Say which body of the network wrote from the site: until then its name is not told to all."""
    contribution = contribution_to_change(contribution)
    if contribution.author_kind != AuthorKind.ORGANISATION:
        raise Refused(_("Chi ha scritto %s non l'ha fatto per un ente.") % contribution)
    contribution.organisation = organisation
    contribution.save(update_fields=["organisation"])
    record(by=by, what="contribution.body", subject=contribution, body=organisation.key)
    return contribution


@operation
def admit(contribution: Contribution, *, by: Acting) -> Contribution:
    """Say that a proposal is about what this office may answer: from now on all read it.

    Also one that had been set aside: the answer it had no longer stands, and it waits for another.
    """
    contribution = contribution_to_change(contribution)
    require_move(contribution, VoiceState.ADMITTED)
    before = contribution.state
    if before == VoiceState.NOT_PERTINENT:
        for one in [contribution, *merged_to_change(contribution)]:
            one.outcome, one.answered_on = "", None
            one.save(update_fields=["outcome", "answered_on"])
    contribution.state = VoiceState.ADMITTED
    contribution.save(update_fields=["state"])
    record(by=by, what="contribution.admitted", subject=contribution, before=before)
    return contribution


@operation
def merge(
    contribution: Contribution,
    *,
    into: Contribution,
    by: Acting,
    on: date,
    at: datetime,
    house: str,
) -> Contribution:
    """Let a proposal follow the answer of another that asks the same; its number stays.

    Joined to one that is joined itself, it follows the one that is answered: there are no chains.
    What was joined to it comes along.
    """
    root = into.merged_into or into
    contribution, target = contributions_to_change(contribution, root)
    if target.merged_into_id:
        raise Refused(_("Nel frattempo %s è stata unita a un'altra: riprovare.") % target)
    require_none(why_not_merged(_standing(contribution), _standing(target)), field="into")
    followers = merged_to_change(contribution)
    contribution.state_before, contribution.state = contribution.state, VoiceState.MERGED
    for one in [contribution, *followers]:
        one.merged_into = target
        one.outcome, one.answered_on = target.outcome, on if target.outcome else None
        one.save(update_fields=["state", "state_before", "merged_into", "outcome", "answered_on"])
    if reply := standing_reply(target):
        for one in [contribution, *followers]:
            tell_answer(reply, one, house=house, by=by, on=on, at=at)
    record(by=by, what="contribution.merged", subject=contribution, into=target.key)
    return contribution


@operation
def unmerge(contribution: Contribution, *, by: Acting) -> Contribution:
    """Part a proposal from the one it was joined to, as long as that one has no answer."""
    target = contribution.merged_into
    if target is None:
        raise Refused(_("%s non è unita a un'altra.") % contribution)
    contribution, target = contributions_to_change(contribution, target)
    if contribution.state != VoiceState.MERGED:
        raise Refused(_("%s non è unita a un'altra.") % contribution)
    if target.state not in OPEN:
        raise Refused(
            _("%s ha già una risposta, che chi ha scritto ha ricevuto: restano unite.") % target
        )
    contribution.state, contribution.state_before = contribution.state_before, ""
    contribution.merged_into = None
    contribution.save(update_fields=["state", "state_before", "merged_into"])
    record(by=by, what="contribution.unmerged", subject=contribution, before=target.key)
    return contribution


def _standing(one: Contribution) -> Standing:
    state = VoiceState(one.state)
    return Standing(one.pk, str(one), one.area_id, state, one.merged_into_id)
