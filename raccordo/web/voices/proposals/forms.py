from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.governance.models import AgendaItem
from raccordo.participation.models import Contribution, Occasion
from raccordo.participation.rules.texts import number_typed
from raccordo.participation.states import Outcome, VoiceSort
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.web.assemblies.acts.forms import Suggested
from raccordo.web.assemblies.bodies.forms import NamedField
from raccordo.web.forms import DayField
from raccordo.web.voices.fields import TermField

INDENT = "\N{NO-BREAK SPACE}" * 4
MANY = 12
GIVEN = [one for one in Outcome.choices if one[0] != Outcome.NOT_PERTINENT]
SIGNED = forms.CharField(
    label=_("Firmata da"),
    max_length=160,
    required=False,
    help_text=_("Nome e incarico di chi risponde, come si leggeranno."),
)


def lines(label: Any, *, rows: int, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class AboutForm(forms.Form):
    """Whom and what a proposal is about, and where."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    sort = forms.ChoiceField(label=_("Tipo"), choices=VoiceSort.choices)
    group = TermField(label=_("Area di utenza"), required=False, empty_label=_("da dire"))
    kind = TermField(label=_("Tipo di bisogno"), required=False, empty_label=_("da dire"))
    towns = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=_("Di quali Comuni parla"),
        required=False,
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Se non se ne sceglie nessuno, riguarda tutto il territorio."),
    )

    def __init__(self, *args: Any, about: dict[str, QuerySet[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, among in about.items():
            self.fields[name].queryset = among  # type: ignore[attr-defined]
        if about["towns"].count() > MANY:
            self.fields["towns"].widget.attrs["class"] = "many-choices"

    def clean_sort(self) -> VoiceSort:
        return VoiceSort(self.cleaned_data["sort"])


class BodyForm(forms.Form):
    """The fields of this form are the arguments of `recognise_body`."""

    organisation = NamedField(
        label=_("Ente"),
        called=str,
        missing=_("Questo ente non c'è: aggiungerlo prima fra i soggetti."),
        widget=Suggested("voice-body"),
        help_text=_("Il nome come è fra i soggetti."),
    )

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        assert isinstance(organisation, NamedField)
        organisation.offer(bodies)


class MergeForm(forms.Form):
    """Which proposal another follows, told by its number."""

    into = forms.CharField(
        label=_("A quale proposta"), max_length=20, help_text=_("Numero e anno, come 41/2026.")
    )

    def __init__(self, *args: Any, among: QuerySet[Contribution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.among = among

    def clean_into(self) -> Contribution:
        told = number_typed(self.cleaned_data["into"])
        found = self.among.filter(number=told[0], year=told[1]).first() if told else None
        if found is None:
            raise forms.ValidationError(_("Non c'è una proposta con questo numero."))
        return found


class NotPertinentForm(forms.Form):
    """The fields of this form are the arguments of `declare_not_pertinent`."""

    reason = lines(
        _("Perché non è pertinente"),
        rows=5,
        help_text=_("Lo legge solo chi ha scritto: dire a chi può rivolgersi."),
    )
    signed_by = SIGNED


class DiscussForm(forms.Form):
    """The fields of this form are the arguments of `discuss`."""

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label=_("Punto di una seduta"),
        required=False,
        to_field_name="key",
        empty_label=_("nessuno"),
    )
    occasion = forms.ModelChoiceField(
        Occasion.objects.none(),
        label=_("Oppure: incontro"),
        required=False,
        to_field_name="key",
        empty_label=_("nessuno"),
    )
    day = DayField(
        label=_("Giorno"), required=False, help_text=_("Se manca, quello della seduta o incontro.")
    )
    summary = lines(
        _("Che cosa si è detto"),
        rows=5,
        required=False,
        help_text=_("Si legge anche nel sito: senza dati di persone."),
    )

    def __init__(
        self,
        *args: Any,
        items: QuerySet[AgendaItem],
        occasions: QuerySet[Occasion],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        item, occasion = self.fields["item"], self.fields["occasion"]
        item.queryset, item.label_from_instance = items, _item_said  # type: ignore[attr-defined]
        occasion.queryset = occasions  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The fields of this form are the arguments of `answer`."""

    outcome = forms.ChoiceField(label=_("Esito"), choices=GIVEN, widget=forms.RadioSelect)
    text = lines(
        _("Motivazione"),
        rows=10,
        help_text=_(
            "In parole semplici: che cosa si farà, oppure perché no. Si legge anche nel sito:"
            " senza dati di persone."
        ),
    )
    signed_by = SIGNED

    def clean_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class HandForm(forms.Form):
    """How an answer reached who wrote."""

    how = forms.CharField(
        label=_("Come è stata comunicata"),
        max_length=200,
        help_text=_("Per esempio: consegnata a mano allo sportello; letta al telefono."),
    )
    told_on = DayField(label=_("Il giorno"))


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Motivo"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class PublicTextForm(forms.Form):
    """What the public reads instead of the text."""

    text = lines(
        _("Testo pubblicato"),
        rows=10,
        required=False,
        help_text=_("Al posto di ciò che non si pubblica scrivere OMISSIS. Vuoto: testo intero."),
    )


class ForgetForm(forms.Form):
    """The fields of this form are the arguments of `remove_personal_data`."""

    title = forms.CharField(label=_("Titolo senza dati personali"), max_length=200, required=False)
    text = lines(
        _("Testo senza dati personali"),
        rows=8,
        required=False,
        help_text=_("Solo se il testo parla di chi l'ha scritto. Vuoto: resta com'è."),
    )


def _item_said(item: AgendaItem) -> str:
    return f"{item.sitting} · {item}"
