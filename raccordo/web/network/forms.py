from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.parties.models import Representative
from raccordo.parties.operations import NewPerson
from raccordo.parties.queries import Met, alike_bodies
from raccordo.parties.reasons import LIKENESS
from raccordo.parties.states import HoldingQuality, IntakeForm, OfficeKind, OrganisationKind
from raccordo.territory.models import Area
from raccordo.web.forms import DayField

UNKNOWN_ACT = _("Questo atto non è nel registro, o non ha efficacia.")
MOST_ALIKE = 5


class OrganisationForm(forms.Form):
    """The fields of this form are the arguments of `add_organisation`."""

    kind = forms.ChoiceField(label=_("Tipo"), choices=OrganisationKind.choices)
    name = forms.CharField(label=_("Denominazione"), max_length=200)
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label=_("Territorio"),
        required=False,
        empty_label=_("nessuno in particolare"),
        help_text=_(
            "Di un ente pubblico, il territorio che governa; degli altri, quello in cui operano."
        ),
    )
    tax_code = forms.CharField(label=_("Codice fiscale"), max_length=16, required=False)
    ipa_code = forms.CharField(label=_("Codice IPA"), max_length=40, required=False)
    pec = forms.EmailField(label=_("PEC"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telefono"), max_length=40, required=False)
    address = forms.CharField(label=_("Indirizzo"), max_length=200, required=False)
    website = forms.URLField(label=_("Sito"), max_length=200, required=False, assume_scheme="https")

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]

    def clean_kind(self) -> OrganisationKind:
        return OrganisationKind(self.cleaned_data["kind"])


class NewOrganisationForm(OrganisationForm):
    """A body that is added; if it is like one that is known, one says that it is another."""

    another = forms.BooleanField(label=_("È un altro ente"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[tuple[Met, str]] = []
        if not self.is_bound:
            del self.fields["another"]

    def clean(self) -> dict[str, Any]:
        """What is told; of one that may be there already, it is asked once whether it is."""
        facts = self.cleaned_data
        confirmed = facts.pop("another", False)
        if facts.get("name"):
            found = alike_bodies(facts)[:MOST_ALIKE]
            self.alike = [(body, str(LIKENESS[reason.code])) for body, reason in found]
        if not self.alike:
            del self.fields["another"]
        elif not confirmed:
            self.add_error("another", _("Aprire gli enti qui sopra: se è un altro, confermarlo."))
        return facts


class CloseForm(forms.Form):
    """The fields of this form are the arguments of `close_organisation`."""

    closed_on = DayField(label=_("Non c'è più dal"))
    reason = forms.CharField(label=_("Motivo"), max_length=300, required=False)


class ReopenForm(forms.Form):
    """The fields of this form are the arguments of `reopen_organisation`."""

    reason = forms.CharField(label=_("Motivo"), max_length=300)


class OfficeForm(forms.Form):
    """The fields of this form are the arguments of `add_office`."""

    kind = forms.ChoiceField(label=_("Tipo"), choices=OfficeKind.choices)
    title = forms.CharField(
        label=_("Carica"),
        max_length=160,
        help_text=_("Come si legge: «Sindaca», «Assessore alle politiche sociali»."),
    )

    def clean_kind(self) -> OfficeKind:
        return OfficeKind(self.cleaned_data["kind"])


class ByActForm(forms.Form):
    """A form that may say the act by which something is so."""

    act = forms.ModelChoiceField(
        Act.objects.none(),
        label=_("Atto"),
        required=False,
        empty_label=_("nessuno, o non è nel registro"),
        error_messages={"invalid_choice": UNKNOWN_ACT},
    )

    def __init__(self, *args: Any, acts: QuerySet[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]


class WhoForm(ByActForm):
    """A person known at this body already, or one to be added."""

    known = forms.ModelChoiceField(
        Representative.objects.none(),
        label=_("Persona già conosciuta"),
        required=False,
        to_field_name="key",
        empty_label=_("un'altra persona, da scrivere qui sotto"),
    )
    given_name = forms.CharField(label=_("Nome"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Cognome"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("E-mail personale"),
        required=False,
        help_text=_("La vede solo chi tiene l'elenco dei soggetti."),
    )
    phone = forms.CharField(label=_("Telefono personale"), max_length=40, required=False)
    since = DayField(label=_("Dal"))
    last_day = DayField(
        label=_("Fino al"), required=False, help_text=_("L'ultimo giorno, se si conosce già.")
    )

    who = "person"

    def __init__(self, *args: Any, known: Sequence[Representative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            rows = Representative.objects.filter(pk__in=[person.pk for person in known])
            self.fields["known"].queryset = rows  # type: ignore[attr-defined]
        else:
            del self.fields["known"]
            for name in ("given_name", "family_name"):
                self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """Who is meant, and the day after the last."""
        facts = self.cleaned_data
        known = facts.pop("known", None)
        written = {name: facts.pop(name, "") for name in NewPerson.__dataclass_fields__}
        if known is None and "known" in self.fields:
            for name in ("given_name", "family_name"):
                if not written[name] and name not in self.errors:
                    self.add_error(name, _("Scegliere la persona, o scrivere nome e cognome."))
        facts[self.who] = known or NewPerson(**written)
        last_day = facts.pop("last_day", None)
        facts["until"] = last_day + timedelta(days=1) if last_day else None
        return facts


class HoldForm(WhoForm):
    """The fields of this form are the arguments of `seat_in_office`."""

    quality = forms.ChoiceField(label=_("A titolo di"), choices=HoldingQuality.choices)
    source = forms.CharField(
        label=_("Se l'atto non è nel registro, da che cosa si sa"),
        max_length=300,
        required=False,
        help_text=_("«Verbale di proclamazione», «sito del Comune», …"),
    )
    takes_over = forms.BooleanField(
        label=_("Chi ricopre ora la carica cessa da quel giorno"),
        required=False,
        help_text=_("Finiscono anche le deleghe che ha dato e gli incarichi avuti con la carica."),
    )
    opens = forms.BooleanField(
        label=_("Dare anche l'incarico per operare in Raccordo"),
        required=False,
        help_text=_("Serve un'utenza con questa e-mail, e l'atto nel registro."),
    )
    field_order = (
        *("known", "given_name", "family_name", "email", "phone", "quality", "since", "last_day"),
        *("act", "source", "takes_over", "opens"),
    )

    def __init__(self, *args: Any, occupied: bool, may_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not occupied:
            del self.fields["takes_over"]
        if not may_open:
            del self.fields["opens"]

    def clean_quality(self) -> HoldingQuality:
        return HoldingQuality(self.cleaned_data["quality"])


class ProxyForm(WhoForm):
    """The fields of this form are the arguments of `give_proxy`."""

    who = "delegate"

    subject = forms.CharField(
        label=_("Per che cosa"),
        max_length=200,
        required=False,
        help_text=_("«Partecipare alla Conferenza dei Sindaci»."),
    )
    field_order = (
        *("known", "given_name", "family_name", "email", "phone", "subject", "since", "last_day"),
        "act",
    )


class EndForm(ByActForm):
    """The fields of this form are the arguments of `end_office`."""

    until = DayField(label=_("Non è più in carica dal"))
    reason = forms.CharField(
        label=_("Motivo"), max_length=300, help_text=_("Fine del mandato, dimissioni, …")
    )
    field_order = ("until", "act", "reason")


class CancelForm(forms.Form):
    """The fields of this form are the arguments of `cancel_holder`."""

    reason = forms.CharField(
        label=_("Che cosa è sbagliato"),
        max_length=300,
        help_text=_("Resta nel registro delle operazioni: «persona sbagliata», «altro Comune», …"),
    )
    brings_back = forms.BooleanField(required=False)

    def __init__(self, *args: Any, former: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if former:
            said = _("Torna in carica %(who)s, che risultava cessare quel giorno") % {"who": former}
            self.fields["brings_back"].label = said
            self.fields["brings_back"].help_text = _(
                "Le deleghe e gli incarichi finiti quel giorno si danno di nuovo."
            )
        else:
            del self.fields["brings_back"]


class RevokeForm(forms.Form):
    """The fields of this form are the arguments of `revoke_proxy`."""

    until = DayField(label=_("Non vale più dal"), help_text=_("Con la data di oggi cessa subito."))
    reason = forms.CharField(label=_("Motivo"), max_length=300, required=False)


class PersonForm(forms.Form):
    """The fields of this form are the arguments of `change_person`."""

    given_name = forms.CharField(label=_("Nome"), max_length=80)
    family_name = forms.CharField(label=_("Cognome"), max_length=80)
    email = forms.EmailField(label=_("E-mail personale"), required=False)
    phone = forms.CharField(label=_("Telefono personale"), max_length=40, required=False)


class ElectionForm(forms.Form):
    """The fields of this form are the arguments of `record_election`."""

    held_on = DayField(
        label=_("Giorno del voto"), help_text=_("Se si è votato per più giorni, il primo.")
    )
    municipalities = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=_("Comuni in cui si è votato"),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="key",
        error_messages={"required": _("Scegliere almeno un Comune.")},
    )

    def __init__(self, *args: Any, towns: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipalities"].queryset = towns  # type: ignore[attr-defined]

    def clean_municipalities(self) -> list[Area]:
        return list(self.cleaned_data["municipalities"])


class ListForm(forms.Form):
    """A list of bodies, and which of its rows are wanted."""

    form = forms.ChoiceField(
        label=_("Che elenco è"), choices=IntakeForm.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("Tabella"),
        help_text=_(
            "CSV o Excel. Un elenco lungo si legge in sottofondo: intanto si può fare altro."
        ),
    )
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label=_("Di un elenco nazionale, gli enti di"),
        empty_label=None,
        to_field_name="key",
        help_text=_(
            "Gli elenchi dell'IPA e del RUNTS sono di tutta Italia: se ne leggono solo questi."
        ),
    )
    only_towns = forms.BooleanField(label=_("Dell'IPA, solo i Comuni"), required=False)
    with_holders = forms.BooleanField(
        label=_("Importa anche chi è in carica negli enti pubblici"),
        required=False,
        help_text=_("Dell'IPA il sindaco o la sindaca. Degli altri enti i nomi non si importano."),
    )

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]

    def clean_form(self) -> IntakeForm:
        return IntakeForm(self.cleaned_data["form"])
