"""Where proposals ended, and which voices a need stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from raccordo.access.rights import Right
from raccordo.journal.acting import Acting
from raccordo.needs.models import Need
from raccordo.needs.queries.needs import LIVING, needs_open_to, without_evidence, words_in
from raccordo.participation.models import Backing, Contribution
from raccordo.participation.queries.contributions import (
    Wanted,
    contributions_found,
    contributions_open_to,
)
from raccordo.participation.states import HEARD, TOLD
from raccordo.territory.queries import areas_around, areas_within

# What was taken back, or is for somebody else, is kept as it was but holds a need up no longer.
HOLDS = Q(contribution__state__in=TOLD)


def ended_in(contributions: Iterable[Contribution]) -> dict[int, list[Need]]:
    """The needs each of some proposals backs, by its row; of one merged, those of the other."""
    told = list(contributions)
    roots = {one.pk: one.merged_into_id or one.pk for one in told}
    rows = {*roots, *roots.values()}
    found: dict[int, list[Need]] = defaultdict(list)
    for backing in Backing.objects.filter(contribution__in=rows).select_related("need__area"):
        found[backing.contribution_id].append(backing.need)
    return {row: list(dict.fromkeys([*found[row], *found[root]])) for row, root in roots.items()}


def endings_of(contribution: Contribution) -> list[Backing]:
    """What a proposal backs, each need once: its own first, then what backs the one it follows."""
    rows = {contribution.pk, contribution.merged_into_id or contribution.pk}
    told = Backing.objects.filter(contribution__in=rows)
    found: dict[int, Backing] = {}
    own_first = When(contribution=contribution.pk, then=Value(0))
    ordered = told.order_by(Case(own_first, default=Value(1)), "need__number", "pk")
    for backing in ordered.select_related("need__area", "contribution"):
        found.setdefault(backing.need_id, backing)
    return list(found.values())


def voices_of(need: Need, acting: Acting, *, on: date) -> QuerySet[Backing]:
    """The proposals that a need stands on, among those that one may open; the last, first."""
    open_ = contributions_open_to(acting, Right.READ_VOICES, on=on).order_by()
    told = Backing.objects.filter(need=need, contribution__in=open_.values("pk"))
    told = told.select_related("contribution")
    return told.order_by("-contribution__year", "-contribution__number", "-pk")


def unheard(needs: QuerySet[Need]) -> QuerySet[Need]:
    """The needs that stand on nothing: no figure, no study, nobody's voice."""
    backed = Backing.objects.filter(HOLDS, need=OuterRef("pk"))
    return without_evidence(needs).filter(~Exists(backed))


def with_voices(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Some needs, each with how many voices hold it up (`n_voices`)."""
    held = Backing.objects.filter(HOLDS, need=OuterRef("pk")).order_by().values("need")
    counted = Subquery(held.annotate(n=Count("pk")).values("n"))
    return needs.annotate(n_voices=Coalesce(counted, 0))


def voices_to_tie(
    need: Need, acting: Acting, *, words: str = "", on: date
) -> QuerySet[Contribution]:
    """The proposals that a need may stand on and does not yet: of its territory, and heard.

    Those of its target group come first, then the last received.
    """
    kept = contributions_open_to(acting, Right.KEEP_VOICES, on=on)
    inside = areas_within(need.area, on=on).order_by().values("pk")
    found = contributions_found(kept.filter(area__in=inside, state__in=HEARD), Wanted(words))
    tied = Backing.objects.filter(need=need, contribution=OuterRef("pk"))
    same = Case(When(group__code=need.group.code, then=Value(0)), default=Value(1))
    return found.filter(~Exists(tied)).order_by(same, "-year", "-number", "-pk")


def needs_to_tie(
    contribution: Contribution, acting: Acting, *, words: str = "", on: date
) -> QuerySet[Need]:
    """The needs that a proposal may hold up and does not yet: of its territory and those around.

    Those of its target group come first.
    """
    around = areas_around(contribution.area, on=on).order_by().values("pk")
    there = Q(area=contribution.area_id) | Q(area__in=around)
    kept = needs_open_to(acting, Right.KEEP_NEEDS, on=on).filter(there, state__in=LIVING)
    tied = Backing.objects.filter(contribution=contribution, need=OuterRef("pk"))
    code = contribution.group.code if contribution.group else ""
    same = Case(When(group__code=code, then=Value(0)), default=Value(1))
    return words_in(kept.filter(~Exists(tied)), words).order_by(same, "area", "-number", "-pk")
