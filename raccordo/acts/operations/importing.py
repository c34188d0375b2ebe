from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import override

from raccordo.acts.models import Act, Organ
from raccordo.acts.operations.entering import enter_act
from raccordo.acts.reasons import IN_TABLES
from raccordo.acts.states import ActKind
from raccordo.foundation.errors import Refused
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import searchable, slug_of
from raccordo.foundation.sentences import fault_said, sentence
from raccordo.foundation.tables import Row, TableRefused, read_rows, read_table, require_whole
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record

COLUMNS = ("organo", "tipo", "numero", "data", "oggetto")
OTHERS = ("esecutivo dal", "albo dal", "albo al", "protocollo", "data protocollo", "fonte")
Step = Callable[[int, int], None]


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
    def particulars(self) -> tuple[int, str, str, date]:
        assert self.organ
        assert self.kind
        assert self.made_on
        return (self.organ.pk, str(self.kind), self.act_number, self.made_on)


@operation
def import_acts(content: bytes, *, by: Acting, on: date, step: Step | None = None) -> list[Act]:
    """Enter all the acts of a table, or none and every wrong cell told; those known are left."""
    rows = read_acts(content, on=on)
    known = set(Act.objects.values_list("organ", "kind", "number", "date"))
    entered = []
    for done, row in enumerate(rows, start=1):
        if row.particulars not in known:
            entered.append(_enter(row, by=by, on=on))
        if step:
            step(done, len(rows))
    record(by=by, what="acts.imported", subject=None, rows=len(rows), entered=len(entered))
    return entered


def read_acts(content: bytes, *, on: date) -> list[ActRow]:
    """The acts of a table; refused with every wrong cell when there is one."""
    organs = {organ.search: organ for organ in Organ.objects.all()}
    with override("it"):  # tables are written in Italian whoever brings them
        kinds = {slug_of(str(kind.label)): kind for kind in ActKind}
    try:
        table = read_table(content, columns=COLUMNS)
    except TableRefused as refused:
        raise Refused(sentence(refused.reason), field="file") from refused
    rows, faults = read_rows(table, lambda row: _read(row, organs, kinds, on))
    require_whole(faults, say=lambda fault: fault_said(fault, IN_TABLES))
    return rows


def _read(row: Row, organs: dict[str, Organ], kinds: dict[str, ActKind], on: date) -> ActRow:
    name = row.text("organo", needed=True, longest=160)
    organ, kind = organs.get(searchable(name)), row.one_of("tipo", kinds)
    if name and organ is None:
        row.fault("organo", name, Reason("organ_unknown"))
    if organ and kind and kind not in organ.issues:
        row.fault("tipo", str(kind.label), Reason("organ_cannot"))
    made_on = row.day("data", needed=True)
    if made_on and made_on > on:
        row.fault("data", made_on.strftime("%d/%m/%Y"), Reason("day_to_come"))
    last_on_board = row.day("albo al")
    return ActRow(
        number=row.number,
        organ=organ,
        kind=kind,
        act_number=row.text("numero", longest=30),
        made_on=made_on,
        subject=row.text("oggetto", needed=True),
        enforceable=row.day("esecutivo dal"),
        published_from=row.day("albo dal"),
        published_until=last_on_board + timedelta(days=1) if last_on_board else None,
        protocol_number=row.text("protocollo", longest=30),
        protocol_date=row.day("data protocollo"),
        source=row.text("fonte", longest=300),
    )


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
        enforceable=row.enforceable or (None if row.published_from else row.made_on),
        published_from=row.published_from,
        published_until=row.published_until,
        protocol_number=row.protocol_number,
        protocol_date=row.protocol_date,
        source=row.source,
        by=by,
        on=on,
    )
