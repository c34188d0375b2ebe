"""Forms of others and models of the office: brought once, marked once, then filled when asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_safe

from raccordo.access.queries import areas_where
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.archive.shelves import content_of
from raccordo.documents.brought import DocumentRefused
from raccordo.documents.forms import empty_after, fill, leaves_of
from raccordo.documents.forms.places import Place
from raccordo.documents.odt import write_odt
from raccordo.documents.reasons import sentence
from raccordo.finance.models import OfficeForm
from raccordo.finance.operations.forms import add_form, mark_form, remove_form, renew_form
from raccordo.finance.paper import model_of
from raccordo.finance.queries.data import Data, data_of, labels_for, values_for
from raccordo.finance.queries.forms import example_of, forms_open_to, things_for
from raccordo.finance.states import FormSort
from raccordo.foundation.errors import Refused
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.files import attached
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.money.funds import PLANNING
from raccordo.web.trails import trail
from raccordo.web.voices.fields import AreaForm

BOTH = require_http_methods(["GET", "POST"])
HERE = (_later("Moduli"), "money:blanks")
A_PAGE, MOST_DATA = 100, 5_000
MARK = "m:"
DETERMINATIONS = (FormSort.RESERVATION, FormSort.COMMITMENT, FormSort.CLEARANCE)


class NewForm(AreaForm):
    """A form as it comes from the Region, or a model of the office."""

    sort = forms.ChoiceField(label=_later("Per che cosa"), choices=FormSort.choices)
    title = forms.CharField(label=_later("Titolo"), max_length=160)
    file = forms.FileField(
        label=_later("Il modulo, XLSX, DOCX o ODT"),
        help_text=_later("Dove c'è scritto {{azione.titolo}} entra da sé quel dato."),
    )
    field_order = ("area", "sort", "title", "file")


class FileForm(forms.Form):
    """A newer version of the same form."""

    file = forms.FileField(label=_later("Il modulo, XLSX, DOCX o ODT"))


@dataclass(frozen=True, slots=True)
class Row:
    """A place as it is marked: where it is, what it takes."""

    place: Place
    leaf: str
    said: str
    label: str
    fault: str = ""

    @property
    def name(self) -> str:
        return f"{MARK}{self.place.address}"


@require_safe
@requires(Right.READ_MONEY)
def blanks(request: MemberRequest) -> HttpResponse:
    found = forms_open_to(request.acting, Right.READ_MONEY, on=request.today)
    facts = {
        "blanks": found.select_related("area").order_by("sort", "title", "pk"),
        "several": found.order_by().values("area").distinct().count() > 1,
        "determinations": [(one.value, one.label) for one in DETERMINATIONS],
        "may_keep": _may_keep(request),
    }
    return render(request, "money/blanks.html", facts)


@require_safe
@requires(Right.READ_MONEY)
def model(request: MemberRequest, sort: str) -> HttpResponse:
    if sort not in {one.value for one in DETERMINATIONS}:
        return render(request, "404.html", status=404)
    made = write_odt(model_of(FormSort(sort)), made_at=now())
    return attached(made, f"modello-determinazione-{sort}.odt")


@BOTH
@requires(Right.KEEP_MONEY)
def add(request: MemberRequest) -> HttpResponse:
    areas = areas_where(request.acting, Right.KEEP_MONEY, on=request.today)
    areas = areas.filter(kind__in=PLANNING).order_by("kind", "sort_key", "pk")
    first = {"area": request.mandate.area and request.mandate.area.key}
    form = opened(request, NewForm, areas=areas, initial=first)
    if form.is_valid():
        with refusals_on(form):
            told = {name: form.cleaned_data[name] for name in ("area", "title")}
            brought = form.cleaned_data["file"]
            told |= {"sort": FormSort(form.cleaned_data["sort"]), "name": brought.name}
            made = add_form(**told, content=brought.read(), by=request.acting, on=request.today)
            return saved(
                request, _("Il modulo è qui: dire quale dato va in quali posti."), _of(made)
            )
    title = _("Nuovo modulo")
    back = reverse("money:blanks")
    facts: dict[str, Any] = {"title": title, "button": _("Aggiungi"), "back": back}
    return form_page(request, form, trail=trail(HERE, title), **facts)


@BOTH
@requires(Right.KEEP_MONEY)
def marks(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _kept(request, key)
    data = example_of(one, on=request.today)
    rows = _rows(one, data, everything="tutti" in request.GET)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("pagina"))
    faults: list[str] = []
    if request.method == "POST":
        told = {row.place.address: _said(request.POST, row) for row in page}
        page.object_list = [_typed(row, told[row.place.address], data) for row in page]
        faults = [row.fault for row in page if row.fault]
        if not faults:
            mark_form(one, told, by=request.acting)
            return saved(request, _("I posti sono segnati."), request.get_full_path())
    facts = {
        "one": one,
        "page": page,
        "data": sorted((name, datum.label) for name, datum in data.items())[:MOST_DATA],
        "everything": "tutti" in request.GET,
        "query": "tutti=1" if "tutti" in request.GET else "",
        "faults": faults,
        "trail": trail(HERE, str(one)),
    }
    return render(request, "money/blank.html", facts)


@BOTH
@requires(Right.KEEP_MONEY)
def renew(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _kept(request, key)
    form = opened(request, FileForm)
    if form.is_valid():
        with refusals_on(form):
            brought = form.cleaned_data["file"]
            facts = {"content": brought.read(), "name": brought.name}
            gone = renew_form(one, **facts, by=request.acting, on=request.today)
            said = _("Il file è sostituito.")
            if gone:
                said += " " + _("Non ci sono più questi posti: %s.") % ", ".join(gone)
            return saved(request, said, _of(one))
    title = _("Sostituisci il file")
    told: dict[str, Any] = {"title": title, "button": _("Sostituisci"), "back": _of(one)}
    lead = _("I posti già segnati restano, se il file nuovo li ha ancora.")
    return form_page(
        request, form, trail=trail(HERE, (str(one), _of(one)), title), lead=lead, **told
    )


@BOTH
@requires(Right.KEEP_MONEY)
def remove(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _kept(request, key)
    form = opened(request, forms.Form)
    if form.is_valid():
        remove_form(one, by=request.acting)
        return saved(request, _("Il modulo è tolto."), reverse("money:blanks"))
    title = _("Togli il modulo")
    facts: dict[str, Any] = {"title": title, "button": _("Togli"), "back": _of(one)}
    path = trail(HERE, (str(one), _of(one)), title)
    return form_page(request, form, trail=path, lead=str(one), keeps_draft=False, **facts)


@require_safe
@requires(Right.READ_MONEY)
def original(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _found(request, key)
    return attached(content_of(one.file.sha256), one.name)


@require_safe
@requires(Right.READ_MONEY)
def filled(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _found(request, key)
    things = things_for(one)
    wanted = request.GET.get("di", "")
    thing = next((found for found in things if str(found.key) == wanted), None)
    facts = {"one": one, "things": things, "thing": thing, "wanted": wanted, "left": []}
    facts |= {"trail": trail(HERE, str(one)), "refusal": "", "may_keep": _may_keep(request)}
    if thing is not None:
        try:
            data = data_of(thing, on=request.today)
            values = values_for(one, data)
            content, left = filled_with(content_of(one.file.sha256), values, one.marks)
            labels = labels_for(one, data)
        except Refused as refused:
            return render(request, "money/filled.html", facts | {"refusal": refused.message})
        if "scarica" in request.GET:
            return attached(content, one.name)
        facts["left"] = [(labels.get(place.address, place.address), place) for place in left]
    return render(request, "money/filled.html", facts)


def filled_with(
    content: bytes, values: Mapping[str, Any], marked: Iterable[str]
) -> tuple[bytes, list[Place]]:
    """A form with its data in their places; and the places that were to be filled and are empty."""
    try:
        places = {place.address for leaf in leaves_of(content) for place in leaf.places}
        here = {address: value for address, value in values.items() if address in places}
        named = {address for address in places if address.startswith("{{")}
        left = empty_after(content, here, marked=named.union(marked))
        return fill(content, here), left
    except DocumentRefused as refused:
        raise Refused(sentence(refused.reason)) from refused


def _rows(one: OfficeForm, data: Data, *, everything: bool) -> list[Row]:
    rows = []
    for leaf in leaves_of(content_of(one.file.sha256)):
        for place in leaf.places:
            wanted = everything or place.empty or place.address in one.marks
            if wanted and not place.barred and not place.formula:
                said = one.marks.get(place.address) or _by_name(place, data)
                label = data[said].label if said in data else ""
                rows.append(Row(place, leaf.name, said, label))
    return rows


def _by_name(place: Place, data: Data) -> str:
    """What a blank takes by its own name."""
    name = place.address.strip("{} ")
    return name if place.address.startswith("{{") and name in data else ""


def _said(told: Mapping[str, str], row: Row) -> str:
    return str(told.get(row.name, row.said)).strip()[:200]


def _typed(row: Row, said: str, data: Data) -> Row:
    """A place as it was marked now: by the name of a datum, or by its words."""
    known = said in data or not said
    fault = "" if known else _("«%s» non è fra i dati: sceglierne uno dall'elenco.") % said
    return Row(row.place, row.leaf, said, data[said].label if said in data else "", fault)


def _may_keep(request: MemberRequest) -> bool:
    return Right.KEEP_MONEY in RIGHTS[Role(request.mandate.role)]


def _found(request: MemberRequest, key: UUID) -> OfficeForm:
    found = forms_open_to(request.acting, Right.READ_MONEY, on=request.today)
    return get_object_or_404(found.select_related("file", "area"), key=key)


def _kept(request: MemberRequest, key: UUID) -> OfficeForm:
    kept = forms_open_to(request.acting, Right.KEEP_MONEY, on=request.today)
    return get_object_or_404(kept.select_related("file", "area"), key=key)


def _of(one: OfficeForm) -> str:
    return reverse("money:blank", args=[one.key])
