from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.participation.models import Consultation, Occasion
from raccordo.participation.states import AnswerWay, AuthorKind, VoiceChannel
from raccordo.participation.voices import Voice, Writer
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.web.assemblies.acts.forms import Suggested
from raccordo.web.assemblies.bodies.forms import NamedField
from raccordo.web.forms import DayField
from raccordo.web.voices.proposals.forms import AboutForm, lines

TYPED = (VoiceChannel.PAPER, VoiceChannel.VOICE, VoiceChannel.EMAIL, VoiceChannel.PEC)
CHANNELS = [(one.value, one.label) for one in (*TYPED, VoiceChannel.OCCASION)]
# What a way of answering cannot do without.
WANTED = {AnswerWay.EMAIL: "email", AnswerWay.POST: "address", AnswerWay.PHONE: "phone"}


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, or none."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data]
        clean = super().clean
        return [clean(one, initial) for one in given if one]


class TakeForm(AboutForm):
    """What somebody said or wrote on paper, who she is, how she wants to be answered."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Per quale area"), to_field_name="key", empty_label=None
    )
    channel = forms.ChoiceField(label=_("Come è arrivata"), choices=CHANNELS)
    day = DayField(label=_("Arrivata il"))
    consultation = forms.ModelChoiceField(
        Consultation.objects.none(),
        label=_("Consultazione"),
        required=False,
        to_field_name="key",
        empty_label=_("nessuna consultazione"),
    )
    occasion = forms.ModelChoiceField(
        Occasion.objects.none(),
        label=_("Incontro in cui è stata detta"),
        required=False,
        to_field_name="key",
        empty_label=_("nessun incontro"),
    )
    text = lines(_("Testo"), rows=8, help_text=_("Con le parole di chi propone, per intero."))
    title = forms.CharField(
        label=_("Titolo"),
        max_length=200,
        required=False,
        help_text=_("Se manca, le prime parole del testo."),
    )
    author_kind = forms.ChoiceField(label=_("Chi propone"), choices=AuthorKind.choices)
    organisation = NamedField(
        label=_("Quale ente"),
        called=str,
        missing=_("Questo ente non c'è: aggiungerlo prima fra i soggetti."),
        widget=Suggested("voice-body"),
        required=False,
        help_text=_("Se propone un ente: il suo nome come è fra i soggetti."),
    )
    given_name = forms.CharField(label=_("Nome"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Cognome"), max_length=80, required=False)
    group_name = forms.CharField(label=_("Nome del gruppo"), max_length=160, required=False)
    wants_answer_by = forms.ChoiceField(
        label=_("Come vuole la risposta"), choices=AnswerWay.choices, initial=AnswerWay.CODE
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telefono"), max_length=40, required=False)
    address = forms.CharField(label=_("Indirizzo"), max_length=300, required=False)
    named_in_public = forms.BooleanField(
        label=_("Vuole che il suo nome si legga nel sito"), required=False
    )
    files = FilesField(  # type: ignore[assignment]
        label=_("Allegati"),
        required=False,
        help_text=_("Anche la scansione del foglio: PDF, immagini, testi. Al massimo cinque."),
    )
    # What is told at another moment too; what matters is what was said, and whom to answer.
    further: tuple[str, ...] = ("title", "occasion", "group", "kind", "towns", "files")
    field_order = (
        *("area", "consultation", "channel", "day", "text", "sort", "author_kind", "organisation"),
        *("given_name", "family_name", "group_name", "wants_answer_by", "email", "phone"),
        *("address", "named_in_public", *further, "key"),
    )

    def __init__(
        self,
        *args: Any,
        areas: QuerySet[Area],
        consultations: QuerySet[Consultation],
        occasions: QuerySet[Occasion],
        bodies: QuerySet[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        among = {"area": areas, "consultation": consultations, "occasion": occasions}
        for name, things in among.items():
            self.fields[name].queryset = things  # type: ignore[attr-defined]
        organisation = self.fields["organisation"]
        assert isinstance(organisation, NamedField)
        organisation.offer(bodies)

    def clean_channel(self) -> VoiceChannel:
        return VoiceChannel(self.cleaned_data["channel"])

    def clean_author_kind(self) -> AuthorKind:
        return AuthorKind(self.cleaned_data["author_kind"])

    def clean_wants_answer_by(self) -> AnswerWay:
        return AnswerWay(self.cleaned_data["wants_answer_by"])

    def clean(self) -> dict[str, Any]:
        """Who wants to be answered in a way says where."""
        told = super().clean() or self.cleaned_data
        way = told.get("wants_answer_by")
        needed = WANTED.get(way) if way else None
        by_body = told.get("organisation") and way == AnswerWay.EMAIL
        if needed and not by_body and not told.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Serve per rispondere nel modo scelto."))
        return told

    def voice(self) -> Voice:
        """What is said."""
        told = self.cleaned_data
        names = ["key", "text", "title", "sort", "author_kind", "consultation", "occasion"]
        names += ["group", "kind", "towns", "named_in_public"]
        by_body = told["author_kind"] == AuthorKind.ORGANISATION
        return Voice(
            **{name: told[name] for name in names},
            organisation=told["organisation"] if by_body else None,
            files=[(one.name, one.read()) for one in told["files"]],
        )

    def writer(self) -> Writer:
        """Who says it."""
        return Writer(**{name: self.cleaned_data[name] for name in Writer.__slots__})
