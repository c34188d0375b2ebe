"""The register of processing (registro dei trattamenti): it prints itself from the fields' tags."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.documents.odt import write_odt
from raccordo.documents.pdf import print_paper
from raccordo.foundation.privacy import MEASURES
from raccordo.web.declared import controller, sheets, told_of
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached
from raccordo.web.office.papers import register_book, told_of_controller
from raccordo.web.office.papers import register_paper as paper_of

PAPERS = {"pdf": print_paper, "odt": write_odt}


@require_safe
@requires(Right.READ_PRIVACY)
def register(request: MemberRequest) -> HttpResponse:
    holder = controller()
    facts = {
        "controller": holder,
        "holder": told_of_controller(holder),
        "sheets": [(sheet, told_of(sheet)) for sheet in sheets()],
        "measures": MEASURES,
    }
    return render(request, "office/privacy.html", facts)


@require_safe
@requires(Right.READ_PRIVACY)
def register_paper(request: MemberRequest, ending: str) -> HttpResponse:
    on = request.today
    name = f"Registro dei trattamenti {on.isoformat()}.{ending}"
    if ending == "xlsx":
        return attached(register_book(on=on), name)
    if ending not in PAPERS:
        raise Http404
    made_at = datetime.combine(on, time(), UTC)
    return attached(PAPERS[ending](paper_of(on=on), made_at=made_at), name)
