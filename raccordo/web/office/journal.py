from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from raccordo.access.queries import chains_open_to
from raccordo.access.rights import Right
from raccordo.foundation.tables import day_in
from raccordo.journal.queries import heads, last_seal, lines_of
from raccordo.parties.models import Organisation
from raccordo.post import jobs
from raccordo.territory.models import Area
from raccordo.web.door import MemberRequest, requires

A_PAGE = 50


@require_safe
@requires(Right.READ_JOURNAL)
def journal(request: MemberRequest) -> HttpResponse:
    chains = chains_open_to(request.acting, on=request.today)
    lines = lines_of(chains)
    wanted = request.GET.get("chi", "").strip()
    if wanted:
        lines = lines.filter(user__family_name__icontains=wanted)
    if day := day_in(request.GET.get("il", "")):
        lines = lines.filter(at__date=day)
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("pagina"))
    query = request.GET.copy()
    query.pop("pagina", None)
    known = heads()
    facts = {
        "page": page,
        "wanted": wanted,
        "day": day,
        "query": query.urlencode(),
        "heads": {_book(chain): known[chain] for chain in chains if chain in known},
        "seal": last_seal(),
    }
    return render(request, "office/journal.html", facts)


def _book(chain: str) -> str:
    """Whose book a chain is, in words."""
    sort, _sep, key = chain.partition(":")
    place: Area | Organisation | None = None
    if sort == "area":
        place = Area.objects.filter(key=key).first()
    elif sort == "organisation":
        place = Organisation.objects.filter(key=key).first()
    return str(place) if place else _("Installazione")


@require_POST
@requires(Right.READ_JOURNAL)
def verify(request: MemberRequest) -> HttpResponse:
    chains = chains_open_to(request.acting, on=request.today)
    job = jobs.ask(
        kind="journal.verify",
        title=_("Verifica del registro"),
        facts={"chains": chains},
        by=request.acting,
        user=request.user,
    )
    return redirect("desk:job", job.key)
