from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import CardChange, Organisation, Work
from raccordo.parties.operations.organisations import change_organisation
from raccordo.parties.queries.mapping import (
    card_of,
    facts_of_card,
    labels_of_card,
    require_living,
)
from raccordo.parties.states import CardState
from raccordo.territory.models import Area
from raccordo.territory.queries import wholes_around
from raccordo.vocabularies.models import Term


@operation
def change_card(
    organisation: Organisation,
    *,
    by: Acting,
    on: date,
    works: Collection[tuple[Term, Area]] | None = None,
    **facts: Any,
) -> Organisation:
    """The office keeps the card of a body: what is told was checked on that day."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require_living(organisation, on=on)
    differing = {name: new for name, new in facts.items() if getattr(organisation, name) != new}
    if differing:
        organisation = change_organisation(organisation, by=by, **differing)
    if works is not None:
        tell_works(organisation, works=works, by=by, on=on)
    organisation.confirmed_on = on
    organisation.save(update_fields=["confirmed_on"])
    record(by=by, what="card.kept", subject=organisation, on=on)
    return organisation


@operation
def confirm_card(organisation: Organisation, *, by: Acting, on: date) -> Organisation:
    """The body itself, or the office for it, says that its card is right."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require_living(organisation, on=on)
    if organisation.confirmed_on != on:
        organisation.confirmed_on = on
        organisation.save(update_fields=["confirmed_on"])
        record(by=by, what="card.confirmed", subject=organisation, on=on)
    return organisation


@operation
def tell_works(
    organisation: Organisation, *, works: Collection[tuple[Term, Area]], by: Acting, on: date
) -> list[Work]:
    """Say for whom a body works, and where: what is told replaces what was there.

    Who works in a whole ambito is not told of each of its municipalities too: it would be
    counted twice.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    wanted = _widest(works, on=on)
    there = {(work.group_id, work.area_id): work for work in organisation.works.all()}
    gone = [work.pk for pair, work in there.items() if pair not in wanted]
    new = [Work(organisation=organisation, group_id=g, area_id=a) for g, a in wanted - set(there)]
    Work.objects.filter(pk__in=gone).delete()
    Work.objects.bulk_create(new)
    if gone or new:
        told = [str(work) for work in organisation.works.select_related("group", "area")]
        record(by=by, what="works.told", subject=organisation, works=told)
    return list(organisation.works.all())


@operation
def propose_card(
    organisation: Organisation,
    *,
    facts: Mapping[str, Any],
    by: Acting,
    on: date,
    note: str = "",
) -> CardChange:
    """A body asks to correct its own card; what it asked before, and still waits, is replaced."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require_living(organisation, on=on)
    now = card_of(organisation)
    asked = {name: [now[name], new] for name, new in facts.items() if now[name] != new}
    note = note.strip()
    if not asked and not note:
        raise Refused(_("Non è cambiato nulla: se la scheda è giusta, basta confermarla."))
    waiting = organisation.card_changes.filter(state=CardState.PROPOSED)
    change = waiting.select_for_update(of=("self",)).first() or CardChange(
        organisation=organisation
    )
    change.facts, change.note, change.proposed_on = asked, note, on
    change.save()
    record(by=by, what="card.proposed", subject=change, organisation=organisation.key)
    return change


@operation
def approve_card(change: CardChange, *, by: Acting, on: date) -> CardChange:
    """What a body asked enters its card, unless something of it has changed since."""
    change = _waiting(change)
    organisation = change.organisation
    now, labels = card_of(organisation), labels_of_card()
    moved = [labels[name] for name, (before, _new) in change.facts.items() if now[name] != before]
    if moved:
        raise Refused(
            _("Dopo la richiesta è cambiato altro: %s. Correggere la scheda a mano, e chiuderla.")
            % ", ".join(moved)
        )
    works, facts = facts_of_card({name: new for name, (_before, new) in change.facts.items()})
    change_card(organisation, by=by, on=on, works=works, **facts)
    change.state, change.decided_on = CardState.APPROVED, on
    change.save(update_fields=["state", "decided_on"])
    record(by=by, what="card.approved", subject=change, organisation=organisation.key)
    return change


@operation
def refuse_card(change: CardChange, *, reason: str, by: Acting, on: date) -> CardChange:
    """What a body asked does not enter its card, and it is told why."""
    change = _waiting(change)
    change.state, change.decided_on, change.reason = CardState.REFUSED, on, reason.strip()
    change.save(update_fields=["state", "decided_on", "reason"])
    record(by=by, what="card.refused", subject=change, purpose=change.reason)
    return change


def _waiting(change: CardChange) -> CardChange:
    locked = CardChange.objects.select_for_update(of=("self",)).select_related("organisation")
    change = locked.get(pk=change.pk)
    if change.state != CardState.PROPOSED:
        assert change.decided_on
        said = _("Questa richiesta è già stata decisa il %s.")
        raise Refused(said % day(change.decided_on))
    return change


def _widest(works: Collection[tuple[Term, Area]], *, on: date) -> set[tuple[int, int]]:
    """The pairs told, without those inside another of the same theme."""
    around = wholes_around({area.pk for _group, area in works}, on=on)
    pairs = {(group.pk, area.pk) for group, area in works}
    outside = {
        (group, area): {whole for whole, parts in around.items() if area in parts} - {area}
        for group, area in pairs
    }
    return {pair for pair in pairs if not any((pair[0], w) in pairs for w in outside[pair])}
