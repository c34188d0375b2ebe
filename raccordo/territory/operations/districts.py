from __future__ import annotations

from datetime import date

from raccordo.acts.models import Act, Organ
from raccordo.acts.operations import enter_act, make_organ
from raccordo.acts.states import ActKind, OrganKind
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.bundled import DistrictFact, districts
from raccordo.territory.models import Area, Delegation
from raccordo.territory.operations.founding import found_area
from raccordo.territory.operations.tying import delegate, join
from raccordo.territory.states import AreaKind, Function


@operation
def load_districts(*, by: Acting, on: date) -> list[Area]:
    """Load the ambiti and zones that come with the program, with their acts and sources."""
    made: dict[str, Area] = {}
    for fact in districts():
        if not Area.objects.filter(slug=fact.slug).exists():
            made[fact.slug] = load_district(fact, by=by, on=on)
    record(by=by, what="territory.loaded", subject=None, areas=len(made))
    return list(made.values())


@operation
def load_district(fact: DistrictFact, *, by: Acting, on: date) -> Area:
    """Load one ambito or zone as its facts tell it, those who left it included."""
    codes = [member["municipality_code"] for member in fact.members]
    found = Area.objects.filter(kind=AreaKind.MUNICIPALITY, until=None, istat_code__in=codes)
    by_code = {area.istat_code: area for area in found}
    area = found_area(
        kind=AreaKind(fact.kind),
        name=fact.name,
        slug=fact.slug,
        aliases=[fact.alias] if fact.alias else [],
        since=fact.since,
        source=fact.source[:300],
    )
    join(area, whole=_whole(fact), since=fact.since, source=fact.source[:300], by=by)
    for member in fact.members:
        _join(area, by_code[member["municipality_code"]], member, by=by)
    for told in fact.delegations:
        _delegate(area, told, by=by, on=on)
    record(by=by, what="territory.loaded", subject=area, areas=1)
    return area


def _whole(fact: DistrictFact) -> Area:
    if fact.parent_slug:
        return Area.objects.get(slug=fact.parent_slug)
    return Area.objects.get(kind=AreaKind.REGION, istat_code=fact.region_code)


def _join(area: Area, part: Area, member: dict[str, str], *, by: Acting) -> None:
    join(
        part,
        whole=area,
        since=date.fromisoformat(member["since"]),
        until=_until(member),
        source=member["source"][:300],
        by=by,
    )


def _delegate(area: Area, told: dict[str, str], *, by: Acting, on: date) -> Delegation:
    towns = Area.objects.filter(kind=AreaKind.MUNICIPALITY, until=None)
    return delegate(
        area,
        function=Function(told["function"]),
        to=towns.filter(istat_code=told["to_code"]).first() if told["to_code"] else None,
        to_name=told["to_name"],
        since=date.fromisoformat(told["since"]),
        until=_until(told),
        act=_act(told, by=by, on=on) if told["act_organ"] else None,
        subject=told["subject"][:300],
        source=told["source"][:300],
        by=by,
    )


def _act(told: dict[str, str], *, by: Acting, on: date) -> Act:
    kind, made_on = ActKind(told["act_kind"]), date.fromisoformat(told["act_date"])
    organ = Organ.objects.filter(name=told["act_organ"][:160]).first()
    organ = organ or _organ(told["act_organ"][:160], kind, by=by)
    same = Act.objects.filter(organ=organ, kind=kind, date=made_on, number=told["act_number"])
    known = same.first()
    return known or enter_act(
        organ=organ,
        kind=kind,
        number=told["act_number"],
        made_on=made_on,
        subject=told["subject"],
        enforceable=made_on,
        source=told["source"][:300],
        by=by,
        on=on,
    )


def _organ(name: str, kind: ActKind, *, by: Acting) -> Organ:
    """Several bodies together make conventions; several councils, each its own resolution."""
    small = name[0].lower() + name[1:]
    if kind == ActKind.RESOLUTION:
        organ, of, issues = OrganKind.COUNCIL, f"dei {small}", ["resolution"]
    else:
        organ, of, issues = OrganKind.PARTIES, f"fra {small}", None
    return make_organ(kind=organ, name=name, genitive=of, issues=issues, by=by)


def _until(told: dict[str, str]) -> date | None:
    return date.fromisoformat(told["until"]) if told["until"] else None
