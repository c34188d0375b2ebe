from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from raccordo.access.operations import NewOrgan
from raccordo.acts.models import Organ
from raccordo.acts.states import OrganKind
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import genitive_of
from raccordo.governance.models import Seat
from raccordo.governance.states import BodySort, SeatPart
from raccordo.parties.models import Office, Organisation, Representative
from raccordo.parties.operations import NewPerson
from raccordo.parties.states import OrganisationKind
from raccordo.territory.models import Area
from raccordo.web.assemblies.acts.forms import Suggested
from raccordo.web.forms import DayField
from raccordo.web.territory.forms import ByActForm

SUGGESTED = 300
DECIDING = (OrganKind.CONFERENCE, OrganKind.COMMITTEE, OrganKind.ASSEMBLY)
ANOTHER = "another"


class SourceForm(ByActForm):
    """A form that says the act, or the source, by which something is so."""

    source = forms.CharField(
        label=_("Fonte"),
        max_length=300,
        required=False,
        help_text=_("Se l'atto non è nel registro: dove si legge."),
    )


class NamedField(forms.CharField):
    """One thing of some, written by its name; the first of them are suggested."""

    def __init__(self, *, called: Callable[[Any], str], missing: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.called, self.missing = called, missing
        self.among: QuerySet[Any] = Organ.objects.none()

    def offer(self, among: QuerySet[Any]) -> None:
        """The things one may write, suggested in their order."""
        self.among = among
        assert isinstance(self.widget, Suggested)
        self.widget.known = [self.called(thing) for thing in among[:SUGGESTED]]

    def clean(self, value: Any) -> Model | None:
        """The thing that is so called."""
        typed = searchable(super().clean(value))
        if not typed:
            return None
        likely = self.among.filter(pk__in=self._likely(typed))
        same = [thing for thing in likely if searchable(self.called(thing)) == typed]
        if len(same) > 1:
            said = _now("Più soggetti si chiamano «%s»: distinguerli nelle loro schede.")
            raise forms.ValidationError(said % self.called(same[0]))
        if not same:
            raise forms.ValidationError(self.missing)
        found: Model = same[0]
        return found

    def _likely(self, typed: str) -> QuerySet[Any]:
        """Those of the body whose name ends what was typed; all of them are not read one by one."""
        name = typed.rpartition(" · ")[2]
        where = "organisation__search" if self.among.model is Office else "search"
        return self.among.filter(**{where: name[:240]}).order_by().values("pk")


def office_said(office: Office) -> str:
    """An office as it is written and suggested: with its body."""
    return f"{office.title} · {office.organisation.name}"


class FoundForm(SourceForm):
    """The fields of this form are the arguments of `found_body`."""

    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"))
    sort = forms.ChoiceField(
        label=_("Che cosa fa"), choices=BodySort.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Nome"),
        max_length=160,
        help_text=_("Per intero: «Conferenza dei Sindaci dell'Ambito 11 Frentano»."),
    )
    since = DayField(label=_("Istituito il"))
    duties = forms.CharField(
        label=_("Compiti"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    organ = forms.CharField(
        label=_("Organo a cui si intestano gli atti"),
        max_length=160,
        required=False,
        widget=Suggested("organ"),
        help_text=_("Solo per chi delibera. Se manca, è un organo nuovo con lo stesso nome."),
    )
    organ_kind = forms.ChoiceField(
        label=_("Tipo di organo"),
        choices=[(kind.value, kind.label) for kind in DECIDING],
        required=False,
        help_text=_("Solo per un organo nuovo."),
    )
    genitive = forms.CharField(
        label=_("Come si legge dopo «deliberazione n. 7 …»"),
        max_length=170,
        required=False,
        help_text=_("Se manca si ricava dal nome: «della Conferenza dei Sindaci …»."),
    )
    public = forms.BooleanField(
        label=_("La composizione si legge sul sito, senza entrare"), required=False, initial=True
    )
    field_order = ["area", "sort", "name", "since", "duties", "act", "source", "public"]
    further = ("organ", "organ_kind", "genitive")

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        widget = self.fields["organ"].widget
        assert isinstance(widget, Suggested)
        free = Organ.objects.filter(kind__in=DECIDING, body=None)
        widget.known = list(free.values_list("name", flat=True)[:SUGGESTED])

    def clean_sort(self) -> BodySort:
        return BodySort(self.cleaned_data["sort"])

    def clean(self) -> dict[str, Any]:
        """The organ found by its name, or a new one; none for who does not decide."""
        facts = self.cleaned_data
        written, kind = facts.pop("organ", ""), facts.pop("organ_kind", "")
        genitive = facts.pop("genitive", "")
        name = written or facts.get("name", "")
        facts["organ"] = None
        if facts.get("sort") == BodySort.DECIDES and name:
            known = Organ.objects.filter(search=searchable(name)).first()
            made = OrganKind(kind or OrganKind.CONFERENCE)
            facts["organ"] = known or NewOrgan(made, name, genitive or genitive_of(name))
        return facts


class BodyForm(SourceForm):
    """The fields of this form are the arguments of `change_body`."""

    name = FoundForm.base_fields["name"]
    duties = FoundForm.base_fields["duties"]
    public = FoundForm.base_fields["public"]
    field_order = ["name", "duties", "act", "source", "public"]


class EndForm(ByActForm):
    """The fields of this form are the arguments of `end_body`, `end_seat` and `end_seating`."""

    until = DayField(
        label=_("Cessa dal"), help_text=_("Da questo giorno non c'è più: l'ultimo è quello prima.")
    )
    reason = forms.CharField(
        label=_("Motivo"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ["until", "act", "reason"]


class PeopleForm(ByActForm):
    """The fields of this form are the arguments of `seat_mayors` and `seat_ex_officio`."""

    since = DayField(label=_("Componenti dal"))
    field_order = ["since", "act"]


class SeatForm(forms.Form):
    """The fields of this form are the arguments of `change_seat`."""

    title = forms.CharField(
        label=_("Nome del componente"),
        max_length=160,
        help_text=_("Come si legge nell'elenco: «Sindaca o Sindaco di Frisa», «Terzo settore»."),
    )
    weighs_for = forms.ModelChoiceField(
        Area.objects.none(),
        label=_("Abitanti che rappresenta"),
        required=False,
        empty_label=_("nessuno"),
        help_text=_("Serve dove il regolamento conta anche gli abitanti."),
    )
    votes = forms.BooleanField(label=_("Ha diritto di voto"), required=False, initial=True)
    presides = forms.BooleanField(label=_("Presiede"), required=False)
    position = forms.IntegerField(label=_("Ordine nell'elenco"), min_value=0, max_value=999)

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weighs_for"].queryset = areas  # type: ignore[attr-defined]


class NewSeatForm(SeatForm, ByActForm):
    """The fields of this form are the arguments of `add_seat`."""

    office = NamedField(
        called=office_said,
        missing=_("Questa carica non c'è: aggiungerla prima all'ente, oppure correggere il nome."),
        label=_("Carica"),
        required=False,
        widget=Suggested("office"),
        help_text=_("È componente chi la ricopre: «Sindaco o Sindaca di Frisa · Comune di Frisa»."),
    )
    organisation = NamedField(
        called=str,
        missing=_("Quest'ente non c'è: aggiungerlo prima all'elenco, oppure correggere il nome."),
        label=_("oppure ente"),
        required=False,
        widget=Suggested("organisation"),
        help_text=_("L'ente indica la persona."),
    )
    category = forms.ChoiceField(
        label=_("oppure categoria di enti"),
        choices=[("", "–"), *OrganisationKind.choices],
        required=False,
        help_text=_("Gli enti della categoria designano insieme la persona."),
    )
    since = DayField(label=_("Componente dal"))
    field_order = ["office", "organisation", "category", "title", "since", "weighs_for", "votes"]
    field_order += ["presides", "act"]
    further = ("position",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = self.fields["position"].required = False
        offices = Office.objects.filter(organisation__closed_on=None)
        office, organisation = self.fields["office"], self.fields["organisation"]
        assert isinstance(office, NamedField)
        assert isinstance(organisation, NamedField)
        office.offer(offices.select_related("organisation"))
        organisation.offer(Organisation.objects.filter(closed_on=None))


class PersonForm(forms.Form):
    """A person, who may be known already: found by her address, or asked about if her name is."""

    given_name = forms.CharField(label=_("Nome"), max_length=80)
    family_name = forms.CharField(label=_("Cognome"), max_length=80)
    email = forms.EmailField(
        label=_("Indirizzo e-mail"),
        required=False,
        help_text=_("Se è quello con cui entra in Raccordo, vi trova l'organismo."),
    )
    same = forms.ChoiceField(
        label=_("C'è già chi si chiama così"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Dire se è la stessa persona.")},
    )
    asks_who = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self._of_this_name() if self.is_bound and self.asks_who else []
        if not known:
            del self.fields["same"]
            return
        choices = [(str(person.key), f"{person} ({_what_of(person)})") for person in known]
        another = (ANOTHER, _now("È un'altra persona con lo stesso nome"))
        self.fields["same"].choices = [*choices, another]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The person who was meant."""
        facts = super().clean() or self.cleaned_data
        same = facts.pop("same", "")
        names = {name: facts.pop(name, "") for name in ("given_name", "family_name", "email")}
        if self.errors:
            return facts
        facts["person"] = NewPerson(**names)
        if same and same != ANOTHER:
            facts["person"] = Representative.objects.get(key=same)
        return facts

    def _of_this_name(self) -> list[Representative]:
        data: Mapping[str, str] = self.data
        name = searchable(f"{data.get('given_name', '')} {data.get('family_name', '')}")
        email = data.get("email", "").strip()
        if not name or (email and Representative.objects.filter(email__iexact=email).exists()):
            return []
        return list(Representative.objects.filter(search=name[:200]).order_by("pk")[:6])


class SeatingForm(PersonForm, SourceForm):
    """The fields of this form are the arguments of `seat_person`."""

    part = forms.ChoiceField(
        label=_("In qualità di"), choices=SeatPart.choices, widget=forms.RadioSelect
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Per conto di"), required=False, empty_label="–"
    )
    since = DayField(label=_("Dal"))
    last_day = DayField(
        label=_("Fino al"), required=False, help_text=_("L'ultimo giorno, se si conosce.")
    )
    gives_mandate = forms.BooleanField(
        label=_("Se ha un'utenza, riceve anche l'incarico per operare"),
        required=False,
        initial=True,
        help_text=_("Serve l'atto."),
    )
    field_order = ["given_name", "family_name", "email", "same", "part", "organisation"]

    def __init__(
        self,
        *args: Any,
        seat: Seat,
        organisations: QuerySet[Organisation],
        may_open: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not may_open:
            del self.fields["gives_mandate"]
        if seat.office_id:  # who holds the office is in it: only her alternates are said here
            part = self.fields["part"]
            part.choices = [(SeatPart.ALTERNATE.value, SeatPart.ALTERNATE.label)]  # type: ignore[attr-defined]
            part.initial = SeatPart.ALTERNATE
        else:
            self.fields["part"].initial = SeatPart.MEMBER
        if seat.category:
            self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]

    def clean_part(self) -> SeatPart:
        return SeatPart(self.cleaned_data["part"])

    def clean(self) -> dict[str, Any]:
        """The last day is told, the next is kept."""
        facts = super().clean()
        last = facts.pop("last_day", None)
        facts["until"] = last + timedelta(days=1) if last else None
        return facts


def _what_of(person: Representative) -> str:
    """What a person is, for who must tell her from another of the same name."""
    holding = person.holdings.select_related("office__organisation").first()
    if holding:
        return office_said(holding.office)
    seating = person.seatings.select_related("seat__body").first()
    return f"{seating.seat.title} · {seating.seat.body}" if seating else _now("senza cariche")
