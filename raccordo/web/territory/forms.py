from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.foundation.searching import searchable
from raccordo.territory.changes import Changes
from raccordo.territory.listing import Listed
from raccordo.territory.models import Area, Membership
from raccordo.territory.named import MOST_SUGGESTED, ListRead, names_found, towns_named
from raccordo.territory.names import is_called_a_town
from raccordo.territory.reasons import question, sentence
from raccordo.territory.states import AreaKind, Function
from raccordo.territory.wides import Wide
from raccordo.web.forms import DayField


def municipalities_in(text: str, *, on: date, among: QuerySet[Area] | None = None) -> list[Area]:
    """The municipalities that a typed or pasted list names; every name that fails is told."""
    read = towns_named(text, on=on, among=among)
    if read.wrong:
        raise forms.ValidationError(read.wrong)
    return read.towns


def only_town(typed: str, *, on: date) -> Area:
    """The one municipality that is named; not the first of several, nor of those of an area."""
    found = names_found(typed, on=on)
    if wrong := ListRead(found).wrong:
        raise forms.ValidationError(wrong)
    if len(found) != 1 or found[0].area is None:
        raise forms.ValidationError(gettext("Il capofila è un Comune solo: scrivere quale."))
    return found[0].area


class MunicipalitiesField(forms.CharField):
    """A list of municipalities, typed or pasted."""

    widget = forms.Textarea(attrs={"rows": 9})
    usual_help = _(
        "Uno per riga, o separati da virgole: si può incollare l'elenco da un documento. "
        "Per i nomi ripetuti aggiungere la sigla della provincia: «Castro (BG)»."
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": self.usual_help} | kwargs)


class ByActForm(forms.Form):
    """A form that may, or must, say the act by which something is so."""

    act = forms.ModelChoiceField(Act.objects.none(), label=_("Atto"), required=False)

    def __init__(self, *args: Any, acts: QuerySet[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]


# A list is read while one waits, and its document made beside others'.
MOST_TOWNS = 400


class Instead(NamedTuple):
    """What may be written in place of a name, and what the button sends."""

    sent: str
    shown: str


class Doubt(NamedTuple):
    """A name that was not understood, in words, and what may be written instead."""

    asked: str
    choices: Sequence[Instead]


class TownsForm(forms.Form):
    """A list of municipalities, in an address that can be kept and sent: its names are Italian."""

    comuni = forms.CharField(
        label=_("Comuni"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Uno per riga, o separati da virgole: nomi o codici ISTAT, anche incollati da Excel o "
            "da una delibera. Vale anche un territorio intero: «provincia di Chieti»."
        ),
    )
    nome = forms.CharField(label=_("Nome da dare al territorio"), max_length=120, required=False)

    def __init__(self, *args: Any, on: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.today = on, today
        self.read = ListRead([])

    def clean_nome(self) -> str:
        name: str = self.cleaned_data["nome"]
        if not name.isprintable():
            raise forms.ValidationError(
                gettext("Il nome contiene segni che non si vedono: scriverlo di nuovo a mano.")
            )
        return name

    def clean_comuni(self) -> list[Area]:
        """The municipalities of that day; of those named as they are now, what they came from."""
        self.read = towns_named(self.cleaned_data["comuni"], on=self.on, today=self.today)
        towns = self.read.towns
        if self.read.wrong:
            raise forms.ValidationError(self.read.wrong)
        if not towns:
            raise forms.ValidationError(gettext("Nell'elenco non si riconosce nessun Comune."))
        if len(towns) > MOST_TOWNS:
            wrong = gettext(
                "I Comuni sono %(n)s, e se ne leggono insieme al massimo %(most)s: per territori "
                "più ampi ci sono i profili delle province e delle regioni."
            )
            count = number_format(len(towns), force_grouping=True)
            raise forms.ValidationError(wrong % {"n": count, "most": MOST_TOWNS})
        return towns

    @property
    def whole(self) -> Wide | None:
        """The wider area that the list is, if all that was asked is its profile."""
        return None if self.data.get("cambia") or self.data.get("nome") else self.read.whole

    @property
    def doubts(self) -> list[Doubt]:
        """The first names that were not understood, each with what may be written instead."""
        return [
            Doubt(
                question(name.fault),
                [Instead(f"{name.typed}|{choice}", choice) for choice in name.choices],
            )
            for name in self.read.doubts[:MOST_SUGGESTED]
            if name.fault
        ]

    @property
    def more_doubts(self) -> int:
        """How many more names were not understood."""
        return max(0, len(self.read.doubts) - MOST_SUGGESTED)


class NewAreaForm(ByActForm):
    """The fields of this form are the arguments of `create_area`."""

    further = ("act", "istat_code", "slug")
    field_order = ("kind", "name", "municipalities", "since", "lead", "within", "act")

    kind = forms.ChoiceField(
        label=_("Che cosa si crea"),
        choices=[(AreaKind.AMBITO, AreaKind.AMBITO.label), (AreaKind.ZONE, AreaKind.ZONE.label)],
        widget=forms.RadioSelect,
        initial=AreaKind.ZONE,
    )
    name = forms.CharField(
        label=_("Nome"),
        max_length=120,
        help_text=_("Come sta negli atti: «Zona di gestione sociale n. 2»."),
    )
    municipalities = MunicipalitiesField(label=_("Comuni"))
    since = DayField(label=_("Dal"), help_text=_("Il giorno da cui esiste."))
    lead = forms.CharField(
        label=_("Comune capofila"),
        required=False,
        help_text=_("Uno dei Comuni dell'elenco, se ce n'è uno."),
    )
    within = forms.ModelChoiceField(
        Area.objects.none(),
        label=_("Fa parte di"),
        required=False,
        help_text=_("L'ambito di cui è una zona, o la Regione."),
    )
    act = forms.ModelChoiceField(
        Act.objects.none(),
        label=_("Atto che l'ha istituita"),
        required=False,
        help_text=_("Si può aggiungere anche dopo, dalla pagina dell'area."),
    )
    istat_code = forms.CharField(label=_("Codice ISTAT dell'ambito"), max_length=10, required=False)
    slug = forms.SlugField(
        label=_("Nome nell'indirizzo"),
        max_length=80,
        required=False,
        help_text=_("Se manca si ricava dal nome: «zona-2». Non si potrà riusare per altri."),
    )

    def __init__(
        self,
        *args: Any,
        on: date,
        wholes: QuerySet[Area],
        within: QuerySet[Area],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.allowed = on, within
        whole: Any = self.fields["within"]
        whole.queryset = wholes
        if wholes.filter(kind=AreaKind.REGION).exists():
            whole.empty_label = gettext("La Regione dei Comuni dell'elenco")
        else:  # whoever acts for an ambito makes the zones of that ambito
            self.fields["kind"].widget = forms.HiddenInput()
            whole.required, whole.empty_label = True, None

    def clean_kind(self) -> AreaKind:
        return AreaKind(self.cleaned_data["kind"])

    def clean_municipalities(self) -> list[Area]:
        return municipalities_in(
            self.cleaned_data["municipalities"], on=self.on, among=self.allowed
        )

    def clean_lead(self) -> Area | None:
        name = self.cleaned_data["lead"].strip()
        if not name:
            return None
        lead = only_town(name, on=self.on)
        inside = self.cleaned_data.get("municipalities")
        if inside and lead not in inside:
            raise forms.ValidationError(_("Il capofila deve essere uno dei Comuni dell'elenco."))
        return lead


class EnlargeForm(ByActForm):
    """The fields of this form are the arguments of `enlarge_area`."""

    municipalities = MunicipalitiesField(
        label=_("Comuni da aggiungere"),
        help_text=_(
            "Uno per riga, fra quelli del proprio territorio: un Comune che viene da fuori lo "
            "aggiunge chi opera per la Regione o amministra l'installazione."
        ),
    )
    since = DayField(label=_("Dal"), help_text=_("Il giorno da cui ne fanno parte."))
    field_order = ("municipalities", "since", "act")

    def __init__(self, *args: Any, on: date, among: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.among = on, among

    def clean_municipalities(self) -> list[Area]:
        return municipalities_in(self.cleaned_data["municipalities"], on=self.on, among=self.among)


class FoundingForm(ByActForm):
    """The fields of this form are the arguments of `found_by_act`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].required = True
        self.fields["act"].label = _("Atto che l'ha istituita")
        self.fields["act"].help_text = _(
            "Fra quelli del registro degli atti: se non c'è ancora, inserirlo prima lì."
        )


class NameForm(ByActForm):
    """The fields of this form are the arguments of `rename_area`."""

    name = forms.CharField(label=_("Nuovo nome"), max_length=120)
    since = DayField(label=_("Dal"))
    slug = forms.SlugField(
        label=_("Nuovo nome nell'indirizzo"),
        max_length=80,
        required=False,
        help_text=_("Il precedente continua a portare qui."),
    )
    field_order = ("name", "since", "slug", "act")


class DelegationForm(ByActForm):
    """The fields of this form are the arguments of `delegate`."""

    function = forms.ChoiceField(label=_("Funzione"), choices=Function.choices)
    to = forms.CharField(
        label=_("A chi"),
        max_length=160,
        help_text=_("Il nome di un Comune, o di un'Unione, un Consorzio, un'Azienda."),
    )
    since = DayField(label=_("Dal"))
    subject = forms.CharField(label=_("Che cosa comprende"), max_length=300, required=False)
    field_order = ("function", "to", "since", "subject", "act")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean(self) -> dict[str, Any]:
        """The body is a municipality when it is called so, otherwise it is known by its name."""
        typed = str(self.cleaned_data.pop("to", "")).strip()
        found = names_found(typed, on=self.on)
        one = found[0] if len(found) == 1 else None
        if one and one.fault and (is_called_a_town(typed) or one.fault.code == "town_ambiguous"):
            self.add_error("to", sentence(one.fault))
        town = one.area if one else None
        self.cleaned_data |= {"to": town, "to_name": "" if town else typed}
        return self.cleaned_data


class EndForm(ByActForm):
    """The last day of something, and the act that ends it."""

    last_day = DayField(label=_("Ultimo giorno"), help_text=_("L'ultimo in cui vale ancora."))
    field_order = ("membership", "last_day", "reason", "act")


class DelegationEndForm(EndForm):
    """The last day of a delegation, and why it ends."""

    reason = forms.CharField(label=_("Motivo"), max_length=300)


class LeavingForm(EndForm):
    """Which municipality leaves, and its last day."""

    membership = forms.ModelChoiceField(Membership.objects.none(), label=_("Comune"))

    def __init__(self, *args: Any, inside: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["membership"]
        self.fields["last_day"].help_text = _("L'ultimo in cui ne fa ancora parte.")
        choice.queryset, choice.label_from_instance = inside, attrgetter("part.name")


class BringForm(forms.Form):
    """A table as its publisher gives it, and its day when the table does not say it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Come si scarica, senza aprirlo né risalvarlo: ZIP, CSV o XLSX."),
    )
    day = DayField(
        label=_("Data dei dati"),
        required=False,
        help_text=_("Serve solo per l'elenco dei Comuni e, se manca, per le superfici."),
    )


class SuccessionsForm(forms.Form):
    """What the list of municipalities does not tell: who went into whom, who left whom."""

    def __init__(
        self, *args: Any, changes: Changes, listed: Sequence[Listed], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {one.code: one.code for one in listed}
        names = Counter(searchable(one.name) for one in listed)
        self.codes |= {
            searchable(one.name): one.code for one in listed if names[searchable(one.name)] == 1
        }
        self.gone = {f"became-{gone.code}": gone.code for gone in changes.gone}
        self.new = {f"from-{one.code}": one.code for one in changes.new}
        for gone in changes.gone:
            self.fields[f"became-{gone.code}"] = forms.CharField(
                label=_("In quale Comune confluisce %(name)s (%(code)s)")
                % {"name": gone.name, "code": gone.code},
                help_text=_("Il nome o il codice ISTAT, come sta nell'elenco."),
            )
        for one in changes.new:
            self.fields[f"from-{one.code}"] = forms.CharField(
                label=_("Da quale Comune si distacca %(name)s (%(code)s)")
                % {"name": one.name, "code": one.code},
                required=False,
                help_text=_("Da compilare solo se non nasce dai Comuni qui sopra."),
            )

    def clean(self) -> dict[str, Any]:
        """Each name typed is one municipality of the list."""
        for field in (*self.gone, *self.new):
            typed = str(self.cleaned_data.get(field, "")).strip()
            code = self.codes.get(typed) or self.codes.get(searchable(typed))
            if typed and code is None:
                wrong = gettext("«%s» non è un solo Comune dell'elenco: scriverne il codice.")
                self.add_error(field, wrong % typed)
            self.cleaned_data[field] = code or ""
        return self.cleaned_data

    def became(self) -> dict[str, str]:
        """Each municipality that is no more, and the one it went into."""
        return {code: self.cleaned_data[field] for field, code in self.gone.items()}

    def split_from(self) -> dict[str, str]:
        """Each new municipality that left another, and which."""
        told = {code: self.cleaned_data[field] for field, code in self.new.items()}
        return {code: before for code, before in told.items() if before}
