from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.needs.models import Need
from raccordo.parties.models import Organisation
from raccordo.planning.models import Objective, Plan, PlanTemplate
from raccordo.planning.operations.actions import Sheet
from raccordo.planning.rules.outlines import Outline
from raccordo.planning.states import ActionSort, ActionState, PlanActSort, RemarkState, SectionState
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term
from raccordo.web.assemblies.acts.forms import Suggested
from raccordo.web.assemblies.bodies.forms import NamedField
from raccordo.web.forms import DayField
from raccordo.web.voices.fields import AreaForm, Seen
from raccordo.web.voices.proposals.forms import lines

MANY, MOST_PEOPLE = 12, 9_999_999
NO_AXIS = ("", _("nessun asse"))


def ticks(label: Any, **kwargs: Any) -> Any:
    """Several things among some, each with its box."""
    return forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=label,
        required=False,
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        **kwargs,
    )


def offer(field: forms.Field, among: QuerySet[Any]) -> None:
    """What one chooses among; many things are shown in less room."""
    field.queryset = among  # type: ignore[attr-defined]
    if among.count() > MANY:
        field.widget.attrs["class"] = "many-choices"


class StartForm(AreaForm):
    """The fields of this form are the arguments of `start_plan`."""

    template = forms.ModelChoiceField(
        PlanTemplate.objects.none(),
        label=_("Modello"),
        to_field_name="key",
        empty_label=None,
        help_text=_("Le sezioni e gli assi che il piano avrà."),
    )
    title = forms.CharField(
        label=_("Titolo"), max_length=200, help_text=_("Come sulla copertina, con gli anni.")
    )
    first_year = forms.IntegerField(label=_("Primo anno"))
    last_year = forms.IntegerField(label=_("Ultimo anno"))

    def __init__(self, *args: Any, templates: QuerySet[PlanTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]


class TitleForm(forms.Form):
    """The title of a plan."""

    title = forms.CharField(label=_("Titolo"), max_length=200)


class WhyForm(forms.Form):
    """Why something is done."""

    reason = lines(_("Motivo"), rows=3, max_length=300)


class ActForm(forms.Form):
    """The fields of this form are the arguments of `attach_act`."""

    act = forms.ModelChoiceField(
        Act.objects.none(), label=_("Atto"), to_field_name="key", empty_label=_("scegliere")
    )
    sort = forms.ChoiceField(label=_("Che cos'è"), choices=PlanActSort.choices)

    def __init__(self, *args: Any, acts: QuerySet[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]

    def clean_sort(self) -> PlanActSort:
        return PlanActSort(self.cleaned_data["sort"])


class SinceForm(forms.Form):
    """From which day a plan is in force."""

    since = DayField(label=_("Vigente dal"))


class TextForm(Seen):
    """The fields of this form are the arguments of `write_section`."""

    text = lines(
        _("Testo"),
        rows=24,
        required=False,
        help_text=_(
            "Paragrafi separati da una riga vuota. **grassetto**, *corsivo*; un elenco comincia con"
            " «- » o «1. », un titoletto con «### »."
        ),
    )
    state = forms.ChoiceField(
        label=_("A che punto è"),
        choices=[one for one in SectionState.choices if one[0] != SectionState.EMPTY],
        widget=forms.RadioSelect,
        initial=SectionState.WRITING,
    )

    def clean_state(self) -> SectionState:
        return SectionState(self.cleaned_data["state"])


class SectionForm(forms.Form):
    """The fields of this form are the arguments of `add_section`."""

    code = forms.CharField(label=_("Codice"), max_length=12)
    title = forms.CharField(label=_("Titolo"), max_length=200)


class RemarkForm(forms.Form):
    """What one says of a section."""

    text = lines(_("Osservazione"), rows=5)


class RemarkAnswerForm(forms.Form):
    """What became of a remark."""

    state = forms.ChoiceField(label=_("Esito"), choices=RemarkState.choices)
    answer = lines(_("Risposta"), rows=3, required=False)

    def clean_state(self) -> RemarkState:
        return RemarkState(self.cleaned_data["state"])


class ObjectiveForm(forms.Form):
    """The fields of this form are the arguments of `add_objective`."""

    axis = forms.ChoiceField(label=_("Asse tematico"), required=False)
    code = forms.CharField(label=_("Codice"), max_length=12)
    title = forms.CharField(label=_("Obiettivo"), max_length=200)
    text = lines(_("Descrizione"), rows=6, required=False)
    needs = ticks(_("Bisogni a cui risponde"))
    leps = ticks(_("Livelli essenziali (LEPS) che riguarda"))

    def __init__(
        self,
        *args: Any,
        outline: Outline,
        needs: QuerySet[Need],
        leps: QuerySet[Term],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["axis"].choices = axes_of(outline)  # type: ignore[attr-defined]
        offer(self.fields["needs"], needs)
        self.fields["needs"].label_from_instance = _need_said  # type: ignore[attr-defined]
        offer(self.fields["leps"], leps)


class ChangeObjectiveForm(Seen, ObjectiveForm):
    """An objective as somebody saw it, and as it is to be."""


class ActionForm(forms.Form):
    """What the sheet of an action tells, but for the rows it holds."""

    axis = forms.ChoiceField(label=_("Asse tematico"), required=False)
    code = forms.CharField(label=_("Codice"), max_length=12)
    title = forms.CharField(label=_("Titolo"), max_length=200)
    sort = forms.ChoiceField(label=_("Tipo"), choices=ActionSort.choices)
    objectives = ticks(_("Obiettivi a cui serve"))
    groups = ticks(_("Aree di utenza"))
    leps = ticks(_("Livelli essenziali (LEPS) che attua"))
    beneficiaries = lines(_("A chi è rivolta"), rows=3, required=False)
    expected = forms.IntegerField(
        label=_("Persone previste in un anno"), required=False, min_value=0, max_value=MOST_PEOPLE
    )
    activities = lines(_("Attività per le persone"), rows=6, required=False)
    system_activities = lines(
        _("Attività di sistema"),
        rows=3,
        required=False,
        help_text=_("Coordinamento, monitoraggio, valutazione."),
    )
    implementer = NamedField(
        called=lambda body: body.name,
        missing=_("Non c'è un ente con questo nome: controllarlo nei Soggetti del territorio."),
        label=_("Chi la attua"),
        max_length=240,
        required=False,
        widget=Suggested("implementer"),
    )
    part = forms.ModelChoiceField(
        Area.objects.none(),
        label=_("Parte del piano"),
        required=False,
        to_field_name="key",
        empty_label=_("di tutto il territorio"),
    )
    towns = ticks(_("Comuni serviti"), help_text=_("Se non se ne sceglie nessuno, li serve tutti."))
    since = DayField(label=_("Dal"), required=False)
    until = DayField(label=_("Fino a tutto il"), required=False)
    cup = forms.CharField(label=_("CUP"), max_length=20, required=False)
    further = ("system_activities", "part", "since", "until", "cup", "leps")

    def __init__(self, *args: Any, among: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["axis"].choices = axes_of(among["outline"])  # type: ignore[attr-defined]
        self.fields["part"].queryset = among["parts"]  # type: ignore[attr-defined]
        for name in ("objectives", "groups", "leps", "towns"):
            offer(self.fields[name], among[name])
        implementer = self.fields["implementer"]
        assert isinstance(implementer, NamedField)
        implementer.offer(among["bodies"])

    def sheet(self) -> Sheet:
        """The sheet: until the day after the last."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        last = told["until"]
        return Sheet(**told | {"until": last + timedelta(days=1) if last else None})


class ChangeActionForm(Seen, ActionForm):
    """A sheet as somebody saw it, and as it is to be."""


class MoveForm(forms.Form):
    """Where an action goes along its life, and why if it stops."""

    to = forms.ChoiceField(label=_("Nuovo stato"), widget=forms.RadioSelect)
    reason = lines(
        _("Motivo"), rows=2, required=False, help_text=_("Serve per sospendere o stralciare.")
    )

    def __init__(self, *args: Any, states: list[ActionState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(s.value, s.label) for s in states]  # type: ignore[attr-defined]

    def clean_to(self) -> ActionState:
        return ActionState(self.cleaned_data["to"])


class FileForm(forms.Form):
    """A document of an action."""

    file = forms.FileField(label=_("File"))
    title = forms.CharField(label=_("Titolo"), max_length=200, required=False)
    kind = forms.CharField(
        label=_("Tipo di documento"),
        max_length=80,
        required=False,
        help_text=_("Per esempio: convenzione, verbale, relazione."),
    )
    dated = DayField(label=_("Data del documento"))


class VoiceForm(forms.Form):
    """Which proposal ended here, and how."""

    number = forms.CharField(
        label=_("Numero della proposta"), max_length=20, help_text=_("Per esempio 12/2026.")
    )
    note = forms.CharField(label=_("Come vi è finita"), max_length=300, required=False)


def axes_of(outline: Outline) -> list[tuple[str, Any]]:
    """The thematic axes one chooses among."""
    return [NO_AXIS, *((axis.code, f"{axis.code}. {axis.title}") for axis in outline.axes)]


def bodies_known() -> QuerySet[Organisation]:
    """The bodies that may have a part in a plan."""
    return Organisation.objects.order_by("search", "pk")


def objectives_of(plan: Plan) -> QuerySet[Objective]:
    return Objective.objects.filter(plan=plan)


def _need_said(need: Need) -> str:
    return f"{need.label} {need.title}"
