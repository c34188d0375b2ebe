"""What is known of each municipality that a sum is shared among."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.finance.rules.allotting import Mix, weights_by
from raccordo.finance.states import Criterion
from raccordo.foundation.errors import Refused
from raccordo.foundation.sentences import sentence
from raccordo.foundation.wording import day
from raccordo.observatory.indicators import INDICATORS
from raccordo.observatory.queries import values_of
from raccordo.observatory.reasons import SENTENCES
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of

INDICATOR = {
    Criterion.POPULATION: "D01",
    Criterion.DEPENDENCY: "D05",
    Criterion.SPARSENESS: "D02",  # the inverse of the density
}


def weights_of_towns(area: Area, mix: Mix, *, on: date) -> dict[Area, int]:
    """The weight of each municipality of an area as of a day, in the order of their names."""
    towns = list(municipalities_of(area, on=on))
    if not towns:
        raise Refused(_("Il %s in quest'area non ci sono Comuni.") % day(on))
    criteria = [criterion for criterion, _percent in mix]
    return weights_by(_measures(towns, criteria, on=on), mix)


def _measures(
    towns: Collection[Area], criteria: Collection[Criterion], *, on: date
) -> dict[Area, dict[Criterion, Decimal]]:
    by_code = {one.code: one for one in INDICATORS}
    asked = [(town, by_code[INDICATOR[one]]) for town in towns for one in criteria]
    found = values_of(asked, on=on)
    measures: dict[Area, dict[Criterion, Decimal]] = {}
    for town in towns:
        measures[town] = {}
        for one in criteria:
            value = found[town.pk, INDICATOR[one]]
            if not (amount := value.amount):
                facts = {"town": town.name, "what": by_code[INDICATOR[one]].name, "day": day(on)}
                said = _("Di %(town)s al %(day)s non si conosce: %(what)s.") % facts
                why = sentence(value.why, SENTENCES) if value.why else ""
                raise Refused(f"{said} {why}".strip())
            measures[town][one] = 1 / amount if one == Criterion.SPARSENESS else amount
    return measures
