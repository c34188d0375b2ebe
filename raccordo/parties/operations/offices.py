from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.acts.operations import require_in_force
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Election, Holding, Office, Organisation
from raccordo.parties.operations.people import Person, know_person
from raccordo.parties.operations.proxies import cut_proxies
from raccordo.parties.queries import former_holding, holding_overlapping, seats_to_confirm
from raccordo.parties.queries.mapping import require_living
from raccordo.parties.states import HoldingQuality, OfficeKind
from raccordo.parties.wording import held_said
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind

# Before this nobody alive was in office; beyond a year a day is a slip of the keyboard.
FIRST_YEAR, FAR = 1945, timedelta(days=366)


@operation
def add_office(
    organisation: Organisation, *, kind: OfficeKind, title: str, by: Acting, on: date
) -> Office:
    """An office of a body, with nobody in it yet."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require_living(organisation, on=on)
    title = " ".join(title.split())
    titles = organisation.offices.values_list("title", flat=True)
    if searchable(title) in map(searchable, titles):
        raise Refused(
            _("%(body)s ha già la carica «%(title)s».") % {"body": organisation, "title": title},
            field="title",
        )
    office = Office.objects.create(organisation=organisation, kind=kind, title=title)
    record(by=by, what="office.added", subject=office, organisation=organisation.key, title=title)
    return office


@operation
def hold_office(
    office: Office,
    *,
    person: Person,
    since: date,
    by: Acting,
    on: date,
    until: date | None = None,
    quality: HoldingQuality = HoldingQuality.HOLDER,
    act: Act | None = None,
    source: str = "",
    takes_over: bool = False,
) -> Holding:
    """Put a person in an office from a day; a commissioner ends the holding she finds."""
    locked = Office.objects.select_for_update(of=("self",)).select_related("organisation")
    office = locked.get(pk=office.pk)
    require_living(office.organisation, on=since)
    _require_days(since, until, on=on)
    _require_ground(act, source, on=since)
    takes_over |= quality == HoldingQuality.COMMISSIONER  # TUEL artt. 141, 143
    _make_room(office, since, until, takes_over=takes_over, act=act, reason=source, by=by)
    holding = Holding.objects.create(
        office=office,
        holder=know_person(person, by=by),
        quality=quality,
        since=since,
        until=until,
        act=act,
        source=source,
    )
    record(
        by=by,
        what="office.held",
        subject=holding,
        purpose=source,
        office=office.key,
        quality=quality,
        since=since,
    )
    return holding


@operation
def end_holding(
    holding: Holding, *, until: date, by: Acting, act: Act | None = None, reason: str = ""
) -> Holding:
    """From a day a person is in office no more, and the proxies she gave end with her."""
    locked = Holding.objects.select_for_update(of=("self",)).select_related("holder", "office")
    holding = locked.get(pk=holding.pk)
    if holding.until and holding.until <= until:
        said = _("%(holder)s cessa già il %(day)s: la fine si può solo anticipare.")
        raise Refused(said % {"holder": holding.holder, "day": day(holding.until)}, field="until")
    if until <= holding.since:
        said = _("%(holder)s è in carica dal %(day)s: la fine viene dopo.")
        raise Refused(said % {"holder": holding.holder, "day": day(holding.since)}, field="until")
    if act:
        require_in_force(act, on=until)
    holding.until, holding.ended_by = until, act
    holding.save(update_fields=["until", "ended_by"])
    cut_proxies(holding, until=until, by=by)
    record(by=by, what="office.left", subject=holding, purpose=reason, until=until)
    return holding


@operation
def cancel_holding(
    holding: Holding, *, reason: str, by: Acting, brings_back: bool = False
) -> Office:
    """Take away who was written in an office by mistake: she never held it, the register says so.

    If wanted, whom she had ended goes on, until who came after.
    """
    office = Office.objects.select_for_update(of=("self",)).get(pk=holding.office_id)
    locked = Holding.objects.select_for_update(of=("self",)).select_related("holder")
    holding = locked.get(pk=holding.pk)
    if not reason.strip():
        raise Refused(_("Scrivere perché è un errore: resta nel registro."), field="reason")
    former = former_holding(holding) if brings_back else None
    holding.proxies.all().delete()
    holding.delete()
    if former:
        former.until, former.ended_by = holding.until, holding.ended_by
        former.save(update_fields=["until", "ended_by"])
    record(
        by=by,
        what="office.cancelled",
        subject=office,
        purpose=reason,
        holder=str(holding.holder),
        since=holding.since,
        brought_back=str(former.holder) if former else "",
    )
    return office


@operation
def confirm_holding(holding: Holding, *, by: Acting, on: date) -> Holding:
    """After an election the same person is in office: the office has asked, and it is so."""
    holding = Holding.objects.select_for_update(of=("self",)).get(pk=holding.pk)
    if not seats_to_confirm(on=on).filter(pk=holding.pk).exists():
        raise Refused(_("Per %s non c'è nulla da confermare in questa data.") % holding)
    holding.confirmed_on = on
    holding.save(update_fields=["confirmed_on"])
    record(by=by, what="office.confirmed", subject=holding, on=on)
    return holding


@operation
def record_election(
    municipalities: Sequence[Area], *, held_on: date, by: Acting, on: date
) -> list[Election]:
    """Votes were held on a day in some municipalities: all are written, or none."""
    if held_on > on:
        raise Refused(
            _("Il %s deve ancora venire: le elezioni si registrano dopo il voto.") % day(held_on),
            field="held_on",
        )
    if held_on.year < FIRST_YEAR:
        raise Refused(_("Controllare l'anno delle elezioni."), field="held_on")
    if not municipalities:
        raise Refused(_("Scegliere almeno un Comune."), field="municipalities")
    for area in municipalities:
        if area.kind != AreaKind.MUNICIPALITY:
            raise Refused(_("%s non è un Comune.") % area, field="municipalities")
    known = Election.objects.filter(held_on=held_on, area__in=municipalities)
    if names := list(known.values_list("area__name", flat=True)):
        raise Refused(
            _("Le elezioni del %(day)s ci sono già per: %(names)s.")
            % {"day": day(held_on), "names": ", ".join(names)},
            field="municipalities",
        )
    elections = [Election(area=area, held_on=held_on) for area in municipalities]
    Election.objects.bulk_create(elections)
    for election in elections:
        record(by=by, what="election.recorded", subject=election, area=election.area.key)
    return elections


def _make_room(
    office: Office,
    since: date,
    until: date | None,
    *,
    takes_over: bool,
    act: Act | None,
    reason: str,
    by: Acting,
) -> None:
    """Nobody else is in office in these days; who comes in her place ends whom she finds."""
    held = holding_overlapping(office, since=since, until=until)
    if held and takes_over and held.since < since:
        end_holding(held, until=since, act=act, reason=reason, by=by)
        held = holding_overlapping(office, since=since, until=until)
    if held:
        what = _("Registrarne prima la fine, o dire che cessa da quel giorno.")
        raise Refused(f"{held_said(held)} {what}", field="since")


def _require_days(since: date, until: date | None, *, on: date) -> None:
    if since.year < FIRST_YEAR or since > on + FAR:
        raise Refused(_("Controllare l'anno: il %s non è verosimile.") % day(since), field="since")
    if until and until <= since:
        said = _("L'ultimo giorno viene prima dell'inizio, che è il %s.")
        raise Refused(said % day(since), field="until")


def _require_ground(act: Act | None, source: str, *, on: date) -> None:
    """An office is held by an act; if it is not in the register, one says where it is known."""
    if act:
        require_in_force(act, on=on)
    elif not source.strip():
        raise Refused(
            _("Indicare l'atto di nomina o di proclamazione, o da quale fonte si sa."),
            field="source",
        )
