"""The wider areas named in a list: a region, a province, an ambito, a zone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from raccordo.territory.cutting import plain
from raccordo.territory.states import BREADTH, MADE_HERE, AreaKind

ALL_OF = re.compile(r"^(?:tutti )?(?:i )?comuni (?:della |dello |del |dell |di |d |in )")
OF_KIND = re.compile(
    r"^(?:tutta |tutto )?(?:la |l |lo )?"
    r"(?P<kind>provincia|prov|regione|citta metropolitana|libero consorzio comunale|ambito|ats|"
    r"ads|zona)\b(?: autonoma)?"
    r"(?: (?:di|del|della|dello|dell|d) ?)? ?(?P<rest>.*)$"
)
KINDS = {
    "provincia": AreaKind.PROVINCE,
    "prov": AreaKind.PROVINCE,
    "citta metropolitana": AreaKind.PROVINCE,
    "libero consorzio comunale": AreaKind.PROVINCE,
    "regione": AreaKind.REGION,
    "ambito": AreaKind.AMBITO,
    "ats": AreaKind.AMBITO,
    "ads": AreaKind.AMBITO,
    "zona": AreaKind.ZONE,
}
INNER = re.compile(r"(?<=\w )(?:d[ei]|d|dei|del|dell[aeo]?|degli|nel|nell[aeo]?|in|ed?) (?=\w)")
# What any ambito or zone may be called besides its own name.
COMMON = {
    *("ambito", "ats", "ads", "zona", "sociale", "sociali", "territoriale", "distrettuale"),
    *("distretto", "gestione", "di", "del", "dell", "della", "n", "numero", "nr"),
}
# What is written after a municipality to say where it is.
WHERE = {AreaKind.REGION, AreaKind.PROVINCE}
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


class Wide(NamedTuple):
    """An area that holds municipalities, by the names that people write."""

    pk: int
    kind: AreaKind
    name: str
    slug: str
    sigla: str = ""
    siglas: frozenset[str] = frozenset()  # of the provinces in it

    @property
    def written(self) -> str:
        """How to write it so that it is taken for nothing else."""
        if self.kind == AreaKind.PROVINCE:
            return f"provincia di {self.name}"
        return f"regione {self.name}" if self.kind == AreaKind.REGION else self.slug


class Wides:
    """All the wider areas, found by the ways in which they are written."""

    def __init__(self, wides: Iterable[Wide]) -> None:
        self.all = sorted(wides, key=lambda wide: BREADTH.index(wide.kind))
        self.siglas = {plain(w.name): w.sigla for w in self.all if w.kind == AreaKind.PROVINCE}
        self.known = {wide.sigla for wide in self.all if wide.sigla}
        self.words = {wide.pk: _words(wide) for wide in self.all if wide.kind in MADE_HERE}
        self.by_name: dict[str, Wide] = {}
        for wide in self.all:  # of a region and a province of one name, the towns are the same
            for key in (plain(wide.name), light(plain(wide.name)), plain(wide.slug)):
                self.by_name.setdefault(key, wide)

    def find(self, name: str) -> list[Wide]:
        """The areas a name may be of: one, several of the same name, or none."""
        said = ALL_OF.sub("", plain(name))
        if called := self.called(said):
            return [called]
        kind, rest = _kind_in(said)
        if kind is None or not rest:
            return []
        if kind in MADE_HERE:
            return self._made_here(kind, said)
        return [w for w in self.all if w.kind == kind and _is_called(w, rest)]

    def called(self, name: str) -> Wide | None:
        """The area of this very name, if there is one."""
        said = plain(name)
        return self.by_name.get(said) or self.by_name.get(light(said))

    def is_called(self, name: str) -> bool:
        """Whether a name is one's very own, word by word."""
        said = plain(name)
        return any(said in (plain(wide.name), plain(wide.slug)) for wide in self.all)

    def is_meant(self, name: str) -> bool:
        """Whether a name says of itself that it is a wider area's."""
        return bool(_kind_in(ALL_OF.sub("", plain(name)))[1])

    def only_says_where(self, name: str) -> bool:
        """Whether a name is a region's, or says of itself that it is a wider area's."""
        wide = self.called(name)
        return self.is_meant(name) or (wide is not None and wide.kind == AreaKind.REGION)

    def near(self, name: str) -> list[Wide]:
        """Those whose name is most like one that is of none."""
        kind, rest = _kind_in(plain(name))
        names = {plain(wide.name): wide for wide in self.all if wide.kind == kind}
        return [names[key] for key in get_close_matches(rest, names, n=3, cutoff=0.75)]

    def sigla_in(self, text: str) -> str:
        """The sigla of a province told by it or by its name: «CH», «prov. di Chieti»."""
        told = re.sub(r"^(?:in )?(?:provincia|prov)(?: (?:di|del|della|dell|d))? ", "", plain(text))
        return told.upper() if re.fullmatch("[a-z]{2}", told) else self.siglas.get(told, "")

    def siglas_in(self, text: str) -> frozenset[str]:
        """The siglas of the provinces of a region, or the one of a province, told by its name."""
        if sigla := self.sigla_in(text):
            return frozenset([sigla])
        (wide,) = self.find(text)[:1] or (None,)
        if wide is None or wide.kind not in WHERE:
            return frozenset()
        return wide.siglas if wide.kind == AreaKind.REGION else frozenset([wide.sigla])

    def _made_here(self, kind: AreaKind, said: str) -> list[Wide]:
        wanted = said.split()
        zone = kind == AreaKind.ZONE or "zona" in wanted
        own = {word for word in wanted if word not in COMMON}
        here = [w for w in self.all if w.kind == (AreaKind.ZONE if zone else AreaKind.AMBITO)]
        return [wide for wide in here if own and own <= self.words[wide.pk]]


def light(key: str) -> str:
    """A name without what is left out in speaking: «Reggio Emilia», «Castel Sangro»."""
    return INNER.sub("", key)


def _is_called(wide: Wide, rest: str) -> bool:
    return rest == wide.sigla.lower() or light(rest) == light(plain(wide.name))


def _kind_in(said: str) -> tuple[AreaKind | None, str]:
    found = OF_KIND.match(said)
    return (KINDS[found["kind"]], found["rest"]) if found else (None, "")


def _words(wide: Wide) -> frozenset[str]:
    words = {*plain(wide.name).split(), *plain(wide.slug).split()}
    return frozenset(words | {str(_number(word)) for word in words if set(word) <= ROMAN.keys()})


def _number(roman: str) -> int:
    values = [ROMAN[letter] for letter in roman]
    beside = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, beside, strict=True))
