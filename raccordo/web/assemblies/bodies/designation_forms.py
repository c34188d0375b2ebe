from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from raccordo.governance.models import Candidacy
from raccordo.parties.models import Organisation
from raccordo.web.assemblies.bodies.forms import PersonForm
from raccordo.web.forms import DayField
from raccordo.web.territory.forms import ByActForm


class CallForm(forms.Form):
    """The fields of this form are the arguments of `call_designation`."""

    candidacies_until = DayField(label=_("Candidature entro il"))
    choice_until = DayField(label=_("Preferenze entro il"))
    text = forms.CharField(
        label=_("Testo dell'avviso"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Che cosa fa il componente, quanto dura, che cosa si chiede a chi si candida."),
    )


class CandidacyForm(PersonForm):
    """The fields of this form are the arguments of `present_candidacy`."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Ente"))
    note = forms.CharField(
        label=_("Presentazione"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ["organisation", "given_name", "family_name", "email", "same", "note"]

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], office: bool, **kwargs: Any
    ) -> None:
        self.asks_who = office  # a referent is not told who else bears a name
        super().__init__(*args, **kwargs)
        only(self.fields["organisation"], organisations)


class PreferenceForm(forms.Form):
    """The fields of this form are the arguments of `say_preference`."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Ente"))
    candidacy = forms.ModelChoiceField(
        Candidacy.objects.none(),
        label=_("Preferenza per"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(
        self,
        *args: Any,
        organisations: QuerySet[Organisation],
        candidacies: QuerySet[Candidacy],
        silent: QuerySet[Organisation] | None = None,
        **kwargs: Any,
    ) -> None:
        """One speaks for one's own body; who runs the designation, for each that is yet to say.

        Whoever was called may be sent: that a body has answered meanwhile, the operation tells.
        """
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        if silent is None:
            only(field, organisations)
        else:
            field.queryset = organisations  # type: ignore[attr-defined]
            left = [(one.pk, str(one)) for one in silent]
            offered = left if len(left) == 1 else [*BLANK_CHOICE_DASH, *left]
            field.choices = offered  # type: ignore[attr-defined]
        self.fields["candidacy"].queryset = candidacies  # type: ignore[attr-defined]


class RecordForm(forms.Form):
    """The fields of this form are the arguments of `close_choice`."""

    text = forms.CharField(label=_("Verbale"), widget=forms.Textarea(attrs={"rows": 8}))


class AppointForm(ByActForm):
    """The fields of this form are the arguments of `appoint`."""

    candidacy = PreferenceForm.base_fields["candidacy"]
    since = DayField(label=_("Dal"))
    last_day = DayField(label=_("Fino al"), required=False)
    field_order = ["candidacy", "act", "since", "last_day"]

    def __init__(self, *args: Any, candidacies: QuerySet[Candidacy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].required = True
        field = self.fields["candidacy"]
        field.label = _("Persona designata")
        field.queryset = candidacies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is told, the next is kept."""
        last = self.cleaned_data.pop("last_day", None)
        return self.cleaned_data | {"until": last + timedelta(days=1) if last else None}


class ReasonForm(forms.Form):
    """Why a designation comes to nothing."""

    reason = forms.CharField(label=_("Motivo"), max_length=300)


def only(field: forms.Field, among: QuerySet[Any]) -> None:
    """Choose among some things; where there is but one, it is chosen."""
    field.queryset = among  # type: ignore[attr-defined]
    things = list(among[:2])
    if len(things) == 1:
        field.initial, field.disabled = things[0].pk, True
        field.widget = forms.HiddenInput()
