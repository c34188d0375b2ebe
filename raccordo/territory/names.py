"""A list of municipalities as people write it or paste it: the names in it, and which they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import NamedTuple

from raccordo.territory.cutting import (
    INHABITANTS,
    STRONG,
    WEAK,
    Piece,
    as_seen,
    bare,
    named,
    plain,
    rows_in,
    split,
)
from raccordo.territory.wides import Wide, Wides, light

TOWN = re.compile(r"^(?:il |i )?(?:comun[ei]|municipio|citta) (?:di |d |de )?")
OF_THE = re.compile(r"^(?:il )?comune dell(a?) ")
CAPITAL = re.compile(r"^roma capitale$")
SAINT = re.compile(r"\b(?:san|santo|santa|sant|santi|sante|ss|st)\b")
# «S.ta», «Sto», «S.ti»: short for one word only; «S.» alone may be any.
SHORT_SAINT = re.compile(r"\bs ?(t[aoie])\b")
# «Tolentino - prov. MC», «Castro (prov. di Lecce)», «Castro (Lecce)»: the name, and the province.
OF_PROVINCE = re.compile(
    r"^(?P<name>.*\w.*?)[\s,(\[–—-]+(?:in\s+)?"
    r"(?P<province>prov(?:incia\b|\.|\b)[^()\[\]]*|(?<=[(\[])[^()\[\]]+)[)\]]?\W*$",
    re.IGNORECASE,
)
# «Chieti (provincia)»: as the tables of this house write it.
OF_KIND = re.compile(
    r"^(?P<name>.*\w.*?)[\s]*[(\[](?P<kind>provincia|città metropolitana|regione)[)\]]\W*$",
    re.IGNORECASE,
)
# How alike two names must be, from 0 to 1; how much less than the best one; what it is worth that
# a name begins as was typed: «Sant'Eusanio» for «Sant'Eusanio del Sangro».
ALIKE, NO_FARTHER, FIRST_WORDS = 0.7, 0.15, 0.3
Pattern = re.Pattern[str]
LONGEST_NAME, LONGEST_CODE = 120, 6


class Town(NamedTuple):
    """A municipality by the names and the codes that people write."""

    pk: int
    name: str
    sigla: str
    code: str
    # In another language, before it changed; the codes it had.
    others: tuple[str, ...] = ()
    # What it was called on the day, when it is not so any more; its code at the land registry.
    then: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """How to write it so that it is taken for no other."""
        return f"{self.name} ({self.sigla})" if self.sigla else self.name


class Read(NamedTuple):
    """A name of a list, where it stands, and whose it may be."""

    piece: Piece
    towns: Sequence[Town] = ()
    wides: Sequence[Wide] = ()
    besides: Wide | None = None  # the province, or the region, of the same name

    @property
    def typed(self) -> str:
        """The name as it was typed."""
        return self.piece.text

    @property
    def is_known(self) -> bool:
        """Whether it is of something."""
        return bool(self.towns or self.wides)

    @property
    def is_one(self) -> bool:
        """Whether it is of one municipality and of no other."""
        return len(self.towns) == 1


def is_called_a_town(name: str) -> bool:
    """Whether a name says of itself that it is a municipality's: «Comune di …»."""
    return plain(name).startswith("comune ")


