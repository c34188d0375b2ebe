from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from raccordo.governance.models import AgendaItem, Attendance, Body, Sitting
from raccordo.governance.rules.rulebook import Rulebook
from raccordo.governance.states import DEALT_WITH, BallotPurpose, BodySort, ItemSort, VoteChoice
from raccordo.post.states import Channel
from raccordo.web.forms import DayField

ALREADY = "already"


class MomentInput(forms.DateTimeInput):
    """A day and an hour, with the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A moment as the browser gives it, or as people write it, by the clock of here."""

    widget = MomentInput
    default_error_messages = {"invalid": _("Scrivere giorno e ora come 03/03/2026 10:30.")}

    def __init__(self, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"]
        super().__init__(input_formats=formats, **kwargs)


class TimeInput(forms.TimeInput):
    """An hour, with the browser's own clock."""

    input_type = "time"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(format="%H:%M", attrs=attrs)


class SittingForm(forms.Form):
    """The fields of this form are the arguments of `change_sitting`."""

    further: tuple[str, ...] = ("second_call", "link")

    first_call = MomentField(
        label=_("Giorno e ora"), help_text=_("Anche di una seduta già tenuta, da registrare ora.")
    )
    place = forms.CharField(label=_("Luogo"), max_length=200, required=False)
    second_call = MomentField(
        label=_("Seconda convocazione"),
        required=False,
        help_text=_("Solo se le regole dell'organismo la prevedono."),
    )
    link = forms.URLField(label=_("Collegamento a distanza"), required=False, assume_scheme="https")


class NewSittingForm(SittingForm):
    """The fields of this form are the arguments of `prepare_sitting`."""

    body = forms.ModelChoiceField(
        Body.objects.none(), label=_("Organismo"), to_field_name="key", empty_label=_("scegliere")
    )
    field_order = ("body",)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    """The fields of this form are the arguments of `add_item` and of `change_item`."""

    further = ("approves", "matter", "secret", "rapporteur", "note")

    title = forms.CharField(
        label=_("Argomento"),
        max_length=300,
        required=False,
        help_text=_("Può mancare se si approva il verbale di un'altra seduta."),
    )
    sort = forms.ChoiceField(label=_("Tipo"), choices=ItemSort.choices)
    approves = forms.ModelChoiceField(
        Sitting.objects.none(),
        label=_("Approva il verbale di"),
        to_field_name="key",
        required=False,
        empty_label=_("nessuna seduta"),
    )
    matter = forms.ChoiceField(label=_("Materia"), required=False)
    secret = forms.BooleanField(label=_("Scrutinio segreto"), required=False)
    rapporteur = forms.CharField(label=_("Relatore o relatrice"), max_length=160, required=False)
    note = forms.CharField(
        label=_("Nota tecnica"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    was_told = forms.BooleanField(
        label=_("Era nella convocazione"),
        required=False,
        help_text=_(
            "La convocazione non è partita da qui. Un punto che non vi era scritto si discute, ma"
            " si vota solo se ci sono tutti e nessuno si oppone."
        ),
    )

    def __init__(
        self,
        *args: Any,
        body: Body,
        earlier: Any,
        rules: Rulebook | None,
        elsewhere: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        here = {*DEALT_WITH[BodySort(body.sort)], self.initial.get("sort")}
        sorts = [choice for choice in ItemSort.choices if choice[0] in here]
        self.fields["sort"].choices = sorts  # type: ignore[attr-defined]
        if BodySort(body.sort) == BodySort.OFFICE:
            self.fields["sort"].initial = ItemSort.REPORT
        if not elsewhere:
            del self.fields["was_told"]
        self.fields["approves"].queryset = earlier  # type: ignore[attr-defined]
        special = [(matter.code, matter.name) for matter in rules.matters] if rules else []
        if special:
            choices = [("", _("ordinaria")), *special]
            self.fields["matter"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["matter"]

    def clean_sort(self) -> ItemSort:
        return ItemSort(self.cleaned_data["sort"])


class PaperForm(forms.Form):
    """A paper of a sitting, or of one of its items."""

    file = forms.FileField(label=_("File"))
    title = forms.CharField(
        label=_("Titolo"),
        max_length=200,
        required=False,
        help_text=_("Se manca, il nome del file."),
    )
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label=_("Punto"),
        to_field_name="key",
        required=False,
        empty_label=_("di tutta la seduta"),
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Motivo"), widget=forms.Textarea(attrs={"rows": 3}))


class ChannelForm(forms.Form):
    """By which way a convocation goes."""

    channel = forms.ChoiceField(
        label=_("Come si convoca"),
        choices=[
            (Channel.PEC, _("Per PEC; chi non ce l'ha, per e-mail")),
            (Channel.EMAIL, _("Per e-mail; chi non ce l'ha, per PEC")),
            (Channel.PROTOCOL, _("Dal programma di protocollo: i messaggi si preparano qui")),
        ],
        widget=forms.RadioSelect,
    )

    def clean_channel(self) -> Channel | None:
        channel = self.cleaned_data["channel"]
        return None if channel == ALREADY else Channel(channel)


class ConveneForm(ChannelForm):
    """The fields of this form are the arguments of `convene_sitting`."""

    convened_on = DayField(
        label=_("Convocata il"), required=False, help_text=_("Solo se era già stata convocata.")
    )
    urgency = forms.CharField(
        label=_("Motivo dell'urgenza"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Solo se il preavviso è più breve e le regole prevedono l'urgenza."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["channel"]
        already = (ALREADY, _("Era già stata convocata: si registra soltanto"))
        field.choices = [*field.choices, already]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The day is told of what was convened elsewhere; of the rest it is today."""
        facts = self.cleaned_data
        already = "channel" in facts and facts["channel"] is None
        if already and not facts.get("convened_on") and "convened_on" not in self.errors:
            self.add_error("convened_on", _("Scrivere quando era stata convocata."))
        return facts


class ReconveneForm(ChannelForm, SittingForm):
    """The fields of this form are the arguments of `reconvene_sitting`."""

    further = ("second_call", "link", "urgency")

    reason = forms.CharField(
        label=_("Motivo"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    urgency = forms.CharField(
        label=_("Motivo dell'urgenza"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("first_call", "place", "reason", "channel")


class ChairForm(forms.Form):
    """The fields of this form are the arguments of `change_chair`."""

    chair = forms.ModelChoiceField(
        Attendance.objects.none(),
        label=_("Presiede"),
        to_field_name="key",
        empty_label=_("scegliere fra chi è presente"),
    )

    def __init__(self, *args: Any, there: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chair = self.fields["chair"]
        chair.queryset = there  # type: ignore[attr-defined]
        chair.label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{one.name} ({one.title})"
        )


class OpenForm(ChairForm):
    """The fields of this form are the arguments of `open_sitting`."""

    opened_at = MomentField(label=_("Aperta il"))
    secretary = forms.CharField(label=_("Verbalizza"), max_length=160, required=False)
    field_order = ("opened_at", "chair")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].required = False


class MomentForm(forms.Form):
    """When something happened."""

    at = MomentField(label=_("Giorno e ora"))


class BallotForm(forms.Form):
    """The fields of this form are the arguments of `open_ballot`."""

    purpose = forms.ChoiceField(label=_("Che cosa si vota"))
    question = forms.CharField(
        label=_("Testo messo ai voti"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Di un emendamento, che cosa cambia. Se manca vale l'argomento del punto."),
    )
    secret = forms.BooleanField(
        label=_("Scrutinio segreto"),
        required=False,
        help_text=_("Si vota con le schede: qui si registra solo lo scrutinio."),
    )

    def __init__(self, *args: Any, purposes: Sequence[BallotPurpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, one.label) for one in purposes]
        self.fields["purpose"].choices = choices  # type: ignore[attr-defined]

    def clean_purpose(self) -> BallotPurpose:
        return BallotPurpose(self.cleaned_data["purpose"])


class CountsForm(forms.Form):
    """The fields of this form are the arguments of `enter_counts`."""

    in_favour = forms.IntegerField(label=_("Schede favorevoli"), min_value=0, max_value=500)
    against = forms.IntegerField(label=_("Schede contrarie"), min_value=0, max_value=500)
    blank = forms.IntegerField(label=_("Schede bianche"), min_value=0, max_value=500)
    void = forms.IntegerField(label=_("Schede nulle"), min_value=0, max_value=500)
    abstained = forms.IntegerField(
        label=_("Astensioni (senza consegnare la scheda)"), min_value=0, max_value=500
    )


class RecuseForm(ReasonForm):
    """The fields of this form are the arguments of `recuse`."""

    attendance = forms.ModelChoiceField(
        Attendance.objects.none(), label=_("Chi si astiene"), to_field_name="key"
    )
    field_order = ("attendance",)

    def __init__(self, *args: Any, voters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["attendance"]
        field.queryset = voters  # type: ignore[attr-defined]
        field.label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{one.name} ({one.title})"
        )


class CorrectForm(forms.Form):
    """The vote of a seat, written otherwise."""

    CHOICES = [one for one in VoteChoice.choices if one[0] != VoteChoice.RECUSED]
    choice = forms.ChoiceField(label=_("Voto"), choices=CHOICES)

    def clean_choice(self) -> VoteChoice:
        return VoteChoice(self.cleaned_data["choice"])


class VotesForm(forms.Form):
    """One row for each component that may vote and has not: all are saved together."""

    CHOICES = [
        (VoteChoice.FOR, _("Favorevole")),
        (VoteChoice.AGAINST, _("Contrario")),
        (VoteChoice.ABSTAINED, _("Astenuto")),
        (VoteChoice.NOT_VOTING, _("Non vota")),
    ]

    def __init__(self, *args: Any, voters: Sequence[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voters = voters
        for one in voters:
            self.fields[f"vote-{one.key}"] = forms.ChoiceField(
                label=one.title, choices=self.CHOICES, widget=forms.RadioSelect, required=False
            )

    @property
    def rows(self) -> Iterator[tuple[Attendance, BoundField]]:
        yield from ((one, self[f"vote-{one.key}"]) for one in self.voters)

    def votes(self) -> list[tuple[Attendance, VoteChoice]]:
        """What was marked."""
        marked = [(one, self.cleaned_data[f"vote-{one.key}"]) for one in self.voters]
        return [(one, VoteChoice(choice)) for one, choice in marked if choice]
