"""By what title somebody sits in a seat: its own, as an alternate, by proxy; one seat each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.models import Attendance, Seating
from raccordo.governance.queries.seats import Seated, let_by
from raccordo.governance.rules.rulebook import Rulebook
from raccordo.governance.states import SeatPart, StandIn
from raccordo.parties.models import Proxy, Representative


def require_alternate(
    attendance: Attendance, alternate: Seating, rules: Rulebook | None, *, on: date
) -> None:
    """Refuse an alternate whom the rules do not allow, or whose title does not hold that day."""
    facts: dict[str, Any] = {"who": alternate.person, "seat": attendance.title}
    if rules and not rules.alternates:
        raise Refused(_("%(seat)s: le regole non prevedono supplenti.") % facts)
    if alternate.seat_id != attendance.seat_id or alternate.part != SeatPart.ALTERNATE:
        raise Refused(_("%(who)s non è supplente per «%(seat)s».") % facts)
    if ended := _ended(alternate, on=on):
        facts["day"] = day(ended)
        raise Refused(_("La supplenza di %(who)s per «%(seat)s» è cessata il %(day)s.") % facts)
    if alternate.since > on:
        facts["day"] = day(alternate.since)
        raise Refused(_("%(who)s è supplente per «%(seat)s» dal %(day)s.") % facts)
    if attendance.seat.office_id:
        _require_let(alternate, facts, on=on)


def _require_let(alternate: Seating, facts: dict[str, Any], *, on: date) -> None:
    """What who is in office lets others do ends with her."""
    holding = let_by(alternate, on=on)
    if holding is None:
        raise Refused(
            _("Per «%(seat)s» nessuno è in carica: %(who)s non può supplire chi non c'è.") % facts
        )
    if holding.until and holding.until <= on:
        facts |= {"giver": holding.holder, "day": day(holding.until)}
        raise Refused(
            _(
                "%(giver)s non è più in carica dal %(day)s: la supplenza di %(who)s per «%(seat)s»"
                " è finita con la carica."
            )
            % facts
        )


def require_proxy(
    attendance: Attendance, proxy: Proxy, rules: Rulebook | None, *, on: date
) -> None:
    """Refuse a proxy that the rules do not allow, or that does not hold that day."""
    facts = {"who": proxy.delegate, "seat": attendance.title, "giver": proxy.holding.holder}
    if rules and not rules.proxies:
        raise Refused(_("%(seat)s: le regole non prevedono deleghe.") % facts)
    if proxy.holding.office_id != attendance.seat.office_id:
        raise Refused(_("%(who)s non ha una delega per «%(seat)s».") % facts)
    if proxy.holding.until and proxy.holding.until <= on:
        facts["day"] = day(proxy.holding.until)
        raise Refused(
            _(
                "%(giver)s non è più in carica dal %(day)s: la delega a %(who)s è finita con la"
                " carica."
            )
            % facts
        )
    if ended := _ended(proxy, on=on):
        facts["day"] = day(ended)
        raise Refused(_("La delega di %(giver)s a %(who)s è cessata il %(day)s.") % facts)
    if proxy.since > on:
        facts["day"] = day(proxy.since)
        raise Refused(_("La delega di %(giver)s a %(who)s vale dal %(day)s.") % facts)


def _ended(title: Seating | Proxy, *, on: date) -> date | None:
    """The day a title had ended by; a title withdrawn the day it began is of no day."""
    if title.revoked_on:
        return title.revoked_on
    return title.until if title.until and title.until <= on else None


def require_a_seat_each(attendances: Iterable[Attendance], who: Mapping[int, Seated]) -> None:
    """One person in two seats would vote twice."""
    seats: dict[int, Attendance] = {}
    for one in attendances:
        person = _sits(one, who[one.seat_id]) if one.votes and one.in_the_room else None
        if person is None:
            continue
        if (other := seats.setdefault(person.pk, one)) is not one:
            raise Refused(
                _(
                    "%(who)s è già presente per «%(other)s» e voterebbe due volte: per «%(seat)s»"
                    " interviene un'altra persona, perché nessun articolo delle regole lo consente."
                )
                % {"who": person, "other": other.title, "seat": one.title}
            )


def _sits(attendance: Attendance, who: Seated) -> Representative | None:
    """The person who sits in a seat, among those who may."""
    may: dict[str, list[Representative]] = {
        StandIn.ALTERNATE: [alternate.person for alternate in who.alternates],
        StandIn.PROXY: [proxy.delegate for proxy in who.proxies],
        StandIn.HOLDER: [who.person] if who.person else [],
    }
    found = may[attendance.stand_in]
    return next((person for person in found if str(person) == attendance.name), None)
