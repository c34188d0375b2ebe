"""What is told of an entry of the accounts, on its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.acts.states import ActKind
from raccordo.finance.models import Allocation
from raccordo.finance.queries.accounts import SourceSheet
from raccordo.finance.states import BY_ACT, MovementKind
from raccordo.finance.told import Checked, Told
from raccordo.foundation.money import euros
from raccordo.planning.models import Action, Contract
from raccordo.web.forms import DayField, NumberField
from raccordo.web.plan.forms import bodies_known
from raccordo.web.plan.pieces import body_field

TOLD = (
    *("amount", "told_on", "once", "act", "number", "heading", "creditor"),
    *("contract", "cup", "cig", "note", "due_year"),
)
NUMBERS = {
    MovementKind.COMMITTED: _("Numero dell'impegno, come nella contabilità dell'ente"),
    MovementKind.ORDERED: _("Numero del mandato"),
    MovementKind.PAID: _("Numero della quietanza"),
}


def _told_of(one: SourceSheet) -> str:
    """A source as it is chosen: which fund, of which year, spent in which, with how much left."""
    facts = {"fund": one.allocation.short, "year": one.year, "left": euros(one.sums.available)}
    return gettext("%(fund)s · esercizio %(year)s · disponibili %(left)s") % facts


class StepForm(forms.Form):
    """What follows an entry: how much, when, by which determination."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    amount = NumberField(label=_("Importo, in euro"), max_digits=14)
    told_on = DayField(label=_("Data"))
    act = forms.ModelChoiceField(
        Act.objects.none(),
        label=_("Determinazione"),
        to_field_name="key",
        empty_label=_("scegliere"),
    )
    number = forms.CharField(label=_("Numero"), max_length=30, required=False)
    creditor = body_field(_("Creditore"))
    heading = forms.CharField(label=_("Capitolo di bilancio"), max_length=60, required=False)
    cup = forms.CharField(label=_("CUP"), max_length=15, required=False)
    cig = forms.CharField(label=_("CIG"), max_length=10, required=False)
    due_year = forms.IntegerField(
        label=_("Esigibile nel"), min_value=2000, max_value=2100, required=False
    )
    note = forms.CharField(label=_("Nota"), max_length=300, required=False)
    further = ("heading", "cup", "cig", "due_year", "note")

    def __init__(
        self,
        *args: Any,
        kind: MovementKind,
        action: Action,
        acts: QuerySet[Act],
        drafting: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["creditor"].offer(bodies_known())  # type: ignore[attr-defined]
        self.fields["number"].label = NUMBERS.get(kind, _("Numero"))
        if kind in BY_ACT:
            determined = acts.filter(kind=ActKind.DETERMINATION)
            self.fields["act"].queryset = determined  # type: ignore[attr-defined]
            self.fields["act"].required = not drafting
        else:
            del self.fields["act"]

    def told(self) -> Told:
        return Told(**{name: self.cleaned_data[name] for name in TOLD if name in self.cleaned_data})


class EntryForm(StepForm):
    """Money bound to an action: of which source and year, and by which contract."""

    source = forms.ChoiceField(label=_("Fonte ed esercizio"))
    contract = forms.ModelChoiceField(
        Contract.objects.none(),
        label=_("Contratto o convenzione"),
        to_field_name="key",
        required=False,
        empty_label=_("nessuno"),
    )
    field_order = ("source", "amount", "told_on", "act", "number", "creditor", "contract")

    def __init__(
        self, *args: Any, action: Action, sources: Sequence[SourceSheet], **kwargs: Any
    ) -> None:
        super().__init__(*args, action=action, **kwargs)
        named = [(f"{one.allocation.key}:{one.year}", one) for one in sources]
        self.sources = {key: (one.allocation, one.year) for key, one in named}
        offered = [(key, _told_of(one)) for key, one in named]
        self.fields["source"].choices = offered  # type: ignore[attr-defined]
        mine = Contract.objects.filter(procedure__action=action)
        self.fields["contract"].queryset = mine  # type: ignore[attr-defined]
        if not mine.exists():
            del self.fields["contract"]

    def chosen(self) -> tuple[Allocation, int]:
        """The money it is taken from: what a fund gave for a year, and the year it is spent in."""
        return self.sources[self.cleaned_data["source"]]


class ClearForm(StepForm):
    """A clearance, with what was checked before it (TUEL art. 184)."""

    done_on = DayField(label=_("Prestazione resa entro il"))
    invoice = forms.CharField(label=_("Fattura o altro titolo"), max_length=120)
    durc_until = DayField(label=_("DURC valido fino al"), required=False)
    without_durc = forms.CharField(
        label=_("Perché il DURC non serve"), max_length=200, required=False
    )
    field_order = (
        *("done_on", "invoice", "durc_until", "without_durc"),
        *("amount", "told_on", "act", "number", "creditor"),
    )

    def checked(self) -> Checked:
        names = ("done_on", "invoice", "durc_until", "without_durc")
        return Checked(**{name: self.cleaned_data[name] for name in names})
