from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from raccordo.access.models import Mandate
from raccordo.access.queries import chains_open_to
from raccordo.access.rights import Right
from raccordo.accounts.models import User
from raccordo.accounts.queries import users_found
from raccordo.acts.models import Act, Organ
from raccordo.foundation.keys import Keyed
from raccordo.foundation.tables import day_in
from raccordo.journal.queries import heads, last_seal, lines_of
from raccordo.journal.recording import name_of
from raccordo.parties.models import Organisation
from raccordo.post import jobs
from raccordo.post.models import Job, Message
from raccordo.territory.models import Area
from raccordo.web.door import MemberRequest, requires

A_PAGE = 50
# Of what a line may be about, what has a name that people know, and what its name is made with.
NAMED: dict[type[Keyed], tuple[str, ...]] = {
    User: (),
    Mandate: ("holder", "area", "organisation"),
    Act: ("organ",),
    Organ: (),
    Area: (),
    Organisation: (),
    Message: (),
    Job: (),
}


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
    named = names_of(line.subject for line in page)
    query = request.GET.copy()
    query.pop("pagina", None)
    known = heads()
    facts = {
        "page": page,
        "lines": [(line, named.get(line.subject, "")) for line in page],
        "wanted": wanted,
        "day": day,
        "query": query.urlencode(),
        "heads": {_book(chain): known[chain] for chain in chains if chain in known},
        "seal": last_seal(),
    }
    return render(request, "office/journal.html", facts)


def names_of(subjects: Iterable[str]) -> dict[str, str]:
    """What the subjects of some lines are called: one question for each sort of thing."""
    keys: dict[str, set[str]] = {}
    for subject in subjects:
        label, _sep, key = subject.partition(":")
        keys.setdefault(label, set()).add(key)
    found = {}
    for model, around in NAMED.items():
        if wanted := keys.get(model._meta.label_lower):
            things: QuerySet[Any] = model._default_manager.filter(key__in=wanted)
            for thing in things.select_related(*around) if around else things:
                said = f"{thing.holder}: {thing}" if isinstance(thing, Mandate) else str(thing)
                found[name_of(thing)] = said
    return found


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
