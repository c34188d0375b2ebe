from __future__ import annotations

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area, Denomination, Membership, Slug, Succession
from raccordo.territory.official import AreaFact, Stretch, Succeeded, territory
from raccordo.territory.states import AreaKind, Change


@operation
def load_official(*, by: Acting) -> int:
    """Load all the municipalities, provinces and regions of Italy, with their known history."""
    if Area.objects.filter(kind=AreaKind.COUNTRY).exists():
        raise Refused(_("L'elenco dei Comuni è già caricato."))
    facts, successions = territory()
    Area.objects.bulk_create([_area(fact) for fact in facts], batch_size=500)
    areas = {fact.ref: area for fact, area in zip(facts, _in_order(facts), strict=True)}
    Slug.objects.bulk_create(
        [Slug(slug=area.slug, area=area) for area in areas.values()], batch_size=500
    )
    Denomination.objects.bulk_create(
        [_name(areas[fact.ref], told) for fact in facts for told in fact.names], batch_size=500
    )
    Membership.objects.bulk_create(
        [
            _membership(areas[fact.ref], areas[told.what], told)
            for fact in facts
            for told in fact.wholes
        ],
        batch_size=500,
    )
    Succession.objects.bulk_create([_succession(areas, told) for told in successions])
    record(by=by, what="territory.loaded", subject=areas["country:it"], areas=len(areas))
    return len(areas)


def _in_order(facts: list[AreaFact]) -> list[Area]:
    saved = Area.objects.in_bulk([fact.key for fact in facts], field_name="key")
    return [saved[fact.key] for fact in facts]


def _area(fact: AreaFact) -> Area:
    names = " ".join(f"{told.what} {told.code}" for told in fact.names)
    searched = f"{fact.name} {fact.other_name} {fact.sigla} {fact.istat_code} {names}"
    return Area(
        key=fact.key,
        kind=fact.kind,
        slug=fact.slug,
        name=fact.name,
        other_name=fact.other_name,
        istat_code=fact.istat_code,
        belfiore_code=fact.belfiore_code,
        sigla=fact.sigla,
        since=fact.since,
        until=fact.until,
        source=fact.source,
        search=" ".join(dict.fromkeys(searchable(searched).split()))[:300],
        sort_key=searchable(fact.name)[:140],
    )


def _name(area: Area, told: Stretch) -> Denomination:
    return Denomination(
        area=area,
        name=told.what,
        istat_code=told.code,
        since=told.since,
        until=told.until,
        source=told.source,
    )


def _membership(part: Area, whole: Area, told: Stretch) -> Membership:
    return Membership(
        part=part,
        whole=whole,
        whole_kind=whole.kind,
        since=told.since,
        until=told.until,
        source=told.source,
    )


def _succession(areas: dict[str, Area], told: Succeeded) -> Succession:
    return Succession(
        before=areas[told.before],
        after=areas[told.after],
        on=told.on,
        change=Change(told.change),
        source=told.source,
    )
