"""The papers of a sitting, made when they are asked for: each takes a moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.documents.blocks import Paper
from raccordo.documents.odt import write_odt
from raccordo.documents.pdf import print_paper
from raccordo.governance.models import AgendaItem, Sitting
from raccordo.governance.papers.convening import attendance_sheet, convocation
from raccordo.governance.papers.noting import technical_note
from raccordo.governance.queries.bodies import sittings_open_to
from raccordo.governance.queries.papers import (
    earlier_resolutions,
    figures_of_place,
    model_for,
    sitting_told,
)
from raccordo.governance.queries.sittings import day_of
from raccordo.governance.states import TextUse
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached, download

ENDINGS: dict[str, Callable[..., bytes]] = {"pdf": print_paper, "odt": write_odt}


@require_safe
@requires(Right.READ_BODIES)
def convocation_paper(request: MemberRequest, key: UUID, ending: str) -> HttpResponseBase:
    sitting = sitting_for(request, key, Right.READ_BODIES)
    if sitting.notice and ending == "pdf":
        return download(sitting.notice, f"Convocazione {sitting.held_on.isoformat()}.pdf")
    model = model_for(sitting.body, TextUse.CONVOCATION, on=sitting.convened_on or request.today)
    paper = convocation(sitting_told(sitting), model)
    return given(paper, sitting, f"Convocazione {sitting.held_on.isoformat()}", ending)


@require_safe
@requires(Right.READ_BODIES)
def attendance_paper(request: MemberRequest, key: UUID, ending: str) -> HttpResponse:
    sitting = sitting_for(request, key, Right.READ_BODIES)
    paper = attendance_sheet(sitting_told(sitting), to_sign=False)
    return given(paper, sitting, f"Presenze {day_of(sitting).isoformat()}", ending)


@require_safe
@requires(Right.READ_BODIES)
def sheet_to_sign(request: MemberRequest, key: UUID, ending: str) -> HttpResponse:
    sitting = sitting_for(request, key, Right.READ_BODIES)
    paper = attendance_sheet(sitting_told(sitting), to_sign=True)
    return given(paper, sitting, f"Foglio delle presenze {day_of(sitting).isoformat()}", ending)


@require_safe
@requires(Right.READ_BODIES)
def note_paper(request: MemberRequest, key: UUID, ending: str) -> HttpResponse:
    item = item_for(request, key, Right.READ_BODIES)
    sitting = item.sitting
    told = sitting_told(sitting)
    paper = technical_note(
        told,
        item,
        model=model_for(sitting.body, TextUse.NOTE, on=request.today),
        figures=figures_of_place(sitting.body.area, on=day_of(sitting)),
        before=earlier_resolutions(item),
    )
    name = f"Nota tecnica {day_of(sitting).isoformat()} punto {item.position}"
    return given(paper, sitting, name, ending)


def sitting_for(request: MemberRequest, key: UUID, right: Right) -> Sitting:
    """A sitting of a body on which the one who acts has a right."""
    sittings = sittings_open_to(request.acting, right, on=request.today)
    return get_object_or_404(sittings, key=key)


def item_for(request: MemberRequest, key: UUID, right: Right) -> AgendaItem:
    """An item of such a sitting."""
    sittings = sittings_open_to(request.acting, right, on=request.today)
    around = ("sitting__body__area", "sitting__body__organ", "resolution__organ")
    items = AgendaItem.objects.filter(sitting__in=sittings).select_related(*around)
    return get_object_or_404(items, key=key)


def given(paper: Paper, sitting: Sitting, name: str, ending: str) -> HttpResponse:
    """A paper in the form that is wanted; made again of the same data, it is the same."""
    if ending not in ENDINGS:
        raise Http404
    made_at = datetime.combine(sitting.convened_on or sitting.held_on, time(), UTC)
    return attached(ENDINGS[ending](paper, made_at=made_at), f"{name}.{ending}")
