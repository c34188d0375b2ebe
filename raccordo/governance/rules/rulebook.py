"""What a body's own regulation prescribes, each provision with the article that says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

HEADS, POPULATION = "heads", "population"
# Of what a share is taken: all the seats that vote; those somebody holds; who is there; who voted.
ASSIGNED, HELD, PRESENT, VOTERS = "assigned", "held", "present", "voters"
BASES = (HEADS, POPULATION)
WHOLES = (ASSIGNED, HELD, PRESENT, VOTERS)


class UnsoundRule(ValueError):
    """A rule that cannot be meant so: which provision, and why, as codes."""

    def __init__(self, provision: str, why: str) -> None:
        super().__init__(f"{provision}: {why}")
        self.provision, self.why = provision, why


@dataclass(frozen=True, slots=True)
class Share:
    """A part that must be reached (or passed, if strict) of a whole, by heads or by residents."""

    basis: str
    of: str
    numerator: int = 1
    denominator: int = 2
    strict: bool = True

    def __post_init__(self) -> None:
        if self.basis not in BASES or self.of not in WHOLES:
            raise UnsoundRule("share", "unknown_measure")
        if not 0 < self.numerator <= self.denominator:
            raise UnsoundRule("share", "not_a_part")
        if self.strict and self.numerator == self.denominator:
            raise UnsoundRule("share", "more_than_all")

    def met_by(self, part: int, whole: int) -> bool:
        """Whether a part is enough: compared as integers, so a half is exactly a half."""
        mine, wanted = part * self.denominator, whole * self.numerator
        return mine > wanted if self.strict else mine >= wanted and part > 0

    def needed_of(self, whole: int) -> int:
        """The least that is enough of a whole."""
        wanted = whole * self.numerator
        least = wanted // self.denominator + 1 if self.strict else -(-wanted // self.denominator)
        return max(least, 1)


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter that wants its own legal number or majority (materia speciale)."""

    code: str
    name: str
    article: str
    quorum: tuple[Share, ...] = ()
    majority: tuple[Share, ...] = ()


# That a resolution is enforceable at once wants a vote of its own, by the components' majority.
AT_ONCE = Matter(
    "at_once", "Immediata eseguibilità", "art. 134 c. 4 TUEL", majority=(Share(HEADS, ASSIGNED),)
)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The provisions a sitting is judged by; `cites` has the article of each, by its name.

    A provision that the regulation does not have is empty, and is not judged: without a legal
    number any attendance will do, without a majority nothing is put to the vote.
    """

    notice_days: int = 0
    # Free days (giorni liberi): neither the day of the notice nor that of the sitting counts.
    notice_free: bool = False
    urgent_days: int | None = None
    first_call: tuple[Share, ...] = ()
    second_call: tuple[Share, ...] = ()
    # How many hours must pass between the two calls; nothing: there is no second call.
    second_call_after: int | None = None
    majority: tuple[Share, ...] = ()
    matters: tuple[Matter, ...] = ()
    casting_vote: bool = False
    abstentions_count: bool = False
    # Who hands in a blank or a void paper has voted, unless the regulation says otherwise.
    blanks_count: bool = True
    remote: bool = True
    alternates: bool = True
    proxies: bool = True
    # One person for several seats has several votes: only where an article says so.
    several_seats: bool = False
    cites: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for provision in PROVISIONS:
            if getattr(self, provision) and not self.cites.get(provision):
                raise UnsoundRule(provision, "no_article")
        if not 0 <= self.notice_days <= 90:
            raise UnsoundRule("notice_days", "out_of_reach")
        if self.second_call and self.second_call_after is None:
            raise UnsoundRule("second_call", "no_second_call")

    @property
    def takes_votes(self) -> bool:
        """Whether the body's own rules provide for votes: if not, it keeps minutes only."""
        return bool(self.majority)

    def matter(self, code: str) -> Matter | None:
        """The special matter that has a code."""
        return next((matter for matter in self.matters if matter.code == code), None)

    def quorum_for(self, code: str, *, call: int) -> tuple[tuple[Share, ...], str]:
        """The legal number of an item of this matter at a call, and the article that says it."""
        if (matter := self.matter(code)) and matter.quorum:
            return matter.quorum, matter.article
        if call == 2 and self.second_call:
            return self.second_call, self.cites.get("second_call", "")
        return self.first_call, self.cites.get("first_call", "")

    def majority_for(self, code: str) -> tuple[tuple[Share, ...], str]:
        """The majority of an item of this matter, and the article that says it."""
        matter = AT_ONCE if code == AT_ONCE.code else self.matter(code)
        if matter and matter.majority:
            return matter.majority, matter.article
        return self.majority, self.cites.get("majority", "")


# What a regulation may say only by citing its article: without a source nothing refuses.
PROVISIONS = (
    "notice_days",
    "first_call",
    "second_call",
    "majority",
    "casting_vote",
    "several_seats",
)


def as_data(rules: Rulebook) -> dict[str, Any]:
    """The rules as they are kept and frozen."""
    return asdict(rules) | {"cites": dict(rules.cites)}


def rulebook_of(data: Mapping[str, Any]) -> Rulebook | None:
    """The rules that were kept; nothing where a body has none of its own."""
    if not data:
        return None
    facts = dict(data)
    for name in ("first_call", "second_call", "majority"):
        facts[name] = _shares(facts.get(name, ()))
    facts["matters"] = tuple(
        Matter(
            **dict(matter)
            | {name: _shares(matter.get(name, ())) for name in ("quorum", "majority")}
        )
        for matter in facts.get("matters", ())
    )
    return Rulebook(**facts)


def _shares(told: Sequence[Mapping[str, Any]]) -> tuple[Share, ...]:
    return tuple(Share(**share) for share in told)
