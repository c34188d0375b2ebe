"""Figures and lists as a person reads them, in her language."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from raccordo.observatory.rules import rounded
from raccordo.observatory.states import Unit

WHOLE = {Unit.PERSONS, Unit.EUROS}


def figure(value: Decimal, unit: Unit) -> str:
    """A value: 25.741 persons, 182,4 every hundred."""
    if unit in WHOLE:
        return number_format(rounded(value, Decimal(1)), 0, use_l10n=True, force_grouping=True)
    return number_format(rounded(value), 1, use_l10n=True, force_grouping=True)


def with_unit(value: Decimal, unit: Unit) -> str:
    """A value with what it counts, where a number alone would not say it: 46,0 anni."""
    said = figure(value, unit)
    match unit:
        case Unit.PERCENT:
            return f"{said} %"
        case Unit.YEARS:
            return _("%s anni") % said
        case Unit.EUROS:
            return f"{said} €"
    return said


def together(words: Sequence[str]) -> str:
    """A list in words: Frisa, Treglio e Fossacesia."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s e %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
