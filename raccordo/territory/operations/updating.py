from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable, slug_of
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.changes import Changes, Renamed, changes_of
from raccordo.territory.listing import Listed
from raccordo.territory.models import Area, Denomination, Membership, Slug, Succession
from raccordo.territory.states import AreaKind, Change


@operation
def update_official(
    listed: Sequence[Listed],
    *,
    since: date,
    digest: str,
    became: Mapping[str, str],
    split_from: Mapping[str, str],
    by: Acting,
    on: date,
) -> Changes:
    """Bring the register to what ISTAT's list tells, from its day on; the past stays as it was.

    Which municipality went into which, and from which a new one was separated, the list does not
    say: `became` and `split_from` do, by code.
    """
    country = Area.objects.select_for_update(of=("self",)).filter(kind=AreaKind.COUNTRY).first()
    changes = changes_of(listed, on=since, today=on)
    if changes.digest != digest:
        raise Refused(_("Dopo l'anteprima il registro è cambiato: caricare di nuovo l'elenco."))
    _require_all_told(changes, listed, became, split_from)
    _apply(changes, became, split_from, by=by)
    record(
        by=by,
        what="territory.updated",
        subject=country,
        since=since,
        renamed=len(changes.renamed),
        new=len(changes.new),
        gone=len(changes.gone),
    )
    return changes


def _apply(
    changes: Changes, became: Mapping[str, str], split_from: Mapping[str, str], *, by: Acting
) -> None:
    """Provinces before what goes into them; what ends before what takes its code."""
    since = changes.on
    source = f"ISTAT, elenco dei codici e delle denominazioni, {since:%d/%m/%Y}"
    for province in changes.new_provinces:
        _found_province(province, since, source)
    for gone in changes.gone:
        _end(Area.objects.get(pk=gone.area), since)
    moved = [one.area for one in changes.renamed if one.before_code != one.now.code]
    Area.objects.filter(pk__in=moved).update(istat_code="")  # two may exchange their codes
    for renamed in changes.renamed:
        _tell(renamed, since, source, by=by)
    for one in changes.new:
        _found_town(one, since, source)
    _succeed(changes, became, split_from, since, source)
    provinces = Area.objects.filter(kind=AreaKind.PROVINCE, until=None)
    for empty in provinces.filter(istat_code__in=changes.gone_provinces):
        _end(empty, since)


def _require_all_told(
    changes: Changes,
    listed: Sequence[Listed],
    became: Mapping[str, str],
    split_from: Mapping[str, str],
) -> None:
    """Refuse rather than guess: every municipality that ended, or began, says how."""
    codes = {one.code for one in listed}
    untold = [gone.name for gone in changes.gone if became.get(gone.code) not in codes]
    new = {one.code for one in changes.new}
    alone = [
        one.name
        for one in changes.new
        if one.code not in became.values() and split_from.get(one.code) not in codes - new
    ]
    said = []
    if untold:
        names = ", ".join(untold)
        said.append(
            _("Per questi Comuni, non più in elenco, dire in quale confluiscono: %s.") % names
        )
    if alone:
        names = ", ".join(alone)
        said.append(_("Per questi Comuni nuovi, dire da quale si distaccano: %s.") % names)
    if said:
        raise Refused("\n".join(said), field="became")


def _found_province(one: Listed, since: date, source: str) -> None:
    region = Area.objects.get(kind=AreaKind.REGION, istat_code=one.region, until=None)
    slug = f"provincia-{slug_of(one.province)}"
    province = _founded(AreaKind.PROVINCE, one.province, one.province_code, slug, since, source)
    province.sigla = one.sigla
    province.search = searchable(f"{province.search} {one.sigla}")[:300]
    province.save(update_fields=["sigla", "search"])
    _put(province, region, since, source)


def _found_town(one: Listed, since: date, source: str) -> None:
    bare = slug_of(one.name)
    town = _founded(AreaKind.MUNICIPALITY, one.name, one.code, bare, since, source)
    _describe(town, one)
    town.save(update_fields=["other_name", "belfiore_code", "sigla", "search", "sort_key"])
    _put(town, _province(one.province_code), since, source)


def _founded(kind: AreaKind, name: str, code: str, slug: str, since: date, source: str) -> Area:
    """An area with its name and a free address; a second one of the same name has its code."""
    taken = Slug.objects.filter(slug=slug).exists()
    area = Area.objects.create(
        kind=kind,
        slug=f"{slug}-{code}" if taken else slug,
        name=name,
        istat_code=code,
        since=since,
        source=source,
        search=searchable(f"{name} {code}")[:300],
        sort_key=searchable(name)[:140],
    )
    Slug.objects.create(slug=area.slug, area=area)
    _name(area, name, code, since, source)
    return area


def _tell(renamed: Renamed, since: date, source: str, *, by: Acting) -> None:
    """Another name or code from a day; another province, when the code says so."""
    area = Area.objects.select_for_update(of=("self",)).get(pk=renamed.area)
    area.denominations.filter(until=None).update(until=since)
    _name(area, renamed.now.name, renamed.now.code, since, source)
    if renamed.before_code[:3] != renamed.now.province_code:
        _still(area, since).filter(whole_kind=AreaKind.PROVINCE).update(until=since)
        _put(area, _province(renamed.now.province_code), since, source)
    area.name, area.istat_code = renamed.now.name, renamed.now.code
    _describe(area, renamed.now)
    area.save()
    facts = {"before": renamed.before_name, "after": renamed.now.name, "code": renamed.now.code}
    record(by=by, what="area.renamed", subject=area, since=since, **facts)


def _describe(area: Area, one: Listed) -> None:
    area.other_name, area.belfiore_code, area.sigla = one.other_name, one.belfiore, one.sigla
    words = searchable(f"{area.search} {one.name} {one.other_name} {one.sigla} {one.code}")
    area.search = " ".join(dict.fromkeys(words.split()))[:300]
    area.sort_key = searchable(one.name)[:140]


def _end(area: Area, until: date) -> None:
    """It is no more: neither its name, nor its place in anything."""
    area.until = until
    area.save(update_fields=["until"])
    area.denominations.filter(until=None).update(until=until)
    _still(area, until).update(until=until)


def _still(part: Area, on: date) -> QuerySet[Membership]:
    """What an area is part of beyond a day, even if the end is already known."""
    return Membership.objects.filter(Q(until=None) | Q(until__gt=on), part=part)


def _succeed(
    changes: Changes,
    became: Mapping[str, str],
    split_from: Mapping[str, str],
    on: date,
    source: str,
) -> None:
    new = {one.code for one in changes.new}
    towns = Area.objects.filter(kind=AreaKind.MUNICIPALITY, until=None)
    for gone in changes.gone:
        after = towns.get(istat_code=became[gone.code])
        change = Change.MERGER if after.istat_code in new else Change.INCORPORATION
        Succession.objects.create(
            before_id=gone.area, after=after, on=on, change=change, source=source
        )
    for code in sorted(new - set(became.values())):
        before = towns.get(istat_code=split_from[code])
        after = towns.get(istat_code=code)
        Succession.objects.create(
            before=before, after=after, on=on, change=Change.SEPARATION, source=source
        )


def _name(area: Area, name: str, code: str, since: date, source: str) -> None:
    Denomination.objects.create(area=area, name=name, istat_code=code, since=since, source=source)


def _put(part: Area, whole: Area, since: date, source: str) -> None:
    Membership.objects.create(
        part=part, whole=whole, whole_kind=whole.kind, since=since, source=source
    )


def _province(code: str) -> Area:
    return Area.objects.get(kind=AreaKind.PROVINCE, istat_code=code, until=None)
