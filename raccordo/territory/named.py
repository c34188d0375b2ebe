"""Which municipalities a list names on a day: the one way for every page and every command."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db.models import F, QuerySet

from raccordo.foundation.periods import in_force
from raccordo.foundation.reasons import Reason
from raccordo.journal.queries import Watch
from raccordo.territory.cutting import as_seen, rows_in
from raccordo.territory.models import Area, Denomination, Membership
from raccordo.territory.names import Gazetteer, Read, Town
from raccordo.territory.queries import called_on, forebears_on, living, successors, wholes_within
from raccordo.territory.reasons import FACTS, quoted, sentence
from raccordo.territory.states import MADE_HERE, AreaKind
from raccordo.territory.wides import Wide

# Looking for what a name is like is slow, and nobody is shown, or corrects, more at a time.
MOST_SUGGESTED = 20
MOST_NAMES, LONGEST_LIST = 1_000, 20_000  # a list is read while one waits
_changes = Watch(FACTS)


@dataclass(frozen=True, slots=True)
class NameFound:
    """What a typed name is: its municipalities; or none, why, and what to write instead."""

    typed: str
    areas: Sequence[Area] = ()
    fault: Reason | None = None
    choices: Sequence[str] = ()
    wide: Wide | None = None  # the wider area it is of
    besides: Wide | None = None  # the one of the same name as a municipality

    @property
    def area(self) -> Area | None:
        """The municipality, when it is of one."""
        return self.areas[0] if len(self.areas) == 1 and self.wide is None else None


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list of municipalities, as it was understood."""

    names: Sequence[NameFound]

    @property
    def towns(self) -> list[Area]:
        """The municipalities, each once."""
        return list(dict.fromkeys(area for name in self.names for area in name.areas))

    @property
    def whole(self) -> Wide | None:
        """The wider area that the list is, when it names nothing else."""
        return self.names[0].wide if len(self.names) == 1 else None

    @property
    def doubts(self) -> list[NameFound]:
        """The names that are of none, or of several."""
        return [name for name in self.names if name.fault]

    @property
    def wrong(self) -> list[str]:
        """Why there are doubts, in words."""
        return [sentence(name.fault) for name in self.names if name.fault]

    @property
    def notes(self) -> list[str]:
        """How a name that may be read in two ways was read, in words."""
        taken = [_taken(name.typed, name.wide, len(name.areas)) for name in self.names if name.wide]
        shared = [name for name in self.names if name.besides]
        for name in shared[:1]:
            facts = {"typed": quoted(n.typed for n in shared), "wide": _written(name.besides)}
            taken.append(Reason("capital" if len(shared) == 1 else "capitals", facts))
        return [sentence(reason) for reason in taken]


def towns_named(
    text: str, *, on: date, today: date | None = None, among: QuerySet[Area] | None = None
) -> ListRead:
    """The municipalities of a day; of those named as they are now, what they came from."""
    names = names_found(text, on=on, among=among)
    lost = [name.typed for name in names if name.fault and name.fault.code != "town_ambiguous"]
    if not lost or today is None or today == on:
        return ListRead(names)
    now = {name.typed: name for name in names_found("\n".join(lost), on=today)}
    then = forebears_on({area.pk for name in now.values() for area in name.areas}, on=on)
    areas = Area.objects.in_bulk({row for rows in then.values() for row in rows})
    for n, name in enumerate(names):
        later = now.get(name.typed)
        rows = [row for area in later.areas for row in then[area.pk]] if later else []
        if rows:
            names[n] = replace(name, areas=[areas[r] for r in rows], fault=None, choices=())
        elif later and later.area:
            fault = Reason("town_not_yet", {"typed": name.typed, "day": later.area.since})
            names[n] = NameFound(name.typed, fault=fault)
    return ListRead(names)


