"""Bodies by objectives: on one page, who shares which objective and who does not, and why."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.participation.queries.figures import aims_told
from raccordo.participation.queries.positions import bodies_asked, bodies_that_spoke, stances_of
from raccordo.web.door import MemberRequest, requires
from raccordo.web.voices.consultations.views import found, path_to
from raccordo.web.voices.lists import query_of

A_PAGE = 50


@require_safe
@requires(Right.READ_VOICES)
def positions(request: MemberRequest, key: UUID) -> HttpResponse:
    one = found(request, key, Right.READ_VOICES)
    everybody = request.GET.get("mostra") == "tutti"
    asked, spoke = bodies_asked(one, on=request.today), bodies_that_spoke(one)
    page = Paginator(asked if everybody else spoke, A_PAGE).get_page(request.GET.get("pagina"))
    all_, said = asked.count(), spoke.count()
    aims = list(aims_told(one))
    title = _("Enti e obiettivi")
    facts = {
        "one": one,
        "title": title,
        "trail": path_to(one, title),
        "aims": aims,
        "rows": stances_of(aims, page.object_list),
        "page": page,
        "everybody": everybody,
        "spoke": said,
        "silent": all_ - said,
        "query": query_of(request),
    }
    return render(request, "voices/consultations/positions.html", facts)
