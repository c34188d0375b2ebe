"""The model texts that the office keeps: those of the program are copied to be changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.queries import areas_where
from raccordo.access.rights import Right
from raccordo.governance.models import Sitting, TextModel
from raccordo.governance.operations.modelling import end_model, rewrite_model, write_model
from raccordo.governance.papers.marks import written_from
from raccordo.governance.queries.bodies import bodies_open_to, sittings_open_to
from raccordo.governance.queries.papers import sitting_told, text_models_open_to
from raccordo.governance.reasons import MARKS
from raccordo.governance.states import TextUse
from raccordo.territory.states import AreaKind
from raccordo.web.assemblies.papers.forms import NewTextForm, TextForm
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
HERE = (_later("Modelli di testo"), "assemblies:text_models")


@require_safe
@requires(Right.KEEP_SITTINGS)
def text_models(request: MemberRequest) -> HttpResponse:
    found = text_models_open_to(request.acting, Right.READ_BODIES, on=request.today)
    own = text_models_open_to(request.acting, Right.KEEP_SITTINGS, on=request.today)
    models = (found | own).distinct().filter(until=None)
    if use := request.GET.get("uso", ""):
        models = models.filter(use=use)
    facts = {"models": list(models), "use": use, "uses": TextUse.choices}
    return render(request, "assemblies/text_models.html", facts)


@require_safe
@requires(Right.KEEP_SITTINGS)
def text_model(request: MemberRequest, key: UUID) -> HttpResponse:
    model = _readable(request, key)
    sitting = _last_sitting(request, model)
    told = sitting_told(sitting) if sitting else None
    item = next(iter(told.items), None) if told else None
    preview = written_from(model.text, told, item) if told else ""
    own = text_models_open_to(request.acting, Right.KEEP_SITTINGS, on=request.today)
    may_change = model.until is None and own.filter(pk=model.pk).exists()
    facts: dict[str, Any] = {"model": model, "sitting": sitting, "preview": preview}
    facts |= {"marks": MARKS, "may_change": may_change}
    return render(request, "assemblies/text_model.html", facts)


@BOTH
@requires(Right.KEEP_SITTINGS)
def text_model_new(request: MemberRequest) -> HttpResponse:
    return _write(request, _("Nuovo modello di testo"), {"use": request.GET.get("uso", "")})


@BOTH
@requires(Right.KEEP_SITTINGS)
def text_model_copy(request: MemberRequest, key: UUID) -> HttpResponse:
    model = _readable(request, key)
    initial = {"use": model.use, "name": model.name, "text": model.text}
    return _write(request, _("Copia del modello"), initial)


@BOTH
@requires(Right.KEEP_SITTINGS)
def text_model_rewrite(request: MemberRequest, key: UUID) -> HttpResponse:
    model = _own(request, key)
    form = opened(request, TextForm, initial={"name": model.name, "text": model.text})
    if form.is_valid():
        with refusals_on(form):
            rewrite_model(model, by=request.acting, **form.cleaned_data)
            return saved(request, _("Il modello è salvato."), address_of(model))
    steps = trail(HERE, (str(model), address_of(model)), _("Modifica"))
    return _page(request, form, _("Modifica il modello"), steps, address_of(model))


@require_POST
@requires(Right.KEEP_SITTINGS)
def text_model_end(request: MemberRequest, key: UUID) -> HttpResponse:
    end_model(_own(request, key), by=request.acting, on=request.today)
    messages.success(request, _("Il modello è stato messo da parte."))
    return redirect("assemblies:text_models")


def address_of(model: TextModel) -> str:
    return reverse("assemblies:text_model", args=[model.key])


def _write(request: MemberRequest, title: str, initial: dict[str, Any]) -> HttpResponse:
    areas = areas_where(request.acting, Right.KEEP_SITTINGS, on=request.today)
    places = areas.filter(kind__in=[AreaKind.AMBITO, AreaKind.ZONE, AreaKind.PROVINCE])
    own = request.mandate.area
    form = opened(
        request,
        NewTextForm,
        initial=initial,
        areas=dict.fromkeys([*([own] if own else []), *places]),
        bodies=bodies_open_to(request.acting, Right.KEEP_SITTINGS, on=request.today),
    )
    if form.is_valid():
        with refusals_on(form):
            model = write_model(by=request.acting, since=request.today, **form.cleaned_data)
            return saved(request, _("Il modello è salvato."), address_of(model))
    return _page(request, form, title, trail(HERE, title), reverse("assemblies:text_models"))


def _page(request: MemberRequest, form: Any, title: str, steps: Any, back: str) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        button=_("Salva il modello"),
        trail=steps,
        back=back,
        template="assemblies/text_model_form.html",
        marks=MARKS,
    )


def _readable(request: MemberRequest, key: UUID) -> TextModel:
    found = text_models_open_to(request.acting, Right.READ_BODIES, on=request.today)
    own = text_models_open_to(request.acting, Right.KEEP_SITTINGS, on=request.today)
    return get_object_or_404((found | own).distinct(), key=key)


def _own(request: MemberRequest, key: UUID) -> TextModel:
    own = text_models_open_to(request.acting, Right.KEEP_SITTINGS, on=request.today)
    return get_object_or_404(own, key=key)


def _last_sitting(request: MemberRequest, model: TextModel) -> Sitting | None:
    """The latest sitting that could have begun from this model: it shows how it is filled."""
    sittings = sittings_open_to(request.acting, Right.KEEP_SITTINGS, on=request.today)
    if model.body:
        sittings = sittings.filter(body=model.body)
    return sittings.exclude(items=None).order_by("-first_call").first()
