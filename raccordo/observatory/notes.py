"""What must be said beside the figures: whom the tables leave out, what they withhold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.foundation.wording import day
from raccordo.observatory.figures import Place
from raccordo.observatory.highlights import label_of
from raccordo.observatory.indicators import INDICATORS, Indicator
from raccordo.observatory.queries import Profile
from raccordo.observatory.states import Dataset
from raccordo.observatory.wording import exactly, together

# How names are told in a note: all, or so many of them.
Few = Callable[[Sequence[str], str], str]


def left_out(profile: Profile, indicators: Sequence[Indicator] = INDICATORS) -> list[str]:
    """What the sources leave out of some indicators, or have in other municipalities."""
    places = (profile.place, *profile.around)
    return [
        *without_in(profile, indicators, places),
        *withheld_in(profile, indicators, places),
        *_apart(profile),
    ]


def without_in(
    profile: Profile,
    indicators: Sequence[Indicator],
    places: Sequence[Place],
    *,
    few: Few = lambda names, _many: together(names),
) -> list[str]:
    """The municipalities that a table leaves out of a figure that stands."""
    found: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for place in places:
        for indicator in indicators:
            value = profile.value(indicator.code, place)
            if value.without and value.amount is not None:
                of_whom = found.setdefault(value.without, {})
                of_whom.setdefault(label_of(place), set()).add(_table_of(indicator))
    given = [i for i in indicators if any(profile.value(i.code, p).vintage for p in places)]
    tables = {_table_of(indicator) for indicator in given}
    said = []
    for towns, of_whom in found.items():
        facts = {"places": few(list(of_whom), _("%s territori"))}
        facts["towns"] = few(towns, _("%s Comuni"))
        told = set[str]().union(*of_whom.values())
        if told == tables:
            said.append(_("%(places)s: i dati caricati non comprendono %(towns)s.") % facts)
        else:
            facts["table"] = "», «".join(sorted(told))
            words = _("%(places)s: i dati caricati di «%(table)s» non comprendono %(towns)s.")
            said.append(words % facts)
    return said


def _table_of(indicator: Indicator) -> str:
    """The table of an indicator; of one that has two, which of them leaves out is not known."""
    tables = (indicator.above, *(t for t in Dataset if t == indicator.below != indicator.above))
    return "» / «".join(str(table.label) for table in tables)


def withheld_in(
    profile: Profile, indicators: Sequence[Indicator], places: Sequence[Place]
) -> list[str]:
    """Of how many municipalities the source withholds a figure, where the value stands."""
    said = []
    for indicator in indicators:
        told = [
            f"{label_of(place)} {exactly(value.withheld)}"
            for place in places
            if (value := profile.value(indicator.code, place)).withheld and value.amount is not None
        ]
        if told:
            facts = {"name": indicator.name, "places": ", ".join(told)}
            said.append(_("%(name)s: Comuni di cui la fonte oscura il dato: %(places)s.") % facts)
    return said


def _apart(profile: Profile) -> list[str]:
    """Whose figures are those of municipalities that it has taken the place of since."""
    names = {place.area.pk: place.name for place in profile.inside if place.area}
    told = [
        ngettext(
            "%(town)s comprende %(others)s, che nei dati (%(day)s) è ancora un Comune distinto.",
            "%(town)s comprende %(others)s, che nei dati (%(day)s) sono ancora Comuni distinti.",
            len(others),
        )
        % {
            "town": names[row],
            "others": together(others),
            "day": day(figures.vintage.reference_date),
        }
        for figures in profile.figures.values()
        for row, others in sorted(figures.apart.items())
        if row in names
    ]
    return list(dict.fromkeys(told))
