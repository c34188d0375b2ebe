from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.db.models import Q
from django.utils.translation import gettext as _

from raccordo.access.models import Mandate
from raccordo.access.operations import end_mandate, give_mandate
from raccordo.access.queries import mandate_overlapping
from raccordo.acts.models import Act
from raccordo.acts.operations import require_in_force
from raccordo.foundation.errors import Refused
from raccordo.foundation.periods import in_force
from raccordo.foundation.wording import day
from raccordo.governance.models import Body, Seat, Seating
from raccordo.governance.queries.bodies import require_alive
from raccordo.governance.queries.seats import (
    presiding_between,
    role_of_seat,
    seatings_between,
    seats_between,
)
from raccordo.governance.states import SeatPart
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Holding, Office, Organisation, Representative
from raccordo.parties.operations import Person, know_person, tie_own_account
from raccordo.territory.models import Area


class SeatFacts(TypedDict, total=False):
    """What may be told of a seat when it is added: what it follows, what it weighs and may do."""

    office: Office | None
    organisation: Organisation | None
    category: str
    weighs_for: Area | None
    votes: bool
    presides: bool
    chair_of: Body | None
    act: Act | None


class SeatingFacts(TypedDict, total=False):
    """What may be told of who sits: for which body, until when, by what act or source."""

    organisation: Organisation | None
    until: date | None
    act: Act | None
    source: str


@operation
def add_seat(
    body: Body,
    *,
    title: str,
    since: date,
    by: Acting,
    position: int | None = None,
    **facts: Unpack[SeatFacts],
) -> Seat:
    """Add a component to a body: by office, by organisation or by category; it may be vacant."""
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    require_alive(body, on=since, field="since")
    if act := facts.get("act"):
        require_in_force(act, on=since)
    office, organisation = facts.get("office"), facts.get("organisation")
    _require_one_thing(office, organisation, facts.get("category", ""))
    title = " ".join(title.split()) or str(office or organisation or "")
    if not title:
        raise Refused(_("Manca il nome del componente."), field="title")
    _require_not_there(body, title, since, office=office)
    if facts.get("presides"):
        _require_one_presides(body, since=since, until=body.until)
    if position is None:
        last = body.seats.order_by("-position").values_list("position", flat=True).first()
        position = (last or 0) + 1
    place: dict[str, Any] = {"title": title, "position": position, "until": body.until}
    seat = Seat.objects.create(body=body, since=since, **place, **facts)
    _follow_the_chair(seat, by=by)
    record(by=by, what="seat.added", subject=seat, body=body.key, title=title, since=since)
    return seat


@operation
def change_seat(
    seat: Seat,
    *,
    title: str,
    votes: bool,
    presides: bool,
    position: int,
    by: Acting,
    weighs_for: Area | None = None,
) -> Seat:
    """Correct a component: its name, its order, what it weighs, whether it votes and presides."""
    body = Body.objects.select_for_update(of=("self",)).get(pk=seat.body_id)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    title = " ".join(title.split())
    if title != seat.title:
        _require_not_there(body, title, seat.since, but=seat)
    if presides:
        _require_one_presides(body, since=seat.since, until=seat.until, but=seat)
    seat.title, seat.votes, seat.presides = title, votes, presides
    seat.position, seat.weighs_for = position, weighs_for
    seat.save(update_fields=["title", "votes", "presides", "position", "weighs_for"])
    _follow_the_chair(seat, by=by)
    record(by=by, what="seat.changed", subject=seat, body=body.key, title=title)
    return seat


@operation
def end_seat(
    seat: Seat, *, until: date, by: Acting, act: Act | None = None, reason: str = ""
) -> Seat:
    """Record that a component is no more part of its body; who was in it leaves that day."""
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if seat.until and seat.until <= until:
        raise Refused(_("Cessa già il %s.") % day(seat.until), field="until")
    if until <= seat.since:
        raise Refused(
            _("«%(seat)s» ne fa parte dal %(since)s: la fine deve seguire l'inizio.")
            % {"seat": seat.title, "since": day(seat.since)},
            field="until",
        )
    if act:
        require_in_force(act, on=until)
    for seating in seatings_between(seat, since=until, until=None):
        end_seating(seating, until=max(until, seating.since), act=act, reason=reason, by=by)
    seat.until = until
    seat.save(update_fields=["until"])
    record(by=by, what="seat.ended", subject=seat, purpose=reason, until=until)
    return seat


