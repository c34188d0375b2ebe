"""The questions of a request as a table that somebody brings: one row each."""

from __future__ import annotations

from django.utils.translation import override

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import slug_of
from raccordo.foundation.sentences import fault_said, sentence
from raccordo.foundation.tables import Row, TableRefused, read_rows, read_table, require_whole
from raccordo.governance.reasons import KINDS
from raccordo.governance.rules.questions import NO, YES, Kind, Question

COLUMNS = ("domanda", "tipo")
OTHERS = ("codice", "unità", "obbligatoria", "parte di", "sezione", "scelte", "spiegazione")


def questions_in(content: bytes) -> tuple[Question, ...]:
    """The questions that a table tells; refused with every wrong cell."""
    with override("it"):  # tables are written in Italian whoever brings them
        kinds = {slug_of(str(word)): Kind(kind) for kind, word in KINDS.items()}
    try:
        table = read_table(content, columns=COLUMNS)
    except TableRefused as refused:
        raise Refused(sentence(refused.reason), field="file") from refused
    rows, faults = read_rows(table, lambda row: _question(row, kinds))
    require_whole(faults, say=fault_said)
    return tuple(rows)


def _question(row: Row, kinds: dict[str, Kind]) -> Question:
    label = row.text("domanda", needed=True, longest=200)
    kind = row.one_of("tipo", kinds)
    choices = row.text("scelte").split(";")
    wanted = row.text("obbligatoria") or YES
    required = slug_of(wanted) not in {slug_of(NO), "facoltativa"}
    return Question(
        code=row.text("codice", longest=40) or slug_of(label)[:40],
        label=label,
        kind=kind or Kind.TEXT,
        help=row.text("spiegazione", longest=400),
        unit=row.text("unità", longest=20),
        required=required,
        part_of=row.text("parte di", longest=40),
        choices=tuple(one.strip() for one in choices if one.strip()),
        section=row.text("sezione", longest=120),
    )
