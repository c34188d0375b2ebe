from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable, slug_of
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area, Denomination, Slug
from raccordo.territory.operations.tying import already_in, delegate, join
from raccordo.territory.queries import overlapping
from raccordo.territory.states import MADE_HERE, AreaKind, Function


@operation
def create_area(
    *,
    kind: AreaKind,
    name: str,
    municipalities: Sequence[Area],
    since: date,
    by: Acting,
    slug: str = "",
    within: Area | None = None,
    lead: Area | None = None,
    istat_code: str = "",
    act: Act | None = None,
    source: str = "",
) -> Area:
    """Found an ambito or a zone, with its municipalities, what holds it and who leads it."""
    _require_made_here(kind, municipalities, lead)
    _require_all_free(municipalities, kind, since)
    area = found_area(
        kind=kind, name=name, since=since, slug=slug, code=istat_code, act=act, source=source
    )
    for part in municipalities:
        join(part, whole=area, since=since, by=by, act=act, source=source)
    if within:
        join(area, whole=within, since=since, by=by, act=act, source=source)
    if lead:
        delegate(area, function=Function.LEAD, to=lead, since=since, by=by, act=act, source=source)
    record(by=by, what="area.created", subject=area, name=area.name, members=len(municipalities))
    return area


def found_area(
    *,
    kind: AreaKind,
    name: str,
    since: date,
    slug: str = "",
    aliases: Sequence[str] = (),
    code: str = "",
    act: Act | None = None,
    source: str = "",
) -> Area:
    """An area with its name and its address, before it holds anything."""
    name, code = " ".join(name.split()), code.strip()
    if not name:
        raise Refused(_("Manca il nome."), field="name")
    area = Area.objects.create(
        kind=kind,
        slug=claim_slug(slug or slug_of(name)),
        name=name,
        istat_code=code,
        since=since,
        act=act,
        source=source,
        search=searchable(f"{name} {code} {' '.join(aliases)}")[:300],
        sort_key=searchable(name)[:140],
    )
    for known in (area.slug, *map(claim_slug, aliases)):
        Slug.objects.create(slug=known, area=area)
    Denomination.objects.create(
        area=area, name=name, istat_code=code, since=since, act=act, source=source
    )
    return area


@operation
def rename_area(
    area: Area, *, name: str, since: date, by: Acting, act: Act | None = None, slug: str = ""
) -> Area:
    """Give an area a new name from a day; the former name stays what it was, and leads here."""
    area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    name = " ".join(name.split())
    now = area.denominations.filter(until=None).latest("since")
    if since <= now.since:
        raise Refused(_("Il nome «%s» comincia dopo questa data.") % now.name, field="since")
    if name == now.name:
        raise Refused(_("Si chiama già così."), field="name")
    now.until = since
    now.save(update_fields=["until"])
    Denomination.objects.create(
        area=area, name=name, istat_code=now.istat_code, since=since, act=act
    )
    if slug:
        area.slug = claim_slug(slug)
        Slug.objects.create(slug=area.slug, area=area)
    area.search = searchable(f"{area.search} {name}")[:300]
    area.name, area.sort_key = name, searchable(name)[:140]
    area.save(update_fields=["name", "slug", "search", "sort_key"])
    record(by=by, what="area.renamed", subject=area, before=now.name, after=name, since=since)
    return area


def claim_slug(wanted: str) -> str:
    """A name in an address that nobody has, nor ever had."""
    slug = slug_of(wanted)[:80]
    taken = Slug.objects.filter(slug=slug).select_related("area").first()
    if not slug or slug in RESERVED:
        raise Refused(_("«%s» non può stare in un indirizzo.") % wanted, field="slug")
    if taken:
        raise Refused(
            _("L'indirizzo «%(slug)s» è, o è stato, di «%(area)s»: sceglierne un altro.")
            % {"slug": slug, "area": taken.area},
            field="slug",
        )
    return slug


RESERVED = {"nuova", "nuovo", "cerca", "mappa", "elenco"}


def _require_made_here(kind: AreaKind, parts: Sequence[Area], lead: Area | None) -> None:
    if kind not in MADE_HERE:
        raise Refused(_("Si creano ambiti e zone; il resto viene dall'elenco ISTAT."), field="kind")
    if not parts:
        raise Refused(_("Manca l'elenco dei comuni."), field="municipalities")
    strangers = [part.name for part in parts if part.kind != AreaKind.MUNICIPALITY]
    if strangers:
        raise Refused(_("Non sono comuni: %s.") % ", ".join(strangers), field="municipalities")
    if lead and lead.kind != AreaKind.MUNICIPALITY:
        raise Refused(_("L'ente capofila deve essere un comune."), field="lead")


def _require_all_free(parts: Sequence[Area], kind: AreaKind, since: date) -> None:
    taken = [(part, overlapping(part, kind=kind, since=since, until=None)) for part in parts]
    said = [already_in(part, other) for part, other in taken if other]
    if said:
        raise Refused("\n".join(said), field="municipalities")
