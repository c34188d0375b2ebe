from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import override

from raccordo.acts.models import Act, Organ
from raccordo.acts.operations.entering import enter_act
from raccordo.acts.reasons import IN_TABLES
from raccordo.acts.rules import FIRST_YEAR
from raccordo.acts.states import ActKind, ActStage
from raccordo.foundation.errors import Refused
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import searchable, slug_of
from raccordo.foundation.sentences import fault_said, sentence
from raccordo.foundation.tables import (
    Fault,
    Row,
    TableRefused,
    read_rows,
    read_table,
    require_whole,
)
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record

COLUMNS = ("organo", "tipo", "numero", "data", "oggetto")
OTHERS = ("esecutivo dal", "albo dal", "albo al", "protocollo", "data protocollo", "fonte")
# Organ, kind, number, day; what has no number is told apart by its subject.
Known = tuple[int, str, str, date | None, str]


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act as a table says it."""

    number: int
    organ: Organ | None
    kind: ActKind | None
    act_number: str
    made_on: date | None
    subject: str
    enforceable: date | None
    published_from: date | None
    published_until: date | None
    protocol_number: str
    protocol_date: date | None
    source: str

    @property
    def particulars(self) -> Known | None:
        """What the act is known by; nothing while a cell of it is wrong."""
        if not (self.organ and self.kind and self.made_on and self.subject):
            return None
        return _known_by(self.organ.pk, self.kind, self.act_number, self.made_on, self.subject)


@dataclass(frozen=True, slots=True)
class Brought:
    """The acts of a table: those that were entered, and those already known."""

    entered: tuple[Act, ...]
    known: tuple[Act, ...]


@operation
def import_acts(content: bytes, *, by: Acting, on: date) -> Brought:
    """Enter all the acts of a table, or none and every wrong cell told; those known are left."""
    rows, known = read_acts(content, on=on)
    entered = [_enter(row, by=by, on=on) for row in rows if row.particulars not in known]
    record(by=by, what="acts.imported", subject=None, rows=len(rows), entered=len(entered))
    return Brought(tuple(entered), tuple(known.values()))


def read_acts(content: bytes, *, on: date) -> tuple[list[ActRow], dict[Known | None, Act]]:
    """The acts of a table, and those of them already known; refused with every wrong cell."""
    organs = {organ.search: organ for organ in Organ.objects.all()}
    with override("it"):  # tables are written in Italian whoever brings them
        kinds = {slug_of(str(kind.label)): kind for kind in ActKind}
    try:
        table = read_table(content, columns=COLUMNS)
    except TableRefused as refused:
        raise Refused(sentence(refused.reason), field="file") from refused
    rows, faults = read_rows(table, lambda row: _read(row, organs, kinds, on))
    known = _known(rows)
    faults += _repeated(rows) + _in_preparation(rows, known)
    faults.sort(key=lambda fault: fault.row)
    require_whole(faults, say=lambda fault: fault_said(fault, IN_TABLES))
    return rows, known


def _known_by(organ: int, kind: str, number: str, made_on: date | None, subject: str) -> Known:
    return (organ, str(kind), number, made_on, "" if number else searchable(subject))


def _known(rows: Iterable[ActRow]) -> dict[Known | None, Act]:
    """The acts of the rows that are already there, by what they are known by."""
    wanted = {row.particulars for row in rows}
    days = {row.made_on for row in rows if row.made_on}
    found = Act.objects.filter(date__in=days).select_related("organ").order_by("pk")
    acts = {_known_by(a.organ.pk, a.kind, a.number, a.date, a.subject): a for a in found}
    return {key: act for key, act in acts.items() if key in wanted}


def _repeated(rows: Iterable[ActRow]) -> list[Fault]:
    """The rows that tell an act another row has told."""
    first: dict[Known, int] = {}
    faults = []
    for row in rows:
        if row.particulars is None:
            continue
        if (before := first.setdefault(row.particulars, row.number)) != row.number:
            column = "numero" if row.act_number else "oggetto"
            reason = Reason("cell_repeated", {"row": before})
            faults.append(Fault(row.number, column, row.act_number or row.subject, reason))
    return faults


def _in_preparation(rows: Iterable[ActRow], known: dict[Known | None, Act]) -> list[Fault]:
    """The rows that tell an act somebody is still preparing: it is not there to be read yet."""
    unsigned = {ActStage.DRAFT, ActStage.TO_SIGN}
    drafts = {key for key, act in known.items() if act.stage in unsigned}
    reason = Reason("still_a_draft")
    return [
        Fault(row.number, "numero", row.act_number, reason)
        for row in rows
        if row.particulars in drafts
    ]


def _read(row: Row, organs: dict[str, Organ], kinds: dict[str, ActKind], on: date) -> ActRow:
    name = row.text("organo", needed=True, longest=160)
    organ, kind = organs.get(searchable(name)), row.one_of("tipo", kinds)
    if name and organ is None:
        row.fault("organo", name, Reason("organ_unknown"))
    if organ and kind and kind not in organ.issues:
        row.fault("tipo", str(kind.label), Reason("organ_cannot"))
    made_on = row.day("data", needed=True)
    if made_on and (made_on > on or made_on.year < FIRST_YEAR):
        wrong = "day_to_come" if made_on > on else "day_too_old"
        row.fault("data", f"{made_on:%d/%m}/{made_on.year:04}", Reason(wrong))
    first_on_board, last_on_board = _board(row)
    return ActRow(
        number=row.number,
        organ=organ,
        kind=kind,
        act_number=row.text("numero", longest=30),
        made_on=made_on,
        subject=row.text("oggetto", needed=True),
        enforceable=row.day("esecutivo dal"),
        published_from=first_on_board,
        published_until=last_on_board + timedelta(days=1) if last_on_board else None,
        protocol_number=row.text("protocollo", longest=30),
        protocol_date=row.day("data protocollo"),
        source=row.text("fonte", longest=300),
    )


def _board(row: Row) -> tuple[date | None, date | None]:
    """From when until when an act was on the board, if it is told rightly."""
    first, last = row.day("albo dal"), row.day("albo al")
    if last and not row.text("albo dal"):
        row.fault("albo dal", "", Reason("board_never_begins"))
    elif first and last and last < first:
        row.fault("albo al", last.strftime("%d/%m/%Y"), Reason("board_ends_before"))
    return first, last


def _enter(row: ActRow, *, by: Acting, on: date) -> Act:
    assert row.organ
    assert row.kind
    assert row.made_on
    return enter_act(
        organ=row.organ,
        kind=row.kind,
        number=row.act_number,
        made_on=row.made_on,
        subject=row.subject,
        enforceable=row.enforceable,
        published_from=row.published_from,
        published_until=row.published_until,
        protocol_number=row.protocol_number,
        protocol_date=row.protocol_date,
        source=row.source,
        by=by,
        on=on,
    )
