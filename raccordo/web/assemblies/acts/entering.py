"""Acts made elsewhere, one by one or in a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.operations import register_act, register_acts
from raccordo.access.queries import is_filed
from raccordo.access.rights import Right
from raccordo.acts.models import Organ
from raccordo.acts.operations import Brought
from raccordo.acts.operations.importing import COLUMNS, OTHERS
from raccordo.acts.queries import act_with
from raccordo.documents.sheets import write_csv
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import genitive_of
from raccordo.web.assemblies.acts.forms import ActForm, OrganForm, TableForm
from raccordo.web.assemblies.acts.views import HERE, address_of, places_of
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_ACTS)
def enter(request: MemberRequest) -> HttpResponse:
    form = opened(request, ActForm, places=places_of(request))
    if form.is_valid():
        with refusals_on(form):
            said = _("%s è nel registro.")
            if _is_known_elsewhere(form.cleaned_data):
                said = _("%s era già conosciuto: ora è anche in questo registro, com'era.")
            act = register_act(by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, said % act, address_of(act))
    title = _("Inserisci un atto fatto altrove")
    return form_page(
        request,
        form,
        title=title,
        button=_("Inserisci"),
        trail=trail(HERE, title),
        back=reverse("assemblies:acts"),
        lead=_("Bastano gli estremi: tutto il resto è facoltativo."),
    )


@require_safe
@requires(Right.KEEP_ACTS)
def genitive(request: MemberRequest) -> HttpResponse:
    """The field of how a new organ is read, already written: a script asks for it."""
    name, sort = request.GET.get("organ", "").strip(), request.GET.get("organ_kind")
    new = name and sort and not Organ.objects.filter(search=searchable(name)).exists()
    form = OrganForm(places={}, initial={"genitive": genitive_of(name) if new else ""})
    return HttpResponse(str(form["genitive"]))


@BOTH
@requires(Right.KEEP_ACTS)
def bring(request: MemberRequest) -> HttpResponse:
    form = opened(request, TableForm, places=places_of(request))
    if form.is_valid():
        with refusals_on(form):
            content = form.cleaned_data["file"].read()
            place = form.cleaned_data["place"]
            brought = register_acts(content, place=place, by=request.acting, on=request.today)
            return saved(request, _brought_said(brought), reverse("assemblies:acts"))
    title = _("Importa atti da una tabella")
    return form_page(
        request,
        form,
        title=title,
        button=_("Importa"),
        trail=trail(HERE, title),
        back=reverse("assemblies:acts"),
        template="assemblies/bring.html",
        columns=COLUMNS,
        others=OTHERS,
    )


@require_safe
@requires(Right.KEEP_ACTS)
def model(request: MemberRequest) -> HttpResponse:
    response = HttpResponse(
        write_csv([*COLUMNS, *OTHERS], []), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="modello-atti.csv"'
    return response


def _is_known_elsewhere(facts: dict[str, Any]) -> bool:
    """Whether an act about to be entered is known, and not yet in the register of this place."""
    if not isinstance(facts["organ"], Organ):
        return False
    known = act_with(facts["organ"], facts["kind"], facts["number"], facts["made_on"])
    return known is not None and not is_filed(known, facts["place"])


def _brought_said(brought: Brought) -> str:
    """How many acts a table has brought, and how many of them were already known."""
    entered, known = len(brought.entered), len(brought.known)
    said = [
        ngettext("È stato inserito %(n)s atto.", "Sono stati inseriti %(n)s atti.", entered)
        % {"n": entered}
        if entered
        else _("Nessun atto nuovo.")
    ]
    if known:
        words = ngettext(
            "%(n)s era già conosciuto: è nel registro, com'era.",
            "%(n)s erano già conosciuti: sono nel registro, com'erano.",
            known,
        )
        said.append(words % {"n": known})
    return " ".join(said)