@operation
def seat_person(
    seat: Seat,
    *,
    person: Person,
    since: date,
    by: Acting,
    part: SeatPart = SeatPart.MEMBER,
    gives_mandate: bool = False,
    at: datetime | None = None,
    **facts: Unpack[SeatingFacts],
) -> Seating:
    """Put a person in a seat, or as its alternate; who has an account may act for it from then."""
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    require_alive(seat.body, on=since, field="since")
    _require_reason(facts.get("act"), facts.get("source", ""), since=since)
    facts["until"] = until = facts.get("until") or seat.until
    _require_within(seat, since, until)
    facts["organisation"] = _organisation_for(seat, facts.get("organisation"))
    person = tie_own_account(know_person(person, by=by), by=by)
    _require_free(seat, person, part, since, until)
    if part == SeatPart.ALTERNATE and seat.office:
        _require_in_office(seat.office, since=since)
    seating = Seating.objects.create(seat=seat, part=part, person=person, since=since, **facts)
    if gives_mandate:
        seating.mandate = _mandate_for(seating, by=by, at=at)
        seating.save(update_fields=["mandate"])
    record(by=by, what="seating.given", subject=seating, seat=seat.key, part=part, since=since)
    return seating


@operation
def end_seating(
    seating: Seating, *, until: date, by: Acting, act: Act | None = None, reason: str = ""
) -> Seating:
    """Record that a person leaves a seat, and with it the mandate she had for it."""
    seating = Seating.objects.select_for_update(of=("self",)).get(pk=seating.pk)
    if seating.revoked_on or (seating.until and seating.until <= until):
        ended = seating.revoked_on or seating.until
        assert ended is not None
        raise Refused(
            _("Cessa già il %s: la fine si può solo anticipare.") % day(ended), field="until"
        )
    if until < seating.since:
        raise Refused(_("Comincia il %s.") % day(seating.since), field="until")
    if act:
        require_in_force(act, on=until)
    mandate = seating.mandate
    if mandate and (mandate.until is None or mandate.until > until):
        end_mandate(mandate, until=max(until, mandate.since), reason=reason, by=by)
    ends = until
    if until == seating.since:
        seating.revoked_on, ends = until, until + timedelta(days=1)
    seating.until, seating.ended_by = ends, act
    seating.save(update_fields=["until", "revoked_on", "ended_by"])
    record(by=by, what="seating.ended", subject=seating, purpose=reason, until=until)
    return seating


def _follow_the_chair(seat: Seat, *, by: Acting) -> None:
    """Who comes to preside by office takes also the seats elsewhere of who presides there."""
    if not (seat.presides and seat.office):
        return
    lasting = Q(until=None) | Q(until__gt=seat.since)
    elsewhere = Seat.objects.filter(lasting, chair_of=seat.body).exclude(office=seat.office)
    for one in elsewhere.select_related("body", "weighs_for", "act"):
        if one.since >= seat.since:
            one.office = seat.office
            one.save(update_fields=["office"])
            record(by=by, what="seat.changed", subject=one, body=one.body.key, title=one.title)
            continue
        # Who presided until then keeps what she was: the seat passes on that day.
        names = ("votes", "presides", "weighs_for", "chair_of", "act", "title", "position")
        facts = {name: getattr(one, name) for name in names}
        end_seat(one, until=seat.since, by=by, act=seat.act, reason=_("Presiede un'altra carica."))
        add_seat(one.body, office=seat.office, since=seat.since, by=by, **facts)


def _require_one_thing(
    office: Office | None, organisation: Organisation | None, category: str
) -> None:
    if sum(map(bool, (office, organisation, category))) != 1:
        raise Refused(
            _("Dire da che cosa dipende: una carica, un ente oppure una categoria, una sola."),
            field="office",
        )


def _require_not_there(
    body: Body,
    title: str,
    since: date,
    *,
    office: Office | None = None,
    but: Seat | None = None,
) -> None:
    """One seat for an office, and no two of one name: nobody would know which is hers."""
    there = seats_between(body, since=since, until=None).exclude(pk=but.pk if but else 0)
    if office and there.filter(office=office).exists():
        raise Refused(_("«%s» è già componente di diritto.") % office, field="office")
    if there.filter(title=title).exists():
        raise Refused(
            _("C'è già un componente «%s»: distinguerlo nel nome.") % title, field="title"
        )


