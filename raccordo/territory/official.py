"""From ISTAT's list and the facts of its history to areas with their dates: no database here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from raccordo.foundation.searching import slug_of
from raccordo.territory import bundled
from raccordo.territory.bundled import HistoryFact

# The list says what there is today, not since when: what it does not tell begins here.
EPOCH = date(2001, 1, 1)
# The same area has the same key in every installation.
NAMESPACE = UUID("6f1c6a5e-1f0f-5d7e-9a53-0b2c1d5f3280")
LIST = "ISTAT, elenco dei codici e delle denominazioni, dicembre 2024"


@dataclass(slots=True)
class Stretch:
    """A name and a code, or a whole, from a day until another."""

    what: str
    code: str
    since: date
    until: date | None
    source: str


@dataclass(slots=True)
class AreaFact:
    """An area as the official list and its history tell it; `ref` names it here."""

    ref: str
    kind: str
    name: str
    other_name: str
    istat_code: str
    belfiore_code: str
    sigla: str
    since: date
    until: date | None
    source: str
    slug: str = ""
    names: list[Stretch] = field(default_factory=list)
    wholes: list[Stretch] = field(default_factory=list)

    @property
    def key(self) -> UUID:
        return uuid5(NAMESPACE, self.ref)


@dataclass(frozen=True, slots=True)
class Succeeded:
    """One municipality came from another."""

    before: str
    after: str
    on: date
    change: str
    source: str


def territory() -> tuple[list[AreaFact], list[Succeeded]]:
    """All the areas, the widest first, and which municipality came from which."""
    facts = bundled.history()
    upper = [_country(), *_regions(), *_provinces(facts)]
    today = {area.ref: area for area in _municipalities(facts)}
    past, successions = _past(facts, today)
    areas = [*upper, *today.values(), *past]
    _name_addresses(areas)
    return areas, successions


def _country() -> AreaFact:
    return _area("country:it", "country", "Italia", EPOCH)


def _regions() -> Iterable[AreaFact]:
    for row in bundled.rows("regions.csv"):
        region = _area(f"region:{row['code']}", "region", row["name"], EPOCH, code=row["code"])
        region.wholes.append(Stretch("country:it", "", EPOCH, None, LIST))
        yield region


def _provinces(facts: list[HistoryFact]) -> Iterable[AreaFact]:
    moved = {fact.after_code: fact for fact in facts if fact.kind == "recode"}
    inside = defaultdict(list)
    for row in bundled.rows("municipalities.csv"):
        inside[row["province_code"]].append(moved.get(row["istat_code"]))
    for row in bundled.rows("provinces.csv"):
        code, came = row["code"], inside[row["code"]]
        # A province all of whose municipalities came from another is as old as their coming.
        born = came[0] if all(came) else None
        since = born.on if born else EPOCH
        province = _area(f"province:{code}", "province", row["name"], since, code=code)
        province.sigla, province.source = row["sigla"], born.source if born else LIST
        whole = f"region:{row['region_code']}"
        province.wholes.append(Stretch(whole, "", since, None, province.source))
        yield province


def _municipalities(facts: list[HistoryFact]) -> Iterable[AreaFact]:
    own = defaultdict(list)
    for fact in facts:
        own[fact.after_code].append(fact)
    for row in bundled.rows("municipalities.csv"):
        code = row["istat_code"]
        born = next((f for f in own[code] if f.kind in {"merger", "separation"}), None)
        since = born.on if born else EPOCH
        area = _area(f"municipality:{code}", "municipality", row["name"], since, code=code)
        area.other_name, area.belfiore_code = row["other_name"], row["belfiore"]
        area.sigla = row["province_sigla"]
        area.source = born.source if born else LIST
        _tell_names(area, [f for f in own[code] if f.kind in {"rename", "recode"}])
        yield area


def _tell_names(area: AreaFact, changes: list[HistoryFact]) -> None:
    """Names, codes and provinces, one stretch after another."""
    since, source = area.since, area.source
    for change in changes:
        _stretch(area, change.before_name, change.before_code, since, change.on, source)
        since, source = change.on, change.source
    _stretch(area, area.name, area.istat_code, since, area.until, source)


def _stretch(
    area: AreaFact, name: str, code: str, since: date, until: date | None, source: str
) -> None:
    area.names.append(Stretch(name, code, since, until, source))
    province = f"province:{code[:3]}"
    last = area.wholes[-1] if area.wholes else None
    if last and last.what == province:
        last.until = until
    else:
        area.wholes.append(Stretch(province, "", since, until, source))


def _past(
    facts: list[HistoryFact], today: dict[str, AreaFact]
) -> tuple[list[AreaFact], list[Succeeded]]:
    """Municipalities that are no more, each with what came of it."""
    past: dict[str, AreaFact] = {}
    successions = []
    for fact in facts:
        if fact.kind in {"rename", "recode"}:
            continue
        before, after = f"municipality:{fact.before_code}", f"municipality:{fact.after_code}"
        successions.append(Succeeded(before, after, fact.on, fact.kind, fact.source))
        if before not in today and before not in past:
            gone = _area(before, "municipality", fact.before_name, EPOCH, code=fact.before_code)
            gone.until, gone.source = fact.on, fact.source
            _tell_names(gone, [])
            past[before] = gone
    return list(past.values()), successions


def _area(ref: str, kind: str, name: str, since: date, *, code: str = "") -> AreaFact:
    area = AreaFact(ref, kind, name, "", code, "", "", since, None, LIST)
    if kind != "municipality":
        area.names.append(Stretch(name, code, since, None, LIST))
    return area


def _name_addresses(areas: list[AreaFact]) -> None:
    """A municipality is called by its name; one of several of the same name, with its province."""
    shared: dict[str, int] = defaultdict(int)
    for area in areas:
        if area.kind == "municipality" and area.until is None:
            shared[slug_of(area.name)] += 1
    for area in areas:
        bare = slug_of(area.name)
        if area.kind != "municipality":
            area.slug = bare if area.kind == "country" else f"{PREFIX[area.kind]}-{bare}"
        elif area.until is not None:
            area.slug = f"{bare}-{area.istat_code}"
        else:
            area.slug = bare if shared[bare] == 1 else f"{bare}-{area.sigla.lower()}"


PREFIX = {"region": "regione", "province": "provincia"}
