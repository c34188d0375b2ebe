"""What a file holds and what it would change, in words: for the page and for the command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.foundation.reasons import Fact, Reason
from raccordo.foundation.sentences import sentence
from raccordo.foundation.wording import day
from raccordo.observatory.importing.weighing import publication_told
from raccordo.observatory.models import Vintage
from raccordo.observatory.reasons import NOTES
from raccordo.observatory.states import Dataset, Status
from raccordo.territory.changes import Changes, Gone, Renamed
from raccordo.territory.models import Area

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Summary:
    """What is shown of figures before they are confirmed."""

    dataset: str
    day: str
    status: str
    rows: str
    towns: str
    sentences: tuple[str, ...]


def summary_of(told: Mapping[str, Any]) -> Summary:
    """What was read in a file, from what was kept of it."""
    publication = publication_told(told)
    return Summary(
        dataset=str(Dataset(publication.dataset).label),
        day=day(publication.reference_date),
        status=str(Status(publication.status).label),
        rows=number_format(publication.rows, force_grouping=True),
        towns=number_format(publication.towns, force_grouping=True),
        sentences=tuple(_sentences(told)),
    )


def _sentences(told: Mapping[str, Any]) -> Iterator[str]:
    for note in told["notes"]:
        facts = {name: _grouped(fact) for name, fact in note["facts"].items()}
        yield sentence(Reason(note["code"], facts), NOTES)
    former = Vintage.objects.filter(key=told["former"]).first() if told["former"] else None
    if former and told["merged"]:
        yield ngettext(
            "Il file ha %(n)s Comune: si aggiunge ai dati già in uso, caricati il %(day)s.",
            "Il file ha %(n)s Comuni: si aggiungono ai dati già in uso, caricati il %(day)s.",
            told["added"],
        ) % {"n": told["added"], "day": day(former.loaded_on)}
    elif former:
        facts = {"day": day(former.loaded_on), "status": former.get_status_display()}
        yield (
            _(
                "Sostituisce i dati in uso per lo stesso giorno (%(status)s), caricati il %(day)s, "
                "che restano conservati."
            )
            % facts
        )
    else:
        yield _("Per questo giorno non ci sono ancora dati.")
    yield _missing(publication_told(told).missing)


def _grouped(fact: Fact) -> Fact:
    return number_format(fact, force_grouping=True) if isinstance(fact, int) else fact


def _missing(codes: tuple[str, ...]) -> str:
    if not codes:
        return _("Ci sono tutti i Comuni di quel giorno.")
    towns = Area.objects.filter(istat_code__in=codes).order_by("sort_key")
    names = list(towns.values_list("name", flat=True)[:MOST_NAMED])
    facts = {"n": len(codes), "names": ", ".join(names)}
    if len(codes) > len(names):
        return _("Mancano %(n)s Comuni, fra cui %(names)s.") % facts
    said = ngettext(
        "Manca %(n)s Comune: %(names)s.", "Mancano %(n)s Comuni: %(names)s.", len(codes)
    )
    return said % facts


def changes_said(changes: Changes) -> Iterator[str]:
    """What a list of municipalities would change, a line for each thing."""
    yield from map(_renamed, changes.renamed)
    for province in changes.new_provinces:
        facts = {"name": province.province, "code": province.province_code}
        yield _("Nuova provincia: %(name)s (%(code)s).") % facts
    for code in changes.gone_provinces:
        yield _("La provincia %s non ha più Comuni: cessa.") % code
    for new in changes.new:
        yield _("Nuovo Comune: %(name)s (%(code)s).") % {"name": new.name, "code": new.code}
    for gone in changes.gone:
        yield from _gone(gone)


def _renamed(one: Renamed) -> str:
    facts = {"before": one.before_name, "now": one.now.name}
    facts |= {"old": one.before_code, "code": one.now.code}
    if one.before_code == one.now.code:
        return _("%(before)s (%(code)s) si chiama %(now)s.") % facts
    if one.before_name == one.now.name:
        return _("%(now)s passa dal codice %(old)s al codice %(code)s.") % facts
    return _("%(before)s (%(old)s) diventa %(now)s (%(code)s).") % facts


def _gone(gone: Gone) -> Iterator[str]:
    facts = {"name": gone.name, "code": gone.code, "inside": ", ".join(gone.inside)}
    yield _("Non è più in elenco: %(name)s (%(code)s).") % facts
    if gone.inside:
        yield (
            _("%(name)s era in: %(inside)s. Il Comune che gli succede va aggiunto a mano.") % facts
        )
