"""Which items may be put to the vote: what the components were told of, or agreed upon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.reasons import Reason
from raccordo.governance.models import AgendaItem, Attendance, Sitting, Summons
from raccordo.governance.queries.seats import Seated
from raccordo.governance.queries.sittings import rules_of, seated_at
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.notice import why_not_admitted


def away_from(attendances: Sequence[Attendance], who: Mapping[int, Seated]) -> list[str]:
    """The components in office who are not in the room, nor anybody for them."""
    held = (one for one in attendances if who[one.seat_id].person)
    return [one.title for one in held if not one.in_the_room]


def why_off_agenda(sitting: Sitting, item: AgendaItem) -> Reason | None:
    """Why an item of a sitting is not put to the vote as things are, if it is not."""
    attendances = list(sitting.attendances.all())
    return why_not_admitted(
        rules_of(sitting),
        told=item.was_told,
        admitted=item.admitted_at is not None,
        away=away_from(attendances, seated_at(sitting, attendances)),
    )


def require_on_agenda(sitting: Sitting, item: AgendaItem) -> None:
    """Refuse a vote on what the components were not told of, unless all agree to it."""
    if item.was_told:
        return
    if reason := why_off_agenda(sitting, item):
        way = _("Registrarlo con «Ammetti al voto».")
        if reason.code != "off_agenda":
            way = _("Altrimenti si rinvia a un'altra seduta.")
        raise Refused(f"{sentence(reason)} {way}")


def called_elsewhere(sitting: Sitting) -> bool:
    """Whether its components were called by letters that did not leave from here."""
    letters = Summons.objects.filter(attendance__sitting=sitting)
    return sitting.convened_on is not None and not letters.exists()
