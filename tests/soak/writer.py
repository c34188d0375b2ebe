"""Writes acts until it is killed, and says of each that it was written.

    python -m tests.soak.writer DATABASE ORGAN CHAIN

The parent loads the program once; for each line it reads it bears a child that writes and never
stops. What the child has said, it had already committed.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

TODAY = date(2025, 3, 3)


def main() -> None:
    """Bear a child for each line that is read, and say when it is dead."""
    database, organ, area = sys.argv[1:]
    prepare(database)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            say(f"born {os.getpid()}")
            write(line.strip(), organ=organ, area=UUID(area))
        os.waitpid(child, 0)
        say(f"dead {child}")


def prepare(database: str) -> None:
    """Load the program with the settings of production, on this database."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()


def write(round_: str, *, organ: str, area: UUID) -> None:
    """Enter acts with a file each, and files alone, in two books of the register; for ever."""
    from raccordo.acts.models import Organ
    from raccordo.archive.operations import store
    from raccordo.journal.acting import Acting

    house = Acting.system("soak")
    books = [house, Acting(user=None, role="system:soak", mandate=None, area=area)]
    kept = Organ.objects.get(name=organ)
    for number in count(1):
        by = books[number % 2]
        act = enter(kept, number=f"{round_}-{number}", by=by)
        say(f"act {act.key}")
        stored = store(f"Allegato {round_}-{number} da solo".encode() * 200, by=by)
        say(f"file {stored.sha256}")


def enter(organ: Any, *, number: str, by: Any) -> Any:
    """One operation that writes in four tables, on the shelf, and three lines in the register."""
    from raccordo.acts.operations import AttachedFile, enter_act
    from raccordo.acts.states import ActKind, FilePurpose

    content = f"Testo dell'atto {number}".encode() * 200
    return enter_act(
        organ=organ,
        kind=ActKind.DETERMINATION,
        number=number,
        made_on=TODAY,
        subject=f"Atto numero {number}",
        files=[AttachedFile(content, "allegato.txt", FilePurpose.ANNEX)],
        by=by,
        on=TODAY,
    )


def say(told: str) -> None:
    """One line in one write: whoever reads has all of it or nothing."""
    os.write(1, f"{told}\n".encode())


if __name__ == "__main__":
    main()
