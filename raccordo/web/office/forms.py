from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.access.operations import Place
from raccordo.access.rights import FOR_A_BODY, WITHOUT_ACT, Role
from raccordo.accounts.models import User
from raccordo.acts.models import Act
from raccordo.parties.models import Organisation
from raccordo.post.states import ReceiptKind
from raccordo.web.forms import DayField


class PersonForm(forms.Form):
    """The fields of this form are the arguments of `let_in`."""

    given_name = forms.CharField(label=_("Nome"), max_length=80)
    family_name = forms.CharField(label=_("Cognome"), max_length=80)
    email = forms.EmailField(
        label=_("Indirizzo e-mail"),
        help_text=_("Con questo entra, e qui riceve il messaggio per scegliere la password."),
    )
    fiscal_code = forms.CharField(
        label=_("Codice fiscale"),
        max_length=20,
        required=False,
        help_text=_("Solo per riconoscere chi entra con SPID o CIE."),
    )


class CodeForm(forms.Form):
    """The fields of this form are the arguments of `note_fiscal_code`."""

    fiscal_code = forms.CharField(
        label=_("Codice fiscale"),
        max_length=20,
        required=False,
        help_text=_("Solo per riconoscere chi entra con SPID o CIE."),
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Motivo"), max_length=300)


class MandateForm(forms.Form):
    """The fields of this form are the arguments of `give_mandate`."""

    holder = forms.EmailField(
        label=_("A chi"),
        help_text=_("L'indirizzo e-mail con cui entra. Se non ha un'utenza, aprirla prima."),
    )
    place = forms.ChoiceField(label=_("Per quale area o ente"))
    role = forms.ChoiceField(label=_("Ruolo"))
    act = forms.ModelChoiceField(
        Act.objects.none(),
        label=_("Atto che dà l'incarico"),
        error_messages={
            "required": _("Manca l'atto che dà l'incarico."),
            "invalid_choice": _("Questo atto non è nel registro, o non ha efficacia."),
        },
    )
    since = DayField(label=_("Dal"))
    last_day = DayField(label=_("Fino al"), required=False)

    def __init__(
        self,
        *args: Any,
        places: dict[str, Place],
        roles: Sequence[Role],
        acts: QuerySet[Act],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        bodies = {key for key, place in places.items() if isinstance(place, Organisation)}
        named = [(key, str(place), key in bodies) for key, place in places.items()]
        given = [(role.value, str(role.label), role in FOR_A_BODY) for role in roles]
        if not bodies:
            given = [one for one in given if not one[2]]
        self.fields["place"].choices = _in_two(named)  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "---------"), *_in_two(given)]  # type: ignore[attr-defined]
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]
        if set(roles) & WITHOUT_ACT:
            self.fields["act"].help_text = _("Non serve per l'amministrazione di sistema.")
        if self.data.get("role") in WITHOUT_ACT:
            self.fields["act"].required = False

    def clean_holder(self) -> User:
        user = User.objects.filter(email=self.cleaned_data["holder"].lower(), is_active=True)
        found = user.first()
        if found is None:
            raise forms.ValidationError(_("Nessuna utenza attiva ha questo indirizzo."))
        return found

    def clean_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        """The last day is in: the mandate ends on the day after."""
        last_day = self.cleaned_data.pop("last_day", None)
        self.cleaned_data["until"] = last_day + timedelta(days=1) if last_day else None
        return self.cleaned_data


def _in_two(options: Sequence[tuple[str, str, bool]]) -> list[Any]:
    """What is for an area apart from what is for a body, when there are both."""
    areas = [(value, label) for value, label, for_a_body in options if not for_a_body]
    bodies = [(value, label) for value, label, for_a_body in options if for_a_body]
    return [(_("Per un'area"), areas), (_("Per un ente"), bodies)] if bodies else areas


class EndMandateForm(forms.Form):
    """From when a mandate holds no more, and why."""

    until = DayField(label=_("Non vale più dal"), help_text=_("Con la data di oggi cessa subito."))
    reason = forms.CharField(label=_("Motivo"), max_length=300)


class ReceiptForm(forms.Form):
    """A receipt put back by hand."""

    kind = forms.ChoiceField(label=_("Che ricevuta è"), choices=ReceiptKind.choices)
    on = DayField(label=_("Del"))
    file = forms.FileField(label=_("File della ricevuta"), required=False)

    def clean_kind(self) -> ReceiptKind:
        return ReceiptKind(self.cleaned_data["kind"])
