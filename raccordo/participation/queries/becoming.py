"""Where proposals ended, and which voices a need stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from raccordo.access.rights import Right
from raccordo.journal.acting import Acting
from raccordo.needs.models import Need
from raccordo.needs.queries.needs import without_evidence
from raccordo.participation.models import Backing, Contribution
from raccordo.participation.queries.contributions import contributions_open_to


def ended_in(contributions: Iterable[Contribution]) -> dict[int, list[Need]]:
    """The needs each of some proposals backs, by its row; of one merged, those of the other."""
    told = list(contributions)
    roots = {one.pk: one.merged_into_id or one.pk for one in told}
    rows = {*roots, *roots.values()}
    found: dict[int, list[Need]] = defaultdict(list)
    for backing in Backing.objects.filter(contribution__in=rows).select_related("need__area"):
        found[backing.contribution_id].append(backing.need)
    return {row: list(dict.fromkeys([*found[row], *found[root]])) for row, root in roots.items()}


def voices_of(need: Need, acting: Acting, *, on: date) -> QuerySet[Contribution]:
    """The proposals that a need stands on, among those that one may open."""
    open_ = contributions_open_to(acting, Right.READ_VOICES, on=on)
    return open_.filter(backings__need=need).order_by("-year", "-number")


def unheard(needs: QuerySet[Need]) -> QuerySet[Need]:
    """The needs that stand on nothing: no figure, no study, nobody's voice."""
    backed = Backing.objects.filter(need=OuterRef("pk"))
    return without_evidence(needs).filter(~Exists(backed))
