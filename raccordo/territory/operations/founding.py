from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.acts.operations import require_in_force
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable, slug_of
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area, Denomination, Slug
from raccordo.territory.operations.tying import already_in, delegate, join, require_there
from raccordo.territory.queries import areas_around, overlapping, wholes_of
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
    if act:
        require_in_force(act, on=since)
    _require_made_here(kind, municipalities, lead)
    require_there(municipalities, on=since, field="municipalities")
    whole = _whole_of(municipalities, within, since)
    ambito = whole if whole.kind == AreaKind.AMBITO else None
    _require_all_free(municipalities, kind, since, ambito=ambito)
    facts: dict[str, Any] = {"since": since, "act": act, "source": source}
    area = found_area(kind=kind, name=name, slug=slug, code=istat_code, **facts)
    for part in municipalities:
        join(part, whole=area, by=by, **facts)
    join(area, whole=whole, by=by, **facts)
    if lead:
        delegate(area, function=Function.LEAD, to=lead, by=by, **facts)
    record(by=by, what="area.created", subject=area, name=area.name, members=len(municipalities))
    return area


@operation
def enlarge_area(
    area: Area,
    *,
    municipalities: Sequence[Area],
    since: date,
    by: Acting,
    act: Act | None = None,
) -> Area:
    """Add municipalities to an ambito or a zone that is there already, all or none."""
    kind = AreaKind(area.kind)
    _require_made_here(kind, municipalities, None)
    require_there(municipalities, on=since, field="municipalities")
    around = areas_around(area, on=since).filter(kind=AreaKind.AMBITO)
    ambito = area if kind == AreaKind.AMBITO else around.first()
    _require_all_free(municipalities, kind, since, ambito=ambito)
    for part in municipalities:
        join(part, whole=area, since=since, by=by, act=act)
    record(by=by, what="area.enlarged", subject=area, since=since, members=len(municipalities))
    return area


