"""How the papers of a sitting say who came, how they voted, whether it was valid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils.timezone import localtime
from django.utils.translation import override

from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import day, elided
from raccordo.governance.models import AgendaItem, Attendance, Ballot, Sitting
from raccordo.governance.queries.ballots import closed_ballots, vote_named, what_came_of, why_so
from raccordo.governance.queries.papers import Told, legal_number_of
from raccordo.governance.queries.sittings import day_of, on_its_day, vote_in_words
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.voting import ABSTAINED, AGAINST, FOR, NOT_VOTING, RECUSED
from raccordo.governance.states import AttendanceHow, ItemOutcome, SittingState, StandIn, VoteChoice

P = ParamSpec("P")
Made = TypeVar("Made")
BY_CHOICE = {
    FOR: "Favorevoli",
    AGAINST: "Contrari",
    ABSTAINED: "Astenuti",
    NOT_VOTING: "Presenti che non hanno votato",
    RECUSED: "Usciti per astensione obbligatoria (art. 78 TUEL)",
}
OUTCOMES = {
    ItemOutcome.POSTPONED: "La trattazione del punto è rinviata.",
    ItemOutcome.WITHDRAWN: "Il punto è ritirato.",
    ItemOutcome.DISCUSSED: "Si prende atto di quanto esposto.",
}


def in_italian(make: Callable[P, Made]) -> Callable[P, Made]:
    """The words of the law are Italian, whoever asks for the paper."""

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> Made:
        with override("it"):
            return make(*args, **kwargs)

    return made


def hour(moment: datetime | None) -> str:
    """An hour by the clock of here: 9:30."""
    return f"{localtime(moment):%-H:%M}" if moment else ""


def day_and_hour(moment: datetime) -> str:
    """A moment as a notice tells it: 10 marzo 2025, ore 9:30."""
    return f"{day(localtime(moment).date())}, ore {hour(moment)}"


def where(sitting: Sitting) -> str:
    """Where a sitting is held, in a room, at a distance or both."""
    remote = f"a distanza, dal collegamento {sitting.link}" if sitting.link else ""
    return ", e ".join(filter(None, [sitting.place, remote]))


def quality_of(one: Attendance) -> str:
    """In what quality who came sits there."""
    if one.stand_in == StandIn.HOLDER:
        return one.title
    told = "supplente" if one.stand_in == StandIn.ALTERNATE else "con delega"
    return f"{one.title} ({told})"


def named(one: Attendance) -> str:
    """Who sits in a seat, with the quality: Ada Esposito (Sindaca di Frisa)."""
    name = one.name or one.summoned
    return f"{name} ({quality_of(one)})" if name else one.title


def listed(people: Sequence[Attendance], *, nobody: str = "nessuno") -> str:
    """Some components, one after the other."""
    return "; ".join(map(named, people)) or nobody


def how_it_came(one: Attendance) -> str:
    """Present, at a distance, absent; and when, for who came late or left before."""
    told = AttendanceHow(one.how).label
    hours = [f"dalle {hour(one.came_at)}"] if one.came_at else []
    hours += [f"fino alle {hour(one.left_at)}"] if one.left_at else []
    return f"{told} ({', '.join(hours)})" if hours else str(told)


def movements(told: Told) -> list[str]:
    """Who came after the opening, who left before the end, who presided then, by the hour."""
    opened = told.sitting.opened_at
    moves = [
        (one.came_at, f"Alle ore {hour(one.came_at)} arriva {named(one)}.")
        for one in told.came
        if one.came_at and opened and one.came_at > opened
    ]
    moves += [
        (one.left_at, f"Alle ore {hour(one.left_at)} esce {named(one)}.")
        for one in told.came
        if one.left_at and one.left_at != told.sitting.closed_at
    ]
    return [said for _moment, said in sorted([*moves, *_other_chairs(told.sitting)])]


def _other_chairs(sitting: Sitting) -> list[tuple[datetime, str]]:
    """When another came to preside; of a sitting written down later nobody knows the hour."""
    told = [(datetime.fromisoformat(one["until"]), str(one["name"])) for one in sitting.chairs]
    names = [*[name for _until, name in told[1:]], sitting.chair]
    moves = []
    for (until, _before), name in zip(told, names, strict=False):
        known = on_its_day(sitting.meets_at, until)
        when = f"Alle ore {hour(until)} la presidenza passa" if known else "La presidenza passa poi"
        moves.append((until, f"{when} a {name}."))
    return moves


def legal_number_said(told: Told) -> str:
    """Whether the sitting was valid, by each measure that its rules want."""
    return sentences(legal_number_of(told))


def sentences(reasons: Sequence[Reason]) -> str:
    return " ".join(sentence(reason) for reason in reasons)


def votes_by_name(ballot: Ballot) -> list[str]:
    """Who said what: nothing of a secret vote."""
    found = []
    for choice, words in BY_CHOICE.items():
        names = [
            f"{vote.name} ({vote.attendance.title})"
            for vote in ballot.votes.all()
            if vote.choice == choice
        ]
        if names and not ballot.secret:
            found.append(f"{words}: {'; '.join(names)}.")
    return found


def voting_told(item: AgendaItem, *, names: bool = True) -> str:
    """All the votes of an item, in their order; who said what, if wanted."""
    return "\n\n".join(vote_told(ballot, names=names) for ballot in closed_ballots(item))


def vote_told(ballot: Ballot, *, names: bool) -> str:
    """A vote, its outcome with the reasons; who said what, if wanted.

    Without names it goes to the public: what was put, which may name persons, is left out there.
    """
    how = "a scrutinio segreto" if ballot.secret else "in forma palese"
    named = vote_named(ballot, words="«%s»" if names else "[[%s]]")
    told = [f"{named}, {how}: {vote_in_words(ballot)}."]
    told += votes_by_name(ballot) if names else []
    return "\n".join([*told, " ".join([what_came_of(ballot), *why_so(ballot)])])


def vote_rows(ballot: Ballot) -> list[tuple[str, str, str]]:
    """An open vote by name: component, who votes, what she says."""
    return [
        (vote.attendance.title, vote.name, str(VoteChoice(vote.choice).label))
        for vote in ballot.votes.all()
    ]


def call_said(sitting: Sitting) -> str:
    """At which call a sitting opened."""
    return {1: "in prima convocazione", 2: "in seconda convocazione"}.get(sitting.call or 0, "")


def titled(sitting: Sitting, *, on: date | None = None) -> str:
    """Seduta n. 3 del 10 marzo 2025."""
    number = f" n. {sitting.number}" if sitting.number else ""
    return elided(f"Seduta{number} del {day(on or day_of(sitting))}")


def is_draft(sitting: Sitting) -> bool:
    """Whether nobody has been convened yet: its papers say so."""
    return sitting.state == SittingState.PREPARED
