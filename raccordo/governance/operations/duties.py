"""What is done with something due: added, changed, given, passed on, closed, taken up again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid4

from django.db.models import F
from django.utils.translation import gettext as _

from raccordo.accounts.models import User
from raccordo.acts.models import Act
from raccordo.archive.operations import store
from raccordo.archive.rules import clean_name
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import day
from raccordo.governance.models import Body, Duty, Sitting
from raccordo.governance.queries.duties import owners_for
from raccordo.governance.states import DUTY_LIFE, DutySort, DutyState
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area

AT_ONCE = 500


def require_owner(
    owner: User | None, area: Area, organisation: Organisation | None = None, *, on: date
) -> None:
    """Refuse to give something due to who could not open it."""
    if owner and not owners_for(area, organisation, on=on).filter(pk=owner.pk).exists():
        raise Refused(
            _("%(owner)s non ha oggi un incarico che legge lo scadenzario di %(area)s.")
            % {"owner": owner, "area": area},
            field="owner",
        )


@operation
def add_activity(
    *,
    area: Area,
    title: str,
    due_on: date,
    by: Acting,
    on: date,
    description: str = "",
    owner: User | None = None,
    organisation: Organisation | None = None,
    body: Body | None = None,
    sitting: Sitting | None = None,
    act: Act | None = None,
) -> Duty:
    """Add something the office has given itself to do by a day."""
    if due_on < on:
        raise Refused(
            _("Il %s è già passato: scegliere un giorno da oggi in poi.") % day(due_on),
            field="due_on",
        )
    require_owner(owner, area, organisation, on=on)
    title = _titled(title)
    duty = Duty.objects.create(
        area=area,
        sort=DutySort.ACTIVITY,
        title=title,
        description=description,
        due_on=due_on,
        owner=owner,
        organisation=organisation,
        body=body or (sitting.body if sitting else None),
        sitting=sitting,
        act=act,
        search=_search(title, organisation),
    )
    record(by=by, what="duty.added", subject=duty, due_on=due_on)
    return duty


@operation
def change_duty(
    duty: Duty,
    *,
    title: str,
    due_on: date,
    by: Acting,
    description: str = "",
    organisation: Organisation | None = None,
    body: Body | None = None,
    sitting: Sitting | None = None,
    act: Act | None = None,
) -> Duty:
    """Change what is due, by when, and what it is about; who was reminded is reminded anew."""
    duty = _still_to_do(duty)
    before = duty.due_on
    duty.title, duty.description, duty.due_on = _titled(title), description, due_on
    if duty.rule_id is None:
        duty.organisation = organisation
    duty.body = body or (sitting.body if sitting else None)
    duty.sitting, duty.act = sitting, act
    duty.search = _search(duty.title, duty.organisation)
    duty.save()
    if due_on != before:
        duty.reminders.all().delete()
    record(by=by, what="duty.changed", subject=duty, before=before, after=due_on)
    return duty


@operation
def assign_duty(duty: Duty, *, owner: User | None, by: Acting, on: date) -> Duty:
    """Give something due to a person, or to nobody."""
    duty = _still_to_do(duty)
    require_owner(owner, duty.area, duty.organisation, on=on)
    before, duty.owner = duty.owner, owner
    duty.owner_before = duty.passing = None
    duty.save(update_fields=["owner", "owner_before", "passing"])
    record(by=by, what="duty.assigned", subject=duty, before=_named(before), after=_named(owner))
    return duty


@operation
def pass_duties(duties: Collection[Duty], *, owner: User | None, by: Acting, on: date) -> UUID:
    """Pass many things due to a person at once; how this passing is called, to undo it."""
    if not duties:
        raise Refused(_("Scegliere almeno una scadenza da passare."), field="duties")
    if len(duties) > AT_ONCE:
        raise Refused(_("Se ne passano al massimo %s per volta.") % AT_ONCE, field="duties")
    wanted = [duty.pk for duty in duties]
    locked = Duty.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    held = list(locked.select_related("area", "organisation"))
    for duty in held:
        _require_to_do(duty)
    for area, organisation in {(duty.area, duty.organisation) for duty in held}:
        require_owner(owner, area, organisation, on=on)
    passing = uuid4()
    Duty.objects.filter(pk__in=wanted).update(owner_before=F("owner"), owner=owner, passing=passing)
    for duty in held:
        record(by=by, what="duty.passed", subject=duty, passing=passing, after=_named(owner))
    return passing


@operation
def pass_back(passing: UUID, *, by: Acting) -> int:
    """Undo a passing: each thing due goes back to who had it, unless it has changed hands since."""
    passed = Duty.objects.select_for_update(of=("self",)).filter(passing=passing).order_by("pk")
    held = list(passed)
    if not held:
        raise Refused(_("Questo passaggio è già stato annullato, o superato da altri."))
    Duty.objects.filter(pk__in=[duty.pk for duty in held]).update(
        owner=F("owner_before"), owner_before=None, passing=None
    )
    for duty in held:
        record(by=by, what="duty.passed_back", subject=duty, passing=passing)
    return len(held)


@operation
def fulfil_duty(
    duty: Duty,
    *,
    done_on: date,
    by: Acting,
    on: date,
    protocol: str = "",
    proof: str = "",
    file: tuple[bytes, str] | None = None,
) -> Duty:
    """Close something due, with the proof that it was done: a protocol, a receipt, a file."""
    duty = _moved(duty, DutyState.DONE)
    if done_on > on:
        raise Refused(
            _("Il %s deve ancora venire: indicare il giorno in cui è stato fatto.") % day(done_on),
            field="done_on",
        )
    said = _proved(protocol, proof)
    if duty.sort == DutySort.DUTY and not said and file is None:
        raise Refused(
            _("Per un adempimento serve una prova: il protocollo, la ricevuta o un file."),
            field="proof",
        )
    duty.done_on, duty.proof = done_on, said
    if file:
        content, name = file
        duty.file = store(content, by=by)
        duty.file_name = clean_name(name, media_type=duty.file.media_type)
    duty.save(update_fields=["state", "done_on", "proof", "file", "file_name"])
    record(by=by, what="duty.fulfilled", subject=duty, done_on=done_on, purpose=said)
    return duty


@operation
def reopen_duty(duty: Duty, *, reason: str, by: Acting) -> Duty:
    """Take up again something that was closed; its proof stays in the register."""
    duty = _moved(duty, DutyState.TO_DO)
    proof, file = duty.proof, duty.file_name
    duty.done_on, duty.proof, duty.file, duty.file_name = None, "", None, ""
    duty.save(update_fields=["state", "done_on", "proof", "file", "file_name"])
    duty.reminders.all().delete()
    told = {"purpose": _reason(reason), "proof": proof, "file": file}
    record(by=by, what="duty.reopened", subject=duty, **told)
    return duty


@operation
def drop_duty(duty: Duty, *, reason: str, by: Acting) -> Duty:
    """Close something that is no longer due, and say why."""
    duty = _moved(duty, DutyState.DROPPED)
    duty.proof = _reason(reason)
    duty.save(update_fields=["state", "proof"])
    record(by=by, what="duty.dropped", subject=duty, purpose=duty.proof)
    return duty


def _moved(duty: Duty, to: DutyState) -> Duty:
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    DUTY_LIFE.require(DutyState(duty.state), to)
    duty.state = to
    return duty


def _still_to_do(duty: Duty) -> Duty:
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    _require_to_do(duty)
    return duty


def _require_to_do(duty: Duty) -> None:
    if duty.state != DutyState.TO_DO:
        raise Refused(
            _("«%(duty)s» risulta «%(state)s»: per cambiarla, prima si riapre.")
            % {"duty": duty, "state": duty.get_state_display()}
        )


def _titled(title: str) -> str:
    if not (title := " ".join(title.split())):
        raise Refused(_("Dire che cosa c'è da fare."), field="title")
    return title


def _reason(reason: str) -> str:
    if not (reason := " ".join(reason.split())):
        raise Refused(_("Dire il motivo."), field="reason")
    if len(reason) > 300:
        raise Refused(_("Il motivo può avere al massimo 300 caratteri."), field="reason")
    return reason


def _proved(protocol: str, proof: str) -> str:
    number, said = " ".join(protocol.split()), " ".join(proof.split())
    told = " · ".join(part for part in (_("prot. n. %s") % number if number else "", said) if part)
    if len(told) > 300:
        raise Refused(_("La prova può avere al massimo 300 caratteri."), field="proof")
    return told


def _search(title: str, organisation: Organisation | None) -> str:
    return searchable(f"{title} {organisation or ''}")[:240]


def _named(user: User | None) -> str:
    return str(user.key) if user else ""
