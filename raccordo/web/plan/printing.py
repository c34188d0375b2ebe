"""A plan printed as it stands: whole, or the part of a zone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.documents.odt import write_odt
from raccordo.documents.pdf import print_paper
from raccordo.finance.book import Book, paper_of, parts_of
from raccordo.finance.queries.sums import ZERO
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import slug_of
from raccordo.web.door import MemberRequest, now, requires
from raccordo.web.files import attached
from raccordo.web.plan.finding import path_to, plan_read

PRINTERS = {"pdf": print_paper, "odt": write_odt}


@require_safe
@requires(Right.READ_PLAN)
def printing(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_read(request, key)
    parts = parts_of(plan, on=request.today)
    title = _("Stampa il piano")
    facts = {
        "plan": plan,
        "title": title,
        "trail": path_to(plan, title),
        "parts": parts if len(parts) > 1 else [],
        "actions": sum(one.actions for one in parts),
        "total": sum((one.total for one in parts), ZERO),
    }
    return render(request, "plan/printing.html", facts)


@require_safe
@requires(Right.READ_PLAN)
def printed(request: MemberRequest, key: UUID, ending: str) -> HttpResponse:
    plan = plan_read(request, key)
    wanted = request.GET.get("parte", "")
    areas = [one.area for one in parts_of(plan, on=request.today) if one.area]
    part = next((area for area in areas if str(area.key) == wanted), None)
    if ending not in PRINTERS or (wanted and part is None):
        return render(request, "404.html", status=404)
    paper = paper_of(Book(plan, request.today, part))
    try:
        content = PRINTERS[ending](paper, made_at=now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(reverse("plan:printing", args=[plan.key]))
    name = slug_of(f"{plan.title} {part.name if part else ''}")[:80]
    return attached(content, f"{name}.{ending}")
