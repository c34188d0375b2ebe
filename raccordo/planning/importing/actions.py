"""What a sheet of actions would bring into a plan, row by row; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Any

from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import slug_of
from raccordo.foundation.tables import Fault, likely_day_in
from raccordo.parties.models import Organisation
from raccordo.planning.models import Action, Objective, Plan
from raccordo.planning.rules.codes import LONGEST_CODE, code_typed, sound_code
from raccordo.planning.rules.columns import told_in
from raccordo.planning.rules.outlines import outline_of
from raccordo.planning.states import ActionColumn
from raccordo.territory.queries import municipalities_of
from raccordo.vocabularies.queries import terms_of

LONGEST = {"title": 200, "cup": 15, "beneficiaries": 20_000}
MOST_DIGITS = 7
SEVERAL = ";\n"


class Verdict(Enum):
    """What would become of a row."""

    NEW = "new"
    CHANGES = "changes"
    SAME = "same"
    WRONG = "wrong"


@dataclass(slots=True)
class ActionRow:
    """A row of a sheet of actions, as it was understood."""

    number: int
    code: str = ""
    title: str = ""
    # What the sheet tells, by the name of the field; what it does not tell is left as it is.
    facts: dict[str, Any] = field(default_factory=dict)
    # The title of the objective, when the plan has none like it.
    objective: str = ""
    faults: list[Fault] = field(default_factory=list)
    # What was not understood and can wait: the action comes in without it.
    notes: list[Fault] = field(default_factory=list)
    action: Action | None = None

    @property
    def verdict(self) -> Verdict:
        if self.faults:
            return Verdict.WRONG
        if self.action is None:
            return Verdict.NEW
        return Verdict.CHANGES if self.changes or self.objective else Verdict.SAME

    @property
    def changes(self) -> list[str]:
        """The fields that would not be as they are."""
        action = self.action
        return [n for n, new in self.facts.items() if action and _held(action, n) != _plain(new)]


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet of actions may name, by slug."""

    actions: Mapping[str, Action]
    axes: Mapping[str, str]
    objectives: Mapping[str, Objective]
    groups: Mapping[str, Any]
    leps: Mapping[str, Any]
    towns: Mapping[str, Any]
    bodies: Mapping[str, Organisation]


def read_actions(
    lines: Sequence[Sequence[str]],
    columns: Mapping[str, int],
    plan: Plan,
    *,
    on: date,
    first: int = 2,
) -> list[ActionRow]:
    """The rows of a sheet of actions, below its heading; `first` is how a spreadsheet numbers them.

    `columns` tells in which column each thing is.
    """
    known = _known(plan, lines, columns, on=on)
    rows, seen = [], dict[str, int]()
    for number, cells in told_in(lines, columns, first=first):
        row = _row(number, cells, known)
        if row.code in seen:
            _fault(row, "code", row.code, Reason("cell_repeated", {"row": seen[row.code]}))
        elif row.code:
            seen[row.code] = number
        rows.append(row)
    return rows


def _row(number: int, cells: Mapping[str, str], known: Known) -> ActionRow:
    row = ActionRow(number, code=code_typed(cells.get("code", "")))
    if not row.code:
        _fault(row, "code", "", Reason("cell_missing"))
    elif not sound_code(row.code):
        _fault(row, "code", cells["code"], Reason("code_unsound", {"longest": LONGEST_CODE}))
    row.action = known.actions.get(row.code)
    row.title = " ".join(cells.get("title", "").split())
    if not row.title:
        _fault(row, "title", "", Reason("cell_missing"))
    row.facts["title"] = row.title
    for name, longest in LONGEST.items():
        if len(cells.get(name, "")) > longest:
            _fault(row, name, cells[name][:40], Reason("cell_too_long", {"limit": longest}))
    for name in ("beneficiaries", "activities", "system_activities", "cup"):
        if name in cells:
            row.facts[name] = cells[name]
    _read_ties(row, cells, known)
    _read_days(row, cells)
    _read_expected(row, cells)
    return row


