"""A sitting while it is prepared: when and where, what is dealt with, its papers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.utils.translation import gettext as _

from raccordo.archive.operations import store
from raccordo.archive.rules import clean_name
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import day, elided
from raccordo.governance.models import AgendaItem, Body, Sitting, SittingFile
from raccordo.governance.queries.agenda import called_elsewhere, why_off_agenda
from raccordo.governance.queries.ballots import decisive, is_being_voted
from raccordo.governance.queries.sittings import OVER, day_of, placed, rules_of
from raccordo.governance.reasons import sentence
from raccordo.governance.states import DEALT_WITH, BodySort, ItemOutcome, ItemSort, SittingState
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


class WhenAndWhere(TypedDict, total=False):
    """When a sitting is called to meet, and where."""

    first_call: datetime
    second_call: datetime | None
    place: str
    link: str


class ItemFacts(TypedDict, total=False):
    """What is told of an item of the agenda."""

    sort: ItemSort
    title: str
    matter: str
    secret: bool
    rapporteur: str
    note: str
    approves: Sitting | None


@operation
def prepare_sitting(body: Body, *, by: Acting, **told: Unpack[WhenAndWhere]) -> Sitting:
    """Begin a sitting, to come or of the past, of a body that is there on its day."""
    sitting = Sitting.objects.create(body=body, **placed(body, **told))
    record(by=by, what="sitting.prepared", subject=sitting, body=body.name, held_on=sitting.held_on)
    return sitting


@operation
def change_sitting(sitting: Sitting, *, by: Acting, **told: Unpack[WhenAndWhere]) -> Sitting:
    """Change when and where a sitting meets, until its components are called to it."""
    sitting = lock_sitting(sitting)
    if sitting.state != SittingState.PREPARED:
        raise Refused(
            _("La convocazione è già partita: per cambiare giorno, ora o luogo si riconvoca.")
        )
    before = sitting.first_call
    vars(sitting).update(placed(sitting.body, **told))
    sitting.save()
    was, now = before.isoformat(), sitting.first_call.isoformat()
    record(by=by, what="sitting.changed", subject=sitting, before=was, after=now)
    return sitting


@operation
def add_item(
    sitting: Sitting, *, by: Acting, was_told: bool = False, **told: Unpack[ItemFacts]
) -> AgendaItem:
    """Put an item on the agenda, after those that are there.

    Added after the components were called it was not told to them, unless they were called
    elsewhere and what they were sent had it.
    """
    sitting = lock_sitting(sitting)
    _require_running(sitting)
    last = sitting.items.order_by("-position").first()
    item = AgendaItem(sitting=sitting, position=last.position + 1 if last else 1)
    _tell_item(item, told, was_told=was_told)
    item.save()
    record(by=by, what="item.added", subject=sitting, item=item.title, was_told=was_told)
    return item


@operation
def change_item(
    item: AgendaItem, *, by: Acting, was_told: bool = False, **told: Unpack[ItemFacts]
) -> AgendaItem:
    """Correct an item of the agenda on which nobody has voted yet.

    Corrected after the components were called it is not what they were told, unless they were
    called elsewhere and what they were sent had it so.
    """
    sitting = lock_sitting(item.sitting)
    _require_running(sitting)
    item.refresh_from_db()
    item.sitting = sitting
    if item.ballots.exists():
        raise Refused(_("Su questo punto si è già votato: non si può più cambiare."))
    before, as_it_was = item.title, item.as_it_is
    _tell_item(item, told, was_told=was_told)
    if item.as_it_is != as_it_was:
        item.admitted_at = None
    item.save()
    record(
        by=by,
        what="item.changed",
        subject=sitting,
        before=before,
        item=item.title,
        was_told=was_told,
    )
    return item


@operation
def admit_item(item: AgendaItem, *, by: Acting, at: datetime) -> AgendaItem:
    """Nobody is against voting what was not told: it may be, as long as all are there."""
    sitting = lock_sitting(item.sitting)
    if sitting.state != SittingState.OPEN:
        raise Refused(_("Un punto si ammette al voto durante la seduta."))
    item.refresh_from_db()
    if item.was_told:
        raise Refused(_("Questo punto è nella convocazione: si può votare."))
    reason = why_off_agenda(sitting, item)
    if reason and reason.code != "off_agenda":
        raise Refused(sentence(reason))
    item.admitted_at = at
    item.save(update_fields=["admitted_at"])
    record(by=by, what="item.admitted", subject=sitting, item=item.title)
    return item


@operation
def move_item(item: AgendaItem, *, up: bool, by: Acting) -> AgendaItem:
    """Move an item one place up or down the agenda."""
    sitting = lock_sitting(item.sitting)
    _require_running(sitting)
    items = list(sitting.items.all())
    here = items.index(item)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(items):
        return item
    items[here], items[there] = items[there], items[here]
    for position, one in enumerate(items, start=1):
        one.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
    record(by=by, what="item.moved", subject=sitting, item=item.title, position=there + 1)
    return items[there]


@operation
def withdraw_item(item: AgendaItem, *, by: Acting) -> None:
    """Take an item off the agenda; once the agenda was sent, it stays there as withdrawn."""
    sitting = lock_sitting(item.sitting)
    _require_running(sitting)
    item.refresh_from_db()
    if is_being_voted(item) or decisive(item):
        raise Refused(_("Su questo punto si è già votato: non si può più ritirare."))
    title = item.title
    if sitting.state == SittingState.PREPARED:
        _require_no_resolution(item)
        item.files.update(item=None)
        sitting.items.filter(pk=item.pk).delete()
        for position, left in enumerate(sitting.items.all(), start=1):
            sitting.items.filter(pk=left.pk).update(position=position)
    else:
        sitting.items.filter(pk=item.pk).update(outcome=ItemOutcome.WITHDRAWN)
    record(by=by, what="item.withdrawn", subject=sitting, item=title)


@operation
def attach_paper(
    sitting: Sitting,
    *,
    content: bytes,
    name: str,
    title: str,
    by: Acting,
    on: date,
    item: AgendaItem | None = None,
) -> SittingFile:
    """Add a paper to a sitting, or to one of its items, until it is closed."""
    sitting = lock_sitting(sitting)
    _require_running(sitting)
    if item and item.sitting_id != sitting.pk:
        raise Refused(_("Questo punto è di un'altra seduta."), field="item")
    file = store(content, by=by)
    name = clean_name(name, media_type=file.media_type)
    title = " ".join(title.split()) or name
    paper = SittingFile.objects.create(
        sitting=sitting, item=item, file=file, name=name, title=title, added_on=on
    )
    record(by=by, what="sitting.paper_added", subject=sitting, sha256=file.sha256, title=title)
    return paper


def lock_sitting(sitting: Sitting) -> Sitting:
    """The sitting as it is now, which nobody else changes until this is done."""
    locked = Sitting.objects.select_for_update(of=("self",))
    return locked.select_related("body__organ", "body__ended_by__organ").get(pk=sitting.pk)


def _require_running(sitting: Sitting) -> None:
    if sitting.state in OVER:
        facts = {"day": day(sitting.held_on), "state": sitting.get_state_display().lower()}
        raise Refused(_("La seduta del %(day)s è %(state)s: non si cambia più.") % facts)


def _tell_item(item: AgendaItem, told: ItemFacts, *, was_told: bool) -> None:
    """Write what is told of an item; its matter must be one of the body's rules."""
    was = item.sort if item.pk else None
    for name, fact in told.items():
        setattr(item, name, fact)
    if item.sort != was:
        _require_dealt_with(item)
    _tell_title(item)
    rules = rules_of(item.sitting)
    if item.matter and (rules is None or rules.matter(item.matter) is None):
        raise Refused(
            _("Le regole di questo organismo non prevedono questa materia."), field="matter"
        )
    if was_told:
        _require_called_elsewhere(item.sitting)
        item.told = item.as_it_is
    elif called_elsewhere(item.sitting):
        item.told = {}