@operation
def found_by_act(area: Area, *, act: Act, by: Acting) -> Area:
    """Say by which act an ambito or a zone was founded, when it was made without.

    The act goes to the area and its first name. Who entered and who leads may rest on other acts,
    that are told each in its place: here they are not guessed.
    """
    require_in_force(act, on=area.since)
    area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    if area.act:
        raise Refused(
            _("«%(area)s» ha già il suo atto: %(act)s.") % {"area": area, "act": area.act}
        )
    area.act = act
    area.save(update_fields=["act"])
    first = area.denominations.earliest("since", "pk")
    first.act = act
    first.save(update_fields=["act"])
    record(by=by, what="area.founded_by_act", subject=area, purpose=str(act), act=act.key)
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
    name, code = _named(name), code.strip()
    _require_free_code(kind, code)
    area = Area.objects.create(
        kind=kind,
        slug=claim_slug(slug or name),
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
    if act:
        require_in_force(act, on=since)
    area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    name = _named(name)
    now = area.denominations.filter(until=None).latest("since")
    if since <= now.since:
        raise Refused(
            _("Si chiama «%(name)s» dal %(day)s: il nuovo nome comincia dopo quel giorno.")
            % {"name": now.name, "day": day(now.since)},
            field="since",
        )
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
    area.search = searchable(f"{name} {area.search}")[:300]
    area.name, area.sort_key = name, searchable(name)[:140]
    area.save(update_fields=["name", "slug", "search", "sort_key"])
    record(by=by, what="area.renamed", subject=area, before=now.name, after=name, since=since)
    return area


def claim_slug(wanted: str) -> str:
    """A name in an address that nobody has, nor ever had."""
    slug = slug_of(wanted)[:80].strip("-")
    taken = Slug.objects.filter(slug=slug).select_related("area").first()
    if not slug:
        raise Refused(
            _("Il nome nell'indirizzo si scrive con lettere e numeri, come «zona-2»."), field="slug"
        )
    if slug in RESERVED:
        raise Refused(
            _("«%s» nell'indirizzo indica già un'altra pagina: scegliere un altro nome.") % slug,
            field="slug",
        )
    if taken:
        raise Refused(
            _("L'indirizzo «%(slug)s» è, o è stato, di «%(area)s»: sceglierne un altro.")
            % {"slug": slug, "area": taken.area},
            field="slug",
        )
    return slug


RESERVED = {"nuova", "nuovo", "profilo", "cerca", "mappa", "elenco"}
LONGEST_NAME, LONGEST_CODE = 120, 10


def _named(name: str) -> str:
    """A name with one blank between its words, that says something."""
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Manca il nome."), field="name")
    if not any(letter.isalnum() for letter in name):
        raise Refused(
            _("«%s» non è un nome: scrivere come si chiama, per esempio «Zona sociale n. 2».")
            % name,
            field="name",
        )
    if len(name) > LONGEST_NAME:
        raise Refused(
            _("Il nome ha al massimo %s caratteri: abbreviarlo.") % LONGEST_NAME, field="name"
        )
    return name


def _require_free_code(kind: AreaKind, code: str) -> None:
    if len(code) > LONGEST_CODE:
        raise Refused(
            _("Il codice ISTAT ha al massimo %s caratteri.") % LONGEST_CODE, field="istat_code"
        )
    same = Area.objects.filter(kind=kind, istat_code=code, until=None)
    if code and (other := same.first()):
        raise Refused(
            _("Il codice ISTAT %(code)s è già di «%(area)s»: controllarlo.")
            % {"code": code, "area": other},
            field="istat_code",
        )


def _require_made_here(kind: AreaKind, parts: Sequence[Area], lead: Area | None) -> None:
    if kind not in MADE_HERE:
        raise Refused(_("Si creano ambiti e zone; il resto viene dall'elenco ISTAT."), field="kind")
    if not parts:
        raise Refused(_("Manca l'elenco dei Comuni."), field="municipalities")
    strangers = [part.name for part in parts if part.kind != AreaKind.MUNICIPALITY]
    if strangers:
        raise Refused(_("Non sono Comuni: %s.") % ", ".join(strangers), field="municipalities")
    if lead and lead.kind != AreaKind.MUNICIPALITY:
        raise Refused(_("L'ente capofila deve essere un Comune."), field="lead")


def _whole_of(parts: Sequence[Area], within: Area | None, since: date) -> Area:
    """What an area is part of: as told, or else the region of its municipalities."""
    # It is the region that divides its land into ambiti: L. 328/2000 art. 8 c. 3 a.
    regions = wholes_of([*parts, *([within] if within else [])], AreaKind.REGION, on=since)
    if len(regions) > 1:
        told = {region: [str(p) for p in held if p != within] for region, held in regions.items()}
        which = "; ".join(f"{region} ({', '.join(towns)})" for region, towns in told.items())
        raise Refused(
            _("Un ambito o una zona sta in una sola Regione. Qui ce n'è più di una: %s.")
            % which.replace(" ()", ""),
            field="municipalities",
        )
    if within:
        return within
    if not regions:
        raise Refused(
            _("Di questi Comuni non risulta la Regione: indicare di che cosa fa parte."),
            field="within",
        )
    return next(iter(regions))


def _require_all_free(
    parts: Sequence[Area], kind: AreaKind, since: date, *, ambito: Area | None
) -> None:
    """Refuse who is already in another of the kind, or by way of its zone in another ambito."""
    taken = [(part, overlapping(part, kind=kind, since=since, until=None)) for part in parts]
    said = {part: already_in(part, other) for part, other in taken if other}
    if kind == AreaKind.AMBITO or ambito:
        for other, held in wholes_of(parts, AreaKind.AMBITO, on=since).items():
            for part in held if other != ambito else ():
                facts = {"part": part, "whole": other}
                through = _("%(part)s fa già parte di «%(whole)s», con la sua zona.") % facts
                said.setdefault(part, through)
    if said:
        raise Refused("\n".join(said.values()), field="municipalities")
