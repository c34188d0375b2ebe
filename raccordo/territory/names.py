"""A list of municipalities as people write it or paste it: the names in it, and which they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from raccordo.foundation.searching import searchable

BETWEEN = re.compile(r"[\r\n,;\t]+")
# «1) », «1. », «(1) », «1 - », «a) », «- », «• »: what stands before a name in a list.
MARK = re.compile(
    r"^[^\w(]*(?:\(?\d{1,3}\s*[.)°ª]?\s*[-–—]?\s*(?=[^\d\s.])|[a-z]\)\s*)?", re.IGNORECASE
)
AND = re.compile(r"\s+ed?\s+", re.IGNORECASE)
# «(capofila)» says something else: only «(CH)» tells which.
ASIDE = re.compile(r"\((?!\s*[a-z]{2}\s*\))[^)]*\)", re.IGNORECASE)
AROUND = " .:*–—-•·«»“”\"'’"
TOWN = re.compile(r"^(?:il |i )?(?:comun[ei]|municipio|citta) (?:di |d |de )?")
OF_THE = re.compile(r"^(?:il )?comune dell(a?) ")
SAINT = re.compile(r"\b(?:san|santo|santa|sant|santi|sante|ss|st)\b")
# «S.ta», «Sto», «S.ti»: short for one word only; «S.» alone may be any.
SHORT_SAINT = re.compile(r"\bs ?(t[aoie])\b")
# How alike two names must be, from 0 to 1; how much less than the best one; what it is worth that
# a name begins as was typed: «Sant'Eusanio» for «Sant'Eusanio del Sangro».
ALIKE, NO_FARTHER, FIRST_WORDS = 0.7, 0.15, 0.3


class Town(NamedTuple):
    """A municipality by the names and the codes that people write."""

    pk: int
    name: str
    sigla: str
    code: str
    # In another language, before it changed; the codes it had.
    others: tuple[str, ...] = ()


def names_in(text: str) -> list[str]:
    """The names in a list, as they were typed but for what stands around them; each once."""
    pieces = (_bare(piece) for piece in BETWEEN.split(text))
    # A number that is no code is that of a row, or of the inhabitants.
    told = (piece for piece in pieces if re.search(r"[^\W\d]|^\d{5,6}$", piece))
    return list(dict.fromkeys(told))


def is_called_a_town(name: str) -> bool:
    """Whether a name says of itself that it is a municipality's: «Comune di …»."""
    return _plain(name).startswith("comune ")


class Gazetteer:
    """All the municipalities, found by any of the ways in which they are written."""

    def __init__(self, towns: Iterable[Town]) -> None:
        self.towns = list(towns)
        self.by_name: dict[str, list[Town]] = defaultdict(list)
        self.by_other: dict[str, list[Town]] = defaultdict(list)
        self.by_short: dict[str, list[Town]] = defaultdict(list)
        for town in self.towns:
            name = _plain(town.name)
            for key in (name, _with_sigla(name, town), town.code):
                self.by_name[key].append(town)
            if (short := _short(name)) != name:
                for key in (short, _with_sigla(short, town)):
                    self.by_short[key].append(town)
            for other in map(_plain, town.others):
                for key in (other, _with_sigla(other, town), f"{name} {other}", f"{other} {name}"):
                    self.by_other[key].append(town)

    def read(self, text: str) -> list[tuple[str, list[Town]]]:
        """Each name of a list, and whose it may be: «Frisa, CH» is one, «Frisa e Treglio» two."""
        found: list[tuple[str, list[Town]]] = []
        for name in names_in(text):
            with_sigla = f"{found[-1][0]} {name}" if found and len(name) == 2 else ""
            if with_sigla and (there := self.find(with_sigla)):
                found[-1] = (with_sigla, there)
            else:
                found += self._one_or_several(name)
        return found

    def _one_or_several(self, name: str) -> list[tuple[str, list[Town]]]:
        towns = self.find(name)
        parts = [(part, self.find(part)) for part in AND.split(name)]
        several = not towns and len(parts) > 1 and all(there for _part, there in parts)
        return parts if several else [(name, towns)]

    def find(self, name: str) -> list[Town]:
        """The municipalities a name may be of: one, several of the same name, or none."""
        keys = [name.zfill(6)] if name.isdigit() else _keys(name)
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
        towns = [town for town in self.towns if among is None or town.pk in among]
        keys = [_short(_plain(town.name)) for town in towns]
        holding: dict[str, list[int]] = defaultdict(list)
        for number, key in enumerate(keys):
            for three in _threes(key):
                holding[three].append(number)
        return {name: [towns[n] for n in _nearest(name, keys, holding, most)] for name in names}


def _nearest(name: str, keys: list[str], holding: dict[str, list[int]], most: int) -> list[int]:
    wanted = _short(_keys(name)[-1])
    shared = Counter(number for three in _threes(wanted) for number in holding.get(three, ()))
    # Comparing letter by letter is slow: only those that share the most groups of three.
    likeness = {
        number: SequenceMatcher(None, wanted, keys[number]).ratio()
        + keys[number].startswith(wanted) * FIRST_WORDS
        for number, _count in shared.most_common(40)
    }
    least = max(ALIKE, max(likeness.values(), default=0) - NO_FARTHER)
    best = sorted(likeness, key=lambda number: -likeness[number])
    return [number for number in best if likeness[number] >= least][:most]


def _threes(key: str) -> set[str]:
    padded = f" {key} "
    return {padded[n : n + 3] for n in range(len(padded) - 2)}


def _bare(piece: str) -> str:
    bare = ASIDE.sub("", MARK.sub("", piece.strip()))
    bare = re.sub(r"^ed?\s+", "", bare.strip(), flags=re.IGNORECASE)
    ending = "'" if bare.rstrip(".").endswith(("'", "’")) else ""
    return bare.strip(AROUND) + ending


@lru_cache(maxsize=20_000)
def _plain(name: str) -> str:
    """A name as its words only: no accents, capitals, apostrophes, dots."""
    return " ".join(re.findall(r"[a-z0-9]+", searchable(name)))


def _keys(name: str) -> list[str]:
    """The ways to read a name: as it is, and without «Comune di»."""
    plain = _plain(name)
    ways = [plain, OF_THE.sub(r"l\1 ", plain), TOWN.sub("", plain)]
    ways += [SHORT_SAINT.sub(r"san\1", way) for way in ways]
    return [way for way in dict.fromkeys(ways) if way]


def _with_sigla(key: str, town: Town) -> str:
    return f"{key} {town.sigla.lower()}"


def _short(key: str) -> str:
    return SAINT.sub("s", key)
