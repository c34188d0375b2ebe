from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from raccordo.access.models import Mandate, apart
from raccordo.access.operations.mandates import end_mandate, give_mandate
from raccordo.access.queries import (
    acting_through,
    mandate_overlapping,
    mandates_with,
    role_opened_by,
)
from raccordo.accounts.models import User
from raccordo.acts.models import Act
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.models import Entry
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Holding, Office, Representative
from raccordo.parties.operations import (
    Person,
    cancel_holding,
    end_holding,
    hold_office,
    know_person,
    tie_account,
)
from raccordo.parties.queries import holdings_on


@operation
def seat_in_office(
    office: Office,
    *,
    person: Person,
    by: Acting,
    on: date,
    at: datetime | None = None,
    opens: bool = False,
    **facts: Any,
) -> Holding:
    """Put a person in an office, and if wanted let her act here in its name, as long as it lasts.

    The facts are those of `hold_office`. Whoever it finds in office ends, with her mandates.
    """
    person = know_person(person, by=by)
    holding = hold_office(office, person=person, by=by, on=on, **facts)
    for former in office.holdings.filter(until=holding.since):
        _end_mandates(former, reason=str(_("Fine della carica")), by=by)
    record(by=by, what="office.seated", subject=holding, opens=opens)
    if opens:
        _open(holding, person, by=by, at=at)
    return holding


@operation
def end_office(
    holding: Holding, *, until: date, by: Acting, act: Act | None = None, reason: str = ""
) -> Holding:
    """End who holds an office, the proxies she gave and the mandates she had with it."""
    holding = end_holding(holding, until=until, act=act, reason=reason, by=by)
    ended = _end_mandates(holding, reason=reason or str(_("Fine della carica")), by=by)
    record(by=by, what="office.emptied", subject=holding, mandates=len(ended))
    return holding


@operation
def cancel_in_office(
    holding: Holding, *, reason: str, by: Acting, brings_back: bool = False
) -> Office:
    """Take away who was written in an office by mistake, with the mandate she had and never used.

    A mandate through which something was done is no mistake: it is ended.
    """
    mandates = list(mandates_with(holding).select_for_update(of=("self",)))
    for mandate in mandates:
        if used := _first_done_through(mandate):
            raise Refused(
                _(
                    "Con l'incarico di questa carica %(who)s ha già operato in Raccordo (prima"
                    " volta: %(day)s): quanto ha fatto vale. Registrarne la fine."
                )
                % {"day": day(localdate(used.at)), "who": holding.holder}
            )
    for mandate in mandates:
        if not mandate.revoked_on:
            end_mandate(mandate, until=mandate.since, reason=reason, by=by)
    Mandate.objects.filter(pk__in=[mandate.pk for mandate in mandates]).update(holding=None)
    office = cancel_holding(holding, reason=reason, brings_back=brings_back, by=by)
    record(by=by, what="office.voided", subject=office, mandates=len(mandates))
    return office


def _first_done_through(mandate: Mandate) -> Entry | None:
    """The first line that somebody wrote in the register through a mandate."""
    signed = acting_through(mandate).signature
    return Entry.objects.filter(user=mandate.holder, acting=signed).order_by("at", "pk").first()


def _end_mandates(holding: Holding, *, reason: str, by: Acting) -> list[Mandate]:
    assert holding.until
    later = [m for m in mandates_with(holding) if m.until is None or m.until > holding.until]
    ended = []
    for mandate in (mandate for mandate in later if not mandate.revoked_on):
        if other := _other_ground(mandate, holding):
            mandate.holding = other
            mandate.save(update_fields=["holding"])
            record(by=by, what="mandate.kept", subject=mandate, holding=other.key)
        else:
            until = max(holding.until, mandate.since)
            ended.append(end_mandate(mandate, until=until, reason=reason, by=by))
    return ended


def _other_ground(mandate: Mandate, ended: Holding) -> Holding | None:
    """Another office of the same person that opens the same: the assessor is now the mayor."""
    assert ended.until
    if mandate.holder_id != ended.holder.user_id:  # of who stood in for her
        return None
    others = holdings_on(on=ended.until).filter(holder=ended.holder).exclude(pk=ended.pk)
    same = (mandate.role, mandate.place)
    return next((one for one in others if role_opened_by(one.office) == same), None)


def _open(
    holding: Holding, person: Representative, *, by: Acting, at: datetime | None
) -> Mandate | None:
    """The mandate of an office, for who has an account; not a second one beside the same."""
    opened = role_opened_by(holding.office)
    if opened is None:
        raise Refused(
            _("«%s» non dà nessun incarico in Raccordo: registrarla senza.") % holding.office,
            field="opens",
        )
    if holding.act is None:
        raise Refused(
            _("L'incarico si dà con un atto: indicarlo, o registrare la carica senza incarico."),
            field="act",
        )
    role, place = opened
    user = _account_of(person, by=by)
    area, organisation = apart(place)
    same = Mandate.objects.filter(holder=user, role=role, area=area, organisation=organisation)
    if mandate_overlapping(same, since=holding.since, until=holding.until):
        return None
    return give_mandate(
        user,
        place=place,
        role=role,
        act=holding.act,
        since=holding.since,
        until=holding.until,
        holding=holding,
        by=by,
        at=at,
    )


def _account_of(person: Representative, *, by: Acting) -> User:
    if person.user:
        return person.user
    user = User.objects.filter(email=person.email, is_active=True).first() if person.email else None
    if user is None:
        raise Refused(
            _("%s non ha ancora un'utenza con il suo indirizzo e-mail: aprirla prima.") % person,
            field="opens",
        )
    tie_account(person, user=user, by=by)
    return user
