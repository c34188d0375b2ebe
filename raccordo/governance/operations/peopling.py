"""The components that a body has by law or by its own statute, added all together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.acts.models import Act
from raccordo.foundation.errors import Refused
from raccordo.foundation.periods import in_force
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import genitive_of
from raccordo.governance.models import Body, Seat
from raccordo.governance.operations.seating import add_seat
from raccordo.governance.queries.bodies import require_alive
from raccordo.governance.queries.seats import presiding_between, seats_between
from raccordo.governance.states import BodySort
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Office, Organisation
from raccordo.parties.operations import add_office, add_organisation, tell_town_halls
from raccordo.parties.states import OfficeKind, OrganisationKind
from raccordo.parties.wording import mayor_of
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of, wholes_of
from raccordo.territory.states import AreaKind


@operation
def seat_mayors(
    body: Body, *, since: date, by: Acting, act: Act | None = None, chair: Area | None = None
) -> list[Seat]:
    """Add the mayors of all the municipalities that the body's area has on a day, those missing.

    A municipality not yet among the bodies is added, with its office: the seat waits vacant.
    """
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    require_alive(body, on=since, field="since")
    towns = list(municipalities_of(body.area, on=since))
    if not towns:
        raise Refused(_("In questa data l'area non comprende nessun Comune."), field="since")
    there = set(_seated_offices(body, since))
    added = []
    for town, hall in zip(towns, tell_town_halls(towns, by=by), strict=True):
        office = _office_in(hall, OfficeKind.MAYOR, mayor_of(town), by=by, on=since)
        if office.pk not in there:
            seat = add_seat(
                body,
                title=_title_of(office, town),
                office=office,
                weighs_for=town,
                presides=town == chair,
                since=since,
                act=act,
                by=by,
            )
            added.append(seat)
    _require_some(added)
    record(by=by, what="body.peopled", subject=body, seats=len(added))
    return added


@operation
def seat_ex_officio(body: Body, *, since: date, by: Acting, act: Act | None = None) -> list[Seat]:
    """Add, of each ambito in the body's area, who presides its conference and who coordinates it.

    They sit by office: who succeeds them there succeeds them here.
    """
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    require_alive(body, on=since, field="since")
    ambiti = list(wholes_of(municipalities_of(body.area, on=since), AreaKind.AMBITO, on=since))
    if not ambiti:
        raise Refused(_("In questa data nell'area non c'è nessun ambito."), field="since")
    there = set(_seated_offices(body, since))
    added = []
    for ambito in ambiti:
        for told in _seats_of_ambito(ambito, since=since, by=by):
            if told["office"].pk not in there:
                added.append(add_seat(body, since=since, act=act, by=by, **told))
    _require_some(added)
    record(by=by, what="body.peopled", subject=body, seats=len(added))
    return added


def _require_some(added: list[Seat]) -> None:
    if not added:
        raise Refused(_("Ci sono già tutti: nessun componente da aggiungere."))


def _seated_offices(body: Body, since: date) -> Iterator[int]:
    seats = seats_between(body, since=since, until=None).exclude(office=None)
    return seats.values_list("office", flat=True).iterator()


def _title_of(office: Office, town: Area) -> str:
    """What the seat of a mayor is called: of many, it says of which municipality."""
    return office.title if searchable(town.name) in searchable(office.title) else mayor_of(town)


class _Told(TypedDict):
    title: str
    office: Office
    chair_of: Body | None


def _seats_of_ambito(ambito: Area, *, since: date, by: Acting) -> list[_Told]:
    """Who presides over what decides in an ambito, by the office that presides there; who runs it.

    Where a mayor presides, it is the mayor; where nobody presides by office, an office waits.
    """
    decides = ambito.bodies.filter(in_force(since), sort=BodySort.DECIDES).select_related("organ")
    body = decides.first()
    with override("it"):  # a title is data: it is kept in the language of the law
        # Where its conference is not known here, nobody presides over the territory itself.
        presiding = _("Presidente dell'organismo dei Sindaci, %s") % ambito.name
        if body and body.organ:
            presiding = _("Presidente %s") % body.organ.genitive
        running = _("Coordinamento %s") % genitive_of(ambito.name)
    chair = presiding_between(body, since=since, until=None).first() if body else None
    first = chair.office if chair and chair.office else None
    first = first or _office_of_ambito(ambito, OfficeKind.PRESIDENT, presiding, by=by, on=since)
    second = _office_of_ambito(ambito, OfficeKind.COORDINATOR, running, by=by, on=since)
    return [
        _Told(title=presiding, office=first, chair_of=body),
        _Told(title=running, office=second, chair_of=None),
    ]


def _office_of_ambito(
    ambito: Area, kind: OfficeKind, title: str, *, by: Acting, on: date
) -> Office:
    """The office of a kind in the public body of an ambito, made with it where there is none."""
    public = Organisation.objects.filter(
        area=ambito, kind=OrganisationKind.PUBLIC, closed_on=None
    ).order_by("pk")
    held = Office.objects.filter(organisation__in=public, kind=kind).order_by("pk").first()
    if held:
        return held
    body = public.first() or add_organisation(
        kind=OrganisationKind.PUBLIC, name=ambito.name, area=ambito, by=by
    )
    return _office_in(body, kind, title, by=by, on=on)


def _office_in(body: Organisation, kind: OfficeKind, title: str, *, by: Acting, on: date) -> Office:
    """The office of a kind in a body, made where there is none yet."""
    if office := body.offices.filter(kind=kind).order_by("pk").first():
        return office
    return add_office(body, kind=kind, title=title, by=by, on=on)
