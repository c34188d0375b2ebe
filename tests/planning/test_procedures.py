"""How an action is managed: procedures, steps, contracts, and what is late or expires."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from raccordo.access.queries import acting_through
from raccordo.access.rights import Right, Role
from raccordo.finance.queries.progress import progress_of
from raccordo.foundation.errors import Refused
from raccordo.planning.models import Action, Plan
from raccordo.planning.operations.procedures import (
    ContractFacts,
    StepFact,
    add_contract,
    add_procedure,
    change_contract,
    change_procedure,
    drop_procedure,
    write_steps,
)
from raccordo.planning.queries.lapses import (
    contracts_expiring,
    lapses_of,
    stages_late,
    steps_late,
)
from raccordo.planning.queries.plans import actions_open_to, current_plan, plans_open_to
from raccordo.planning.queries.stamps import stamp_of
from raccordo.planning.states import ActionState, ManagementForm
from tests.make import (
    SOMEBODY,
    TODAY,
    make_area,
    make_mandate,
    make_need,
    make_organisation,
    make_part,
)
from tests.plans import (
    make_action,
    make_contract,
    make_measure,
    make_objective,
    make_plan,
    make_procedure,
    make_section,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def facts(**fields):
    usual = {"provider": make_organisation(), "subject": "Trasporto", "value": Decimal("90000.00")}
    usual |= {"since": date(2025, 1, 1), "until": date(2028, 1, 1), "cig": "a0 12345678"}
    return ContractFacts(**usual | fields)


def test_a_procedure_says_how_an_action_is_managed_and_by_whom():
    action = make_action(plan=make_plan(state="in_force"))
    one = add_procedure(
        action, form=ManagementForm.CODESIGN, title="Bando", officer=" Ada  Rossi ", by=SOMEBODY
    )
    assert (one.form, one.officer) == ("codesign", "Ada Rossi")
    seen = stamp_of(one)
    change_procedure(one, form="direct", title="In proprio", seen=seen, by=SOMEBODY)
    with pytest.raises(Refused, match="qualcun altro"):
        change_procedure(one, form="direct", title="Ancora", seen=seen, by=SOMEBODY)


def test_the_steps_of_a_procedure_are_foreseen_and_done():
    one = make_procedure()
    steps = [StepFact("Avviso", TODAY - 9 * DAY, TODAY - DAY), StepFact("Convenzione", TODAY + DAY)]
    write_steps(one, steps, by=SOMEBODY, on=TODAY)
    assert list(one.steps.values_list("title", "position")) == [("Avviso", 1), ("Convenzione", 2)]
    with pytest.raises(Refused, match="«Avviso»"):
        write_steps(one, [StepFact("Avviso", TODAY, TODAY + DAY)], by=SOMEBODY, on=TODAY)
    assert one.steps.count() == 2


def test_a_contract_has_its_code_or_says_why_not():
    one = make_procedure()
    contract = add_contract(one, facts(), by=SOMEBODY)
    assert (contract.cig, contract.value) == ("A012345678", Decimal("90000.00"))
    with pytest.raises(Refused, match="oppure perché non c'è"):
        add_contract(one, facts(cig=""), by=SOMEBODY)
    why = add_contract(one, facts(cig="", without_cig="Co-progettazione"), by=SOMEBODY)
    assert why.without_cig == "Co-progettazione"
    with pytest.raises(Refused, match="ha un contratto"):
        drop_procedure(one, by=SOMEBODY)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"cig": "123"}, "10 lettere"),
        ({"until": date(2024, 1, 1)}, "deve seguire"),
        ({"extendable_until": date(2027, 1, 1)}, "dopo la scadenza"),
        ({"value": Decimal(-1)}, "negativo"),
    ],
)
def test_a_contract_that_does_not_hold_is_refused(wrong, why):
    contract = make_contract()
    with pytest.raises(Refused, match=why):
        change_contract(contract, facts(**wrong), seen=stamp_of(contract), by=SOMEBODY)


def test_what_expires_within_180_days_is_told_unless_it_was_renewed():
    plan = make_plan(state="in_force")
    goes = make_action(plan=plan, state=ActionState.RUNNING)
    soon = make_contract(procedure=make_procedure(action=goes), until=TODAY + 180 * DAY)
    make_contract(procedure=make_procedure(action=goes), until=TODAY + 181 * DAY)
    ended = make_action(plan=plan, state=ActionState.COMPLETED)
    make_contract(procedure=make_procedure(action=ended), until=TODAY + DAY)
    every = Action.objects.all()
    meant = make_action(plan=plan)
    earlier = make_contract(procedure=make_procedure(action=meant), until=TODAY + DAY)
    assert list(contracts_expiring(every, on=TODAY)) == [earlier, soon]
    again = {"since": soon.until, "until": soon.until + 365 * DAY, "provider": soon.provider}
    make_contract(procedure=soon.procedure, **again)
    assert list(contracts_expiring(every, on=TODAY)) == [earlier]


def test_what_is_late_is_told_with_its_action():
    plan = make_plan(state="in_force")
    action = make_action(plan=plan, state=ActionState.RUNNING)
    calm = make_action(plan=plan, state=ActionState.RUNNING)
    one = make_procedure(action=action)
    write_steps(one, [StepFact("Avviso", TODAY - DAY)], by=SOMEBODY, on=TODAY)
    action.stages.create(title="Avvio", position=1, since=TODAY - 9 * DAY, until=TODAY)
    every = Action.objects.all()
    assert [step.title for step in steps_late(every, on=TODAY)] == ["Avviso"]
    assert [stage.title for stage in stages_late(every, on=TODAY)] == ["Avvio"]
    troubled = [one.action for one in progress_of(plan, on=TODAY) if one.troubles]
    assert troubled == [action]
    assert calm not in troubled


def test_where_the_line_is_broken_is_told():
    plan = make_plan()
    empty, whole = make_objective(plan=plan), make_objective(plan=plan)
    whole.needs.add(make_need())
    lonely, serving = make_action(plan=plan), make_action(plan=plan)
    serving.objectives.add(whole)
    gone = make_action(plan=plan, state=ActionState.DROPPED)
    gone.objectives.add(empty)
    make_procedure(action=serving)
    guessed = make_measure(action=serving, source="").action
    make_measure(action=make_action(plan=plan, state=ActionState.DROPPED), source="")
    unwritten = make_section(plan=plan)
    make_section(plan=plan, mandatory=False)

    told = lapses_of(plan)

    assert list(told.objectives_without_need) == [empty]
    assert list(told.objectives_without_action) == [empty]
    assert list(told.actions_without_objective) == [lonely]
    assert list(told.actions_without_measure) == [lonely]
    assert list(told.actions_measured_without_source) == [guessed]
    assert list(told.sections_to_conclude) == [unwritten]
    assert list(told.actions_without_procedure) == [lonely]


def test_the_plan_of_an_ambito_is_read_by_its_municipalities_and_written_by_its_office():
    area = make_area(kind="ambito")
    town = make_part(area)
    plan = make_plan(area=area)
    action = make_action(plan=plan)
    make_plan()  # elsewhere

    def seen(role, right, place):
        acting = acting_through(make_mandate(role=role, area=place))
        return list(plans_open_to(acting, right, on=TODAY))

    assert seen(Role.PLAN_OFFICER, Right.KEEP_PLAN, area) == [plan]
    for role in (Role.MAYOR, Role.SOCIAL_WORKER, Role.PLAN_OFFICER):
        assert seen(role, Right.READ_PLAN, town) == [plan]
        assert seen(role, Right.KEEP_PLAN, town) == []
    assert seen(Role.OBSERVATORY, Right.READ_PLAN, area) == []
    mayor = acting_through(make_mandate(role=Role.MAYOR, area=town))
    assert list(actions_open_to(mayor, Right.READ_PLAN, on=TODAY)) == [action]


def test_one_works_on_the_plan_of_this_year():
    area = make_area()
    old = make_plan(area=area, first_year=2022, last_year=2024, state="closed")
    assert current_plan(Plan.objects.all(), on=TODAY) == old
    draft = make_plan(area=area, first_year=2028, last_year=2030)
    assert current_plan(Plan.objects.all(), on=TODAY) == draft
    now = make_plan(area=area, state="in_force")
    assert current_plan(Plan.objects.all(), on=TODAY) == now
