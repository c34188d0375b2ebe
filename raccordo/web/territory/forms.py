from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.territory.models import Area
from raccordo.territory.queries import names_found
from raccordo.territory.states import AreaKind, Function
from raccordo.web.forms import DayField


def municipalities_in(text: str, *, on: date, among: QuerySet[Area] | None = None) -> list[Area]:
    """The municipalities that a typed or pasted list names; every name that fails is told."""
    typed = [name.strip(' \t.-–•*"') for name in re.split(r"[\n,;\t]+", text)]
    typed = list(dict.fromkeys(name for name in typed if name))
    allowed = None if among is None else set(among.values_list("pk", flat=True))
    found, wrong = [], []
    for name in names_found(typed, on=on):
        match name.areas:
            case (one,) if allowed is None or one.pk in allowed:
                found.append(one)
            case (_one,):
                wrong.append(gettext("«%s» è fuori dal proprio territorio.") % name.typed)
            case ():
                wrong.append(
                    gettext("«%s» non è un Comune di oggi: controllare il nome.") % name.typed
                )
            case several:
                which = ", ".join(f"{area.name} ({area.sigla})" for area in several)
                wrong.append(
                    gettext("«%(typed)s» sono più Comuni: scrivere quale, fra %(which)s.")
                    % {"typed": name.typed, "which": which}
                )
    if wrong:
        raise forms.ValidationError(wrong)
    return list(dict.fromkeys(found))


class NewAreaForm(forms.Form):
    """The fields of this form are the arguments of `create_area`."""

    further = ("act", "istat_code", "slug")

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
    municipalities = forms.CharField(
        label=_("Comuni"),
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_(
            "Uno per riga, o separati da virgole: si può incollare l'elenco da un documento. "
            "Per i nomi ripetuti aggiungere la sigla della provincia: «Castro (BG)»."
        ),
    )
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
        help_text=_("Si può aggiungere anche dopo, dalla pagina degli atti."),
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
        acts: QuerySet[Act],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.allowed = on, within
        self.fields["within"].queryset = wholes  # type: ignore[attr-defined]
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]

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
        (lead,) = municipalities_in(name, on=self.on)[:1] or (None,)
        inside = self.cleaned_data.get("municipalities")
        if inside and lead not in inside:
            raise forms.ValidationError(_("Il capofila deve essere uno dei Comuni dell'elenco."))
        return lead


class NameForm(forms.Form):
    """The fields of this form are the arguments of `rename_area`."""

    name = forms.CharField(label=_("Nuovo nome"), max_length=120)
    since = DayField(label=_("Dal"))
    slug = forms.SlugField(
        label=_("Nuovo nome nell'indirizzo"),
        required=False,
        help_text=_("Il precedente continua a portare qui."),
    )
    act = forms.ModelChoiceField(Act.objects.none(), label=_("Atto"), required=False)

    def __init__(self, *args: Any, acts: QuerySet[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]


class DelegationForm(forms.Form):
    """The fields of this form are the arguments of `delegate`."""

    function = forms.ChoiceField(label=_("Funzione"), choices=Function.choices)
    to = forms.CharField(
        label=_("A chi"),
        max_length=160,
        help_text=_("Il nome di un Comune, o di un'Unione, un Consorzio, un'Azienda."),
    )
    since = DayField(label=_("Dal"))
    subject = forms.CharField(label=_("Che cosa comprende"), max_length=300, required=False)
    act = forms.ModelChoiceField(Act.objects.none(), label=_("Atto"), required=False)

    def __init__(self, *args: Any, on: date, acts: QuerySet[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The body is a municipality when it is called so, otherwise it is known by its name."""
        typed = str(self.cleaned_data.pop("to", "")).strip()
        name = re.sub(r"^comune\s+(di|d')\s*", "", typed, flags=re.IGNORECASE)
        found = names_found([name], on=self.on)[0].areas
        town = found[0] if len(found) == 1 else None
        self.cleaned_data |= {"to": town, "to_name": "" if town else typed}
        return self.cleaned_data


class EndForm(forms.Form):
    """The last day of something, and why."""

    last_day = DayField(label=_("Ultimo giorno"), help_text=_("L'ultimo in cui vale ancora."))
    reason = forms.CharField(label=_("Motivo"), max_length=300)
