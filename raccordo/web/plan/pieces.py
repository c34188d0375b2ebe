"""The lists of rows that a sheet holds: read on it, and written on a page of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.foundation.errors import Refused
from raccordo.planning.models import Action, Measure
from raccordo.planning.operations.pieces import MOST_ROWS, Row, conclude_stage, write_pieces
from raccordo.planning.queries.stamps import stamp_of_pieces
from raccordo.planning.states import Likelihood, MeasureKind, Piece
from raccordo.vocabularies.models import Term
from raccordo.vocabularies.queries import terms_of
from raccordo.web.assemblies.acts.forms import Suggested
from raccordo.web.assemblies.bodies.forms import NamedField
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import DayField, NumberField, form_page, opened, saved
from raccordo.web.plan.finding import action_read, address_of, path_to
from raccordo.web.plan.forms import bodies_known

BOTH = require_http_methods(["GET", "POST"])
BLANK_ROWS = 3
MISSING = _later("Non c'è un ente con questo nome: controllarlo nei Soggetti del territorio.")


def body_field(label: Any, *, required: bool = False) -> NamedField:
    """A body, written by its name."""
    return NamedField(
        called=lambda body: body.name,
        missing=MISSING,
        label=label,
        max_length=240,
        required=required,
        widget=Suggested("body"),
    )


class PieceForm(forms.Form):
    """One row; without the field it is told by, there is no row."""

    told_by = "name"
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        for field in self.fields.values():
            if isinstance(field, NamedField):
                field.offer(bodies_known())
        self.fields[self.told_by].required = False

    def row(self) -> Row | None:
        """The row as the operation wants it; nothing when it is blank."""
        told = self.cleaned_data
        return told if told.get(self.told_by) else None


class SupplyForm(PieceForm):
    name = forms.CharField(label=_later("Servizio o prestazione"), max_length=200)
    unit = forms.CharField(label=_later("Unità di misura"), max_length=60, required=False)
    quantity = NumberField(label=_later("Quantità in un anno"), required=False)


class StaffingForm(PieceForm):
    told_by = "profile"
    profile = forms.CharField(label=_later("Figura professionale"), max_length=120)
    employer = body_field(_later("Alle dipendenze di"))
    persons = forms.IntegerField(label=_later("Persone"), initial=1, required=False)
    weekly_hours = NumberField(label=_later("Ore a settimana, ciascuna"), required=False)
    hourly_cost = NumberField(label=_later("Costo orario, in euro"), required=False)


class PartnerForm(PieceForm):
    told_by = "organisation"
    organisation = body_field(_later("Ente"))
    role = forms.CharField(label=_later("Che parte ha"), max_length=200, required=False)


class IntegrationForm(PieceForm):
    told_by = "policy"
    policy = forms.ModelChoiceField(
        Term.objects.none(),
        label=_later("Politica"),
        to_field_name="key",
        empty_label=_later("nessuna"),
    )
    partner = body_field(_later("Con chi"))
    percent = NumberField(label=_later("Quota dell'azione, in %"), required=False)
    note = forms.CharField(label=_later("Come si integra"), max_length=300, required=False)

    def __init__(self, *args: Any, action: Action, policies: Any, **kwargs: Any) -> None:
        super().__init__(*args, action=action, **kwargs)
        self.fields["policy"].queryset = policies  # type: ignore[attr-defined]


class StageForm(PieceForm):
    told_by = "title"
    title = forms.CharField(label=_later("Fase"), max_length=200)
    since = DayField(label=_later("Dal"), required=False)
    until = DayField(label=_later("Fino a tutto il"), required=False)

    def row(self) -> Row | None:
        row = super().row()
        if row and row["until"]:
            return {**row, "until": row["until"] + timedelta(days=1)}
        return row


class RiskForm(PieceForm):
    told_by = "text"
    text = forms.CharField(label=_later("Rischio"), max_length=300)
    likelihood = forms.ChoiceField(
        label=_later("Probabilità"), choices=Likelihood.choices, initial=Likelihood.MEDIUM
    )
    answer = forms.CharField(label=_later("Che cosa si farebbe"), max_length=300, required=False)


class MeasureForm(PieceForm):
    name = forms.CharField(label=_later("Indicatore"), max_length=200)
    kind = forms.ChoiceField(label=_later("Come si somma"), choices=MeasureKind.choices)
    unit = forms.CharField(label=_later("Unità di misura"), max_length=60, required=False)
    source = forms.CharField(label=_later("Fonte"), max_length=200, required=False)
    baseline = NumberField(label=_later("Valore di partenza"), required=False)
    baseline_of = NumberField(label=_later("su (per un rapporto)"), required=False)
    baseline_on = DayField(label=_later("Rilevato il"), required=False)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, action=action, **kwargs)
        for year in action.plan.years:
            self.fields[f"y{year}"] = NumberField(label=_("Atteso nel %s") % year, required=False)
            self.fields[f"of{year}"] = NumberField(label=_("su (%s)") % year, required=False)

    def row(self) -> Row | None:
        row = super().row()
        if row is None:
            return None
        years = self.action.plan.years
        drawn = {f"{begins}{year}" for begins in ("y", "of") for year in years}
        targets: dict[int, tuple[Decimal, Decimal | None]] = {
            year: (row[f"y{year}"], row[f"of{year}"])
            for year in years
            if row[f"y{year}"] is not None
        }
        kept = {name: value for name, value in row.items() if name not in drawn}
        return {**kept, "targets": targets}


FORMS: dict[Piece, type[PieceForm]] = {
    Piece.SUPPLIES: SupplyForm,
    Piece.STAFFING: StaffingForm,
    Piece.PARTNERS: PartnerForm,
    Piece.INTEGRATIONS: IntegrationForm,
    Piece.STAGES: StageForm,
    Piece.MEASURES: MeasureForm,
    Piece.RISKS: RiskForm,
}


@dataclass(frozen=True, slots=True)
class Card:
    """A list of a sheet, as it is read."""

    piece: Piece
    rows: Sequence[Any]

    @property
    def template(self) -> str:
        return f"plan/pieces/{self.piece}.html"


def cards_of(action: Action) -> list[Card]:
    """All the lists of a sheet, in the order one reads them."""
    more = {Piece.STAFFING: ["employer"], Piece.PARTNERS: ["organisation"]}
    more |= {Piece.INTEGRATIONS: ["policy", "partner"]}
    cards = []
    for piece in Piece:
        rows = getattr(action, piece.value).select_related(*more.get(piece, []))
        if piece == Piece.MEASURES:
            rows = rows.select_related("action__plan").prefetch_related("targets")
        cards.append(Card(piece, list(rows)))
    return cards


@BOTH
@requires(Right.KEEP_PLAN)
def piece(request: MemberRequest, key: UUID, name: str) -> HttpResponse:
    action = action_read(request, key, Right.KEEP_PLAN)
    kind = next((one for one in Piece if one.value == name), None)
    if kind is None:
        raise Http404
    seen = stamp_of_pieces(action, kind)
    rows, said = _rows(request, action, kind), ""
    if request.method == "POST" and rows.is_valid():
        told = [row for form in rows if (row := form.row()) is not None]
        try:
            seen = request.POST.get("seen", "")
            write_pieces(action, kind, told, seen=seen, by=request.acting)
        except Refused as refused:
            said = refused.message
        else:
            again = "more" in request.POST
            return saved(request, _("Salvato."), request.path if again else address_of(action))
    facts = {
        "action": action,
        "piece": kind,
        "rows": rows,
        "said": said,
        "seen": seen,
        "trail": path_to(action, kind.label),
    }
    return render(request, "plan/piece.html", facts)


class DoneForm(forms.Form):
    """When something was concluded."""

    done_on = DayField(label=_later("Conclusa il"), required=False)


@BOTH
@requires(Right.KEEP_PLAN)
def stage(request: MemberRequest, key: UUID, stage: UUID) -> HttpResponse:
    action = action_read(request, key, Right.KEEP_PLAN)
    one = get_object_or_404(action.stages, key=stage)
    form = opened(request, DoneForm, initial={"done_on": one.done_on or request.today})
    if form.is_valid():
        with refusals_on(form):
            conclude_stage(one, by=request.acting, on=request.today, **form.cleaned_data)
            return saved(request, _("Il cronoprogramma è aggiornato."), address_of(action))
    title = _("Fase conclusa")
    return form_page(
        request,
        form,
        title=title,
        button=_("Salva"),
        trail=path_to(action, title),
        back=address_of(action),
        lead=str(one),
    )


def _rows(request: MemberRequest, action: Action, kind: Piece) -> Any:
    factory = forms.formset_factory(FORMS[kind], extra=BLANK_ROWS, max_num=MOST_ROWS)
    given: dict[str, Any] = {"action": action}
    if kind == Piece.INTEGRATIONS:
        given["policies"] = terms_of("policies", on=request.today)
    if request.method == "POST":
        return factory(request.POST, form_kwargs=given)
    names = FORMS[kind].base_fields
    told = [_told(one, names) for one in getattr(action, kind.value).all()]
    return factory(initial=told, form_kwargs=given)


def _told(one: Any, names: Any) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in names}
    for name, value in told.items():
        if isinstance(value, Term):
            told[name] = value.key
        elif hasattr(value, "name"):
            told[name] = value.name
    if told.get("until"):
        told["until"] -= timedelta(days=1)
    if isinstance(one, Measure):
        for target in one.targets.all():
            told |= {f"y{target.year}": target.value, f"of{target.year}": target.out_of}
    return told
