"""Objectives answer needs, actions serve them, proposals end in both; a sheet and its rows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from raccordo.foundation.errors import Refused
from raccordo.planning.models import Origin
from raccordo.planning.operations.actions import (
    Sheet,
    add_action,
    attach_file,
    change_action,
    drop_action,
    drop_file,
    move_action,
)
from raccordo.planning.operations.objectives import (
    add_objective,
    change_objective,
    drop_objective,
    tie_origin,
    untie_origin,
)
from raccordo.planning.operations.pieces import conclude_stage, write_pieces
from raccordo.planning.queries.plans import actions_found, by_axis
from raccordo.planning.queries.stamps import stamp_of, stamp_of_pieces
from raccordo.planning.states import ActionState, Piece
from tests.make import (
    SOMEBODY,
    TODAY,
    make_area,
    make_contribution,
    make_need,
    make_organisation,
    make_term,
    make_town,
    put_inside,
)
from tests.plans import make_action, make_objective, make_plan, make_procedure, make_section

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def write(action, piece, *rows, **more):
    seen = more.pop("seen", None) or stamp_of_pieces(action, piece)
    write_pieces(action, piece, rows, seen=seen, by=SOMEBODY)


def test_an_objective_answers_needs_and_stands_in_its_order():
    plan, need = make_plan(), make_need()
    ten = add_objective(plan, code="10", title="Dieci", by=SOMEBODY)
    two = add_objective(plan, code="2", title="Due", axis="1", needs=[need], by=SOMEBODY)
    assert list(plan.objectives.all()) == [two, ten]
    assert list(two.needs.all()) == [need]
    with pytest.raises(Refused, match="già un obiettivo"):
        add_objective(plan, code=" 2 ", title="Altro", by=SOMEBODY)
    with pytest.raises(Refused, match="non ha questo asse"):
        add_objective(plan, code="3", title="Altro", axis="9", by=SOMEBODY)
    aside = make_need(state="set_aside", reason="Coperto")
    with pytest.raises(Refused, match="accantonato"):
        add_objective(plan, code="3", title="Altro", needs=[aside], by=SOMEBODY)


def test_an_objective_changes_for_who_has_seen_it():
    one, need = make_objective(code="2"), make_need()
    seen = stamp_of(one)
    facts = {"code": "2", "title": "Due", "needs": [need], "by": SOMEBODY}
    change_objective(one, seen=seen, **facts)
    with pytest.raises(Refused, match="qualcun altro"):
        change_objective(one, seen=seen, **facts)
    need.state, need.reason = "set_aside", "Coperto"
    need.save()
    one.refresh_from_db()
    change_objective(one, seen=stamp_of(one), **facts)  # what was told stays


def test_what_is_tied_is_not_taken_away():
    one = make_objective()
    action = make_action(plan=one.plan)
    action.objectives.add(one)
    with pytest.raises(Refused, match="prima scioglierle"):
        drop_objective(one, by=SOMEBODY)
    origin = tie_origin(make_contribution(), to=action, by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="proposte accolte"):
        drop_action(action, by=SOMEBODY)
    untie_origin(origin, by=SOMEBODY)
    drop_action(action, by=SOMEBODY)
    drop_objective(one, by=SOMEBODY)


def test_a_proposal_ends_in_an_objective_an_action_and_a_section_once_each():
    plan, voice = make_plan(), make_contribution()
    places = [make_objective(plan=plan), make_action(plan=plan), make_section(plan=plan)]
    for place in places:
        tie_origin(voice, to=place, by=SOMEBODY, on=TODAY)
        with pytest.raises(Refused, match="già collegata"):
            tie_origin(voice, to=place, by=SOMEBODY, on=TODAY)
    assert Origin.objects.filter(contribution=voice).count() == 3
    gone = make_contribution(state="withdrawn", withdrawn_on=TODAY)
    with pytest.raises(Refused, match="ritirata"):
        tie_origin(gone, to=places[0], by=SOMEBODY, on=TODAY)


def test_a_sheet_tells_its_municipalities_among_those_of_the_plan():
    plan = make_plan()
    zone = make_area()
    put_inside(zone, plan.area)
    town, other, far = (make_town(name=name) for name in ("Frisa", "Lanciano", "Roma"))
    put_inside(town, zone)
    put_inside(other, plan.area)
    action = add_action(
        plan, Sheet("5.3", "Trasporto", axis="2", part=zone, towns=[town]), by=SOMEBODY
    )
    assert (action.order, action.search) == ("00000005 00000003", "5.3 trasporto")
    assert list(action.towns.all()) == [town]
    with pytest.raises(Refused, match=r"Non sono in .*: Lanciano"):
        add_action(plan, Sheet("5.4", "X", part=zone, towns=[other]), by=SOMEBODY)
    with pytest.raises(Refused, match=r"Non sono in .*: Roma"):
        add_action(plan, Sheet("5.4", "X", towns=[town, far]), by=SOMEBODY)
    with pytest.raises(Refused, match="non è in"):
        add_action(plan, Sheet("5.4", "X", part=make_area()), by=SOMEBODY)


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        (Sheet("5..", "X"), "cifre e lettere"),
        (Sheet("5.3", " "), "va compilato"),
        (Sheet("5.3", "X", axis="9"), "non ha questo asse"),
        (Sheet("5.3", "X", cup="ABC"), "15 lettere"),
        (Sheet("5.3", "X", since=TODAY, until=TODAY), "deve seguire"),
    ],
)
def test_a_sheet_that_does_not_hold_is_refused(sheet, why):
    plan = make_plan()
    if sheet.code == "5..":
        sheet = Sheet("5..3", "X")
    with pytest.raises(Refused, match=why):
        add_action(plan, sheet, by=SOMEBODY)


def test_two_who_write_the_same_sheet_do_not_cover_each_other():
    action = make_action(code="5.3")
    seen = stamp_of(action)
    change_action(action, Sheet("5.3", "Primo"), seen=seen, by=SOMEBODY)
    with pytest.raises(Refused, match="qualcun altro"):
        change_action(action, Sheet("5.3", "Secondo"), seen=seen, by=SOMEBODY)
    other = make_action(plan=action.plan)
    with pytest.raises(Refused, match="già un'azione"):
        change_action(other, Sheet("5.3", "X"), seen=stamp_of(other), by=SOMEBODY)
    sheet = Sheet("5.3", "X", objectives=[make_objective()])
    action.refresh_from_db()
    with pytest.raises(Refused, match="altro piano"):
        change_action(action, sheet, seen=stamp_of(action), by=SOMEBODY)


def test_an_action_starts_when_its_plan_is_in_force_and_stops_with_a_reason():
    action = make_action(state=ActionState.APPROVED)
    with pytest.raises(Refused, match="non è ancora vigente"):
        move_action(action, to=ActionState.RUNNING, by=SOMEBODY)
    action = make_action(plan=make_plan(state="in_force"), state=ActionState.APPROVED)
    move_action(action, to=ActionState.RUNNING, by=SOMEBODY)
    with pytest.raises(Refused, match="va compilato"):
        move_action(action, to=ActionState.SUSPENDED, by=SOMEBODY)
    move_action(action, to=ActionState.SUSPENDED, reason="Manca l'autista", by=SOMEBODY)
    with pytest.raises(Refused, match="non si può passare"):
        move_action(action, to=ActionState.COMPLETED, by=SOMEBODY)


def test_the_rows_of_a_sheet_are_written_together_and_keep_their_names():
    action, body = make_action(), make_organisation(name="Coop Il Ponte")
    write(action, Piece.PARTNERS, {"organisation": body, "role": "Autisti"})
    write(
        action,
        Piece.STAFFING,
        {"profile": "Assistente sociale", "persons": 2, "weekly_hours": Decimal(18)},
        {"profile": "Autista", "persons": 1, "weekly_hours": Decimal(36)},
    )
    second = action.staffing.last()
    write(
        action,
        Piece.STAFFING,
        {"key": second.key, "profile": "Autista", "persons": 3, "weekly_hours": Decimal(30)},
    )
    kept = action.staffing.get()
    assert (kept.pk, kept.persons, kept.position) == (second.pk, 3, 1)
    assert action.partners.get().organisation == body


def test_a_row_that_does_not_hold_is_told_with_its_number_and_nothing_changes():
    action = make_action()
    good = {"profile": "Autista", "persons": 1, "weekly_hours": Decimal(36)}
    write(action, Piece.STAFFING, good)
    with pytest.raises(Refused, match=r"Riga 2: .*ore a settimana"):
        write(action, Piece.STAFFING, good, good | {"weekly_hours": Decimal(0)})
    assert action.staffing.count() == 1
    with pytest.raises(Refused, match="più di 60"):
        write(action, Piece.STAFFING, *[good] * 61)
    with pytest.raises(Refused, match="qualcun altro"):
        write(action, Piece.STAFFING, good, seen="prima")
    policy = make_term("policies", "health")
    row = {"policy": policy, "percent": Decimal(101)}
    with pytest.raises(Refused, match="da 0 a 100"):
        write(action, Piece.INTEGRATIONS, row)


def test_an_indicator_has_its_targets_in_the_years_of_the_plan():
    action = make_action()
    told = {"name": "Corse", "kind": "sum", "targets": {2025: (Decimal(100), None)}}
    write(action, Piece.MEASURES, told)
    one = action.measures.get()
    more = {2026: (Decimal(150), None), 2027: (Decimal(200), None)}
    write(action, Piece.MEASURES, told | {"key": one.key, "targets": more})
    assert list(one.targets.values_list("year", "value")) == [(2026, 150), (2027, 200)]
    with pytest.raises(Refused, match="2031 non è fra gli anni"):
        write(action, Piece.MEASURES, told | {"targets": {2031: (Decimal(1), None)}})
    ratio = {"name": "Attese", "kind": "ratio", "baseline": Decimal(5)}
    with pytest.raises(Refused, match="numeratore e denominatore"):
        write(action, Piece.MEASURES, ratio)


def test_a_stage_is_concluded_while_the_plan_is_in_force():
    action = make_action()
    day = timedelta(days=1)
    write(
        action, Piece.STAGES, {"title": "Gara", "since": TODAY - 9 * day, "until": TODAY - 2 * day}
    )
    action.plan.state, action.plan.in_force_since = "in_force", TODAY
    action.plan.save()
    with pytest.raises(Refused, match="deve ancora venire"):
        conclude_stage(action.stages.get(), done_on=TODAY + day, by=SOMEBODY, on=TODAY)
    stage = conclude_stage(action.stages.get(), done_on=TODAY, by=SOMEBODY, on=TODAY)
    assert stage.done_on == TODAY


def test_a_document_is_added_once_and_taken_away():
    action = make_action()
    told = {"name": "scheda.pdf", "dated": date(2025, 1, 2), "kind": "Verbale", "by": SOMEBODY}
    attached = attach_file(action, content=PDF, **told)
    assert (attached.title, attached.kind) == ("scheda.pdf", "Verbale")
    with pytest.raises(Refused, match="già fra i documenti"):
        attach_file(action, content=PDF, **told)
    drop_file(attached, by=SOMEBODY)
    assert not action.files.exists()


def test_an_action_with_procedures_is_dropped_from_the_plan_but_stays_written():
    action = make_procedure().action
    with pytest.raises(Refused, match="si può stralciare"):
        drop_action(action, by=SOMEBODY)
    move_action(action, to=ActionState.DROPPED, reason="Finita nell'azione 2.1", by=SOMEBODY)


def test_actions_are_found_by_word_axis_and_municipality():
    plan, town, other = make_plan(), make_town(), make_town()
    bus = make_action(plan=plan, title="Trasporto", axis="1")
    home = make_action(plan=plan, title="Assistenza", axis="2")
    bus.towns.add(town)
    every = plan.actions.all()
    assert list(actions_found(every, "traspo")) == [bus]
    assert list(actions_found(every, axis="2")) == [home]
    assert set(actions_found(every, town=town)) == {bus, home}
    assert list(actions_found(every, town=other)) == [home]
    rows = by_axis(plan, objectives=[], actions=[*every, make_action(plan=plan, axis="Z")])
    assert [(row.axis.code, len(row.actions)) for row in rows] == [("1", 1), ("2", 1), ("", 1)]
