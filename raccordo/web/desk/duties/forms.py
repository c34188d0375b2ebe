from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from raccordo.access.queries import acts_to_read, areas_where
from raccordo.access.rights import Right
from raccordo.accounts.models import User
from raccordo.acts.models import Act
from raccordo.acts.queries import acts_found
from raccordo.foundation.keys import key_of
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import elided
from raccordo.governance.models import Body, Sitting
from raccordo.governance.queries.bodies import bodies_open_to, sittings_open_to
from raccordo.journal.acting import Acting
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.web.assemblies.acts.forms import Suggested
from raccordo.web.forms import DayField

SUGGESTED, SITTINGS = 200, 60


class Person(forms.ModelChoiceField[User]):
    """One of some persons, by name and address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), to_field_name="key", **kwargs)

    def label_from_instance(self, obj: User) -> str:
        return f"{obj} ({obj.email})"


class AboutForm(forms.Form):
    """What something due is about, if it is about something."""

    organisation = forms.CharField(
        label=_("Ente che deve farlo"),
        required=False,
        widget=Suggested("organisation"),
        help_text=_("Se la scadenza è di un Comune o di un altro ente, e non dell'ufficio."),
    )
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label=_("Organismo"),
        required=False,
        to_field_name="key",
        empty_label=_("nessuno"),
    )
    sitting = forms.ModelChoiceField(
        Sitting.objects.none(),
        label=_("Seduta"),
        required=False,
        to_field_name="key",
        empty_label=_("nessuna"),
    )
    act = forms.CharField(label=_("Atto"), required=False, widget=Suggested("act"))

    def __init__(self, *args: Any, acting: Acting, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = areas_where(acting, Right.KEEP_DUTIES, on=on).order_by().values("pk")
        self.areas = list(areas.values_list("pk", flat=True))
        self.acts = acts_to_read(acting, on=on)
        bodies = bodies_open_to(acting, Right.READ_BODIES, on=on)
        sittings = sittings_open_to(acting, Right.READ_BODIES, on=on).order_by("first_call")
        near = sittings.filter(held_on__gte=on - timedelta(days=90))
        shown = list(near.values_list("pk", flat=True)[:SITTINGS])
        own = key_of(str(self.initial.get("sitting")))  # however long ago; a draft may tell none
        about = Q(pk__in=shown) | Q(key=own)
        self._choices("body", bodies)
        self._choices("sitting", sittings.filter(about))
        local = Organisation.objects.filter(area__in=self.areas, closed_on=None)
        self._known("organisation", local.values_list("name", flat=True)[:SUGGESTED])
        self._known("act", (str(act) for act in self.acts[:SUGGESTED]))

    def _choices(self, name: str, things: QuerySet[Any]) -> None:
        self.fields[name].queryset = things  # type: ignore[attr-defined]

    def _known(self, name: str, words: Any) -> None:
        widget = self.fields[name].widget
        assert isinstance(widget, Suggested)
        widget.known = list(words)

    def clean_organisation(self) -> Organisation | None:
        if not (typed := searchable(self.cleaned_data["organisation"])):
            return None
        same = list(Organisation.objects.filter(search=typed, closed_on=None)[:20])
        same = [one for one in same if one.area_id in self.areas] or same
        if len(same) != 1:
            raise forms.ValidationError(
                _("Più enti hanno questo nome: va indicato quello di queste aree.")
                if same
                else _("Quest'ente non è nell'elenco: scriverlo come fra i suggerimenti.")
            )
        return same[0]

    def clean_act(self) -> Act | None:
        if not (typed := self.cleaned_data["act"].strip()):
            return None
        found = list(acts_found(self.acts, typed)[:20])
        named = [act for act in found if str(act) == elided(typed)] or found
        if len(named) != 1:
            raise forms.ValidationError(
                _("Più atti corrispondono: scriverne gli estremi per intero.")
                if named
                else _("Quest'atto non è fra quelli che si leggono con questo incarico.")
            )
        return named[0]


class ChangeForm(AboutForm):
    """The fields of this form are the arguments of `change_duty`."""

    title = forms.CharField(label=_("Che cosa c'è da fare"), max_length=200)
    due_on = DayField(label=_("Entro il"))
    description = forms.CharField(
        label=_("In che cosa consiste"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    further: tuple[str, ...] = ("organisation", "body", "sitting", "act")
    field_order = ("title", "due_on", "description", *further)


class OwnedForm(forms.Form):
    """Who deals with something due, if anybody yet."""

    owner = Person(label=_("Chi se ne occupa"), required=False, empty_label=_("nessuno, per ora"))

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class AreaForm(forms.Form):
    """Of which of the areas whose time one keeps."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Per quale area"), to_field_name="key", empty_label=None
    )

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class AddForm(OwnedForm, AreaForm, ChangeForm):
    """The fields of this form are the arguments of `add_activity`."""

    further = ("description", *ChangeForm.further)
    field_order = ("area", "title", "due_on", "owner", *further)


class FulfilForm(forms.Form):
    """The fields of this form are the arguments of `fulfil_duty`."""

    done_on = DayField(label=_("Fatto il"))
    protocol = forms.CharField(label=_("Numero di protocollo"), max_length=60, required=False)
    proof = forms.CharField(
        label=_("Altra prova"),
        max_length=220,
        required=False,
        help_text=_("La ricevuta della piattaforma, il messaggio, l'atto."),
    )
    file = forms.FileField(label=_("File della prova"), required=False)

    def clean_file(self) -> tuple[bytes, str] | None:
        file = self.cleaned_data.get("file")
        return (file.read(), file.name or "") if file else None


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Motivo"), max_length=300)


class AdoptForm(OwnedForm):
    """The fields of this form are the arguments of `adopt_rules`."""

    since = DayField(
        label=_("A partire dal"),
        required=False,
        help_text=_("Quello che scadeva prima di questo giorno non si aggiunge."),
    )


class EventForm(OwnedForm, AreaForm):
    """The fields of this form are the arguments of `note_event`."""

    happened_on = DayField(label=_("Quando è accaduto"))
    label = forms.CharField(
        label=_("Quale"),
        max_length=40,
        required=False,
        help_text=_("Per riconoscerlo da altri: «DGR 120/2026», «deliberazione n. 7»."),
    )
    field_order = ("area", "happened_on", "label", "owner")


class PassForm(forms.Form):
    """Whom what was chosen is passed to; nobody, if so it is said."""

    owner = Person(label=_("A chi"), empty_label=_("scegliere una persona"))

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class AbsenceForm(forms.Form):
    """The fields of this form are the arguments of `tell_absence`."""

    user = Person(label=_("Chi è assente"), empty_label=None)
    substitute = Person(label=_("Chi sostituisce"), empty_label=_("scegliere una persona"))
    since = DayField(label=_("Dal"))
    until = DayField(
        label=_("Fino al"), required=False, help_text=_("L'ultimo giorno di assenza, se si sa.")
    )

    def __init__(
        self, *args: Any, users: QuerySet[User], substitutes: QuerySet[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]
        self.fields["substitute"].queryset = substitutes  # type: ignore[attr-defined]

    def clean_until(self) -> date | None:
        last_day: date | None = self.cleaned_data["until"]
        return last_day + timedelta(days=1) if last_day else None
