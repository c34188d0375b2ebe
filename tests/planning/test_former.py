"""A new plan born from the one before: action by action, with what changed since."""

from decimal import Decimal

import pytest
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.foundation.errors import Refused
from raccordo.planning.models import Action
from raccordo.planning.operations.former import bring_former
from raccordo.planning.queries.former import changed_since, plan_before, to_bring
from tests.make import SOMEBODY, make_area, make_need, make_part, make_term
from tests.plans import make_action, make_objective, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plans():
    area = make_area(kind="ambito")
    old = make_plan(area=area, first_year=2022, last_year=2024)
    return old, make_plan(area=area, template=old.template)


@pytest.fixture
def old(plans):
    aim = make_objective(plan=plans[0], code="O-1")
    aim.needs.add(make_need(area=plans[0].area))
    action = make_action(plan=plans[0], code="1.1", axis="1", activities="Ascolto")
    action.objectives.add(aim)
    action.groups.add(make_term("target-groups", "anziani"))
    action.staffing.create(profile="Autista", weekly_hours=Decimal(18), position=1)
    return action


def test_an_action_comes_with_its_sheet_and_says_what_changed(plans, old):
    new = plans[1]
    assert plan_before(new) == plans[0]
    assert list(to_bring(new)) == [old]
    [one] = bring_former(new, [old], by=SOMEBODY)
    assert (one.code, one.former, one.activities) == ("1.1", old, "Ascolto")
    assert [row.profile for row in one.staffing.all()] == ["Autista"]
    aim = one.objectives.get()
    assert (aim.plan, aim.code, aim.needs.count()) == (new, "O-1", 1)
    new.refresh_from_db()
    assert new.former == plans[0]
    assert changed_since(one) == []
    one.title, one.activities = "Altro", "Ascolto e cura"
    one.groups.clear()
    one.staffing.update(weekly_hours=Decimal(36))
    assert changed_since(one) == [
        "titolo",
        "attività per le persone",
        "aree di utenza",
        "personale",
    ]
    assert changed_since(old) == []


def test_the_same_action_comes_once_and_a_taken_code_gives_way(plans, old):
    make_action(plan=plans[1], code="1.1")
    for _ in range(2):
        bring_former(plans[1], [old], by=SOMEBODY)
    assert [one.code for one in Action.objects.filter(former=old)] == ["1.2"]
    assert not to_bring(plans[1])


def test_only_from_a_plan_before_of_the_same_place(plans, old):
    with pytest.raises(Refused, match="non è di un piano precedente"):
        bring_former(plans[1], [make_action()], by=SOMEBODY)
    with pytest.raises(Refused, match="non è di un piano precedente"):
        bring_former(plans[0], [make_action(plan=plans[1])], by=SOMEBODY)


def test_the_page_brings_those_that_are_chosen(client, enter, plans, old):
    enter(plans[0].area, Role.PLAN_OFFICER)
    make_action(plan=plans[0], code="2.1")
    there = reverse("plan:actions_former", args=[plans[1].key])
    assert "1.1" in client.get(there).text
    client.post(there, {"take": [str(old.key), "x"]})
    assert [one.former for one in plans[1].actions.all()] == [old]
    page = client.get(reverse("plan:action", args=[plans[1].actions.get().key]))
    assert "come prima" in page.text
    enter(make_part(plans[0].area), Role.MAYOR)
    assert client.get(there).status_code == 404


def test_a_plan_without_another_before_says_so(client, enter):
    plan = make_plan(area=make_area(kind="ambito"))
    enter(plan.area, Role.PLAN_OFFICER)
    page = client.get(reverse("plan:actions_former", args=[plan.key]))
    assert "Non c'è un piano precedente" in page.text.replace("&#x27;", "'")