class Gazetteer:
    """All the municipalities, found by any of the ways in which they are written."""

    def __init__(self, towns: Iterable[Town], wides: Iterable[Wide] = ()) -> None:
        self.towns, self.wides = list(towns), Wides(wides)
        # A name may stand a thousand times in a list.
        self._known = lru_cache(maxsize=5_000)(self._look)
        self._siglas = lru_cache(maxsize=5_000)(self.wides.siglas_in)
        self._is_where = lru_cache(maxsize=5_000)(self.wides.only_says_where)
        self.by_name: dict[str, list[Town]] = defaultdict(list)
        self.by_other: dict[str, list[Town]] = defaultdict(list)
        self.by_short: dict[str, list[Town]] = defaultdict(list)
        for town in self.towns:
            name = plain(town.name)
            keys = {name, *map(plain, town.then)}
            for way in {*keys, *(_with_sigla(key, town) for key in keys), town.code}:
                self.by_name[way].append(town)
            if (short := _short(name)) != name:
                for key in (short, _with_sigla(short, town)):
                    self.by_short[key].append(town)
            for other in map(plain, town.others):
                for key in {other, _with_sigla(other, town), f"{name} {other}", f"{other} {name}"}:
                    self.by_other[key].append(town)

    @cached_property
    def by_light(self) -> dict[str, list[Town]]:
        """By the name without what is left out in speaking: «Reggio Emilia», «Iesi»."""
        found: dict[str, list[Town]] = defaultdict(list)
        for town in self.towns:
            key = _light(plain(town.name))
            for way in (key, _with_sigla(key, town)):
                found[way].append(town)
        return found

    def read(self, text: str) -> list[Read]:
        """Each name of a list: «Frisa, CH» is one, «Frisa e Treglio» two; the same once only."""
        found: list[Read] = []
        rows = list(rows_in(as_seen(text)))
        with_names = {piece.line for row in rows for piece in row if not piece.is_code}
        for row in rows:
            if all(piece.is_code for piece in row):
                found += self._codes(row, beside=row[0].line in with_names)
            else:
                found += self._row(row, found)
        return found

    def written_over(self, text: str, typed: str, instead: str) -> str:
        """The list with a name in place of another, wherever that stands."""
        text = as_seen(text)
        for read in reversed(self.read(text)):
            if read.typed == typed:
                text = text[: read.piece.start] + instead + text[read.piece.end :]
        return text

    def _row(self, row: Sequence[Piece], before: list[Read]) -> list[Read]:
        """A name, possibly with its code, its province, its inhabitants beside it."""
        names, found = [piece for piece in row if not piece.is_code], list[Read]()
        for piece in names:
            last = found or before
            if last and (one := self._told_where(last[-1], piece, beside=bool(found))):
                last[-1] = one
            else:
                found += self._cell(piece)
        known = _of_the_table(found) if len(names) > 1 else found
        if any(read.is_one or read.wides for read in known):
            return known
        # A name that says too little, beside a code that says all.
        codes = [Read(piece, self.find(piece.text)) for piece in row if piece.is_code]
        return [next((c for c in codes if _agree(c, read)), read) for read in known]

    def _codes(self, row: Sequence[Piece], *, beside: bool) -> list[Read]:
        """A row of codes alone: beside a name, other numbers are postal codes or inhabitants."""
        codes = [Read(piece, self.find(piece.text)) for piece in row]
        return [c for c in codes if not beside or (c.is_one and len(c.typed) == LONGEST_CODE)]

    def _told_where(self, last: Read, piece: Piece, *, beside: bool = False) -> Read | None:
        """A name, when what follows is where it is: «Castro, LE», «Frisa, regione Abruzzo»."""
        said, same_line = bare(piece.text), last.piece.line == piece.line
        told = len(said) == 2 or (same_line and self._is_where(said))
        siglas = self._siglas(said) if told or (beside and len(last.towns) > 1) else ()
        if towns := self._inside(last, siglas):
            typed = f"{last.typed} {said}"
            # In a table «Chieti» may still be the column of the provinces.
            besides = last.besides if beside else None
            joined = Piece(typed, last.piece.start, piece.end, piece.line)
            return Read(joined, towns, besides=besides)
        real = not self.wides.known.isdisjoint(siglas)
        if last.is_known or not same_line or not real or self.find(said):
            return None
        return last._replace(piece=last.piece._replace(end=piece.end))  # corrected both together

    def _inside(self, name: Read, siglas: Collection[str]) -> list[Town]:
        """The municipalities of a name that are in a province, or in one of a region's."""
        if not siglas:
            return []
        if found := [town for town in name.towns if town.sigla in siglas]:
            return found
        told = (self.find(f"{name.typed} {sigla}") for sigla in sorted(siglas))
        return list(dict.fromkeys(town for towns in told for town in towns))

    def _cell(self, piece: Piece, betweens: Sequence[Pattern] = (*STRONG, *WEAK)) -> list[Read]:
        """One name, or several put beside one another when no name is so made."""
        for name in self._ways(piece.text):
            if found := self._known(name):
                said = named(piece)
                # What told which, set apart from the name, is a part of it.
                alike = plain(said.text) == plain(name)
                return [Read(said if alike else said._replace(text=name), *found)]
        for after, between in enumerate(betweens, start=1):
            parts = split(piece, between) if between.search(piece.text) else []
            if len(parts) > 1:
                every = between in WEAK
                read = self._parts(parts, betweens[after:], every=every)
                if len(parts) == 2 and (one := _in_two_tongues(read)):
                    return [one._replace(piece=named(piece))]
                one_told = len(read) == 1 and read[0].piece.end == parts[-1].end
                if one_told or (all if every else any)(one.is_known for one in read):
                    return read
                if not every:
                    break
        return [Read(named(piece))]

    def _parts(
        self, parts: Sequence[Piece], betweens: Sequence[Pattern], *, every: bool
    ) -> list[Read]:
        read = list[Read]()
        for part in parts:
            if read and (one := self._told_where(read[-1], part)):
                read[-1] = one
            else:
                read += self._cell(part, betweens)
            if every and not read[-1].is_known:
                break
        return read

    def _ways(self, text: str) -> list[str]:
        """What a name may be, once what stands after it is set apart."""
        if len(text) > LONGEST_NAME:
            return []
        ways, told = [bare(text)], OF_PROVINCE.match(text)
        if told and (sigla := self.wides.sigla_in(told["province"])):
            name = bare(told["name"])
            ways.insert(0, name if plain(name).endswith(f" {sigla.lower()}") else f"{name} {sigla}")
        if wide := OF_KIND.match(text):
            ways.insert(0, f"{wide['kind']} di {bare(wide['name'])}")
        return list(dict.fromkeys([*ways, bare(INHABITANTS.sub("", text))]))

    def _look(self, name: str) -> tuple[Sequence[Town], Sequence[Wide], Wide | None] | None:
        if self._are_towns(name):
            return None
        keys = map(_light, _keys(name))
        towns = self.find(name) or next(
            (self.by_light[key] for key in keys if key in self.by_light), []
        )
        if towns:
            return towns, [], self.wides.called(name)
        wides = self.wides.find(name)
        return ([], wides, None) if wides else None

    def _are_towns(self, name: str) -> bool:
        """«Forlì e Cesena»: two municipalities, though a province may be called after both."""
        parts = re.split(r" ed? ", plain(name))
        exact = plain(name) in self.by_name or self.wides.is_called(name)
        return len(parts) > 1 and not exact and all(map(self.find, parts))

    def find(self, name: str) -> list[Town]:
        """The municipalities a name may be of: one, several of the same name, or none."""
        keys = (name.zfill(6),) if name.isdigit() else _keys(name)
        for known in (self.by_name, self.by_other):
            for key in keys:
                if key in known:
                    return known[key]
        short = [key for key in keys if re.search(r"\b(s|ss|st)\b", key)]
        return next((self.by_short[k] for k in map(_short, short) if k in self.by_short), [])

    def near(
        self, names: Collection[str], *, among: Collection[int] | None = None, most: int = 3
    ) -> dict[str, list[Town]]:
        """For each name that is of none, those most like it: by the letters they share."""
        if not names:
            return {}
        towns = {n for n, town in enumerate(self.towns) if among is None or town.pk in among}
        return {
            name: [self.towns[n] for n in _nearest(name, self.by_threes, towns)[:most]]
            for name in names
        }

    @cached_property
    def by_threes(self) -> tuple[list[str], dict[str, list[int]]]:
        """The names, and in which of them each group of three letters is."""
        keys = [_short(plain(town.name)) for town in self.towns]
        holding: dict[str, list[int]] = defaultdict(list)
        for number, key in enumerate(keys):
            for three in _threes(key):
                holding[three].append(number)
        return keys, holding


