from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.access.operations import Place
from raccordo.access.rights import WITHOUT_ACT, Role
from raccordo.accounts.models import User
from raccordo.acts.models import Act
from raccordo.post.states import ReceiptKind
from raccordo.web.forms import DayField


class PersonForm(forms.Form):
    """The fields of this form are the arguments of `open_account`."""

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
    """The fields of this form are the arguments of `write_fiscal_code`."""

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
    role = forms.ChoiceField(label=_("Ruolo"), choices=Role.choices)
    act = forms.ModelChoiceField(
        Act.objects.none(),
        label=_("Atto che dà l'incarico"),
        required=False,
        help_text=_("Serve per tutti i ruoli, tranne l'amministratore di sistema."),
    )
    since = DayField(label=_("Dal"))
    last_day = DayField(label=_("Fino al"), required=False)

    def __init__(
        self, *args: Any, places: dict[str, Place], acts: QuerySet[Act], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        choices = [(key, str(place)) for key, place in places.items()]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]

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
        role, act = self.cleaned_data.get("role"), self.cleaned_data.get("act")
        if role and role not in WITHOUT_ACT and not act:
            self.add_error("act", _("Manca l'atto che dà l'incarico."))
        return self.cleaned_data


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
