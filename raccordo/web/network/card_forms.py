"""The card of a body, its parts and agreements, as forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.parties.models import Organisation, Work
from raccordo.parties.states import AgreementSort, RuntsSection, StakeRole
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term
from raccordo.web.forms import DayField
from raccordo.web.network.forms import ByActForm

LONGEST = 4000


class WorksTable(forms.CheckboxSelectMultiple):
    """For whom and where a body works: a row for each place, a column for each theme."""

    template_name = "network/parts/works.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The choices, which come place by place, as the rows of a table."""
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        context["rows"] = [(place, options) for place, options, _index in groups]
        context["themes"] = [option["label"] for option in groups[0][1]] if groups else []
        return context


class CardForm(forms.Form):
    """The fields of this form are the arguments of `change_card`."""

    about = forms.CharField(
        label=_("Di che cosa si occupa"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In poche righe, con parole per tutti: si legge nelle pagine dell'ufficio."),
    )
    volunteers = forms.IntegerField(
        label=_("Volontari"), min_value=0, max_value=99_999, required=False
    )
    staff = forms.IntegerField(
        label=_("Personale retribuito"), min_value=0, max_value=99_999, required=False
    )
    places = forms.IntegerField(
        label=_("Posti disponibili nei servizi"), min_value=0, max_value=99_999, required=False
    )
    pec = forms.EmailField(label=_("PEC"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telefono"), max_length=40, required=False)
    address = forms.CharField(label=_("Indirizzo"), max_length=200, required=False)
    website = forms.URLField(label=_("Sito"), max_length=200, required=False, assume_scheme="https")
    works = forms.MultipleChoiceField(
        label=_("Per chi e dove lavora"),
        required=False,
        widget=WorksTable,
        help_text=_("Chi lavora in tutto l'ambito segna solo quello: vale per ogni suo Comune."),
    )

    def __init__(
        self,
        *args: Any,
        body: Organisation,
        themes: Sequence[Term],
        areas: Sequence[Area],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {f"{t.key}:{area.key}": (t, area) for area in areas for t in themes}
        told = {f"{w.group.key}:{w.area.key}": (w.group, w.area) for w in _works(body)}
        # Where it works beyond the territory offered stays as it is.
        self.beyond = [pair for value, pair in told.items() if value not in self.pairs]
        works = self.fields["works"]
        assert isinstance(works, forms.MultipleChoiceField)
        works.choices = [
            (area.name, [(f"{theme.key}:{area.key}", theme.label) for theme in themes])
            for area in areas
        ]
        works.initial = list(told)

    def clean_works(self) -> list[tuple[Term, Area]]:
        return [self.pairs[value] for value in self.cleaned_data["works"]] + self.beyond


class OfficeCardForm(CardForm):
    """The card as the office keeps it: with what the national register says, too."""

    runts_section = forms.ChoiceField(
        label=_("Sezione del RUNTS"),
        choices=[("", _("non iscritto, o non si sa")), *RuntsSection.choices],
        required=False,
    )
    runts_number = forms.CharField(label=_("Repertorio RUNTS"), max_length=20, required=False)
    runts_since = DayField(label=_("Iscritto al RUNTS dal"), required=False)

    def clean(self) -> dict[str, Any]:
        """A number belongs to a section."""
        facts = super().clean() or self.cleaned_data
        if facts.get("runts_number") and not facts.get("runts_section"):
            self.add_error("runts_section", _("Il repertorio vuole la sezione."))
        return facts


class OwnCardForm(CardForm):
    """The card as the body itself corrects it: the office approves."""

    note = forms.CharField(
        label=_("Altro da dire all'ufficio"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Per esempio un nome o un codice da correggere, o se l'ente non c'è più."),
    )


class RefuseForm(forms.Form):
    """The fields of this form are the arguments of `refuse_card`."""

    reason = forms.CharField(
        label=_("Perché non si approva"),
        max_length=300,
        help_text=_("Lo legge l'ente che l'ha chiesto."),
    )


class WhereForm(ByActForm):
    """Something that holds in an area, from a day and perhaps until another, by an act."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Nel territorio di"), to_field_name="key", empty_label=None
    )
    since = DayField(label=_("Dal"))
    last_day = DayField(
        label=_("Fino al"), required=False, help_text=_("L'ultimo giorno, se si conosce già.")
    )
    source = forms.CharField(
        label=_("Se l'atto non è nel registro, da che cosa si sa"), max_length=300, required=False
    )

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Area.objects.filter(pk__in=[area.pk for area in areas])
        self.fields["area"].queryset = chosen  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The day after the last."""
        facts = super().clean() or self.cleaned_data
        last_day = facts.pop("last_day", None)
        facts["until"] = last_day + timedelta(days=1) if last_day else None
        return facts


class StakeForm(WhereForm):
    """The fields of this form are the arguments of `give_stakes`."""

    role = forms.ChoiceField(label=_("Ruolo"), choices=StakeRole.choices)
    groups = forms.ModelMultipleChoiceField(
        Term.objects.none(),
        label=_("Temi"),
        required=False,
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Se non se ne sceglie nessuno, in tutti."),
    )
    field_order = ("role", "groups", "area", "since", "last_day", "act", "source")

    def __init__(self, *args: Any, themes: Sequence[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Term.objects.filter(pk__in=[theme.pk for theme in themes])
        self.fields["groups"].queryset = chosen  # type: ignore[attr-defined]

    def clean_role(self) -> StakeRole:
        return StakeRole(self.cleaned_data["role"])

    def clean_groups(self) -> list[Term]:
        return list(self.cleaned_data["groups"])


class AgreementForm(WhereForm):
    """The fields of this form are the arguments of `record_agreement`."""

    sort = forms.ChoiceField(label=_("Tipo"), choices=AgreementSort.choices)
    title = forms.CharField(
        label=_("Oggetto"), max_length=300, help_text=_("«Trasporto sociale», «Centro diurno», …")
    )
    field_order = ("sort", "title", "area", "since", "last_day", "act", "source")

    def clean_sort(self) -> AgreementSort:
        return AgreementSort(self.cleaned_data["sort"])


class LeaveForm(forms.Form):
    """The fields of this form are the arguments of `end_stake` and `end_agreement`."""

    until = DayField(label=_("Non vale più dal"))
    reason = forms.CharField(label=_("Motivo"), max_length=300, required=False)


def _works(body: Organisation) -> QuerySet[Work]:
    return body.works.select_related("group", "area")
