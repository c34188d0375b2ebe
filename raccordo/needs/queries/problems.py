from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from raccordo.access.rights import Right
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.needs.models import Evidence, Problem, Statement
from raccordo.needs.queries.evidence import Shown, evidence_shown
from raccordo.needs.queries.needs import where_open
from raccordo.needs.states import StatementSort


def problems_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Problem]:
    """The problems of the areas where this mandate gives this right on this day."""
    found = Problem.objects.filter(where_open(acting, right, on=on))
    return found.select_related("area", "group")


def statements_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Statement]:
    """The causes and effects of the problems where one has this right."""
    problems = problems_open_to(acting, right, on=on).order_by().values("pk")
    found = Statement.objects.filter(problem__in=problems)
    return found.select_related("problem__area", "parent")


def problems_found(
    problems: QuerySet[Problem], wanted: str = "", *, group: str = ""
) -> QuerySet[Problem]:
    """Those among some problems that are so: by words and target group."""
    for word in searchable(wanted).split():
        problems = problems.filter(search__contains=word)
    return problems.filter(group__code=group) if group else problems


def with_proofs(problems: QuerySet[Problem]) -> QuerySet[Problem]:
    """Some problems, each with how many statements it has and how many have no evidence."""
    bare = ~Exists(Evidence.objects.filter(statement=OuterRef("statements__pk")))
    return problems.annotate(
        n_statements=Count("statements", distinct=True),
        n_bare=Count("statements", filter=bare & Q(statements__isnull=False), distinct=True),
    )


@dataclass(frozen=True, slots=True)
class Branch:
    """A statement, what it stands on, and what stands under it."""

    statement: Statement
    evidence: Sequence[Shown]
    under: Sequence[Branch]


@dataclass(frozen=True, slots=True)
class Tree:
    """A problem between what causes it and what it brings."""

    causes: Sequence[Branch]
    effects: Sequence[Branch]


def tree_of(problem: Problem, *, on: date) -> Tree:
    """The causes and the effects of a problem, each with its evidence: few questions, once."""
    statements = list(problem.statements.all())
    shown = evidence_shown(Evidence.objects.filter(statement__problem=problem), on=on)
    proofs, under = (
        defaultdict[int | None, list[Shown]](list),
        defaultdict[int | None, list[Statement]](list),
    )
    for one in shown:
        proofs[one.evidence.statement_id].append(one)
    for statement in statements:
        under[statement.parent_id].append(statement)

    def grown(statement: Statement) -> Branch:
        return Branch(
            statement, tuple(proofs[statement.pk]), tuple(map(grown, under[statement.pk]))
        )

    roots = [grown(statement) for statement in under[None]]
    of = {sort: [one for one in roots if one.statement.sort == sort] for sort in StatementSort}
    return Tree(of[StatementSort.CAUSE], of[StatementSort.EFFECT])
