"""Who may vote now, in a sitting that goes on."""

from __future__ import annotations

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.governance.models import Attendance, Ballot, Sitting
from raccordo.governance.queries.attending import in_the_room
from raccordo.governance.queries.seats import Seated
from raccordo.governance.queries.sittings import recused_from, seated_at
from raccordo.governance.states import StandIn


def seated_there(sitting: Sitting) -> tuple[dict[int, Attendance], dict[int, Seated]]:
    """The components of a sitting by their row, and by the row of their seat who is in it."""
    attendances = list(sitting.attendances.all())
    return {one.pk: one for one in attendances}, seated_at(sitting, attendances)


def require_voter(attendance: Attendance | None, who: dict[int, Seated]) -> Attendance:
    """A seat that may vote now: it has the vote, it is there, and who sits in it still may."""
    if attendance is None:
        raise Refused(_("Questo componente non è della seduta."))
    facts = {"seat": attendance.title, "who": attendance.name}
    if not attendance.votes:
        raise Refused(_("«%(seat)s» partecipa senza diritto di voto.") % facts)
    if attendance.left_at:
        facts["hour"] = localtime(attendance.left_at).strftime("%H:%M")
        raise Refused(_("«%(seat)s» non è più presente dalle %(hour)s: non può votare.") % facts)
    if not attendance.in_the_room:
        raise Refused(_("«%(seat)s» non risulta presente: registrare prima la presenza.") % facts)
    if attendance.name not in _allowed(attendance, who[attendance.seat_id]):
        raise Refused(
            _(
                "%(who)s non può più intervenire per «%(seat)s»: la carica, la supplenza o la"
                " delega è cessata. Correggere le presenze."
            )
            % facts
        )
    return attendance


def _allowed(attendance: Attendance, who: Seated) -> set[str]:
    """Who may sit in a seat today, by the title by which somebody does."""
    if attendance.stand_in == StandIn.ALTERNATE:
        return {str(alternate.person) for alternate in who.alternates}
    if attendance.stand_in == StandIn.PROXY:
        return {str(proxy.delegate) for proxy in who.proxies}
    return {str(who.person or "")}


def voters_of(ballot: Ballot) -> list[Attendance]:
    """Who is there, may vote, and has not left the item."""
    there = in_the_room(ballot.item.sitting).filter(votes=True)
    return list(there.exclude(pk__in=recused_from(ballot)))
