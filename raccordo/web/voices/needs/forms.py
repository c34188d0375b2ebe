from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.needs.models import Finding, Need, Statement, Study
from raccordo.needs.operations.studies import StudyFacts
from raccordo.needs.states import StatementSort, SwotSide
from raccordo.observatory.indicators import INDICATORS
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term
from raccordo.web.forms import DayField
from raccordo.web.voices.fields import AreaForm, Seen, TermField

FEW = 12
INDENT = "\N{NO-BREAK SPACE}" * 4
# What has figures: the others wait for a table that nobody can load yet.
CITABLE = [indicator for indicator in INDICATORS if indicator.numerator is not None]


class GroupForm(forms.Form):
    """Whom something is about."""

    group = TermField(label=_("Area di utenza"))

    def __init__(self, *args: Any, groups: QuerySet[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["group"], groups)


class NeedForm(GroupForm):
    """The fields of this form are the arguments of `change_need`."""

    title = forms.CharField(label=_("Bisogno"), max_length=200)
    kind = TermField(label=_("Tipo di bisogno"))
    description = forms.CharField(
        label=_("Descrizione"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    towns = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=_("In quali Comuni"),
        required=False,
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Se non se ne sceglie nessuno, vale per tutto il territorio."),
    )
    found_on = DayField(label=_("Rilevato il"))
    field_order: Sequence[str] = (
        "area",
        "title",
        "group",
        "kind",
        "towns",
        "found_on",
        "description",
    )

    def __init__(
        self, *args: Any, kinds: QuerySet[Term], towns: QuerySet[Area], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["kind"], kinds)
        self.fields["towns"].queryset = towns  # type: ignore[attr-defined]
        if towns.count() > FEW:
            self.fields["towns"].widget.attrs["class"] = "many-choices"


class NewNeedForm(AreaForm, NeedForm):
    """The fields of this form are the arguments of `add_need`."""


class ChangeNeedForm(Seen, NeedForm):
    """A need as somebody saw it, and as it is to be."""


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Motivo"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )


class WordsForm(forms.Form):
    """A few words beside a piece of evidence."""

    text = forms.CharField(
        label=_("Che cosa dice"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Perché questo dato sostiene quanto affermato, in una frase."),
    )


class NoteForm(forms.Form):
    """The fields of this form are the arguments of `add_note`."""

    text = forms.CharField(label=_("Nota"), widget=forms.Textarea(attrs={"rows": 4}))
    source = forms.CharField(
        label=_("Fonte"),
        max_length=300,
        help_text=_("Chi lo dice e dove: un servizio, un incontro, un documento."),
    )


class CiteStudyForm(forms.Form):
    """A study, or one thing that it found."""

    study = forms.ChoiceField(label=_("Studio, o un suo risultato"))
    text = WordsForm.base_fields["text"]

    def __init__(self, *args: Any, studies: Iterable[Study], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: dict[str, tuple[Study, Finding | None]] = {}
        choices: list[Any] = []
        for study in studies:
            self.found[str(study.key)] = (study, None)
            inside: list[tuple[str, Any]] = [(str(study.key), _("tutto lo studio"))]
            for finding in study.findings.all():
                self.found[str(finding.key)] = (study, finding)
                inside.append((str(finding.key), str(finding)))
            choices.append((study.title, inside))
        self.fields["study"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The arguments of `cite_study`."""
        study, finding = self.found[self.cleaned_data["study"]]
        return {"study": study, "finding": finding, "text": self.cleaned_data["text"]}


class StudyForm(forms.Form):
    """The fields of this form are those of `StudyFacts`."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    question = forms.CharField(
        label=_("Domanda"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Che cosa ci si è chiesti."),
    )
    author = forms.CharField(label=_("Autore"), max_length=200)
    done_on = DayField(label=_("Concluso il"))
    covers_from = DayField(label=_("Periodo studiato, dal"), required=False)
    covers_to = DayField(label=_("Periodo studiato, al"), required=False)
    method = forms.CharField(
        label=_("Metodo"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    sources = forms.CharField(
        label=_("Fonti"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order: Sequence[str] = ("area", *StudyFacts.__dataclass_fields__)

    def facts(self) -> StudyFacts:
        """What is told of a study."""
        told = {name: self.cleaned_data[name] for name in StudyFacts.__dataclass_fields__}
        return StudyFacts(**told)


class NewStudyForm(AreaForm, StudyForm):
    """A study and what it found."""

    findings = forms.CharField(
        label=_("Risultati"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Uno per riga: ciascuno si può citare come prova."),
    )

    def clean_findings(self) -> list[str]:
        lines = self.cleaned_data["findings"].splitlines()
        return [line.strip() for line in lines if line.strip()]


class ChangeStudyForm(Seen, StudyForm):
    """A study as somebody saw it, and as it is to be."""


class FindingForm(forms.Form):
    """What a study found."""

    text = forms.CharField(label=_("Risultato"), widget=forms.Textarea(attrs={"rows": 4}))


class ChangeFindingForm(Seen, FindingForm):
    """A finding as somebody saw it, and as it is to be."""


class FileForm(forms.Form):
    """A file of a study."""

    file = forms.FileField(label=_("File"))
    title = forms.CharField(
        label=_("Titolo"),
        max_length=200,
        required=False,
        help_text=_("Se manca, il nome del file."),
    )


class ProblemForm(GroupForm):
    """The fields of this form are the arguments of `change_problem`."""

    title = forms.CharField(label=_("Problema"), max_length=200)
    description = forms.CharField(
        label=_("Descrizione"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    field_order: Sequence[str] = ("area", "title", "group", "description")


class NewProblemForm(AreaForm, ProblemForm):
    """The fields of this form are the arguments of `add_problem`."""


class ChangeProblemForm(Seen, ProblemForm):
    """A problem as somebody saw it, and as it is to be."""


class StatementForm(forms.Form):
    """The fields of this form are the arguments of `add_statement`."""

    sort = forms.ChoiceField(label=_("Tipo"), choices=StatementSort.choices)
    text = forms.CharField(
        label=_("Affermazione"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    parent = forms.ModelChoiceField(
        Statement.objects.none(),
        label=_("Sotto a"),
        required=False,
        to_field_name="key",
        empty_label=_("al problema"),
        help_text=_("Se spiega un'altra causa, o viene da un altro effetto."),
    )

    def __init__(self, *args: Any, statements: QuerySet[Statement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = statements  # type: ignore[attr-defined]


class ChangeStatementForm(Seen, StatementForm):
    """The fields of this form are the arguments of `change_statement`."""

    sort = None  # type: ignore[assignment]


class SwotForm(forms.Form):
    """The words of a strength or a weakness."""

    text = forms.CharField(
        label=_("Testo"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )


class NewSwotForm(AreaForm, SwotForm):
    """The fields of this form are the arguments of `add_swot_item`."""

    side = forms.ChoiceField(label=_("Riquadro"), choices=SwotSide.choices)
    field_order = ("area", "side", "text")


class ChangeSwotForm(Seen, SwotForm):
    """A strength or a weakness as somebody saw it, and as it is to be."""


class TakeUpForm(forms.Form):
    """Which need takes up a weakness."""

    need = forms.ModelChoiceField(
        Need.objects.none(), label=_("Bisogno"), to_field_name="key", empty_label=_("scegliere")
    )

    def __init__(self, *args: Any, needs: QuerySet[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["need"]
        field.queryset = needs  # type: ignore[attr-defined]
        field.label_from_instance = _numbered  # type: ignore[attr-defined]


def _numbered(need: Need) -> str:
    return f"{need.label} · {need.title}"


def _offer(field: Any, terms: QuerySet[Term]) -> None:
    field.queryset = terms


def or_own(terms: QuerySet[Term], own: Term) -> QuerySet[Term]:
    """The terms of today, and the one that was chosen then if it is no longer among them."""
    today = terms.order_by().values("pk")
    return Term.objects.filter(Q(pk__in=today) | Q(pk=own.pk)).order_by("catalogue", "position")
