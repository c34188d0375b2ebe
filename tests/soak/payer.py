"""Commits, clears and pays until it is killed, and says of each entry that it was written.

    python -m tests.soak.payer DATABASE LINE ACT

It lives as `tests.soak.writer` does: a child for each line that is read.
"""

from __future__ import annotations

import os
import sys
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from tests.soak.writer import TODAY, prepare, say


def main() -> None:
    """Bear a child for each line that is read, and say when it is dead."""
    database, line, act = sys.argv[1:]
    prepare(database)
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            say(f"born {os.getpid()}")
            pay(UUID(line), UUID(act))
        os.waitpid(child, 0)
        say(f"dead {child}")


def pay(line: UUID, act: UUID) -> None:
    """From the commitment to the payment, a euro at a time; for ever."""
    from raccordo.acts.models import Act
    from raccordo.finance.models import BudgetLine
    from raccordo.finance.operations.accounting import carry_out, clear, commit
    from raccordo.finance.states import MovementKind
    from raccordo.finance.told import Checked
    from raccordo.journal.acting import Acting

    paid = BudgetLine.objects.select_related("action__plan", "allocation").get(key=line)
    determination = Act.objects.get(key=act)
    checked = Checked(TODAY, "Fattura", durc_until=TODAY)
    facts: dict[str, Any] = {"by": Acting.system("soak"), "on": TODAY}
    while True:
        told = [_told(determination) for _ in range(4)]
        one = commit(paid.allocation, told[0], action=paid.action, year=paid.year, **facts)
        say(f"movement {one.key}")
        one = clear(one, told[1], checked, **facts)
        say(f"movement {one.key}")
        for kind, what in ((MovementKind.ORDERED, told[2]), (MovementKind.PAID, told[3])):
            one = carry_out(one, what, kind=kind, **facts)
            say(f"movement {one.key}")


def _told(act: Any) -> Any:
    from raccordo.finance.told import Told

    return Told(amount=Decimal(1), told_on=TODAY, once=uuid4(), act=act)


if __name__ == "__main__":
    main()
