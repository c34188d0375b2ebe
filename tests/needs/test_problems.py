"""A problem between its causes and its effects, each with its evidence."""

import pytest

from raccordo.foundation.errors import Refused
from raccordo.needs.models import Problem, Statement
from raccordo.needs.operations.problems import (
    add_problem,
    add_statement,
    change_problem,
    change_statement,
    drop_statement,
)
from raccordo.needs.queries.needs import GROUPS
from raccordo.needs.queries.problems import problems_found, tree_of, with_proofs
from raccordo.needs.queries.stamps import stamp_of
from raccordo.needs.states import StatementSort
from tests.make import (
    SOMEBODY,
    TODAY,
    make_area,
    make_evidence,
    make_problem,
    make_statement,
    make_term,
)

pytestmark = pytest.mark.django_db


def move(statement, parent, **fields):
    usual = {"text": statement.text, "seen": stamp_of(statement), "by": SOMEBODY}
    return change_statement(statement, parent=parent, **usual | fields)


def test_a_problem_is_added_and_changed_by_who_has_seen_it():
    group = make_term(GROUPS)
    problem = add_problem(area=make_area(), title="Rinunce", group=group, by=SOMEBODY)
    seen = stamp_of(problem)
    change_problem(problem, title="Rinunce ai centri", group=group, seen=seen, by=SOMEBODY)

    with pytest.raises(Refused, match="qualcun altro"):
        change_problem(problem, title="Altro", group=group, seen=seen, by=SOMEBODY)
    assert Problem.objects.get().title == "Rinunce ai centri"
    with pytest.raises(Refused):
        add_problem(area=make_area(), title=" ", group=group, by=SOMEBODY)


def test_causes_and_effects_make_a_tree_each_with_its_evidence():
    problem = make_problem()
    cause = add_statement(problem, text="Nessuna corsa", by=SOMEBODY)
    under = add_statement(problem, text="Poche persone", parent=cause, by=SOMEBODY)
    effect = add_statement(problem, text="Rinunce", sort=StatementSort.EFFECT, by=SOMEBODY)
    make_evidence(statement=under)

    tree = tree_of(problem, on=TODAY)

    assert [branch.statement for branch in tree.causes] == [cause]
    assert [branch.statement for branch in tree.causes[0].under] == [under]
    assert len(tree.causes[0].under[0].evidence) == 1
    assert [branch.statement for branch in tree.effects] == [effect]
    (counted,) = with_proofs(Problem.objects.all())
    assert (counted.n_statements, counted.n_bare) == (3, 2)


def test_a_problem_without_statements_has_none_without_evidence():
    make_problem()

    (counted,) = with_proofs(Problem.objects.all())
    assert (counted.n_statements, counted.n_bare) == (0, 0)


def test_what_stands_under_a_statement_is_of_its_side():
    effect = make_statement(sort=StatementSort.EFFECT)

    made = add_statement(effect.problem, text="Poi", parent=effect, by=SOMEBODY)

    assert made.sort == StatementSort.EFFECT
    cause = make_statement(problem=effect.problem)
    with pytest.raises(Refused, match="un effetto sotto a un effetto"):
        move(cause, effect)


def test_a_ring_in_the_tree_is_refused_beside_its_field():
    top = make_statement()
    low = make_statement(problem=top.problem, parent=top)

    for parent in (top, low):
        with pytest.raises(Refused, match="sotto a sé stessa") as refusal:
            move(top, parent)
        assert refusal.value.field == "parent"
    top.refresh_from_db()
    assert top.parent is None


def test_a_statement_of_another_problem_or_too_deep_is_refused():
    with pytest.raises(Refused, match="altro problema"):
        move(make_statement(), make_statement())
    last = None
    problem = make_problem()
    for number in range(4):
        last = add_statement(problem, text=f"Perché {number}", parent=last, by=SOMEBODY)
    with pytest.raises(Refused, match="4 livelli"):
        add_statement(problem, text="Troppo", parent=last, by=SOMEBODY)


def test_a_statement_moves_and_says_otherwise():
    top, other = make_statement(), None
    other = make_statement(problem=top.problem)

    moved = move(other, top, text="  Detto   meglio ")

    assert (moved.parent, moved.text) == (top, "Detto meglio")


def test_a_statement_that_holds_others_or_evidence_is_not_taken_away():
    top = make_statement()
    low = make_statement(problem=top.problem, parent=top)
    proof = make_evidence(statement=low)
    with pytest.raises(Refused, match="sotto di sé"):
        drop_statement(top, by=SOMEBODY)
    with pytest.raises(Refused, match="delle prove"):
        drop_statement(low, by=SOMEBODY)
    proof.delete()

    drop_statement(low, by=SOMEBODY)
    drop_statement(top, by=SOMEBODY)
    assert not Statement.objects.exists()


def test_problems_are_found_by_words_and_group():
    group = make_term(GROUPS, "anziani")
    problem = make_problem(title="Chi è più solo", group=group)
    make_problem()

    assert set(problems_found(Problem.objects.all(), "piu solo")) == {problem}
    assert set(problems_found(Problem.objects.all(), group="anziani")) == {problem}
