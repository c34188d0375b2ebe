"""The rules of a body, written in plain words: no code, each provision with its article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.searching import slug_of
from raccordo.governance.rules.rulebook import (
    ASSIGNED,
    HEADS,
    HELD,
    POPULATION,
    PRESENT,
    VOTERS,
    Matter,
    Rulebook,
    Share,
    UnsoundRule,
)
from raccordo.governance.wording import WHOLES, unsound
from raccordo.web.assemblies.bodies.forms import SourceForm
from raccordo.web.forms import DayField

HALF, LEAST, OVER = "half", "least", "over"
HOWS = [
    ("", _("non richiesta")),
    (HALF, _("più della metà")),
    (LEAST, _("almeno (scrivere quanto)")),
    (OVER, _("più di (scrivere quanto)")),
]
OF_ALL, OF_VOTE = (ASSIGNED, HELD), (VOTERS, PRESENT, ASSIGNED, HELD)
MATTERS = 5
# The provisions that are told as they are kept.
PLAIN = (
    "notice_free",
    "urgent_days",
    "second_call_after",
    "casting_vote",
    "abstentions_count",
    "blanks_count",
    "remote",
    "alternates",
    "proxies",
    "several_seats",
)

PART = re.compile(r"^\s*(\d{1,4})\s*(?:/\s*(\d{1,4})|%)\s*$")
# The fields by what they are about, each group with a line of help.
SECTIONS: tuple[tuple[Any, Any, tuple[str, ...]], ...] = (
    (_("Da quando, e dove si leggono"), "", ("since", "act", "source")),
    (_("Preavviso"), "", ("notice_days", "notice_free", "urgent_days", "cite_notice_days")),
    (
        _("Numero legale in prima convocazione"),
        _("Si può chiedere per componenti, per abitanti o per entrambi."),
        ("first_call_heads", "first_call_population", "cite_first_call"),
    ),
    (
        _("Seconda convocazione"),
        _("Senza un numero legale proprio vale quello della prima."),
        (
            "second_call_after",
            "second_call_heads",
            "second_call_population",
            "cite_second_call",
        ),
    ),
    (
        _("Maggioranza per approvare"),
        _("Senza una maggioranza scritta nel regolamento non si vota."),
        (
            "majority_heads",
            "majority_population",
            "abstentions_count",
            "blanks_count",
            "cite_majority",
        ),
    ),
    (_("Parità di voti"), "", ("casting_vote", "cite_casting_vote")),
    (
        _("Come si partecipa"),
        "",
        ("remote", "alternates", "proxies", "several_seats", "cite_several_seats"),
    ),
    (
        _("Punti non scritti nella convocazione"),
        _("Si votano solo se ci sono tutti i componenti in carica e nessuno si oppone."),
        ("cite_off_agenda",),
    ),
)


class ShareWidget(forms.MultiWidget):
    """How much, written if it is not a half, and of what."""

    def __init__(self, wholes: list[tuple[str, Any]]) -> None:
        said = {"aria-label": _("Quanta parte")}, {"aria-label": _("Di che cosa")}
        written = {"aria-label": _("Quanto: 2/3, 30%"), "placeholder": "2/3", "size": 6}
        super().__init__(
            [
                forms.Select(attrs=said[0], choices=HOWS),
                forms.TextInput(attrs=written),
                forms.Select(attrs=said[1], choices=wholes),
            ]
        )

    def decompress(self, value: Any) -> list[str]:
        """A share as its three answers."""
        if not isinstance(value, Share):
            return ["", "", ""]
        n, m = value.numerator, value.denominator
        if value.strict and (n, m) == (1, 2):
            return [HALF, "", value.of]
        return [OVER if value.strict else LEAST, f"{n}%" if m == 100 else f"{n}/{m}", value.of]


class ShareField(forms.MultiValueField):
    """A part of the heads, or of the residents, that must be reached; nothing if none is wanted."""

    def __init__(self, *, basis: str, of: tuple[str, ...], label: Any) -> None:
        self.basis = basis
        wholes: list[tuple[str, Any]] = [(whole, WHOLES[basis, whole]) for whole in of]
        fields = (
            forms.ChoiceField(choices=HOWS, required=False),
            forms.CharField(required=False, max_length=12),
            forms.ChoiceField(choices=wholes, required=False),
        )
        super().__init__(
            fields=fields,
            label=label,
            widget=ShareWidget(wholes),
            required=False,
            require_all_fields=False,
        )

    def compress(self, data_list: list[str]) -> Share | None:
        """The share that was told, or why it is none."""
        how, written, of = data_list or ["", "", ""]
        if not how:
            return None
        n, m = (1, 2) if how == HALF else _read(written)
        try:
            return Share(self.basis, of, n, m, strict=how != LEAST)
        except UnsoundRule as rule:
            raise forms.ValidationError(unsound(rule)) from rule


def _read(written: str) -> tuple[int, int]:
    found = PART.match(written or "")
    if found is None:
        raise forms.ValidationError(_now("Scrivere la frazione come «2/3», oppure «30%»."))
    return int(found[1]), int(found[2] or 100)


def _cite() -> forms.CharField:
    return forms.CharField(
        label=_("Articolo"), max_length=60, required=False, help_text=_("Per esempio «art. 6».")
    )


def _pair(of: tuple[str, ...]) -> tuple[ShareField, ShareField]:
    heads = ShareField(basis=HEADS, of=of, label=_("Per componenti"))
    return heads, ShareField(basis=POPULATION, of=of, label=_("Per abitanti"))


class RulesForm(SourceForm):
    """The fields of this form are the arguments of `set_regulation`."""

    since = DayField(label=_("Valgono dal"))
    notice_days = forms.IntegerField(
        label=_("Giorni di preavviso"), min_value=0, max_value=90, required=False
    )
    notice_free = forms.BooleanField(
        label=_("Giorni liberi: non si contano il primo e l'ultimo"), required=False
    )
    urgent_days = forms.IntegerField(
        label=_("Giorni di preavviso se è urgente"), min_value=0, max_value=90, required=False
    )
    cite_notice_days = _cite()
    first_call_heads, first_call_population = _pair(OF_ALL)
    cite_first_call = _cite()
    second_call_after = forms.IntegerField(
        label=_("Ore dopo la prima"),
        min_value=1,
        max_value=720,
        required=False,
        help_text=_("Se manca, non c'è una seconda convocazione."),
    )
    second_call_heads, second_call_population = _pair(OF_ALL)
    cite_second_call = _cite()
    majority_heads, majority_population = _pair(OF_VOTE)
    abstentions_count = forms.BooleanField(
        label=_("Chi si astiene conta fra i votanti"), required=False
    )
    blanks_count = forms.BooleanField(
        label=_("Le schede bianche e nulle contano fra i votanti"), required=False, initial=True
    )
    cite_majority = _cite()
    casting_vote = forms.BooleanField(
        label=_("A parità di voti prevale quello di chi presiede"), required=False
    )
    cite_casting_vote = _cite()
    remote = forms.BooleanField(label=_("A distanza"), required=False, initial=True)
    alternates = forms.BooleanField(label=_("Con un supplente"), required=False, initial=True)
    proxies = forms.BooleanField(label=_("Con una delega"), required=False, initial=True)
    several_seats = forms.BooleanField(
        label=_("La stessa persona anche per più componenti"), required=False
    )
    cite_several_seats = _cite()
    cite_off_agenda = _cite()

    def __init__(self, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial, **kwargs)
        for number in range(1, MATTERS + 1):
            self.fields |= _matter_fields(number)
        for name, field in self.fields.items():  # what was being written comes back in three parts
            if isinstance(field, ShareField) and f"{name}_0" in self.initial:
                self.initial[name] = [self.initial.get(f"{name}_{n}", "") for n in range(3)]

    @property
    def sections(self) -> list[tuple[Any, Any, list[Any]]]:
        """The fields by what they are about, each with a line of help."""
        return [(title, lead, [self[name] for name in names]) for title, lead, names in SECTIONS]

    @property
    def matters(self) -> list[tuple[str, list[Any], bool]]:
        """The fields of each special matter; open where something is written in it."""
        rows = []
        for number in range(1, MATTERS + 1):
            title = _now("Materia speciale %s") % number
            fields = [self[name] for name in _matter_fields(number)]
            written = any(field.errors for field in fields) or bool(fields[0].value())
            rows.append((title, fields, written))
        return rows

    def clean(self) -> dict[str, Any]:
        """The rules, if they can be meant so; else why, beside what is wrong."""
        facts = self.cleaned_data
        kept = {name: facts.get(name) for name in ("act", "source", "since")}
        for number in range(1, MATTERS + 1):
            name, *others = (facts.get(field) for field in _matter_fields(number))
            if any(others) and not name:
                self.add_error(f"matter_{number}_name", _now("Manca il nome della materia."))
        if self.errors:
            return kept
        try:
            return kept | {"rules": self._rules(facts)}
        except UnsoundRule as rule:
            name = f"cite_{rule.provision}" if rule.why == "no_article" else rule.provision
            wrong = name if name in self.fields else f"{name}_after"
            self.add_error(wrong if wrong in self.fields else None, unsound(rule))
        return kept

    def _rules(self, facts: dict[str, Any]) -> Rulebook:
        cites = {name[5:]: facts[name].strip() for name in facts if name.startswith("cite_")}
        return Rulebook(
            notice_days=facts["notice_days"] or 0,
            first_call=_shares(facts, "first_call"),
            second_call=_shares(facts, "second_call"),
            majority=_shares(facts, "majority"),
            matters=tuple(_matters(facts)),
            cites={name: cited for name, cited in cites.items() if cited},
            **{name: facts[name] for name in PLAIN},
        )


def told_in(rules: Rulebook | None, *, since: date | None = None) -> dict[str, Any]:
    """The rules as the form shows them, to be corrected or followed by others."""
    told: dict[str, Any] = {"since": since}
    if rules is None:
        return told
    told |= {name: getattr(rules, name) for name in PLAIN}
    told["notice_days"] = rules.notice_days or None
    told |= {f"cite_{name}": article for name, article in rules.cites.items()}
    for name in ("first_call", "second_call", "majority"):
        told |= {f"{name}_{share.basis}": share for share in getattr(rules, name)}
    for number, matter in enumerate(rules.matters[:MATTERS], start=1):
        start = f"matter_{number}"
        told |= {f"{start}_name": matter.name, f"{start}_article": matter.article}
        told |= {f"{start}_quorum_{share.basis}": share for share in matter.quorum}
        told |= {f"{start}_majority_{share.basis}": share for share in matter.majority}
    return told


def _matter_fields(number: int) -> dict[str, forms.Field]:
    start = f"matter_{number}"
    name = forms.CharField(
        label=_("Materia"),
        max_length=120,
        required=False,
        help_text=_("Per esempio «Modifiche del regolamento»."),
    )
    fields: dict[str, forms.Field] = {f"{start}_name": name, f"{start}_article": _cite()}
    quorum, majority = _pair(OF_ALL), _pair(OF_VOTE)
    quorum[0].label, quorum[1].label = _("Presenti, per componenti"), _("Presenti, per abitanti")
    majority[0].label = _("Favorevoli, per componenti")
    majority[1].label = _("Favorevoli, per abitanti")
    for what, pair in (("quorum", quorum), ("majority", majority)):
        fields |= {f"{start}_{what}_{field.basis}": field for field in pair}
    return fields


def _shares(facts: dict[str, Any], name: str) -> tuple[Share, ...]:
    told = (facts.get(f"{name}_{basis}") for basis in (HEADS, POPULATION))
    return tuple(share for share in told if share)


def _matters(facts: dict[str, Any]) -> Iterator[Matter]:
    """The rows that have a name; their code is the name, so that a sitting can keep to it."""
    for number in range(1, MATTERS + 1):
        start = f"matter_{number}"
        name = " ".join(facts[f"{start}_name"].split())
        if name:
            quorum, majority = (
                _shares(facts, f"{start}_quorum"),
                _shares(facts, f"{start}_majority"),
            )
            article = facts[f"{start}_article"].strip()
            yield Matter(slug_of(name)[:40], name, article, quorum, majority)
