"""The components that a body has by law or by its own statute, added all together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.acts.models import Act
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import genitive_of
from raccordo.governance.models import Body, Seat
from raccordo.governance.operations.seating import add_seat
from raccordo.governance.queries.bodies import require_alive
from raccordo.governance.queries.seats import seats_between
from raccordo.governance.states import BodySort
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Office, Organisation
from raccordo.parties.operations import add_office, add_organisation
from raccordo.parties.states import OfficeKind, OrganisationKind
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
    for town in towns:
        office = _office_of(town, OfficeKind.MAYOR, _mayor_of(town), by=by, on=since)
        if office.pk not in there:
            seat = add_seat(
                body,
                title=office.title,
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
        for kind, title in _offices_of_ambito(ambito):
            office = _office_of(ambito, kind, title, by=by, on=since)
            if office.pk not in there:
                added.append(
                    add_seat(body, title=title, office=office, since=since, act=act, by=by)
                )
    _require_some(added)
    record(by=by, what="body.peopled", subject=body, seats=len(added))
    return added


def _require_some(added: list[Seat]) -> None:
    if not added:
        raise Refused(_("Ci sono già tutti: nessun componente da aggiungere."))


def _seated_offices(body: Body, since: date) -> Iterator[int]:
    seats = seats_between(body, since=since, until=None).exclude(office=None)
    return seats.values_list("office", flat=True).iterator()


def _mayor_of(town: Area) -> str:
    with override("it"):  # a title is data: it is kept in the language of the law
        return _("Sindaco o Sindaca di %s") % town.name


def _offices_of_ambito(ambito: Area) -> list[tuple[OfficeKind, str]]:
    decides = ambito.bodies.filter(sort=BodySort.DECIDES, until=None).select_related("organ")
    body = decides.first()
    with override("it"):
        # Where its conference is not known here, nobody presides over the territory itself.
        presiding = _("Presidente dell'organismo dei Sindaci, %s") % ambito.name
        if body and body.organ:
            presiding = _("Presidente %s") % body.organ.genitive
        return [
            (OfficeKind.PRESIDENT, presiding),
            (OfficeKind.COORDINATOR, _("Coordinamento %s") % genitive_of(ambito.name)),
        ]


def _office_of(area: Area, kind: OfficeKind, title: str, *, by: Acting, on: date) -> Office:
    """The office of a kind in the public body of an area, made with it where there is none yet."""
    held = Office.objects.filter(organisation__area=area, organisation__closed_on=None, kind=kind)
    if office := held.filter(organisation__kind=OrganisationKind.PUBLIC).order_by("pk").first():
        return office
    public = Organisation.objects.filter(
        area=area, kind=OrganisationKind.PUBLIC, closed_on=None
    ).order_by("pk")
    body = public.first() or add_organisation(
        kind=OrganisationKind.PUBLIC, name=_public_name(area), area=area, by=by
    )
    return add_office(body, kind=kind, title=title, by=by, on=on)


def _public_name(area: Area) -> str:
    if area.kind != AreaKind.MUNICIPALITY:
        return area.name
    with override("it"):
        return _("Comune di %s") % area.name
