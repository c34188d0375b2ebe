"""Who finds needs at the same moment gives each its number."""

from raccordo.needs.models import Need
from raccordo.needs.operations.needs import add_need
from raccordo.needs.queries.needs import GROUPS, KINDS
from tests.make import SOMEBODY, TODAY, make_area, make_term


def test_needs_found_together_have_each_their_number(together):
    area, group, kind = make_area(), make_term(GROUPS), make_term(KINDS)

    def find():
        add_need(area=area, title="Bisogno", group=group, kind=kind, by=SOMEBODY, on=TODAY)

    together([find] * 4)

    assert sorted(Need.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
