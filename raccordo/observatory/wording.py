"""Figures and lists as a person reads them, in her language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from raccordo.foundation.money import whole_euros
from raccordo.observatory.rules import rounded
from raccordo.observatory.states import Unit
from raccordo.territory.states import AreaKind

WHOLE = {Unit.PERSONS, Unit.EUROS}


@dataclass(frozen=True, slots=True)
class PartWords:
    """How one speaks of what is inside a place."""

    one: Promise
    many: Promise
    some: Promise
    each: Promise
    by: Promise
    spread: Promise
    partial: Promise  # the same, when some have no value
    same: Promise
    most: tuple[Promise, Promise]
    least: tuple[Promise, Promise]


PARTS = {
    AreaKind.MUNICIPALITY: PartWords(
        one=_later("Comune"),
        many=_later("Comuni"),
        some=_later("%s Comuni"),
        each=_later("Comune per Comune"),
        by=_later("%s per Comune"),
        spread=_later("Fra i Comuni va da %(low)s (%(low_in)s) a %(high)s (%(high_in)s)."),
        partial=_later(
            "Fra i Comuni che hanno il dato va da %(low)s (%(low_in)s) a %(high)s (%(high_in)s)."
        ),
        same=_later("È uguale in tutti i Comuni."),
        most=(_later("il più popoloso è %s"), _later("i più popolosi sono %s")),
        least=(_later("il meno popoloso è %s"), _later("i meno popolosi sono %s")),
    ),
    AreaKind.PROVINCE: PartWords(
        one=_later("Provincia"),
        many=_later("Province"),
        some=_later("%s province"),
        each=_later("Provincia per provincia"),
        by=_later("%s per provincia"),
        spread=_later("Fra le province va da %(low)s (%(low_in)s) a %(high)s (%(high_in)s)."),
        partial=_later(
            "Fra le province che hanno il dato va da %(low)s (%(low_in)s) a %(high)s (%(high_in)s)."
        ),
        same=_later("È uguale in tutte le province."),
        most=(
            _later("la provincia più popolosa è %s"),
            _later("le province più popolose sono %s"),
        ),
        least=(
            _later("la provincia meno popolosa è %s"),
            _later("le province meno popolose sono %s"),
        ),
    ),
}


def seen(value: Decimal, unit: Unit) -> Decimal:
    """A value as the eye meets it: two that look equal are equal."""
    return rounded(value, Decimal(1)) if unit in WHOLE else rounded(value)


def figure(value: Decimal, unit: Unit) -> str:
    """A value: 25.741 persons, 182,4 every hundred."""
    decimals = 0 if unit in WHOLE else 1
    return number_format(seen(value, unit), decimals, use_l10n=True, force_grouping=True)


def exactly(value: Decimal | int | None) -> str:
    """A figure as it is counted, with all its decimals: 25.741 persons, 12,3456 km²."""
    if value is None:
        return "–"
    exponent = Decimal(value).normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return number_format(value, decimals, use_l10n=True, force_grouping=True)


def the_share(value: Decimal) -> str:
    """A percentage with its article: il 15,5 %, l'8,9 %, lo 0,4 %."""
    said, whole = with_unit(value, Unit.PERCENT), int(rounded(value))
    if whole == 0:
        return _("lo %s") % said
    return (_("l'%s") if whole in {1, 8, 11} or 80 <= whole < 90 else _("il %s")) % said


def with_unit(value: Decimal, unit: Unit) -> str:
    """A value with what it counts, where a number alone would not say it: 46,0 anni."""
    said = figure(value, unit)
    match unit:
        case Unit.PERCENT:
            return _("%s %%").replace(" ", "\N{NO-BREAK SPACE}") % said
        case Unit.YEARS:
            return _("%s anni").replace(" ", "\N{NO-BREAK SPACE}") % said
        case Unit.EUROS:
            return whole_euros(value)
    return said


def together(words: Sequence[str]) -> str:
    """A list in words: Frisa, Treglio e Fossacesia."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s e %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
