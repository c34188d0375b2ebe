from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.accounts.models import User
from raccordo.archive.limits import require_format
from raccordo.archive.operations import store
from raccordo.archive.rules import TEXT, XLSX, clean_name
from raccordo.foundation.canonical import canonical
from raccordo.foundation.downloads import Tell
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.importing.aside import put_aside
from raccordo.parties.importing.comparing import NEW, Proposal, digest_of, proposals_of, taken
from raccordo.parties.importing.reading import read_list, table_of
from raccordo.parties.importing.telling import Holder
from raccordo.parties.models import Intake, Office, Organisation
from raccordo.parties.operations.offices import add_office, hold_office
from raccordo.parties.operations.organisations import add_organisation, change_organisation
from raccordo.parties.operations.people import NewPerson
from raccordo.parties.states import IntakeForm, OfficeKind
from raccordo.post.jobs import ask
from raccordo.territory.models import Area

LISTS = frozenset({TEXT, XLSX})
READING = "parties.read"


@dataclass(frozen=True, slots=True)
class Entered:
    """How many bodies a list has added, and how many it has changed."""

    added: int
    changed: int


@operation
def receive_list(
    content: bytes,
    *,
    name: str,
    form: IntakeForm,
    user: User,
    by: Acting,
    on: date,
    codes: Collection[str] = (),
    only_towns: bool = False,
    with_holders: bool = False,
    key: UUID | None = None,
    tell: Tell | None = None,
) -> Intake:
    """Keep what is read in a list of bodies that was brought; nothing of it enters yet.

    The file as it came is not kept: it may name persons who are none of our business.
    """
    if key and (done := Intake.objects.filter(key=key).first()):
        return done  # read already: a job may be done twice
    media_type = require_format(content, accept=LISTS)
    facts: dict[str, Any] = {"codes": codes, "only_towns": only_towns}
    listed = read_list(content, form, with_holders=with_holders, on=on, tell=tell, **facts)
    file = store(table_of(listed, form), by=by, accept=LISTS)
    intake = Intake.objects.create(
        **({"key": key} if key else {}),
        user=user,
        file=file,
        name=clean_name(name, media_type=media_type),
        form=form,
        rows=listed.rows,
        unread=listed.unread,
        with_holders=with_holders,
        arrived_on=on,
    )
    record(by=by, what="intake.received", subject=intake, sha256=file.sha256, form=form)
    return intake


@operation
def leave_list(
    content: bytes,
    *,
    name: str,
    form: IntakeForm,
    user: User,
    by: Acting,
    on: date,
    codes: Collection[str] = (),
    only_towns: bool = False,
    with_holders: bool = False,
) -> UUID:
    """Have a long list read in the background: its page, by this key, tells how far it is."""
    require_format(content, accept=LISTS)
    facts: dict[str, Any] = {"name": name, "form": str(form), "codes": sorted(codes)}
    facts |= {"only_towns": only_towns, "with_holders": with_holders, "on": on.isoformat()}
    facts["sha256"] = sha256(content).hexdigest()
    key = uuid5(user.key, canonical(facts))  # brought twice, it is read once
    put_aside(key, content)
    title = _("Lettura di «%s»") % name[:160]
    job = ask(kind=READING, title=title, facts=facts | {"intake": str(key)}, by=by, user=user)
    record(by=by, what="intake.left", subject=job, sha256=facts["sha256"])
    return key


@operation
def choose_rows(
    intake: Intake, *, shown: Collection[int], chosen: Collection[int], by: Acting
) -> Intake:
    """Of the rows that were shown, those chosen are taken and the others are left out."""
    intake = _waiting(intake)
    left_out = sorted((set(intake.left_out) - set(shown)) | (set(shown) - set(chosen)))
    if left_out != intake.left_out:
        intake.left_out = left_out
        intake.save(update_fields=["left_out"])
        record(by=by, what="intake.chosen", subject=intake, left_out=len(left_out))
    return intake


@operation
def enter_list(
    intake: Intake, *, sha256: str, digest: str, within: QuerySet[Area], by: Acting, on: date
) -> Entered:
    """Enter the rows that were shown and chosen, all of them or none, once."""
    intake = _waiting(intake)
    proposals = proposals_of(intake, within=within, on=on)
    rows = taken(proposals, intake.left_out)
    if sha256 != intake.file.sha256 or digest != digest_of(proposals):
        raise Refused(
            _("Dopo l'anteprima qualcosa è cambiato: rivedere le righe e confermare di nuovo.")
        )
    if not rows:
        raise Refused(_("Nessuna riga da importare: sceglierne almeno una."))
    for row in rows:
        try:
            _enter(row, intake, by=by, on=on)
        except Refused as refused:
            said = _("Riga %(row)s: %(why)s Non è stato importato nulla.")
            raise Refused(said % {"row": row.number, "why": refused.message}) from refused
    # What was not taken is not kept beside what was: the file is, as it came.
    intake.entered_on, intake.rows = on, []
    intake.save(update_fields=["entered_on", "rows"])
    added = sum(row.verdict == NEW for row in rows)
    entered = Entered(added, len(rows) - added)
    record(by=by, what="intake.entered", subject=intake, added=added, changed=entered.changed)
    return entered


@operation
def discard_list(intake: Intake, *, by: Acting) -> None:
    """Leave a list aside: nothing of it enters."""
    intake = _waiting(intake)
    record(by=by, what="intake.discarded", subject=intake)
    intake.delete()


@operation
def forget_lists(*, arrived_before: date, by: Acting) -> int:
    """Throw away the lists that nobody came back to."""
    old = Intake.objects.filter(entered_on=None, arrived_on__lt=arrived_before)
    many = old.delete()[0]
    if many:
        record(by=by, what="intake.forgotten", subject=None, lists=many)
    return many


def _waiting(intake: Intake) -> Intake:
    locked = Intake.objects.select_for_update(of=("self",)).select_related("file")
    found = locked.filter(pk=intake.pk).first()
    if found is None:
        raise Refused(_("Questo elenco è stato scartato."))
    if found.entered_on:
        raise Refused(_("Questo elenco è già stato importato il %s.") % day(found.entered_on))
    return found


def _enter(row: Proposal, intake: Intake, *, by: Acting, on: date) -> None:
    body = row.organisation
    if body is None:
        body = add_organisation(by=by, **row.facts)
    elif row.facts:
        body = change_organisation(body, by=by, **row.facts)
    if row.holder:
        _seat(body, row.holder, intake, by=by, on=on)


def _seat(body: Organisation, holder: Holder, intake: Intake, *, by: Acting, on: date) -> None:
    with override("it"):
        source = _("Elenco «%(name)s» del %(day)s") % {"name": intake.name, "day": day(on)}
        if holder.since is None:
            source += " " + _("(in carica a quel giorno: da quando, l'elenco non lo dice)")
    office = _office(body, holder)
    if office is None:
        office = add_office(body, kind=holder.kind, title=holder.title, by=by, on=on)
    hold_office(
        office,
        person=NewPerson(holder.given_name, holder.family_name),
        quality=holder.quality,
        since=holder.since or on,
        source=source[:300],
        by=by,
        on=on,
    )


def _office(body: Organisation, holder: Holder) -> Office | None:
    offices = list(body.offices.all())
    if holder.kind == OfficeKind.MAYOR:
        mayors = [office for office in offices if office.kind == OfficeKind.MAYOR]
        if mayors:
            return mayors[0]
    wanted = searchable(holder.title)
    return next((office for office in offices if searchable(office.title) == wanted), None)
