from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.participation.importing.reading import FIELDS
from raccordo.participation.models import Consultation, Occasion
from raccordo.territory.models import Area


class BatchForm(forms.Form):
    """A questionnaire, and where it was answered."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Per quale area"), to_field_name="key", empty_label=None
    )
    consultation = forms.ModelChoiceField(
        Consultation.objects.none(),
        label=_("Consultazione"),
        required=False,
        to_field_name="key",
        empty_label=_("nessuna consultazione"),
    )
    occasion = forms.ModelChoiceField(
        Occasion.objects.none(),
        label=_("Incontro"),
        required=False,
        to_field_name="key",
        empty_label=_("nessun incontro"),
    )
    file = forms.FileField(label=_("Tabella"), help_text=_("CSV o Excel, una risposta per riga."))

    def __init__(
        self,
        *args: Any,
        areas: QuerySet[Area],
        consultations: QuerySet[Consultation],
        occasions: QuerySet[Occasion],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        among = {"area": areas, "consultation": consultations, "occasion": occasions}
        for name, things in among.items():
            self.fields[name].queryset = things  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """Which column of a questionnaire holds what."""

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("nessuna colonna")), *((name, name) for name in columns)]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
