"""What the law says of an act: who may make it, what it must carry, from when it is carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from raccordo.foundation.reasons import Reason

RESOLUTIONS = frozenset({"resolution", "minutes"})
# What each sort of organ makes, unless its own regulation says otherwise (it is data of the organ).
ISSUES: dict[str, frozenset[str]] = {
    "conference": RESOLUTIONS,
    "committee": RESOLUTIONS,
    "assembly": RESOLUTIONS,
    "council": RESOLUTIONS,  # TUEL art. 42
    "giunta": RESOLUTIONS,  # TUEL art. 48
    "mayor": frozenset({"decree", "ordinance"}),  # TUEL art. 50
    "officer": frozenset({"determination", "minutes"}),  # TUEL art. 107
    "president": frozenset({"decree"}),
    "asl_director": frozenset({"resolution", "determination"}),  # D.Lgs 502/1992 art. 3
    "region_council": RESOLUTIONS | {"law"},
    "region_giunta": RESOLUTIONS,
    "region_officer": frozenset({"determination", "decree"}),
    "state": frozenset({"law", "decree"}),
    "parties": frozenset({"convention", "programme_agreement", "protocol", "minutes"}),
    "other": frozenset({"other", "minutes", "protocol"}),
}
LOCAL = frozenset({"conference", "committee", "assembly", "council", "giunta"})
TEN_DAYS = timedelta(days=10)
FIRST_YEAR = 1861  # before the Kingdom there are no acts of these organs: it is a slip of the year


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days from which it follows when an act may be carried out."""

    made_on: date | None
    published_from: date | None
    visa_on: date | None


def usual_enforceability(organ_kind: str, act_kind: str, *, spends: bool | None = None) -> str:
    """How an act becomes enforceable unless it says otherwise.

    Only what spends waits for the visa; of an act made elsewhere it is not known whether it does.
    """
    if act_kind == "resolution" and organ_kind in LOCAL:
        return "tenth_day"  # TUEL art. 134 c. 3
    if act_kind == "determination" and organ_kind == "officer" and spends is not False:
        return "with_visa"  # TUEL artt. 151 c. 4, 183 c. 7
    return "from_date"


def enforceable_from(how: str, days: Calendar) -> date | None:
    """The day from which an act may be carried out; nothing while what it waits for is missing.

    The tenth day counts from the one after publication begins (TUEL art. 134 c. 3).
    """
    match how:
        case "tenth_day":
            return days.published_from + TEN_DAYS if days.published_from else None
        case "with_visa":
            return days.visa_on
        case _:
            return days.made_on


def due_opinions(organ_kind: str, act_kind: str, *, spends: bool) -> tuple[str, ...]:
    """The opinions an act must carry (TUEL art. 49) or the visa it waits for (art. 183 c. 7)."""
    if act_kind == "resolution" and organ_kind in {"council", "giunta"}:
        return ("technical", "accounting") if spends else ("technical",)
    if act_kind == "determination" and organ_kind == "officer" and spends:
        return ("visa",)
    return ()


def worth(
    state: str,
    *,
    state_since: date | None,
    enforceable: date | None,
    on: date,
    made_here: bool = True,
) -> Reason:
    """Whether an act may be rested on, on a day, and if not why."""
    if state in {"suspended", "revoked", "annulled"} and state_since:
        return Reason(state, {"since": state_since})
    if enforceable is None:  # of what was made elsewhere, nobody here knows
        return Reason("not_enforceable" if made_here else "enforceability_unknown")
    if enforceable > on:
        return Reason("not_yet_enforceable", {"day": enforceable})
    return Reason("in_force")