def names_found(text: str, *, on: date, among: QuerySet[Area] | None = None) -> list[NameFound]:
    """What each name of a list is among the municipalities of a day; what is wrong is told."""
    if len(text) > LONGEST_LIST or sum(1 for _row in rows_in(as_seen(text))) > MOST_NAMES:
        most = {"names": MOST_NAMES, "letters": LONGEST_LIST}
        return [NameFound("", fault=Reason("list_too_long", most))]
    gazetteer = gazetteer_on(on)
    every = {read.typed: read for read in gazetteer.read(text)}
    allowed = None if among is None else set(among.values_list("pk", flat=True))
    inside = [read._replace(towns=_allowed(read.towns, allowed)) for read in every.values()]
    found = _of_one(inside, allowed, on=on)
    lost = [read.typed for read in inside if not read.towns and not read.wides]
    near = gazetteer.near(lost[:MOST_SUGGESTED], among=allowed)
    ended = _ended([name for name in lost if not every[name].towns], on=on)
    return [
        found.get(name)
        or ended.get(name)
        or _doubt(read, outside=bool(every[name].towns), near=near.get(name, ()), all_of=gazetteer)
        for name, read in ((read.typed, read) for read in inside)
    ]


def gazetteer_on(on: date) -> Gazetteer:
    """All the areas of a day, by the names that people write; made again when they change."""
    return gazetteer_from(on, _changes.mark())


@lru_cache(maxsize=4)
def gazetteer_from(on: date, _mark: str) -> Gazetteer:
    """All the areas of a day as they were when the register bore this mark."""
    wides = living(on).exclude(kind=AreaKind.MUNICIPALITY).order_by("sort_key", "pk")
    told = wides.values_list("pk", "kind", "name", "slug", "sigla")
    siglas: dict[int, set[str]] = {}
    provinces = Membership.objects.filter(in_force(on), part__kind=AreaKind.PROVINCE)
    for whole, sigla in provinces.values_list("whole", "part__sigla"):
        siglas.setdefault(whole, set()).add(sigla)
    return Gazetteer(
        _towns(on),
        [
            Wide(pk, AreaKind(kind), name, slug, sigla, frozenset(siglas.get(pk, ())))
            for pk, kind, name, slug, sigla in told
        ],
    )


def as_written(towns: Iterable[Area], *, on: date) -> list[str]:
    """The names of some municipalities, to be written in a list: with their province if need be."""
    towns, gazetteer = list(towns), gazetteer_on(on)
    called = called_on(towns, on=on)
    names = [called[town.pk].name if town.pk in called else town.name for town in towns]
    return [
        f"{name} ({town.sigla})" if len(gazetteer.find(name)) > 1 else name
        for name, town in zip(names, towns, strict=True)
    ]


def _of_one(
    reads: Sequence[Read], allowed: Collection[int] | None, *, on: date
) -> dict[str, NameFound]:
    """The names that are each of one municipality, or of one wider area."""
    held = _held([read.wides[0] for read in reads if len(read.wides) == 1], on=on)
    rows = {read.towns[0].pk for read in reads if read.is_one}.union(*held.values())
    areas = {area.pk: area for area in Area.objects.filter(pk__in=rows).order_by("sort_key", "pk")}
    found = {
        read.typed: NameFound(read.typed, [areas[read.towns[0].pk]], besides=read.besides)
        for read in reads
        if read.is_one
    }
    for read in reads:
        for wide in read.wides[:1] if len(read.wides) == 1 else ():
            fault = _not_whole(read.typed, held[wide.pk], allowed)
            inside = [area for pk, area in areas.items() if pk in held[wide.pk] and not fault]
            found[read.typed] = NameFound(read.typed, inside, fault, wide=wide)
    return found


def _not_whole(typed: str, held: set[int], allowed: Collection[int] | None) -> Reason | None:
    """Why not all the municipalities of a wider area can be meant."""
    if not held:
        return Reason("area_empty", {"typed": typed})
    if allowed is None or held <= set(allowed):
        return None
    return Reason("area_outside" if held & set(allowed) else "town_outside", {"typed": typed})


def _held(wides: Sequence[Wide], *, on: date) -> dict[int, set[int]]:
    """The municipalities inside some wider areas on a day, by their rows."""
    if not wides:
        return {}
    reached = wholes_within([wide.pk for wide in wides], on=on)
    inside = Membership.objects.filter(
        in_force(on), whole__in=reached, part__kind=AreaKind.MUNICIPALITY
    )
    held: dict[int, set[int]] = {wide.pk: set() for wide in wides}
    for whole, town in inside.values_list("whole", "part"):
        for start in reached[whole] & held.keys():
            held[start].add(town)
    return held


