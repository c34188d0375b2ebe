"""The provincial coordination of Ascoli has its components, and meets: it keeps minutes only."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from raccordo.foundation.errors import Refused
from raccordo.governance.models import Body
from raccordo.governance.operations.voting import open_ballot
from raccordo.governance.queries.seats import seated_in
from raccordo.governance.states import SittingState
from raccordo.keeper.demo.parties import person_named
from raccordo.parties.models import Holding
from raccordo.parties.operations import end_holding, hold_office
from tests.make import SOMEBODY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
TODAY = date(2026, 11, 22)


def coordination() -> Body:
    return Body.objects.get(area__slug="provincia-ascoli-piceno")


def test_its_components_are_those_the_province_lists_some_still_to_be_designated():
    seats = {one.seat.title: one.person for one in seated_in(coordination(), on=TODAY)}

    assert str(seats["Presidente"]) == "Vera Cantalamessa"
    assert len([title for title in seats if title.startswith("Rappresentanza dell'AST")]) == 3
    assert seats["Rappresentanza dell'AST, terza zona"] is None
    assert seats["Coordinamento provinciale di settore: dipendenze"] is None
    assert any("San Benedetto" in title for title in seats)


def test_who_sits_by_office_follows_the_office():
    chair = coordination().seats.get(presides=True)
    holding = Holding.objects.get(office=chair.office, until=None)
    end_holding(holding, until=TODAY, by=SOMEBODY)
    hold_office(
        holding.office,
        person=person_named("Zita Fioravanti"),
        since=TODAY,
        source="Decreto di nomina",
        by=SOMEBODY,
        on=TODAY,
    )

    now = next(one for one in seated_in(coordination(), on=TODAY) if one.seat == chair)

    assert str(now.person) == "Zita Fioravanti"


def test_it_met_and_whoever_came_is_in_the_register_of_attendance():
    sitting = coordination().sittings.get()

    assert sitting.state == SittingState.CLOSED
    there = [one for one in sitting.attendances.all() if one.in_the_room]
    assert len(there) > 8


def test_nothing_is_put_to_the_vote_where_no_article_provides_for_votes():
    item = coordination().sittings.get().items.first()

    with pytest.raises(Refused):
        open_ballot(item, question="", secret=False, by=SOMEBODY, at=datetime.now(UTC))
