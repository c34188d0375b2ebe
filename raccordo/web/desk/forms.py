from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.access.models import Mandate


class MandateForm(forms.Form):
    """In whose name one acts, until one chooses again."""

    mandate = forms.ModelChoiceField(
        Mandate.objects.none(), to_field_name="key", label=_("Opera per conto di"), empty_label=None
    )

    def __init__(self, *args: Any, mandates: QuerySet[Mandate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandate"].queryset = mandates  # type: ignore[attr-defined]