def _towns(on: date) -> Iterator[Town]:
    """The municipalities of a day, by the names and codes they have and had."""
    alive = living(on).filter(kind=AreaKind.MUNICIPALITY).order_by("sort_key", "pk")
    others: dict[int, list[str]] = {}
    former = Denomination.objects.filter(area__in=alive.order_by().values("pk"), until__lte=on)
    for pk, name, code in former.values_list("area", "name", "istat_code"):
        others.setdefault(pk, []).extend((name, code))
    then: dict[int, list[str]] = {}
    changed = Denomination.objects.filter(in_force(on), area__in=alive.order_by().values("pk"))
    for pk, name, code in changed.exclude(
        name=F("area__name"), istat_code=F("area__istat_code")
    ).values_list("area", "name", "istat_code"):
        then.setdefault(pk, []).extend((name, code))
    now = alive.values_list("pk", "name", "sigla", "istat_code", "other_name", "belfiore_code")
    for pk, name, sigla, code, other, belfiore in now:
        told = filter(None, (other, *others.get(pk, ())))
        yield Town(pk, name, sigla, code, tuple(told), (belfiore, *then.get(pk, ())))


def _allowed(towns: Sequence[Town], allowed: Collection[int] | None) -> list[Town]:
    """Of several of the same name, who asks means the one within reach."""
    return [town for town in towns if allowed is None or town.pk in allowed]


def _ended(names: Sequence[str], *, on: date) -> dict[str, NameFound]:
    """Of names that are of no municipality of a day, those that were of one until before."""
    if not names:
        return {}
    gone = Area.objects.filter(kind=AreaKind.MUNICIPALITY, until__lte=on).order_by("until", "pk")
    gone_by_row = {area.pk: area for area in gone}
    gazetteer = Gazetteer(Town(a.pk, a.name, a.sigla, a.istat_code) for a in gone_by_row.values())
    found = {name: towns[-1].pk for name in names if (towns := gazetteer.find(name))}
    came: dict[int, list[str]] = {}
    for row, name in successors(found.values()):
        came.setdefault(row, []).append(name)
    return {
        name: NameFound(name, fault=_end(name, gone_by_row[pk].until or on, after), choices=after)
        for name, pk in found.items()
        for after in [came.get(pk, [])]
    }


def _end(name: str, day: date, after: Sequence[str]) -> Reason:
    return Reason("town_ended", {"typed": name, "day": day, "after": quoted(after) or "–"})


def _doubt(read: Read, *, outside: bool, near: Sequence[Town], all_of: Gazetteer) -> NameFound:
    """Why a name is not of exactly one municipality within reach, and what it may stand for."""
    if read.towns:
        return _which("town_ambiguous", read.typed, [town.written for town in read.towns])
    if read.wides:
        return _which("area_ambiguous", read.typed, [wide.written for wide in read.wides])
    if all_of.wides.is_meant(read.typed):
        wides = [wide.written for wide in all_of.wides.near(read.typed)]
        return _near("area_unknown", read.typed, wides)
    code = "town_outside" if outside else "town_unknown"
    choices = [town.written for town in near]
    return replace(_near(code, read.typed, [town.name for town in near]), choices=choices)


def _which(code: str, typed: str, choices: Sequence[str]) -> NameFound:
    fault = Reason(code, {"typed": typed, "which": ", ".join(choices)})
    return NameFound(typed, fault=fault, choices=choices)


def _near(code: str, typed: str, names: Sequence[str]) -> NameFound:
    if not names:
        return NameFound(typed, fault=Reason(code, {"typed": typed}))
    fault = Reason(f"{code}_near", {"typed": typed, "near": quoted(names)})
    return NameFound(typed, fault=fault, choices=names)


def _taken(typed: str, wide: Wide, towns: int) -> Reason:
    code = "wide_called" if wide.kind in MADE_HERE else "wide"
    return Reason(code, {"typed": typed, "name": wide.name, "count": towns})


def _written(wide: Wide | None) -> str:
    return wide.written if wide else ""
