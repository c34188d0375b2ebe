"""A plan is started with its sections, carried on, brought in with its acts, reopened, closed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.planning.bundled import templates
from raccordo.planning.models import Plan, PlanTemplate
from raccordo.planning.operations.plans import (
    attach_act,
    detach_act,
    enter_in_force,
    move_plan,
    rename_plan,
    reopen_plan,
    start_plan,
)
from raccordo.planning.operations.templates import load_template
from raccordo.planning.queries.plans import templates_for
from raccordo.planning.rules.outlines import Outline, Part
from raccordo.planning.states import ActionState, PlanActSort, PlanState, SectionState, Shown
from tests.make import SOMEBODY, TODAY, make_act, make_area, put_inside
from tests.plans import OUTLINE, make_action, make_plan, make_section, make_template

pytestmark = pytest.mark.django_db


def start(**fields):
    usual = {"title": "Piano 2025-2027", "first_year": 2025, "last_year": 2027, "by": SOMEBODY}
    usual["template"] = fields.pop("template", None) or make_template()
    return start_plan(fields.pop("area", None) or make_area(), **usual | fields)


def approved(**fields):
    plan = make_plan(**fields)
    act = make_act(date=date(2025, 1, 20))
    attach_act(plan, act=act, sort=PlanActSort.APPROVED, by=SOMEBODY)
    return plan


def test_a_plan_begins_with_the_sections_of_its_template():
    plan = start()

    told = plan.sections.values_list("code", "parent__code", "mandatory", "shows", "state")
    assert list(told) == [
        ("1", None, False, [], "empty"),
        ("1.1", "1", True, ["population"], "empty"),
        ("2", None, True, [], "empty"),
    ]
    assert list(plan.years) == [2025, 2026, 2027]
    assert Entry.objects.get().what == "plan.started"


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (2027, 2025, "precede"),
        (2025, 2040, "al più 10"),
        (1925, 1927, "anno"),
        (99999, 99999, "anno"),
    ],
)
def test_a_plan_has_its_years_in_order(first, last, why):
    with pytest.raises(Refused, match=why):
        start(first_year=first, last_year=last)


def test_two_plans_of_an_area_do_not_share_a_year():
    area = make_area()
    start(area=area)
    with pytest.raises(Refused, match="c'è già «Piano 2025-2027»"):
        start(area=area, first_year=2027, last_year=2029)
    start(area=area, first_year=2028, last_year=2030)
    start()  # elsewhere


def test_a_plan_is_not_proposed_while_its_mandatory_text_is_not_ready():
    plan = make_plan(state=PlanState.WRITTEN)
    bare = [make_section(plan=plan, code=f"1.{n}", title=f"Parte {n}") for n in range(5)]
    make_section(plan=plan, mandatory=False)
    make_section(plan=plan, text="Detto.", state=SectionState.READY)

    with pytest.raises(Refused, match=r"Mancano: «1\.0 Parte 0», .* \(in tutto 5\)"):
        move_plan(plan, to=PlanState.PROPOSED, by=SOMEBODY)

    for section in bare:
        section.text, section.state = "Detto.", SectionState.READY
        section.save()
    assert move_plan(plan, to=PlanState.PROPOSED, by=SOMEBODY).state == "proposed"


def test_a_plan_goes_on_step_by_step_and_not_otherwise():
    plan = make_plan()
    for to in (PlanState.CONSULTED, PlanState.WRITTEN, PlanState.PROPOSED, PlanState.WRITTEN):
        plan = move_plan(plan, to=to, by=SOMEBODY)
    with pytest.raises(Refused, match="non si può passare"):
        move_plan(plan, to=PlanState.CLOSED, by=SOMEBODY)
    with pytest.raises(Refused, match="servono gli atti"):
        move_plan(plan, to=PlanState.IN_FORCE, by=SOMEBODY)


def test_a_plan_that_was_in_force_already_enters_with_its_acts():
    plan = approved()
    one, dropped = make_action(plan=plan), make_action(plan=plan, state=ActionState.DROPPED)

    plan = enter_in_force(plan, since=date(2025, 2, 1), by=SOMEBODY, on=TODAY)

    one.refresh_from_db()
    dropped.refresh_from_db()
    assert (plan.state, plan.in_force_since) == ("in_force", date(2025, 2, 1))
    assert (one.state, dropped.state) == ("approved", "dropped")


def test_a_plan_is_not_in_force_without_its_approval_nor_before_it():
    with pytest.raises(Refused, match="Manca l'atto di approvazione"):
        enter_in_force(make_plan(), since=TODAY, by=SOMEBODY, on=TODAY)
    plan = approved()
    with pytest.raises(Refused, match="approvato il 20 gennaio 2025"):
        enter_in_force(plan, since=date(2025, 1, 19), by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="deve ancora venire"):
        enter_in_force(plan, since=TODAY + timedelta(days=1), by=SOMEBODY, on=TODAY)


def test_a_plan_in_force_keeps_its_approval_and_is_reopened_with_a_reason():
    plan = enter_in_force(approved(), since=date(2025, 2, 1), by=SOMEBODY, on=TODAY)
    attached = plan.acts.get()
    with pytest.raises(Refused, match="prima riaprirlo"):
        detach_act(attached, by=SOMEBODY)
    with pytest.raises(Refused, match="va compilato"):
        reopen_plan(plan, reason=" ", by=SOMEBODY)

    plan = reopen_plan(plan, reason="Importi letti male", by=SOMEBODY)

    assert (plan.state, plan.in_force_since) == ("draft", None)
    assert Entry.objects.last().purpose == "Importi letti male"
    detach_act(attached, by=SOMEBODY)
    assert not plan.acts.exists()


def test_an_act_is_once_of_a_plan_in_a_quality():
    plan, act = make_plan(), make_act()
    attach_act(plan, act=act, sort=PlanActSort.APPROVED, by=SOMEBODY)
    attach_act(plan, act=act, sort=PlanActSort.STARTED, by=SOMEBODY)
    with pytest.raises(Refused, match="già fra quelli del piano"):
        attach_act(plan, act=act, sort=PlanActSort.APPROVED, by=SOMEBODY)


def test_a_closed_plan_does_not_change():
    plan = enter_in_force(approved(), since=date(2025, 2, 1), by=SOMEBODY, on=TODAY)
    plan = move_plan(plan, to=PlanState.CLOSED, by=SOMEBODY)
    with pytest.raises(Refused, match="è concluso"):
        rename_plan(plan, title="Altro", by=SOMEBODY)


def test_the_templates_that_come_with_the_program_load_and_hold_together():
    told = {one["code"]: (outline, one) for outline, one in templates()}
    assert set(told) == {"abruzzo", "marche"}
    for outline, facts in told.values():
        load_template(outline, **facts, by=SOMEBODY)
    abruzzo, marche = told["abruzzo"][0], told["marche"][0]
    codes = [part.code for part in abruzzo.parts]
    wanted = {f"{s}.{n}" for s in (1, 2) for n in range(1, 7)} | {f"3.{n}" for n in range(1, 5)}
    assert wanted | {"5", "A"} <= set(codes)
    assert len(abruzzo.axes) == 7
    assert {str(n) for n in range(1, 10)} <= {part.code for part in marche.parts}
    shown = {name for part in abruzzo.parts for name in part.shows}
    assert {Shown.MONEY, Shown.ACTIONS, Shown.POPULATION, Shown.VOICES} <= shown


def test_a_new_version_of_a_template_closes_the_one_before():
    facts = {"code": "x", "name": "X", "source": "Legge", "by": SOMEBODY}
    old = load_template(OUTLINE, **facts, version="1", since=date(2020, 1, 1))
    load_template(OUTLINE, **facts, version="2", since=date(2024, 1, 1))
    old.refresh_from_db()
    assert old.until == date(2024, 1, 1)
    with pytest.raises(Refused, match="c'è già"):
        load_template(OUTLINE, **facts, version="2", since=date(2025, 1, 1))
    twice = Outline(parts=(Part("1", "A"), Part("1", "B")), axes=())
    with pytest.raises(Refused, match="due volte"):
        load_template(twice, **facts, version="3", since=date(2025, 1, 1))
    assert PlanTemplate.objects.filter(code="x").count() == 2


def test_an_area_is_offered_the_templates_of_its_region_first():
    region, other = make_area(kind="region"), make_area(kind="region")
    ambito = make_area(kind="ambito")
    put_inside(ambito, region)
    mine, anybody = make_template(region=region), make_template()
    make_template(region=other)
    assert set(templates_for(ambito, on=TODAY)) == {mine, anybody}


def test_a_plan_says_since_when_it_is_in_force():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_plan(state="in_force", in_force_since=None)
    assert not Plan.objects.exists()
