from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from raccordo.access.operations import NewOrgan, Place
from raccordo.acts.models import Act, Organ
from raccordo.acts.operations import AttachedFile
from raccordo.acts.states import (
    ACT_LIFE,
    ActKind,
    ActState,
    FilePurpose,
    OpinionKind,
    OrganKind,
)
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import genitive_of
from raccordo.web.forms import DayField


class Suggested(forms.TextInput):
    """A text with suggestions, that work without scripts."""

    template_name = "parts/suggested.html"

    def __init__(self, name: str) -> None:
        super().__init__(attrs={"list": f"{name}-known", "autocomplete": "off"})
        self.known: list[str] = []

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"known": self.known}


class OnceForm(forms.Form):
    """A form that makes one thing however often it is sent: it carries a mark made with it."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)


class BoardForm(forms.Form):
    """From when until when an act is on the notice board; its last day is told, the next kept."""

    published_from = DayField(label=_("All'albo dal"), required=False)
    published_until = DayField(label=_("All'albo fino al"), required=False)

    def clean_published_until(self) -> date | None:
        last_day = self.cleaned_data["published_until"]
        return last_day + timedelta(days=1) if last_day else None


class ParticularsForm(BoardForm):
    """What may be told of an act made elsewhere, at once or later."""

    at_once = forms.BooleanField(
        label=_("Immediatamente eseguibile (art. 134 c. 4 TUEL)"), required=False
    )
    enforceable = DayField(
        label=_("Esecutivo dal"),
        required=False,
        help_text=_(
            "Se manca si calcola: per le deliberazioni dalla pubblicazione, per le determinazioni "
            "dal visto contabile, per gli altri atti dalla loro data."
        ),
    )
    protocol_number = forms.CharField(
        label=_("Numero di protocollo"), max_length=30, required=False
    )
    protocol_date = DayField(label=_("Data di protocollo"), required=False)


class OrganForm(OnceForm):
    """The organ of an act: one that is known, or a new one with its sort."""

    place = forms.ChoiceField(label=_("Registro di"))
    organ = forms.CharField(
        label=_("Organo"),
        max_length=160,
        widget=Suggested("organ"),
        help_text=_("Per intero: «Conferenza dei Sindaci dell'Ambito 11 Frentano»."),
    )
    organ_kind = forms.ChoiceField(
        label=_("Tipo di organo"),
        choices=[("", _("già conosciuto")), *OrganKind.choices],
        required=False,
        help_text=_("Solo se l'organo non c'è ancora fra quelli suggeriti."),
        widget=forms.Select(
            attrs={
                "hx-get": reverse_lazy("assemblies:genitive"),
                "hx-trigger": "change",
                "hx-target": "#id_genitive",
                "hx-swap": "outerHTML",
                "hx-include": "#id_organ",
            }
        ),
    )
    genitive = forms.CharField(
        label=_("Come si legge l'organo dopo «deliberazione n. 7 …»"),
        max_length=170,
        required=False,
        help_text=_("Per un organo nuovo, con la preposizione: «della Giunta di Frisa»."),
    )
    kind = forms.ChoiceField(label=_("Tipo di atto"), choices=ActKind.choices)

    def __init__(self, *args: Any, places: dict[str, Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        place = self.fields["place"]
        place.choices = [(key, str(held)) for key, held in places.items()]  # type: ignore[attr-defined]
        if self.initial.get("place") not in places:  # a draft written through another mandate
            self.initial.pop("place", None)
        if len(places) == 1:  # the only one, whatever is sent
            place.widget, place.disabled = forms.HiddenInput(), True
            place.initial = next(iter(places))
        widget = self.fields["organ"].widget
        assert isinstance(widget, Suggested)
        widget.known = list(Organ.objects.values_list("name", flat=True))

    def clean_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]

    def clean_kind(self) -> ActKind:
        return ActKind(self.cleaned_data["kind"])

    def clean(self) -> dict[str, Any]:
        """The organ found by its name, or made when its sort is told."""
        name, sort = self.cleaned_data.get("organ", ""), self.cleaned_data.pop("organ_kind", "")
        genitive = self.cleaned_data.pop("genitive", "")
        known = Organ.objects.filter(search=searchable(name)).first()
        if known is None and name and not sort:
            self.add_error(
                "organ", _("Quest'organo non c'è ancora: scegliere di che tipo è, e sarà aggiunto.")
            )
            self.add_error("organ_kind", _("Scegliere il tipo dell'organo nuovo."))
        elif known is None and name and not genitive:
            put_in(self, genitive=genitive_of(name))
            self.add_error(
                "genitive", _("Controllare come si legge, correggere se serve e inviare di nuovo.")
            )
        elif known is None and name:
            known = NewOrgan(OrganKind(sort), name, genitive)  # type: ignore[assignment]
        self.cleaned_data["organ"] = known
        return self.cleaned_data


class ActForm(ParticularsForm, OrganForm):
    """The fields of this form are the arguments of `register_act`."""

    further = (*ParticularsForm.base_fields, "to_ratify")

    number = forms.CharField(label=_("Numero"), max_length=30, required=False)
    made_on = DayField(label=_("Data"))
    subject = forms.CharField(
        label=_("Oggetto"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(
        label=_("File dell'atto"),
        required=False,
        help_text=_("Anche firmato: PDF o .p7m. Le firme vengono lette e mostrate."),
    )
    to_ratify = forms.BooleanField(label=_("Deve ancora essere ratificato"), required=False)

    def clean(self) -> dict[str, Any]:
        """The file as an attachment."""
        facts = super().clean()
        assert facts is not None
        file = facts.pop("file", None)
        facts["files"] = [attached(file, FilePurpose.SIGNED)] if file else []
        return facts


class DraftForm(OrganForm):
    """The fields of this form are the arguments of `begin_act`."""

    subject = forms.CharField(
        label=_("Oggetto"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    text = forms.CharField(
        label=_("Testo"),
        widget=forms.Textarea(attrs={"rows": 16}),
        required=False,
        help_text=_("Una riga vuota separa i paragrafi. Oppure si allega dopo un PDF già pronto."),
    )
    spends = forms.BooleanField(label=_("Comporta una spesa"), required=False)


class SeenForm(forms.Form):
    """A form about the words of a draft: it carries which words its reader has seen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def seen_again(self, act: Act) -> None:
        """Who was told that the words have changed, and sends again, knows it."""
        put_in(self, seen=act.wording)


