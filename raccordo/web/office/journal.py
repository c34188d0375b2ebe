from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from raccordo.access.queries import chains_open_to
from raccordo.access.rights import Right
from raccordo.accounts.models import User
from raccordo.accounts.queries import users_found
from raccordo.foundation.tables import day_in
from raccordo.journal.queries import heads, last_seal, lines_of
from raccordo.parties.queries import books_of
from raccordo.post import jobs
from raccordo.web.door import MemberRequest, requires
from raccordo.web.office.naming import names_of

A_PAGE = 50


@require_safe
@requires(Right.READ_JOURNAL)
def journal(request: MemberRequest) -> HttpResponse:
    chains = chains_open_to(request.acting, on=request.today)
    lines = lines_of(chains)
    wanted = request.GET.get("chi", "").strip()
    if wanted:
        lines = lines.filter(user__in=users_found(User.objects.all(), wanted))
    if day := day_in(request.GET.get("il", "")):
        lines = lines.filter(at__date=day)
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("pagina"))
    query = request.GET.copy()
    query.pop("pagina", None)
    subjects = {line.subject for line in page.object_list}
    names = names_of(subjects, acting=request.acting, on=request.today)
    known = heads()
    facts = {
        "page": page,
        "lines": [(line, names.get(line.subject, "")) for line in page.object_list],
        "wanted": wanted,
        "day": day,
        "query": query.urlencode(),
        "heads": [(book, known[c]) for c, book in books_of(chains).items() if c in known],
        "seal": last_seal(),
    }
    return render(request, "office/journal.html", facts)


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
