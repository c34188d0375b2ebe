"""How an action is managed: its procedures, their steps, the contracts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.foundation.errors import Refused
from raccordo.planning.models import Action, Contract, Procedure
from raccordo.planning.operations.procedures import (
    ContractFacts,
    StepFact,
    add_contract,
    add_procedure,
    change_contract,
    change_procedure,
    drop_procedure,
    write_steps,
)
from raccordo.planning.queries.lapses import contracts_expiring, stages_late, steps_late
from raccordo.planning.queries.plans import actions_open_to
from raccordo.planning.queries.stamps import stamp_of
from raccordo.planning.states import ManagementForm
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import DayField, NumberField, form_page, opened, saved
from raccordo.web.plan.finding import HERE, action_read, address_of, path_to
from raccordo.web.plan.forms import bodies_known
from raccordo.web.plan.pieces import body_field
from raccordo.web.trails import trail
from raccordo.web.voices.fields import Seen

BOTH = require_http_methods(["GET", "POST"])
BLANK_ROWS, MOST_STEPS = 3, 40


class ProcedureForm(forms.Form):
    """The fields of this form are the arguments of `add_procedure`."""

    form = forms.ChoiceField(label=_later("Forma di gestione"), choices=ManagementForm.choices)
    title = forms.CharField(label=_later("Oggetto"), max_length=200)
    officer = forms.CharField(
        label=_later("Responsabile del procedimento"), max_length=160, required=False
    )


class ChangeProcedureForm(Seen, ProcedureForm):
    """A procedure as somebody saw it, and as it is to be."""


class StepForm(forms.Form):
    """One step: when it is foreseen and when it was done."""

    title = forms.CharField(label=_later("Passo"), max_length=200, required=False)
    planned_on = DayField(label=_later("Previsto per il"), required=False)
    done_on = DayField(label=_later("Fatto il"), required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("title") and not told.get("planned_on"):
            self.add_error("planned_on", _("Dire per quando è previsto."))
        return told


StepRows = forms.formset_factory(StepForm, extra=BLANK_ROWS, max_num=MOST_STEPS)


class ContractForm(forms.Form):
    """What is told of a contract or a convention."""

    provider = body_field(_later("Con chi"), required=True)
    subject = forms.CharField(label=_later("Oggetto"), max_length=200)
    value = NumberField(label=_later("Valore, in euro"))
    since = DayField(label=_later("Dal"))
    until = DayField(label=_later("Fino a tutto il"))
    extendable_until = DayField(label=_later("Prorogabile fino a tutto il"), required=False)
    cig = forms.CharField(label=_later("CIG"), max_length=12, required=False)
    without_cig = forms.CharField(
        label=_later("Perché non ha il CIG"), max_length=200, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].offer(bodies_known())  # type: ignore[attr-defined]

    def facts(self) -> ContractFacts:
        """Each term until the day after the last."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        for name in ("until", "extendable_until"):
            told[name] = told[name] and told[name] + timedelta(days=1)
        return ContractFacts(**told)


class ChangeContractForm(Seen, ContractForm):
    """A contract as somebody saw it, and as it is to be."""


@require_safe
@requires(Right.READ_PLAN)
def expiring(request: MemberRequest) -> HttpResponse:
    """What is late or expires soon, over all the plans that go on."""
    on = request.today
    actions = actions_open_to(request.acting, Right.READ_PLAN, on=on).exclude(plan__state="closed")
    title = _("Scadenze delle azioni")
    facts = {
        "title": title,
        "trail": trail(HERE, title),
        "contracts": [(one, one.until - timedelta(days=1)) for one in _some(actions, on)],
        "steps": steps_late(actions, on=on)[:200],
        "stages": [(s, s.until - timedelta(days=1)) for s in stages_late(actions, on=on)[:200]],
        "today": on,
    }
    return render(request, "plan/expiring.html", facts)


@BOTH
@requires(Right.KEEP_PLAN)
def add(request: MemberRequest, key: UUID) -> HttpResponse:
    action = action_read(request, key, Right.KEEP_PLAN)
    form = opened(request, ProcedureForm)
    if form.is_valid():
        with refusals_on(form):
            add_procedure(action, by=request.acting, **form.cleaned_data)
            return saved(request, _("La procedura è aggiunta."), address_of(action))
    return _page(request, action, form, _("Nuova procedura"), button=_("Aggiungi"))


