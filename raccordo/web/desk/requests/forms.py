from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.searching import slug_of
from raccordo.governance.models import Answer, DataRequest
from raccordo.governance.queries.requests import stamp_of
from raccordo.governance.questionnaires import questionnaires
from raccordo.governance.reasons import KINDS, sentence
from raccordo.governance.rules.questions import (
    NO,
    YES,
    Kind,
    Question,
    Value,
    read,
    totals_wrong,
)
from raccordo.parties.models import Organisation
from raccordo.parties.states import OrganisationKind
from raccordo.post.states import Channel
from raccordo.territory.models import Area
from raccordo.web.desk.requests.wording import figure
from raccordo.web.forms import DayField

PREFIX, OWN = "d-", "altre"
BLANK_ROWS = 5
# More choices than these stand in columns, in a box of their own.
IN_SIGHT = 12


class RequestForm(forms.Form):
    """What is asked, of which year, by when, for whom."""

    area = forms.ModelChoiceField(
        Area.objects.none(), to_field_name="key", label=_("Per quale territorio"), empty_label=None
    )
    title = forms.CharField(label=_("Che cosa si chiede"), max_length=200)
    year = forms.IntegerField(label=_("Anno dei dati"), min_value=1990, max_value=2100)
    due_on = DayField(label=_("Entro il"))
    wanted_by = forms.CharField(
        label=_("Chi li ha chiesti"),
        max_length=160,
        required=False,
        help_text=_("Per esempio «Regione Abruzzo, Servizio programmazione sociale»."),
    )
    introduction = forms.CharField(
        label=_("Istruzioni per chi risponde"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    subject = forms.CharField(
        label=_("Argomento"),
        max_length=40,
        required=False,
        help_text=_(
            "Una parola, uguale ogni anno: con questa si ritrova la risposta dell'anno prima."
            " Con un modulo pronto si lascia vuoto."
        ),
    )

    def __init__(self, *args: Any, areas: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if areas is None:
            del self.fields["area"]
        else:
            self.fields["area"].queryset = areas  # type: ignore[attr-defined]

    def clean_subject(self) -> str:
        return slug_of(self.cleaned_data["subject"])


class NewRequestForm(RequestForm):
    """A new request, from a form that is ready or from blank questions."""

    form = forms.ChoiceField(
        label=_("Quali domande"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegliere un modulo pronto, o le domande da scrivere.")},
    )
    field_order = ["form", "area", "title", "year", "due_on", "wanted_by"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = [(code, one.title) for code, one in questionnaires().items()]
        choices = [*ready, (OWN, _("Altre, che scrivo io"))]
        self.fields["form"].choices = choices  # type: ignore[attr-defined]
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Con un modulo pronto si può lasciare vuoto.")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        said = facts.pop("form", "")
        chosen = questionnaires().get(said)
        facts["questions"] = chosen.questions if chosen else ()
        if chosen:
            facts["title"] = facts.get("title") or chosen.title
            facts["introduction"] = facts.get("introduction") or chosen.introduction
            facts["subject"] = facts.get("subject") or chosen.code
        elif said and not facts.get("title"):
            self.add_error("title", gettext("Scrivere che cosa si chiede."))
        return facts


class QuestionForm(forms.Form):
    """One row: a thing that is asked."""

    label = forms.CharField(label=_("Domanda"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Tipo"), choices=[(k, KINDS[k]) for k in Kind])
    code = forms.CharField(label=_("Codice"), max_length=40, required=False)
    unit = forms.CharField(label=_("Unità"), max_length=20, required=False)
    part_of = forms.CharField(label=_("Parte del totale"), max_length=40, required=False)
    section = forms.CharField(label=_("Sezione"), max_length=120, required=False)
    choices = forms.CharField(label=_("Scelte, separate da ;"), max_length=500, required=False)
    help = forms.CharField(label=_("Spiegazione"), max_length=400, required=False)
    required = forms.BooleanField(label=_("Obbligatoria"), required=False, initial=True)

    def question(self) -> Question | None:
        """The question of this row; nothing when it is blank."""
        told = self.cleaned_data
        if not told.get("label", "").strip():
            return None
        choices = tuple(one.strip() for one in told["choices"].split(";") if one.strip())
        code = told["code"].strip() or slug_of(told["label"])[:40]
        facts = {name: told[name].strip() for name in ("label", "unit", "part_of", "section")}
        return Question(
            code=code,
            kind=Kind(told["kind"]),
            required=told["required"],
            choices=choices,
            help=told["help"],
            **facts,
        )


QuestionRows = forms.formset_factory(QuestionForm, extra=BLANK_ROWS, max_num=300)


def rows_of(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Questions as the rows of their form."""
    names = ("label", "code", "unit", "part_of", "section", "help", "required")
    return [
        {name: getattr(one, name) for name in names}
        | {"kind": str(one.kind), "choices": "; ".join(one.choices)}
        for one in questions
    ]


class FileForm(forms.Form):
    """A file that is sent."""

    file = forms.FileField(
        label=_("Tabella (XLSX o CSV)"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )


class SheetForm(forms.Form):
    """The sheet that comes back, filled in."""

    file = forms.FileField(
        label=_("Il foglio riempito"), widget=forms.FileInput(attrs={"accept": ".xlsx"})
    )
    replaces = forms.BooleanField(label=_("Sostituisci quanto già scritto"), required=False)


class SendForm(forms.Form):
    """Whom to ask: all the municipalities are chosen already; others are added."""

    towns = forms.MultipleChoiceField(
        label=_("Comuni"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_("Tutti gli enti di un tipo"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Quelli del territorio della richiesta."),
    )
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        to_field_name="key",
        label=_("Altri enti, uno per uno"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many-choices"}),
    )
    channel = forms.ChoiceField(
        label=_("Con che cosa si scrive"),
        choices=[(Channel.EMAIL, Channel.EMAIL.label), (Channel.PEC, Channel.PEC.label)],
        help_text=_("A chi non ha quell'indirizzo si scrive con l'altro."),
    )

    def __init__(
        self,
        *args: Any,
        towns: Sequence[tuple[str, str]],
        near: Sequence[Organisation],
        others: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["towns"].choices = towns  # type: ignore[attr-defined]
        self.fields["towns"].initial = [key for key, _name in towns]
        self.fields["organisations"].queryset = others  # type: ignore[attr-defined]
        self.fields["organisations"].choices = _by_kind(others)  # type: ignore[attr-defined]
        if len(towns) > IN_SIGHT:
            self.fields["towns"].widget.attrs["class"] = "many-choices"
        if not others:
            del self.fields["organisations"]
        if not towns:
            del self.fields["towns"]
        self.by_kind: dict[str, list[Organisation]] = {}
        for one in near:
            self.by_kind.setdefault(one.kind, []).append(one)
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (kind, f"{OrganisationKind(kind).label} ({len(some)})")
            for kind, some in self.by_kind.items()
        ]
        if not self.by_kind:
            del self.fields["kinds"]

    def chosen(self) -> list[Organisation]:
        """The bodies that are not municipalities: all those of some kinds, and the others."""
        kinds = self.cleaned_data.get("kinds", [])
        found = [one for kind in kinds for one in self.by_kind[kind]]
        return list(dict.fromkeys([*found, *self.cleaned_data.get("organisations", [])]))


def _by_kind(bodies: Iterable[Organisation]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Bodies to choose among, under the name of their kind."""
    return [
        (str(OrganisationKind(kind).label), [(str(one.key), one.name) for one in some])
        for kind, some in groupby(bodies, key=lambda one: one.kind)
    ]


class ReopenForm(forms.Form):
    """Until when bodies may answer again, and why."""

    due_on = DayField(label=_("Nuovo termine"))
    reason = forms.CharField(label=_("Perché si riapre"), max_length=300)


class WithdrawForm(forms.Form):
    """Why what was collected is taken back from the public."""

    reason = forms.CharField(label=_("Perché non si pubblicano più"), max_length=300)


class RemarkForm(forms.Form):
    """Why an answer is sent back, or taken as it is."""

    remark = forms.CharField(
        label=_("Spiegazione"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerForm(forms.Form):
    """What one body is asked, each thing with what it answered the year before."""

    def __init__(
        self,
        *args: Any,
        answer: Answer,
        questions: Sequence[Question],
        past: Mapping[str, Value],
        past_year: int | None,
        who: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.answer, self.questions = answer, questions
        for one in questions:
            self.fields[PREFIX + one.code] = _field(one, past.get(one.code), past_year)
            self.initial.setdefault(PREFIX + one.code, answer.figures.get(one.code, ""))
        self.fields["note"] = forms.CharField(
            label=_("Note di chi risponde"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Per esempio, perché un dato è molto diverso dall'anno prima."),
        )
        self.initial.setdefault("note", answer.note)
        self.fields["given_by"] = forms.CharField(label=_("Chi compila"), max_length=80)
        self.initial.setdefault("given_by", who)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.initial.setdefault("seen", stamp_of(answer))

    @property
    def typed(self) -> dict[str, str]:
        """What was typed for each question, right or wrong."""
        return {one.code: self.data.get(PREFIX + one.code, "")[:2100] for one in self.questions}

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        values, wrong = read(self.questions, self.typed)
        for one in wrong or totals_wrong(self.questions, values):
            self.add_error(PREFIX + one.code, sentence(one.reason))
        return {name: facts.get(name, "") for name in ("note", "given_by", "seen")}

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields in their sections."""
        for section, group in groupby(self.questions, key=lambda one: one.section):
            yield section, [self[PREFIX + one.code] for one in group]


def _field(one: Question, past: Value | None, year: int | None) -> forms.Field:
    said = [one.help]
    if past is not None and year:
        said.append(
            gettext("Nel %(year)s: %(value)s.") % {"year": year, "value": figure(past, one)}
        )
    unit = gettext("euro") if one.kind == Kind.EUROS else one.unit
    facts: dict[str, Any] = {"help_text": " ".join(filter(None, said)), "required": False}
    label = f"{one.label} ({unit})" if unit else one.label
    if one.kind == Kind.YES_NO:
        options = [(YES, _("Sì")), (NO, _("No"))]
        return _Field(label=label, widget=forms.RadioSelect(choices=options), asked=one, **facts)
    if one.kind == Kind.CHOICE:
        choices = [("", "–"), *((choice, choice) for choice in one.choices)]
        return _Field(label=label, widget=forms.Select(choices=choices), asked=one, **facts)
    if one.kind == Kind.TEXT:
        widget: forms.Widget = forms.Textarea(attrs={"rows": 3})
        return _Field(label=label, widget=widget, asked=one, **facts)
    mode = "numeric" if one.kind == Kind.WHOLE else "decimal"
    widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off", "class": "num"})
    return _Field(label=label, widget=widget, asked=one, **facts)


class _Field(forms.CharField):
    """A question: whether it must be answered is for the rules, the page only says it."""

    def __init__(self, *, asked: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.required = asked.required
        self.widget.is_required = False

    def clean(self, value: Any) -> Any:
        return value or ""


def first_of(request: DataRequest) -> dict[str, Any]:
    """A request as its form shows it."""
    names = ("title", "year", "due_on", "wanted_by", "introduction", "subject")
    return {name: getattr(request, name) for name in names}


def usual_for(on: date) -> dict[str, Any]:
    """Of which year one usually asks: the last that is over."""
    return {"year": on.year - 1}
