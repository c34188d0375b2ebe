from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.searching import searchable
from raccordo.participation.models import Consultation, Occasion
from raccordo.participation.states import AidKind, OccasionSort, Stance
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.web.assemblies.acts.forms import Suggested
from raccordo.web.assemblies.bodies.forms import NamedField
from raccordo.web.assemblies.sittings.forms import MomentField
from raccordo.web.forms import DayField
from raccordo.web.voices.fields import AreaForm, Seen
from raccordo.web.voices.proposals.forms import MANY, lines


class ConsultationForm(forms.Form):
    """The fields of this form are the arguments of `change_consultation`."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    text = lines(
        _("Presentazione"),
        rows=6,
        required=False,
        help_text=_("Di che cosa si discute, chi può intervenire, che cosa se ne farà."),
    )
    contact = forms.CharField(label=_("A chi rivolgersi"), max_length=300, required=False)
    answer_within = forms.IntegerField(
        label=_("Giorni per rispondere"), help_text=_("Entro quanti giorni si risponde a ognuno.")
    )


class ChangeConsultationForm(Seen, ConsultationForm):
    """A consultation as somebody saw it, and as it is to be."""


class NewConsultationForm(AreaForm, ConsultationForm):
    """The fields of this form are the arguments of `prepare_consultation`."""

    field_order = ("area", "title", "text", "contact", "answer_within")


class WhyForm(forms.Form):
    """Why something is done."""

    reason = lines(_("Motivo"), rows=3, max_length=300)


class PhaseForm(forms.Form):
    """A stretch of a consultation, with its last day."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    since = DayField(label=_("Dal"))
    until = DayField(label=_("Fino a tutto il"), required=False)
    receives = forms.BooleanField(label=_("In questi giorni si ricevono proposte"), required=False)
    text = lines(_("Che cosa si fa"), rows=4, required=False)

    def told(self) -> dict[str, Any]:
        """The arguments of `add_phase`: until the day after the last."""
        last = self.cleaned_data["until"]
        return self.cleaned_data | {"until": last + timedelta(days=1) if last else None}


class ChangePhaseForm(Seen, PhaseForm):
    """A phase as somebody saw it, and as it is to be."""


class AimForm(forms.Form):
    """The fields of this form are the arguments of `add_aim`."""

    title = forms.CharField(label=_("Obiettivo"), max_length=200)
    text = lines(_("Testo"), rows=5, required=False)


class ChangeAimForm(Seen, AimForm):
    """An objective as somebody saw it, and as it is to be."""


class StanceForm(forms.Form):
    """The fields of this form are the arguments of `subscribe`."""

    organisation = NamedField(
        label=_("Ente"),
        called=str,
        missing=_("Questo ente non c'è: aggiungerlo prima fra i soggetti."),
        widget=Suggested("stance-body"),
    )
    stance = forms.ChoiceField(
        label=_("Posizione"), choices=Stance.choices, widget=forms.RadioSelect
    )
    reason = lines(
        _("Motivo"), rows=4, required=False, help_text=_("Chi non condivide dice perché.")
    )

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        assert isinstance(organisation, NamedField)
        organisation.offer(bodies)

    def clean_stance(self) -> Stance:
        return Stance(self.cleaned_data["stance"])


