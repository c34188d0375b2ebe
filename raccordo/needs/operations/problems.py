from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.writing import at_most, on_a_line
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.needs.models import Problem, Statement
from raccordo.needs.reasons import sentence
from raccordo.needs.rules import tree_fault
from raccordo.needs.states import StatementSort
from raccordo.needs.writing import require_unchanged
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term

LONGEST_STATEMENT = 600


@operation
def add_problem(
    *, area: Area, title: str, group: Term, by: Acting, description: str = ""
) -> Problem:
    """Write down a social problem of a territory."""
    problem = Problem(area=area)
    _write(problem, title=title, group=group, description=description)
    problem.save()
    record(by=by, what="problem.added", subject=problem, title=problem.title)
    return problem


@operation
def change_problem(
    problem: Problem, *, title: str, group: Term, seen: str, by: Acting, description: str = ""
) -> Problem:
    """Change what is told of a problem, if nobody has changed it since one saw it."""
    problem = _locked(problem)
    require_unchanged(problem, seen)
    _write(problem, title=title, group=group, description=description)
    problem.save()
    record(by=by, what="problem.changed", subject=problem, title=problem.title)
    return problem


@operation
def add_statement(
    problem: Problem,
    *,
    text: str,
    by: Acting,
    sort: str = StatementSort.CAUSE,
    parent: Statement | None = None,
) -> Statement:
    """Say a cause or an effect of a problem, or of another of its statements."""
    problem = _locked(problem)
    sort = parent.sort if parent else sort
    _require_fits(problem, node=None, parent=parent, sort=sort)
    last = problem.statements.aggregate(last=Max("position"))["last"]
    statement = Statement.objects.create(
        problem=problem,
        sort=sort,
        text=on_a_line(text, field="text", longest=LONGEST_STATEMENT),
        parent=parent,
        position=0 if last is None else last + 1,
    )
    record(by=by, what="statement.added", subject=problem, statement=statement.key, sort=sort)
    return statement


@operation
def change_statement(
    statement: Statement, *, text: str, parent: Statement | None, seen: str, by: Acting
) -> Statement:
    """Change the words of a statement, or under which other it stands."""
    problem = _locked(statement.problem)
    statement = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    require_unchanged(statement, seen)
    _require_fits(problem, node=statement, parent=parent, sort=statement.sort)
    before = statement.text
    statement.text = on_a_line(text, field="text", longest=LONGEST_STATEMENT)
    statement.parent = parent
    statement.save(update_fields=["text", "parent"])
    record(by=by, what="statement.changed", subject=problem, before=before, after=statement.text)
    return statement


@operation
def drop_statement(statement: Statement, *, by: Acting) -> None:
    """Take away a statement that holds no other and stands on no evidence."""
    problem = _locked(statement.problem)
    if statement.children.exists():
        raise Refused(_("Ha altre affermazioni sotto di sé: spostarle o toglierle prima."))
    if statement.evidence.exists():
        raise Refused(_("Ha delle prove: toglierle prima."))
    record(by=by, what="statement.dropped", subject=problem, text=statement.text)
    statement.delete()


def _locked(problem: Problem) -> Problem:
    return Problem.objects.select_for_update(of=("self",)).get(pk=problem.pk)


def _write(problem: Problem, *, title: str, group: Term, description: str) -> None:
    problem.title = on_a_line(title, field="title", longest=200)
    problem.description = at_most(description, field="description")
    problem.group = group
    problem.search = searchable(f"{problem.title} {problem.description}")


def _require_fits(
    problem: Problem, *, node: Statement | None, parent: Statement | None, sort: str
) -> None:
    """Refuse a statement under one of another problem, of the other side, or under itself."""
    if parent and parent.problem_id != problem.pk:
        raise Refused(_("Quest'affermazione è di un altro problema."), field="parent")
    if parent and parent.sort != sort:
        raise Refused(
            _("Una causa sta sotto a una causa, un effetto sotto a un effetto."), field="parent"
        )
    parents = dict(problem.statements.values_list("pk", "parent"))
    under = parent.pk if parent else None
    if fault := tree_fault(parents, node=node.pk if node else None, parent=under):
        raise Refused(sentence(fault), field="parent")
