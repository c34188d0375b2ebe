from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.needs.models import Need
from raccordo.web.voices.needs.forms import NeedForm


class ChooseForm(forms.Form):
    """One of the things of a list, by the button beside it."""

    chosen = forms.ModelChoiceField(
        Need.objects.none(),
        to_field_name="key",
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Scegliere nell'elenco."),
            "invalid_choice": _("Questa scelta non c'è, o è già stata fatta."),
        },
    )

    def __init__(self, *args: Any, among: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = among  # type: ignore[attr-defined]


class FoundNeedForm(NeedForm):
    """The fields of this form are the arguments of `find_need`."""

    found_on = None  # type: ignore[assignment]


class DropForm(forms.Form):
    """The fields of this form are the arguments of `drop_backing`."""

    reason = forms.CharField(
        label=_("Perché"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
