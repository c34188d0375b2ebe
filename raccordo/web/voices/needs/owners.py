"""What a piece of evidence can be of, as an address says it: where it is found and read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from raccordo.access.rights import Right
from raccordo.needs.models import Need, Statement, SwotItem
from raccordo.needs.queries.needs import needs_open_to
from raccordo.needs.queries.problems import statements_open_to
from raccordo.needs.queries.swot import swot_open_to
from raccordo.territory.models import Area
from raccordo.web.door import MemberRequest
from raccordo.web.trails import Trail, trail
from raccordo.web.voices.needs.listing import HERE

Owner = Need | Statement | SwotItem
OPEN = {"bisogno": needs_open_to, "affermazione": statements_open_to, "punto": swot_open_to}


def kept_owner(request: MemberRequest, of: str, key: UUID) -> Owner:
    """What evidence is to be added to, if the one who acts may change it."""
    if of not in OPEN:
        raise Http404
    kept: QuerySet[Any] = OPEN[of](request.acting, Right.KEEP_NEEDS, on=request.today)
    found: Owner = get_object_or_404(kept, key=key)
    return found


def area_of(owner: Owner) -> Area:
    return owner.problem.area if isinstance(owner, Statement) else owner.area


def page_of(owner: Owner) -> str:
    """Where a thing is read with what it stands on."""
    match owner:
        case Need():
            return reverse("voices:need", args=[owner.key])
        case Statement():
            return reverse("voices:problem", args=[owner.problem.key])
        case SwotItem():
            return f"{reverse('voices:swot')}?area={owner.area.slug}"


def path_to(owner: Owner, title: str) -> Trail:
    """The path above a page about a thing."""
    match owner:
        case Need():
            return trail(HERE, (owner.label, page_of(owner)), title)
        case Statement():
            return trail((str(owner.problem), page_of(owner)), title)
        case SwotItem():
            return trail((str(owner.get_side_display()), page_of(owner)), title)