def _read_ties(row: ActionRow, cells: Mapping[str, str], known: Known) -> None:
    """What a cell names that the house knows: what it does not know is told, and left to choose."""
    for name in ("groups", "leps", "towns"):
        if name in cells:
            among = getattr(known, name)
            found = [_named(row, name, word, among) for word in _several(cells[name])]
            row.facts[name] = [one for one in found if one is not None]
    if cells.get("axis"):
        words = [cells["axis"], cells["axis"].partition(" ")[0].rstrip(".")]
        axis = next((known.axes[slug_of(w)] for w in words if slug_of(w) in known.axes), None)
        if axis is None:
            _note(row, "axis", cells["axis"])
        else:
            row.facts["axis"] = axis
    if cells.get("implementer"):
        body = _named(row, "implementer", cells["implementer"], known.bodies)
        row.facts |= {"implementer": body} if body else {}
    if said := " ".join(cells.get("objective", "").split()):
        aim = known.objectives.get(slug_of(said)) or known.objectives.get(
            slug_of(said.partition(" ")[0])
        )
        row.objective = "" if aim else said[:200]
        row.facts |= {"objectives": [aim]} if aim else {}


def _read_days(row: ActionRow, cells: Mapping[str, str]) -> None:
    for name in ("since", "until"):
        if not cells.get(name):
            continue
        day = likely_day_in(cells[name])
        if day is None:
            _fault(row, name, cells[name][:40], Reason("cell_not_a_day"))
        else:  # a sheet tells the last day
            row.facts[name] = day + timedelta(days=1) if name == "until" else day
    since, until = row.facts.get("since"), row.facts.get("until")
    if since and until and until <= since:
        _fault(row, "until", cells["until"], Reason("end_before_start"))


def _read_expected(row: ActionRow, cells: Mapping[str, str]) -> None:
    said = cells.get("expected", "").replace(".", "")
    if len(said) <= MOST_DIGITS and said.isascii() and said.isdigit():
        row.facts["expected"] = int(said)
    elif said:
        _fault(row, "expected", cells["expected"][:40], Reason("cell_not_a_count"))


def _named(row: ActionRow, name: str, said: str, among: Mapping[str, Any]) -> Any:
    found = among.get(slug_of(said))
    if found is None:
        _note(row, name, said)
    return found


def _several(said: str) -> list[str]:
    """The words of a cell that holds several, parted by semicolons or by lines."""
    for mark in SEVERAL[1:]:
        said = said.replace(mark, SEVERAL[0])
    return [word.strip() for word in said.split(SEVERAL[0]) if word.strip()]


def _fault(row: ActionRow, name: str, said: str, reason: Reason) -> None:
    row.faults.append(Fault(row.number, str(ActionColumn(name).label), said, reason))


def _note(row: ActionRow, name: str, said: str) -> None:
    reason = Reason("left_to_choose")
    row.notes.append(Fault(row.number, str(ActionColumn(name).label), said[:60], reason))


def _held(action: Action, name: str) -> Any:
    if name in {"groups", "leps", "towns", "objectives"}:
        return sorted(one.pk for one in getattr(action, name).all())
    return getattr(action, name)


def _plain(value: Any) -> Any:
    return sorted(one.pk for one in value) if isinstance(value, list) else value


def _known(
    plan: Plan, lines: Sequence[Sequence[str]], columns: Mapping[str, int], *, on: date
) -> Known:
    axes: dict[str, str] = {}
    for axis in outline_of(plan.template.outline).axes:
        names = (axis.code, axis.title, f"{axis.code} {axis.title}")
        axes |= {slug_of(name): axis.code for name in names}
    aims: dict[str, Objective] = {}
    for aim in Objective.objects.filter(plan=plan):
        aims |= {slug_of(name): aim for name in (aim.code, aim.title, str(aim))}
    held = Action.objects.filter(plan=plan).select_related("implementer")
    held = held.prefetch_related("groups", "leps", "towns", "objectives")
    towns = municipalities_of(plan.area, on=on)
    return Known(
        actions={one.code: one for one in held},
        axes=axes,
        objectives=aims,
        groups=_terms("target-groups", on=on),
        leps=_terms("leps", on=on),
        towns={slug_of(town.name): town for town in towns},
        bodies=_bodies(lines, columns.get("implementer")),
    )


def _terms(catalogue: str, *, on: date) -> dict[str, Any]:
    found = list(terms_of(catalogue, on=on))
    return {slug_of(one.label): one for one in found} | {slug_of(one.code): one for one in found}


def _bodies(lines: Sequence[Sequence[str]], place: int | None) -> dict[str, Organisation]:
    """The bodies that the sheet names and the register has, each name once."""
    if place is None:
        return {}
    said = {" ".join(line[place].split()) for line in lines if place < len(line)}
    found = Organisation.objects.filter(name__in=said - {""})
    names: dict[str, list[Organisation]] = {}
    for body in found:
        names.setdefault(slug_of(body.name), []).append(body)
    return {name: bodies[0] for name, bodies in names.items() if len(bodies) == 1}
