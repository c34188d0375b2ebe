"""What the forms of needs and of proposals have in common."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term
from raccordo.web.assemblies.acts.forms import put_in

CHOOSE = _("scegliere")
INDENT = "\N{NO-BREAK SPACE}" * 4


class TermField(forms.ModelChoiceField[Term]):
    """A term of a vocabulary, those under a heading set under it."""

    def __init__(self, *, empty_label: Any = CHOOSE, **kwargs: Any) -> None:
        kwargs |= {"to_field_name": "key", "empty_label": empty_label}
        super().__init__(Term.objects.none(), **kwargs)

    def label_from_instance(self, obj: Term) -> str:
        return f"{INDENT}{obj}" if obj.parent_id else str(obj)


class Seen(forms.Form):
    """A form that changes something shows to have seen it as it is."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def see_again(self, stamp: str) -> bool:
        """Whether somebody has changed it meanwhile; sent again, this form has seen it."""
        changed = bool(self.cleaned_data.get("seen") != stamp)
        put_in(self, seen=stamp)
        return changed


class AreaForm(forms.Form):
    """Of which of the areas one keeps."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Per quale area"), to_field_name="key", empty_label=None
    )

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
