"""Votes were held: which seats are to be confirmed, and by whom they are held now."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.queries import organisations_kept, seats_to_confirm_by
from raccordo.access.rights import Right
from raccordo.parties.models import Election, Holding
from raccordo.parties.operations import confirm_holding, record_election
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.network.forms import ElectionForm
from raccordo.web.network.views import HERE, address_of, kept_territory
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
LAST = 30


@BOTH
@requires(Right.KEEP_PARTIES)
def elections(request: MemberRequest) -> HttpResponse:
    within = kept_territory(request)
    towns = within.filter(kind=AreaKind.MUNICIPALITY, until=None).order_by("sort_key", "pk")
    form = opened(request, ElectionForm, towns=towns.distinct())
    if form.is_valid():
        with refusals_on(form):
            held = record_election(by=request.acting, on=request.today, **form.cleaned_data)
            said = ngettext(
                "Sono registrate le elezioni di %(n)s Comune.",
                "Sono registrate le elezioni di %(n)s Comuni.",
                len(held),
            )
            return saved(request, said % {"n": len(held)}, reverse("network:to_confirm"))
    title = _("Elezioni comunali")
    known = Election.objects.filter(area__in=within.order_by().values("pk"))
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra le elezioni"),
        trail=trail(HERE, title),
        back=reverse("network:organisations"),
        lead=_("Dal giorno dopo il voto si chiede chi ricopre le cariche di questi Comuni."),
        template="network/elections.html",
        elections=known.select_related("area")[:LAST],
    )


@require_safe
@requires(Right.KEEP_PARTIES)
def to_confirm(request: MemberRequest) -> HttpResponse:
    kept_territory(request)
    seats = seats_to_confirm_by(request.acting, on=request.today)
    facts = {"seats": seats, "trail": trail(HERE, _("Cariche da confermare"))}
    return render(request, "network/to_confirm.html", facts)


@require_POST
@requires(Right.KEEP_PARTIES)
def confirm(request: MemberRequest, key: UUID) -> HttpResponse:
    bodies = organisations_kept(request.acting, on=request.today)
    ours = Holding.objects.filter(office__organisation__in=bodies)
    ours = ours.select_related("holder", "office__organisation")
    holding = get_object_or_404(ours, key=key)
    confirm_holding(holding, by=request.acting, on=request.today)
    here = address_of(holding.office.organisation)
    from_list = request.POST.get("da") == "elenco"
    to = reverse("network:to_confirm") if from_list else here
    return saved(request, _("La conferma è registrata: %s.") % holding, to)