def _tell_title(item: AgendaItem) -> None:
    """What an item is called: of the approval of minutes, the sitting whose they are says it."""
    item.title = " ".join(item.title.split())
    if item.sort != ItemSort.MINUTES:
        item.approves = None
    elif item.approves is None or item.approves.body_id != item.sitting.body_id:
        raise Refused(
            _("Scegliere la seduta di questo organismo di cui si approva il verbale."),
            field="approves",
        )
    if not item.title and item.approves:
        said = _("Approvazione del verbale della seduta del %s") % day(day_of(item.approves))
        item.title = elided(said)
    if not item.title:
        raise Refused(_("Manca l'argomento del punto."), field="title")
    item.search = searchable(item.title)[:300]


def _require_dealt_with(item: AgendaItem) -> None:
    """What a body may not do is not on its agenda; what was there before keeps its sort."""
    body = item.sitting.body
    if item.sort not in DEALT_WITH[BodySort(body.sort)]:
        facts = {"body": body.name, "sort": item.get_sort_display()}
        raise Refused(
            _("«%(body)s» non tratta punti di questo tipo (%(sort)s): sceglierne un altro.")
            % facts,
            field="sort",
        )


def _require_no_resolution(item: AgendaItem) -> None:
    """A draft whose item is gone could never be made ready: only a sitting resolves."""
    if item.resolution:
        raise Refused(
            _(
                "Su questo punto c'è una bozza di deliberazione («%s»): prima di ritirare il punto,"
                " scartarla dalla sua pagina."
            )
            % item.resolution.subject
        )


def _require_called_elsewhere(sitting: Sitting) -> None:
    """What left from here is known word by word; of the rest the office says what it said."""
    if not called_elsewhere(sitting):
        raise Refused(
            _("La convocazione è partita da qui: per aggiungervi un punto si aggiorna."),
            field="was_told",
        )
