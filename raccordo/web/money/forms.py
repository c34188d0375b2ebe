from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.finance.models import Fund
from raccordo.finance.operations.funds import Terms
from raccordo.finance.states import INCOME, MovementKind
from raccordo.finance.told import Told
from raccordo.web.forms import DayField, NumberField
from raccordo.web.voices.fields import AreaForm


class TermsForm(forms.Form):
    """By when the money of a year is to be spent and reported."""

    spend_from = DayField(label=_("Spendibile dal"), required=False)
    spend_by = DayField(label=_("Da spendere entro il"), required=False)
    report_by = DayField(label=_("Da rendicontare entro il"), required=False)
    share_to_report = NumberField(
        label=_("Quota da rendicontare prima del prossimo pagamento, in %"), required=False
    )
    cup_due = forms.BooleanField(label=_("Serve il CUP"), required=False)
    note = forms.CharField(label=_("Nota"), max_length=300, required=False)

    def terms(self) -> Terms:
        names = ("spend_from", "spend_by", "report_by", "share_to_report", "cup_due", "note")
        return Terms(**{name: self.cleaned_data[name] for name in names})


class AllocationForm(AreaForm, TermsForm):
    """A year of a fund, opened."""

    fund = forms.ModelChoiceField(
        Fund.objects.none(), label=_("Fondo"), to_field_name="key", empty_label=_("scegliere")
    )
    year = forms.IntegerField(label=_("Anno di assegnazione"))
    field_order = ("area", "fund", "year")
    further = ("spend_from", "report_by", "share_to_report", "cup_due", "note")

    def __init__(self, *args: Any, funds: QuerySet[Fund], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = funds  # type: ignore[attr-defined]


LESS = "less_"


class IncomeForm(forms.Form):
    """An entry of income: assigned, ascertained, collected; or what was taken away again."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(
        label=_("Che cosa si registra"),
        choices=[
            *((kind.value, kind.label) for kind in INCOME),
            (LESS + MovementKind.ASSIGNED, _("Assegnazione ridotta")),
            (LESS + MovementKind.ASCERTAINED, _("Accertamento ridotto")),
        ],
        widget=forms.RadioSelect,
        initial=MovementKind.ASSIGNED,
    )
    amount = NumberField(label=_("Importo, in euro"), max_digits=14)
    told_on = DayField(label=_("Data"))
    act = forms.ModelChoiceField(
        Act.objects.none(),
        label=_("Atto"),
        to_field_name="key",
        required=False,
        empty_label=_("nessuno"),
    )
    number = forms.CharField(label=_("Numero"), max_length=30, required=False)
    note = forms.CharField(label=_("Nota"), max_length=300, required=False)

    def __init__(self, *args: Any, acts: QuerySet[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]

    def told(self) -> Told:
        names = ("amount", "told_on", "once", "act", "number", "note")
        return Told(**{name: self.cleaned_data[name] for name in names})

    def kind_told(self) -> MovementKind:
        return MovementKind(self.cleaned_data["kind"].removeprefix(LESS))

    @property
    def cuts(self) -> bool:
        """Whether it tells what was taken away."""
        kind: str = self.cleaned_data["kind"]
        return kind.startswith(LESS)


class WhyForm(forms.Form):
    """Why an entry is taken back."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    reason = forms.CharField(label=_("Motivo"), max_length=300)