def _require_one_presides(
    body: Body, *, since: date, until: date | None, but: Seat | None = None
) -> None:
    others = presiding_between(body, since=since, until=until)
    if other := others.exclude(pk=but.pk if but else 0).first():
        raise Refused(
            _("Presiede già «%s»: prima toglierle o togliergli la presidenza.") % other.title,
            field="presides",
        )


def _require_reason(act: Act | None, source: str, *, since: date) -> None:
    if act:
        require_in_force(act, on=since)
    elif not source.strip():
        raise Refused(_("Manca l'atto o la fonte della designazione."), field="source")


def _require_within(seat: Seat, since: date, until: date | None) -> None:
    if since < seat.since:
        raise Refused(
            _("Il componente c'è dal %s: prima non vi siede nessuno.") % day(seat.since),
            field="since",
        )
    if until and until <= since:
        raise Refused(_("La fine deve seguire l'inizio, che è il %s.") % day(since), field="until")
    if seat.until and (until is None or until > seat.until):
        raise Refused(
            _("Il componente cessa il %s: la durata non può andare oltre.") % day(seat.until),
            field="until",
        )


def _organisation_for(seat: Seat, organisation: Organisation | None) -> Organisation | None:
    if seat.organisation:
        if organisation and organisation.pk != seat.organisation_id:
            raise Refused(
                _("Questo componente rappresenta «%s».") % seat.organisation, field="organisation"
            )
        return seat.organisation
    if seat.category and organisation and organisation.kind != seat.category:
        raise Refused(
            _("«%(body)s» non è della categoria di questo componente: %(category)s.")
            % {"body": organisation, "category": seat.get_category_display()},
            field="organisation",
        )
    return organisation


def _require_free(
    seat: Seat, person: Representative, part: SeatPart, since: date, until: date | None
) -> None:
    if seat.office and part == SeatPart.MEMBER:
        raise Refused(
            _(
                "È componente chi ricopre la carica di «%s»: si registra nella pagina dell'ente."
                " Qui si indicano solo i supplenti."
            )
            % seat.office,
            field="part",
        )
    held = seatings_between(seat, since=since, until=until).filter(part=part)
    if part == SeatPart.ALTERNATE:  # there may be several, each once
        held = held.filter(person=person)
    other = held.select_related("person").first()
    if other is None:
        return
    facts = {"person": other.person, "since": day(other.since)}
    if other.until:
        facts["last"] = day(other.until - timedelta(days=1))
        said = _("Il componente è già di %(person)s, dal %(since)s al %(last)s.")
    else:
        said = _("Il componente è già di %(person)s, dal %(since)s, senza una fine.")
    raise Refused(said % facts, field="person")


def _require_in_office(office: Office, *, since: date) -> None:
    """Who is in office lets another stand in: where nobody is, there is nobody to do it."""
    if not office.holdings.filter(in_force(since)).exists():
        raise Refused(
            _(
                "Il %(day)s nessuno ricopre la carica «%(office)s»: chi supplisce lo indica chi è"
                " in carica. Registrare prima la carica, nella pagina dell'ente."
            )
            % {"day": day(since), "office": office},
            field="since",
        )


def _mandate_for(seating: Seating, *, by: Acting, at: datetime | None) -> Mandate | None:
    """The mandate that the seat gives: only by an act, to who has an account and not yet one.

    That of who stands in for an office ends with who is in office now, as what she delegates does.
    """
    role, place = role_of_seat(seating.seat, seating.part, on=seating.since)
    user = seating.person.user
    if role is None or place is None or user is None or seating.act is None or not user.is_active:
        return None
    holding, until = _ground_of(seating)
    same = Mandate.objects.filter(holder=user, role=role, area=place)
    if mandate_overlapping(same, since=seating.since, until=until):
        return None
    return give_mandate(
        user,
        place=place,
        role=role,
        act=seating.act,
        since=seating.since,
        until=until,
        holding=holding,
        by=by,
        at=at,
    )


def _ground_of(seating: Seating) -> tuple[Holding | None, date | None]:
    """With whom what an alternate may do ends, and until when it lasts as far as is known."""
    office, until = seating.seat.office, seating.until
    if seating.part != SeatPart.ALTERNATE or office is None:
        return None, until
    holding = office.holdings.filter(in_force(seating.since)).first()
    ends = [day for day in (until, holding.until if holding else None) if day]
    return holding, min(ends, default=None)
