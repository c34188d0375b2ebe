from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from raccordo.access.queries import areas_where, held_mandate
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.needs.models import Evidence, Need
from raccordo.needs.states import NeedState
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_around
from raccordo.territory.states import AreaKind
from raccordo.vocabularies.models import Term
from raccordo.vocabularies.queries import terms_of

GROUPS, KINDS = "target-groups", "needs"
PLANNING = [AreaKind.AMBITO, AreaKind.ZONE]
LIVING = [NeedState.FOUND, NeedState.RECOGNISED]


def where_open(acting: Acting, right: Right, *, on: date, through: str = "") -> Q:
    """What is of the areas where one has this right on this day, reached through what holds it.

    Whoever enters reads also what was found in the ambito and the zone her own place is part of:
    it is of all who are there, and tells of no person.
    """
    there = Q((f"{through}area__in", areas_where(acting, right, on=on).order_by().values("pk")))
    mandate = held_mandate(acting, on=on) if right == Right.READ_NEEDS else None
    if mandate is None or right not in RIGHTS[Role(mandate.role)]:
        return there
    area = mandate.area or (mandate.organisation.area if mandate.organisation else None)
    if area is None:
        return there
    around = areas_around(area, on=on).filter(kind__in=PLANNING).order_by()
    return there | Q((f"{through}area__in", around.values("pk"))) | Q((f"{through}area", area))


def needs_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Need]:
    """The needs of the areas where this mandate gives this right on this day."""
    found = Need.objects.filter(where_open(acting, right, on=on))
    return found.select_related("area", "group", "kind")


def words_in(needs: QuerySet[Need], wanted: str) -> QuerySet[Need]:
    """Those among some needs whose words hold every word wanted; N-12 is found by its number."""
    for word in searchable(wanted).split():
        asked = Q(search__contains=word)
        if re.fullmatch(r"n-[0-9]{1,6}", word):
            asked |= Q(number=int(word[2:]))
        needs = needs.filter(asked)
    return needs


def needs_found(
    needs: QuerySet[Need],
    wanted: str = "",
    *,
    group: str = "",
    kind: str = "",
    town: Area | None = None,
    state: str = "",
) -> QuerySet[Need]:
    """Those among some needs that are so: by words, target group, kind, municipality and state.

    A heading finds the kinds under it; a municipality, also what is of its whole area.
    """
    needs = words_in(needs, wanted)
    if group:
        needs = needs.filter(group__code=group)
    if kind:
        needs = needs.filter(Q(kind__code=kind) | Q(kind__parent__code=kind))
    if town:
        same = Need.objects.filter(pk=OuterRef("pk"))
        everywhere = ~Exists(same.filter(towns__isnull=False))
        needs = needs.filter(Exists(same.filter(towns=town)) | everywhere)
    if state == "":
        return needs.filter(state__in=LIVING)
    return needs.filter(state=state) if state in NeedState.values else needs


def without_evidence(needs: QuerySet[Need]) -> QuerySet[Need]:
    """The needs that stand on nothing yet, among those that are still needs."""
    proved = Evidence.objects.filter(need=OuterRef("pk"))
    return needs.filter(~Exists(proved), state__in=LIVING)


def evidence_counted(needs: QuerySet[Need]) -> QuerySet[Any]:
    """Some needs, each with how much evidence it stands on: counted for those that are told."""
    proofs = Evidence.objects.filter(need=OuterRef("pk")).order_by().values("need")
    many = Subquery(proofs.annotate(many=Count("pk")).values("many"))
    return needs.annotate(n_evidence=Coalesce(many, 0))


def groups_on(on: date) -> QuerySet[Term]:
    """The target groups a need can be of."""
    return terms_of(GROUPS, on=on)


def kinds_on(on: date) -> QuerySet[Term]:
    """What can be needed: headings, and the kinds under each."""
    return terms_of(KINDS, on=on).select_related("parent")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A heading of the needs and how many there are for each target group."""

    kind: Term
    counts: tuple[tuple[Term, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many needs there are, by heading and by target group."""

    groups: tuple[Term, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[tuple[Term, int], ...]
    total: int


def matrix_of(needs: QuerySet[Need], *, on: date) -> Matrix:
    """The needs counted by target group and heading: as many questions, however many there are.

    Counted by code: a need keeps the version of the vocabulary it was written with.
    """
    counted: dict[tuple[str, str], int] = {}
    columns = ("group__code", "kind__code", "kind__parent__code")
    for group, kind, parent, n in needs.order_by().values_list(*columns).annotate(n=Count("pk")):
        cell = (group, parent or kind)
        counted[cell] = counted.get(cell, 0) + n
    groups = _also(GROUPS, list(groups_on(on)), {group for group, _kind in counted})
    present = [kind for kind in kinds_on(on) if kind.parent_id is None]
    headings = _also(KINDS, present, {kind for _group, kind in counted})
    rows = [_row(heading, groups, counted) for heading in headings]
    totals = [(g, sum(row.counts[i][1] for row in rows)) for i, g in enumerate(groups)]
    return Matrix(groups, tuple(rows), tuple(totals), sum(row.total for row in rows))


def _also(vocabulary: str, terms: list[Term], codes: set[str]) -> tuple[Term, ...]:
    """The terms of today, and those that are no more but some needs still tell."""
    gone = codes - {term.code for term in terms}
    former = Term.objects.filter(catalogue__code=vocabulary, code__in=gone)
    newest = {term.code: term for term in former.order_by("catalogue__since")}
    return (*terms, *newest.values())


def _row(kind: Term, groups: tuple[Term, ...], counted: dict[tuple[str, str], int]) -> MatrixRow:
    counts = tuple((group, counted.get((group.code, kind.code), 0)) for group in groups)
    return MatrixRow(kind, counts, sum(n for _group, n in counts))
