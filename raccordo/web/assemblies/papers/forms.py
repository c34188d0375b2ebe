from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.governance.models import AgendaItem, Attendance, Body, MinutesPart, TextModel
from raccordo.governance.states import TextUse
from raccordo.territory.models import Area
from raccordo.web.assemblies.acts.forms import put_in


class TextForm(forms.Form):
    """The words of a model text: the fields are the arguments of `rewrite_model`."""

    name = forms.CharField(label=_("Nome"), max_length=160)
    text = forms.CharField(
        label=_("Testo"),
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("Una riga vuota separa i paragrafi. I segni fra parentesi sono qui sotto."),
    )


class NewTextForm(TextForm):
    """The fields of this form are the arguments of `write_model`."""

    area = forms.ChoiceField(label=_("Di chi è"))
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label=_("Solo per l'organismo"),
        to_field_name="key",
        required=False,
        empty_label=_("tutti gli organismi"),
    )
    use = forms.ChoiceField(label=_("Uso"), choices=TextUse.choices)
    field_order = ("area", "use", "name", "body", "text")

    def __init__(
        self, *args: Any, areas: Iterable[Area], bodies: QuerySet[Body], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.key): area for area in areas}
        choices = [(key, str(area)) for key, area in self.areas.items()]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean_area(self) -> Area:
        return self.areas[self.cleaned_data["area"]]

    def clean_use(self) -> TextUse:
        return TextUse(self.cleaned_data["use"])


class FromModelForm(forms.Form):
    """From which model text a paper begins."""

    model = forms.TypedChoiceField(label=_("Modello di testo"), required=False)

    def __init__(self, *args: Any, models: Sequence[TextModel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.models = {str(model.key): model for model in models}
        choices = [(key, str(model)) for key, model in self.models.items()]
        self.fields["model"].choices = [*choices, ("", _("nessun modello"))]  # type: ignore[attr-defined]
        self.initial.setdefault("model", next(iter(self.models), ""))

    def clean_model(self) -> TextModel | None:
        return self.models.get(self.cleaned_data["model"])


class ResolutionForm(FromModelForm):
    """The fields of this form are the arguments of `begin_resolution`."""

    spends = forms.BooleanField(label=_("Comporta una spesa"), required=False)


class ReturnedForm(forms.Form):
    """The document that was corrected outside."""

    file = forms.FileField(
        label=_("Documento corretto"),
        help_text=_("ODT o DOCX, salvato da LibreOffice o da Word, senza revisioni in sospeso."),
    )


class AcceptForm(forms.Form):
    """What was read in the document and shown: the arguments of `take_back_text`."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        return in_lines(self.cleaned_data["text"])


class PartForm(forms.Form):
    """The fields of this form are the arguments of `rewrite_part`."""

    title = forms.CharField(label=_("Titolo"), max_length=320)
    text = forms.CharField(
        label=_("Testo"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "Una riga vuota separa i paragrafi. Ciò che sta fra [[ e ]] non si pubblica: chi legge"
            " dal sito trova «OMISSIS»."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        return in_lines(self.cleaned_data["text"])

    def seen_again(self, part: MinutesPart) -> None:
        """Who was told that the words have changed, and sends again, knows it."""
        put_in(self, seen=part.wording)


class ReasonForm(forms.Form):
    """The fields of this form are the arguments of `reopen_minutes`."""

    reason = forms.CharField(label=_("Motivo"), widget=forms.Textarea(attrs={"rows": 3}))


class RemarkForm(forms.Form):
    """The fields of this form are the arguments of `make_remark`."""

    attendance = forms.ModelChoiceField(
        Attendance.objects.none(), to_field_name="key", label=_("Componente"), empty_label=None
    )
    text = forms.CharField(label=_("Osservazione"), widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, attendances: QuerySet[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["attendance"]
        field.queryset = attendances
        field.label_from_instance = lambda one: f"{one.title} – {one.name or one.summoned}"


class AnswerForm(forms.Form):
    """The fields of this form are the arguments of `answer_remark`."""

    answer = forms.CharField(
        label=_("Che cosa se n'è fatto"), widget=forms.Textarea(attrs={"rows": 4})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ApproveForm(forms.Form):
    """The fields of this form are the arguments of `approve_minutes`."""

    item = forms.TypedChoiceField(label=_("Approvato con il punto"))

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {str(item.key): item for item in items}
        choices = [(key, f"{item.sitting}: {item}") for key, item in self.items.items()]
        self.fields["item"].choices = choices  # type: ignore[attr-defined]

    def clean_item(self) -> AgendaItem:
        return self.items[self.cleaned_data["item"]]


class PublishMinutesForm(forms.Form):
    """The public version was read: these are the arguments of `publish_minutes`."""

    seen = forms.CharField(widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("La versione pubblica è stata riletta: non contiene dati personali da omettere")
    )


def in_lines(text: str) -> str:
    """A text as it is kept: a form that is sent ends its lines as a typewriter did."""
    return "\n".join(text.splitlines())
