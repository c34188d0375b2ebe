from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import ngettext

from raccordo.foundation.errors import Refused
from raccordo.foundation.reasons import Fact, Reason
from raccordo.foundation.sentences import fault_said
from raccordo.foundation.tables import Fault

MOST_TOLD = 200


@dataclass(slots=True)
class Faults:
    """What is wrong in a table: all of it is counted, the first two hundred are told."""

    told: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, column: str, value: object, code: str, /, **facts: Fact) -> None:
        """Note a wrong cell, and go on."""
        self.count += 1
        if self.count <= MOST_TOLD:
            self.told.append(Fault(row, column, str(value)[:60], Reason(code, facts)))

    def require_none(self, sentences: Mapping[str, str | Promise]) -> None:
        """Refuse the whole table when a cell is wrong: all of it enters, or nothing."""
        if not self.count:
            return
        told = sorted(self.told, key=lambda fault: fault.row)
        said = [fault_said(fault, sentences) for fault in told]
        head = ngettext(
            "Non è entrato nulla: c'è %(n)s errore.",
            "Non è entrato nulla: ci sono %(n)s errori.",
            self.count,
        ) % {"n": self.count}
        more = self.count - len(said)
        if more:
            tail = ngettext("E %(n)s altro errore.", "E altri %(n)s errori.", more) % {"n": more}
            said.append(tail)
        raise Refused("\n".join([head, *said]), field="file")
