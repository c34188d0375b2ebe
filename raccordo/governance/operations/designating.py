"""The bodies of a category say who sits for them: call, candidacies, preferences, appointment."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.acts.models import Act
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day, genitive_of
from raccordo.governance.models import Candidacy, Designation, Preference, Seat
from raccordo.governance.operations.seating import seat_person
from raccordo.governance.queries.bodies import require_alive
from raccordo.governance.queries.designations import (
    OPEN,
    called_for,
    closes_on,
    outcome_of,
    record_is_due,
    standing_in,
)
from raccordo.governance.states import DESIGNATION_LIFE, DesignationState
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
from raccordo.parties.operations import Person, know_person
from raccordo.post.operations import write_message
from raccordo.post.states import Channel


@operation
def call_designation(
    seat: Seat,
    *,
    candidacies_until: date,
    choice_until: date,
    text: str,
    by: Acting,
    at: datetime,
    address: str = "",
) -> Designation:
    """Call the bodies of a category to say who sits for them, and write to each of them once."""
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    on = localdate(at)
    require_alive(seat.body, on=on)
    if not seat.category:
        raise Refused(_("Si designa solo il componente di una categoria di enti."))
    if candidacies_until < on:
        raise Refused(
            _("Le candidature si chiudono oggi o dopo, non prima dell'avviso."),
            field="candidacies_until",
        )
    if choice_until < candidacies_until:
        raise Refused(_("La designazione segue le candidature."), field="choice_until")
    if seat.designations.filter(state__in=OPEN).exists():
        raise Refused(_("Per questo componente c'è già una designazione in corso."))
    designation = Designation.objects.create(
        seat=seat,
        called_on=on,
        candidacies_until=candidacies_until,
        choice_until=choice_until,
        text=text.strip(),
    )
    for organisation in called_for(designation).exclude(email=""):
        _call(designation, organisation, address=address, by=by, at=at)
    record(by=by, what="designation.called", subject=designation, seat=seat.key)
    return designation


@operation
def present_candidacy(
    designation: Designation,
    *,
    organisation: Organisation,
    person: Person,
    by: Acting,
    on: date,
    note: str = "",
) -> Candidacy:
    """A body of the category proposes a person, while candidacies are open."""
    designation = _locked(designation)
    _require_called(designation, organisation)
    if designation.state != DesignationState.CALLED or on > designation.candidacies_until:
        raise Refused(
            _("Le candidature si sono chiuse il %s.") % day(designation.candidacies_until)
        )
    if mine := standing_in(designation).filter(organisation=organisation).first():
        raise Refused(
            _("«%(body)s» ha già presentato %(person)s: per cambiare, prima ritirare.")
            % {"body": organisation, "person": mine.person},
            field="organisation",
        )
    candidacy = Candidacy.objects.create(
        designation=designation,
        organisation=organisation,
        person=know_person(person, by=by),
        presented_on=on,
        note=note.strip(),
    )
    record(by=by, what="candidacy.presented", subject=candidacy, organisation=organisation.key)
    return candidacy


@operation
def withdraw_candidacy(candidacy: Candidacy, *, by: Acting, on: date) -> Candidacy:
    """Take back a candidacy, as long as nobody has been asked to choose."""
    designation = _locked(candidacy.designation)
    if designation.state != DesignationState.CALLED:
        raise Refused(_("Le preferenze sono già aperte: la candidatura non si ritira più."))
    candidacy = Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk)
    if candidacy.withdrawn_on:
        raise Refused(_("È già stata ritirata il %s.") % day(candidacy.withdrawn_on))
    candidacy.withdrawn_on = on
    candidacy.save(update_fields=["withdrawn_on"])
    record(by=by, what="candidacy.withdrawn", subject=candidacy, on=on)
    return candidacy


@operation
def open_choice(designation: Designation, *, by: Acting, on: date) -> Designation:
    """Close the candidacies and let each body of the category say whom it wants."""
    designation = _locked(designation)
    DESIGNATION_LIFE.require(DesignationState(designation.state), DesignationState.CHOOSING)
    if on <= designation.candidacies_until:
        raise Refused(
            _("Le candidature sono aperte fino al %s.") % day(designation.candidacies_until)
        )
    if not standing_in(designation).exists():
        raise Refused(_("Non c'è nessuna candidatura: la designazione resta senza esito."))
    moved = _move(designation, DesignationState.CHOOSING)
    record(by=by, what="designation.moved", subject=designation, **moved)
    return designation


@operation
def say_preference(
    designation: Designation,
    *,
    organisation: Organisation,
    candidacy: Candidacy,
    by: Acting,
    on: date,
) -> Preference:
    """A body of the category says whom it wants: once, and by the day that was told."""
    designation = _locked(designation)
    _require_called(designation, organisation)
    if designation.state != DesignationState.CHOOSING:
        raise Refused(_("Le preferenze non sono aperte."))
    if on > designation.choice_until:
        raise Refused(
            _("Le preferenze si sono chiuse il %s: questa non si può più registrare.")
            % day(designation.choice_until)
        )
    if said := designation.preferences.filter(organisation=organisation).first():
        raise Refused(
            _("«%(body)s» ha già risposto il %(day)s: ogni ente vota una volta sola.")
            % {"body": organisation, "day": day(said.said_on)},
            field="organisation",
        )
    if not standing_in(designation).filter(pk=candidacy.pk).exists():
        raise Refused(_("Questa candidatura non c'è, o è stata ritirata."), field="candidacy")
    preference = Preference.objects.create(
        designation=designation, organisation=organisation, candidacy=candidacy, said_on=on
    )
    record(by=by, what="preference.said", subject=designation, organisation=organisation.key)
    return preference


@operation
def close_choice(designation: Designation, *, text: str, by: Acting, on: date) -> Designation:
    """Write the record of a designation: who was chosen, and how if several had the most."""
    designation = _locked(designation)
    DESIGNATION_LIFE.require(DesignationState(designation.state), DesignationState.CHOSEN)
    if not record_is_due(designation, on=on):
        closes = day(closes_on(designation))
        raise Refused(_("Il termine è il %s: il verbale si scrive dopo.") % closes)
    if not standing_in(designation).exists():
        raise Refused(_("Non c'è nessuna candidatura: la designazione resta senza esito."))
    if not text.strip():
        raise Refused(_("Manca il verbale: dire chi è stato designato, e come."), field="text")
    designation.record = text.strip()
    designation.save(update_fields=["record"])
    moved = _move(designation, DesignationState.CHOSEN)
    record(by=by, what="designation.moved", subject=designation, **moved)
    return designation


@operation
def appoint(
    designation: Designation,
    *,
    candidacy: Candidacy,
    since: date,
    act: Act,
    by: Acting,
    until: date | None = None,
    gives_mandate: bool = False,
    at: datetime | None = None,
) -> Designation:
    """Seat by an act the person whom the record says; of those not level, only who has the most."""
    designation = _locked(designation)
    DESIGNATION_LIFE.require(DesignationState(designation.state), DesignationState.APPOINTED)
    first = outcome_of(designation).first
    if not standing_in(designation).filter(pk=candidacy.pk).exists():
        raise Refused(_("Questa candidatura non c'è, o è stata ritirata."), field="candidacy")
    if designation.preferences.exists() and candidacy not in first:
        raise Refused(
            _("%s non ha avuto il maggior numero di preferenze.") % candidacy.person,
            field="candidacy",
        )
    designation.seating = seat_person(
        designation.seat,
        person=candidacy.person,
        organisation=candidacy.organisation,
        since=since,
        until=until,
        act=act,
        gives_mandate=gives_mandate,
        by=by,
        at=at,
    )
    designation.save(update_fields=["seating"])
    moved = _move(designation, DesignationState.APPOINTED)
    record(by=by, what="designation.moved", subject=designation, **moved)
    return designation


@operation
def void_designation(designation: Designation, *, reason: str, by: Acting) -> Designation:
    """Close a designation from which nobody came: the seat stays to be filled."""
    designation = _locked(designation)
    DESIGNATION_LIFE.require(DesignationState(designation.state), DesignationState.VOID)
    if not reason.strip():
        raise Refused(_("Dire perché non ha avuto esito."), field="reason")
    moved = _move(designation, DesignationState.VOID)
    purpose = reason.strip()
    record(by=by, what="designation.moved", subject=designation, purpose=purpose, **moved)
    return designation


def _locked(designation: Designation) -> Designation:
    return Designation.objects.select_for_update(of=("self",)).get(pk=designation.pk)


def _move(designation: Designation, to: DesignationState) -> dict[str, str]:
    before, designation.state = designation.state, to
    designation.save(update_fields=["state"])
    return {"before": before, "after": to.value}


def _require_called(designation: Designation, organisation: Organisation) -> None:
    if not called_for(designation).filter(pk=organisation.pk).exists():
        raise Refused(
            _("«%s» non è fra gli enti chiamati a questa designazione.") % organisation,
            field="organisation",
        )


def _call(
    designation: Designation, organisation: Organisation, *, address: str, by: Acting, at: datetime
) -> None:
    seat = designation.seat
    body = seat.body
    of = body.organ.genitive if body.organ else genitive_of(body.name)
    with override("it"):  # the language of who receives, not of who sends
        facts = {
            "seat": seat.title,
            "of": of,
            "until": day(designation.candidacies_until),
            "choice": day(designation.choice_until),
            "text": designation.text,
            "address": address,
        }
        subject = _("Designazione: %(seat)s %(of)s") % facts
        said = _(
            "Buongiorno,\n\ngli enti di questa categoria sono invitati a designare il componente"
            " «%(seat)s» %(of)s.\n\nLe candidature si presentano entro il %(until)s; le"
            " preferenze si esprimono dopo, entro il %(choice)s.\n\n%(text)s\n"
        )
        if address:
            said += _("\nChi ha un'utenza in Raccordo lo fa da qui: %(address)s\n")
        said += _("Chi non l'ha risponde a questo messaggio.\n")
        body_text = said % facts
    write_message(
        once=f"designation:{designation.key}:{organisation.key}",
        channel=Channel.EMAIL,
        recipients=[organisation.email],
        subject=subject,
        body=body_text,
        by=by,
        at=at,
    )
