"""Whether two bodies may be the same one, told in two ways: a doubt for a person to settle."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import searchable

Key = TypeVar("Key", bound=Hashable)
Words = tuple[str, ...]

# What form a body has in law is often left out, or written in another way.
PHRASES = re.compile(
    r"\b(?:organizzazion[ei] (?:di|del) volontariato|associazion[ei] di volontariato"
    r"|promozione sociale|(?:ent[ei] del )?terzo settore|impres[ae] social[ei]"
    r"|organizzazione non lucrativa(?: di utilita sociale)?|responsabilita limitata"
    r"|societa cooperativa(?: sociale)?|cooperativa sociale)\b"
)
FORMS = frozenset(
    (
        *("associazione", "associazioni", "ass", "assoc", "odv", "aps", "onlus", "ets", "soms"),
        *("asd", "ssd", "apd", "fondazione", "fond", "cooperativa", "cooperative", "coop"),
        *("sociale", "sociali", "soc", "societa", "impresa", "scs", "scarl", "arl", "rl"),
        *("srl", "srls", "spa"),
    )
)
# Words that join others, and tell nothing by themselves.
SMALL = frozenset(
    (
        *("a", "ad", "al", "alla", "alle", "allo", "ai", "agli", "con", "d", "da", "dal", "dalla"),
        *("de", "dei", "degli", "del", "dell", "della", "delle", "dello", "di", "e", "ed", "fra"),
        *("gli", "i", "il", "in", "la", "le", "lo", "l", "nel", "nell", "nella", "o", "od", "per"),
        *("su", "sul", "sulla", "tra", "un", "una"),
    )
)
SAINTS = frozenset(("san", "santo", "santa", "sant"))
# Places where many bodies have a page: that it is the same place says nothing.
SHARED = frozenset(
    (
        *("facebook.com", "m.facebook.com", "it-it.facebook.com", "instagram.com", "linktr.ee"),
        *("x.com", "twitter.com", "linkedin.com", "youtube.com", "wordpress.com"),
        *("google.com", "sites.google.com"),
    )
)
# How alike two words must be to be one with a slip, and how long: «Vasto» is not «Casto».
ALIKE, SHORTEST, MOST_APART, ENDS = 0.85, 5, 2, 3


@dataclass(frozen=True, slots=True)
class Card:
    """What a body is known by: its name, its site, its addresses of e-mail."""

    name: str
    website: str = ""
    addresses: Words = ()


class Roll(Generic[Key]):
    """Many bodies, each asked once: which of them may be this one."""

    def __init__(self, cards: Iterable[tuple[Key, Card]]) -> None:
        self.words: list[tuple[Key, Words]] = []
        self.by_host: dict[str, list[Key]] = defaultdict(list)
        self.by_address: dict[str, list[Key]] = defaultdict(list)
        self.by_letters: dict[str, list[int]] = defaultdict(list)
        self.by_word: dict[str, list[int]] = defaultdict(list)
        self.by_end: dict[str, list[int]] = defaultdict(list)
        for key, card in cards:
            self._write(key, card)

    def like(self, card: Card) -> dict[Key, Reason]:
        """Those that may be the body of a card, and why; the surest first."""
        found: dict[Key, Reason] = {}
        for address in filter(None, map(str.lower, card.addresses)):
            for key in self.by_address.get(address, ()):
                found.setdefault(key, Reason("same_address"))
        for key in self.by_host.get(host_of(card.website), ()):
            found.setdefault(key, Reason("same_site"))
        words = telling_words(card.name)
        for place in sorted(self._near(words)):
            key, others = self.words[place]
            if alike(words, others):
                found.setdefault(key, Reason("alike_name"))
        return found

    def _write(self, key: Key, card: Card) -> None:
        words, place = telling_words(card.name), len(self.words)
        self.words.append((key, words))
        for address in set(filter(None, map(str.lower, card.addresses))):
            self.by_address[address].append(key)
        if host := host_of(card.website):
            self.by_host[host].append(key)
        for word in set(words):
            self.by_word[word].append(place)
        self.by_letters["".join(words)].append(place)
        if len(words) == 1:
            for end in _ends(words[0]):
                self.by_end[end].append(place)

    def _near(self, words: Words) -> set[int]:
        """The few that are worth comparing: of the rarest words, one at least is told the same."""
        near = set(self.by_letters.get("".join(words), ()))
        rarest = sorted((self.by_word.get(word, []) for word in set(words)), key=len)
        near.update(*rarest[: MOST_APART + 1])
        if len(words) == 1:
            near.update(*(self.by_end.get(end, ()) for end in _ends(words[0])))
        return near


@lru_cache(maxsize=50_000)
def telling_words(name: str) -> Words:
    """The words by which a body is told from others, in their order: not its form in law."""
    said = _split(searchable(name))
    bare = _split(PHRASES.sub(" ", " ".join(said)))
    telling = tuple(word for word in bare if word not in FORMS and word not in SMALL)
    # «Società cooperativa sociale», and no more: then that is the name.
    return telling or tuple(word for word in said if word not in SMALL)


def alike(words: Words, others: Words) -> bool:
    """Whether two names have the same words in any order, but for a slip or a blank in one."""
    here, there = _beyond(words, others), _beyond(others, words)
    if not here and not there:
        return bool(words)
    if not here or not there or max(len(here), len(there)) > MOST_APART:
        return False
    one, other = "".join(here), "".join(there)
    if one == other:
        return True
    if len(here) > 1 or len(there) > 1 or min(len(one), len(other)) < SHORTEST:
        return False
    if re.search(r"\d", one + other):  # another number is another school
        return False
    match = SequenceMatcher(None, one, other)
    return match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE


def host_of(website: str) -> str:
    """Where a site is, unless many have their page there."""
    address = website.strip().lower()
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:  # it is no address
        return ""
    host = host.removeprefix("www.")
    return "" if host in SHARED or "." not in host else host


def _split(said: str) -> list[str]:
    """The words of a text; letters alone, one after another, are one: «O.D.V.», «a r. l.»."""
    found: list[str] = []
    letters = ""
    for word in [*re.findall(r"[a-z0-9]+", said), ""]:
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        if letters:
            found += [letters] if letters in FORMS or len(letters) > 2 else list(letters)
            letters = ""
        if word:
            found.append("s" if word in SAINTS else word)
    return found


def _beyond(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """The words that the others have not, as often as they lack them, in order."""
    left, found = Counter(others), list[str]()
    for word in words:
        if left[word]:
            left[word] -= 1
        else:
            found.append(word)
    return found


def _ends(word: str) -> tuple[str, str]:
    return f"{word[:ENDS]}…", f"…{word[-ENDS:]}"