def _agree(code: Read, name: Read) -> bool:
    """Whether a code may be the one of what is written beside it: a postal code is of another."""
    if not code.is_one or name.towns:
        return code.is_one and code.towns[0] in name.towns
    alike = SequenceMatcher(None, plain(name.typed), plain(code.towns[0].name))
    return alike.ratio() > ALIKE


def _of_the_table(found: Sequence[Read]) -> list[Read]:
    """The municipality of a table's row, without the columns that tell where it is."""
    if not any(read.towns for read in found):
        return list(found)
    towns = [read for read in found if not read.wides]
    alone = [read for read in towns if not read.besides]
    return alone if len(alone) == 1 else towns


def _in_two_tongues(read: Sequence[Read]) -> Read | None:
    """«Duino Aurisina-Devin Nabresina»: the second is the first, as its people call it."""
    if len(read) != 2 or not read[0].is_one or read[1].is_known:
        return None
    others = map(plain, read[0].towns[0].others)
    said = plain(read[1].typed)
    alike = any(SequenceMatcher(None, said, other).ratio() > ALIKE for other in others)
    return read[0] if alike else None


def _nearest(
    name: str, by_threes: tuple[list[str], dict[str, list[int]]], among: Collection[int]
) -> list[int]:
    keys, holding = by_threes
    told = OF_PROVINCE.match(name[:LONGEST_NAME])
    name = told["name"] if told else name
    wanted = _short((_keys(name[:LONGEST_NAME]) or ("",))[-1])
    shared = Counter(
        number
        for three in sorted(_threes(wanted))
        for number in holding.get(three, ())
        if number in among
    )
    # Comparing letter by letter is slow: only those that share the most groups of three.
    likeness = {
        number: SequenceMatcher(None, wanted, keys[number]).ratio()
        + keys[number].startswith(wanted) * FIRST_WORDS
        for number, _count in shared.most_common(40)
    }
    least = max(ALIKE, max(likeness.values(), default=0) - NO_FARTHER)
    best = sorted(likeness, key=lambda number: -likeness[number])
    return [number for number in best if likeness[number] >= least]


def _threes(key: str) -> set[str]:
    padded = f" {key} "
    return {padded[n : n + 3] for n in range(len(padded) - 2)}


def _keys(name: str) -> tuple[str, ...]:
    """The ways to read a name: as it is, and without «Comune di»."""
    key = plain(name)
    ways = [key, OF_THE.sub(r"l\1 ", key), TOWN.sub("", key), CAPITAL.sub("roma", key)]
    ways += [SHORT_SAINT.sub(r"san\1", way) for way in ways]
    return tuple(way for way in dict.fromkeys(ways) if way)


def _with_sigla(key: str, town: Town) -> str:
    return f"{key} {town.sigla.lower()}"


def _short(key: str) -> str:
    return SAINT.sub("s", key)


def _light(key: str) -> str:
    return re.sub("[jy]", "i", light(_short(key)))