class CompleteForm(SeenForm, ParticularsForm):
    """The fields of this form are the arguments of `complete_act`."""

    def seen_again(self, act: Act) -> None:
        put_in(self, seen=act.telling)


class RewriteForm(SeenForm):
    """The fields of this form are the arguments of `rewrite_act`."""

    subject = DraftForm.base_fields["subject"]
    text = DraftForm.base_fields["text"]
    spends = DraftForm.base_fields["spends"]


class DiscardForm(forms.Form):
    """The fields of this form are the arguments of `discard_act`."""

    reason = forms.CharField(label=_("Motivo"), widget=forms.Textarea(attrs={"rows": 3}))


class FixForm(SeenForm):
    """The number and the date of an act, and possibly its PDF made elsewhere."""

    number = forms.CharField(label=_("Numero"), max_length=30)
    made_on = DayField(label=_("Data"))
    at_once = forms.BooleanField(
        label=_("Immediatamente eseguibile (art. 134 c. 4 TUEL)"), required=False
    )
    pdf = forms.FileField(
        label=_("PDF già pronto"),
        required=False,
        help_text=_("Se manca, il PDF si fa dal testo scritto qui."),
    )

    def __init__(self, *args: Any, of_sitting: bool, last: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if last:
            self.fields["number"].help_text = _("L'ultimo dell'anno è il n. %d.") % last
        if of_sitting:  # the sitting has voted it, or has not: it is not to be said here
            del self.fields["at_once"]


class SignedForm(forms.Form):
    """The signed file, put back."""

    file = forms.FileField(
        label=_("File firmato"),
        help_text=_("Il PDF scaricato da qui, firmato: PDF (PAdES) o .p7m (CAdES)."),
    )


class ProtocolForm(forms.Form):
    """The fields of this form are the arguments of `protocol_act`."""

    number = forms.CharField(label=_("Numero di protocollo"), max_length=30)
    protocolled_on = DayField(label=_("Data di protocollo"))


class PublishForm(BoardForm):
    """The fields of this form are the arguments of `publish_act`."""

    published_from = DayField(label=_("All'albo dal"))
    published_until = DayField(
        label=_("Fino al"), help_text=_("Quindici giorni consecutivi (art. 124 TUEL).")
    )


class StandingForm(forms.Form):
    """The fields of this form are the arguments of `change_standing`."""

    to = forms.ChoiceField(label=_("L'atto diventa"), widget=forms.RadioSelect)
    since = DayField(label=_("Dal"))
    reason = forms.CharField(label=_("Motivo"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, state: ActState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after = sorted(ACT_LIFE.moves[state], key=list(ActState).index)
        self.fields["to"].choices = [(s.value, s.label) for s in after]  # type: ignore[attr-defined]

    def clean_to(self) -> ActState:
        return ActState(self.cleaned_data["to"])


class OpinionForm(forms.Form):
    """The fields of this form are the arguments of `add_opinion`."""

    kind = forms.ChoiceField(label=_("Parere o visto"), choices=OpinionKind.choices)
    favourable = forms.TypedChoiceField(
        label=_("Esito"),
        choices=[("yes", _("Favorevole")), ("no", _("Contrario"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    given_by = forms.CharField(label=_("Espresso da"), max_length=160)
    on = DayField(label=_("Data"))
    note = forms.CharField(
        label=_("Osservazioni"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_kind(self) -> OpinionKind:
        return OpinionKind(self.cleaned_data["kind"])


class AttachForm(forms.Form):
    """A file to add to an act."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    file = forms.FileField(label=_("File"))


class TableForm(forms.Form):
    """A table of acts."""

    place = forms.ChoiceField(label=_("Registro di"))
    file = forms.FileField(label=_("Tabella"), help_text=_("CSV o Excel, come nel modello."))

    def __init__(self, *args: Any, places: dict[str, Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        choices = [(key, str(held)) for key, held in places.items()]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]

    def clean_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]


def put_in(form: forms.Form, **words: str) -> None:
    """Write in a form that was sent, as if its author had written it."""
    data: Any = form.data
    data = data.copy()
    data.update(words)
    form.data = data


def attached(file: UploadedFile[Any], purpose: FilePurpose, title: str = "") -> AttachedFile:
    """An uploaded file as it goes to its act."""
    return AttachedFile(content=file.read(), name=file.name or "", purpose=purpose, title=title)