class OccasionForm(forms.Form):
    """When, where and how people will be heard."""

    further: tuple[str, ...] = ("link", "towns")
    title = forms.CharField(label=_("Titolo"), max_length=200)
    held_at = MomentField(label=_("Giorno e ora"))
    place = forms.CharField(label=_("Luogo"), max_length=200, required=False)
    link = forms.URLField(label=_("Collegamento a distanza"), required=False, assume_scheme="https")
    towns = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=_("Di quali Comuni"),
        required=False,
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Se non se ne sceglie nessuno, è per tutto il territorio."),
    )
    public_text = lines(_("Presentazione"), rows=4, required=False)
    aids = forms.MultipleChoiceField(
        label=_("Accoglienza e accessibilità"),
        choices=AidKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ciò che si annuncia: dopo l'incontro si dice se c'è stato."),
    )

    def __init__(self, *args: Any, towns: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["towns"].queryset = towns  # type: ignore[attr-defined]
        if towns.count() > MANY:
            self.fields["towns"].widget.attrs["class"] = "many-choices"

    def clean_aids(self) -> Mapping[AidKind, str]:
        return {AidKind(one): "" for one in self.cleaned_data["aids"]}


class ChangeOccasionForm(Seen, OccasionForm):
    """An occasion as somebody saw it, and as it is to be."""


class NewOccasionForm(AreaForm, OccasionForm):
    """The fields of this form are the arguments of `plan_occasion`."""

    sort = forms.ChoiceField(label=_("Tipo"), choices=OccasionSort.choices)
    consultation = forms.ModelChoiceField(
        Consultation.objects.none(),
        label=_("Consultazione"),
        required=False,
        to_field_name="key",
        empty_label=_("nessuna consultazione"),
    )
    field_order = (
        *("area", "consultation", "sort", "title", "held_at", "place", "aids", "public_text"),
        *OccasionForm.further,
    )

    def __init__(self, *args: Any, consultations: QuerySet[Consultation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consultation"].queryset = consultations  # type: ignore[attr-defined]

    def clean_sort(self) -> OccasionSort:
        return OccasionSort(self.cleaned_data["sort"])


class AccountForm(Seen):
    """How an occasion went: who came, what was said, whether all were received as was told."""

    citizens = forms.IntegerField(label=_("Cittadine e cittadini presenti"), required=False)
    presences = lines(
        _("Enti presenti"),
        rows=6,
        required=False,
        help_text=_("Uno per riga, con quante persone: «Associazione La Rete, 3»."),
    )
    minutes = lines(_("Resoconto"), rows=8, required=False)

    def __init__(
        self, *args: Any, occasion: Occasion, bodies: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = bodies
        self.promised = [one for one in occasion.aids.all() if one.promised]
        for one in self.promised:
            self.fields[f"kept_{one.aid}"] = forms.ChoiceField(
                label=_("%s: come annunciato?") % one.get_aid_display(),
                choices=[("yes", _("Sì")), ("no", _("No"))],
                initial={True: "yes", False: "no", None: None}[one.kept],
                widget=forms.RadioSelect,
            )

    def clean_presences(self) -> dict[Organisation, int]:
        """The bodies that came, found by their names however many they are."""
        rows = [line.strip() for line in self.cleaned_data["presences"].splitlines()]
        return bodies_in([row for row in rows if row], self.bodies)

    def kept(self) -> dict[AidKind, bool]:
        """What had been told, and whether it was there."""
        return {
            AidKind(one.aid): self.cleaned_data[f"kept_{one.aid}"] == "yes" for one in self.promised
        }


def bodies_in(rows: list[str], bodies: QuerySet[Organisation]) -> dict[Organisation, int]:
    """Each body with its persons; the rows that tell none are said."""
    told = [_row(row) for row in rows]
    found: dict[str, Organisation] = {}
    several: set[str] = set()
    for one in bodies.filter(search__in=[name for name, n in told]).order_by("pk"):
        several |= {one.search} & set(found)
        found[one.search] = one
    unknown = [row for row, (name, n) in zip(rows, told, strict=True) if name not in found]
    wrong = [_("«%s» non è fra i soggetti: controllare il nome.") % row[:80] for row in unknown]
    wrong += [
        _("Più soggetti si chiamano «%s»: distinguerli nelle loro schede.") % found[name]
        for name in sorted(several)
    ]
    if wrong:
        raise forms.ValidationError(wrong)
    counted: dict[Organisation, int] = {}
    for name, persons in told:
        counted[found[name]] = counted.get(found[name], 0) + persons
    return counted


def _row(row: str) -> tuple[str, int]:
    """The name and the number in «Associazione La Rete, 3»; without a number, one person."""
    name, comma, number = row.rpartition(",")
    if comma and number.strip().isdecimal() and len(number.strip()) < 6:
        return searchable(name)[:240], int(number)
    return searchable(row)[:240], 1