@BOTH
@requires(Right.KEEP_PLAN)
def change(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _kept(request, key)
    told = {"form": one.form, "title": one.title, "officer": one.officer, "seen": stamp_of(one)}
    form = opened(request, ChangeProcedureForm, initial=told)
    if form.is_valid():
        with refusals_on(form):
            change_procedure(one, by=request.acting, **form.cleaned_data)
            return saved(request, _("La procedura è aggiornata."), address_of(one.action))
        form.see_again(stamp_of(_kept(request, key)))
    return _page(request, one.action, form, _("Modifica la procedura"), button=_("Salva"))


@BOTH
@requires(Right.KEEP_PLAN)
def steps(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _kept(request, key)
    names = ("title", "planned_on", "done_on")
    initial = [{name: getattr(step, name) for name in names} for step in one.steps.all()]
    rows = StepRows(request.POST) if request.method == "POST" else StepRows(initial=initial)
    said = ""
    if request.method == "POST" and rows.is_valid():
        told = [StepFact(**row.cleaned_data) for row in rows if row.cleaned_data.get("title")]
        try:
            write_steps(one, told, by=request.acting, on=request.today)
        except Refused as refused:
            said = refused.message
        else:
            return saved(request, _("I passi sono aggiornati."), address_of(one.action))
    title = _("Passi della procedura")
    facts = {"procedure": one, "action": one.action, "rows": rows, "said": said, "title": title}
    return render(request, "plan/steps.html", facts | {"trail": path_to(one.action, title)})


@require_POST
@requires(Right.KEEP_PLAN)
def drop(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _kept(request, key)
    drop_procedure(one, by=request.acting)
    return saved(request, _("La procedura è tolta."), address_of(one.action))


@BOTH
@requires(Right.KEEP_PLAN)
def contract_add(request: MemberRequest, key: UUID) -> HttpResponse:
    one = _kept(request, key)
    form = opened(request, ContractForm)
    if form.is_valid():
        with refusals_on(form):
            add_contract(one, form.facts(), by=request.acting)
            return saved(request, _("Il contratto è registrato."), address_of(one.action))
    return _page(request, one.action, form, _("Nuovo contratto"), button=_("Registra"))


@BOTH
@requires(Right.KEEP_PLAN)
def contract_change(request: MemberRequest, key: UUID, contract: UUID) -> HttpResponse:
    one = _kept(request, key)
    found = get_object_or_404(one.contracts.select_related("provider"), key=contract)
    names = ("subject", "value", "since", "cig", "without_cig")
    told: dict[str, Any] = {name: getattr(found, name) for name in names}
    for name in ("until", "extendable_until"):
        last = getattr(found, name)
        told[name] = last and last - timedelta(days=1)
    told |= {"provider": found.provider.name, "seen": stamp_of(found)}
    form = opened(request, ChangeContractForm, initial=told)
    if form.is_valid():
        with refusals_on(form):
            seen = form.cleaned_data["seen"]
            change_contract(found, form.facts(), seen=seen, by=request.acting)
            return saved(request, _("Il contratto è aggiornato."), address_of(one.action))
        form.see_again(stamp_of(Contract.objects.get(pk=found.pk)))
    return _page(request, one.action, form, _("Modifica il contratto"), button=_("Salva"))


def _some(actions: QuerySet[Action], on: Any) -> QuerySet[Contract]:
    return contracts_expiring(actions, on=on)[:200]


def _kept(request: MemberRequest, key: UUID) -> Procedure:
    actions = actions_open_to(request.acting, Right.KEEP_PLAN, on=request.today)
    found = Procedure.objects.filter(action__in=actions.order_by().values("pk"))
    return get_object_or_404(found.select_related("action__plan__area"), key=key)


def _page(
    request: MemberRequest, about: Action, form: Any, title: str, *, button: str
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        button=button,
        trail=path_to(about, title),
        back=address_of(about),
        lead=str(about),
    )
