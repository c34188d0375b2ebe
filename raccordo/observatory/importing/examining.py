"""From the bytes of a file to what it would change: read, weighed, and nothing written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from raccordo.foundation.downloads import Sheet, Tell, found_in
from raccordo.foundation.errors import Refused
from raccordo.foundation.sentences import sentence
from raccordo.foundation.tables import TableRefused
from raccordo.foundation.wording import day
from raccordo.observatory.importing import irpef, posas, surfaces
from raccordo.observatory.importing.reading import Known, Read
from raccordo.observatory.importing.weighing import Weighed, known_on, weigh
from raccordo.observatory.models import Vintage
from raccordo.observatory.states import ArrivalState, FileKind
from raccordo.territory import listing
from raccordo.territory.changes import Changes, changes_of
from raccordo.territory.listing import Listed, read_list

READERS = {
    FileKind.POSAS: posas.read_posas,
    FileKind.IRPEF: irpef.read_irpef,
    FileKind.SURFACES: surfaces.read_surfaces,
}
LAYOUTS = {
    FileKind.POSAS: posas.LAYOUT,
    FileKind.IRPEF: irpef.LAYOUT,
    FileKind.SURFACES: surfaces.LAYOUT,
    FileKind.TOWNS: listing.LAYOUT,
}


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a file."""

    kind: str = ""
    weighed: Weighed | None = None
    listed: tuple[Listed, ...] = ()
    changes: Changes | None = None
    state: ArrivalState = ArrivalState.READY
    problem: str = ""

    def told(self) -> dict[str, Any]:
        """What is kept until somebody confirms."""
        if self.weighed:
            return self.weighed.told()
        if self.changes:
            return {"digest": self.changes.digest, "since": self.changes.on.isoformat()}
        return {}


def examine(
    content: bytes,
    *,
    on: date,
    said: date | None = None,
    kind: str = "",
    sha256: str = "",
    tell: Tell | None = None,
) -> Examined:
    """Read a file and set it beside what there is; what is wrong with it is told, not raised."""
    try:
        sheet = sheet_in(content, kind=kind, tell=tell)
        if sheet.kind == FileKind.TOWNS:
            return _list(sheet, said, on)
        return _figures(sheet, said, known_on(on), sha256)
    except (Refused, TableRefused) as refused:
        problem = refused.message if isinstance(refused, Refused) else sentence(refused.reason)
        return Examined(kind, state=ArrivalState.REFUSED, problem=problem)


def sheet_in(content: bytes, *, kind: str = "", tell: Tell | None = None) -> Sheet:
    """The table in a file, of this kind or of whichever it is."""
    wanted = [LAYOUTS[FileKind(kind)]] if kind else list(LAYOUTS.values())
    return found_in(content, wanted, tell=tell)


def read_figures(sheet: Sheet, *, known: Known, said: date | None = None) -> Read:
    """The figures of a table, by the reader of its kind."""
    return READERS[FileKind(sheet.kind)](sheet, known=known, said=said)


def list_in(content: bytes) -> list[Listed]:
    """The municipalities of a list, read again to be confirmed."""
    return read_list(sheet_in(content, kind=FileKind.TOWNS))


def _figures(sheet: Sheet, said: date | None, known: Known, sha256: str) -> Examined:
    read = read_figures(sheet, known=known, said=said)
    if before := _same_file(read, sha256):
        return Examined(sheet.kind, state=ArrivalState.KNOWN, problem=_already(before))
    weighed = weigh(read)
    if weighed.changes_nothing and weighed.former:
        return Examined(sheet.kind, state=ArrivalState.KNOWN, problem=_already(weighed.former))
    return Examined(sheet.kind, weighed=weighed)


def _same_file(read: Read, sha256: str) -> Vintage | None:
    """The figures in use that came from these very bytes."""
    same = Vintage.objects.filter(dataset=read.dataset, reference_date=read.reference_date)
    return same.filter(current=True, source__sha256=sha256).first() if sha256 else None


def _already(vintage: Vintage) -> str:
    return _("Questi dati ci sono già, caricati il %(day)s: non cambia nulla.") % {
        "day": day(vintage.loaded_on)
    }


def _list(sheet: Sheet, said: date | None, on: date) -> Examined:
    if said is None:
        raise Refused(_("L'elenco non dice di quale giorno è: indicare la data."), field="day")
    listed = read_list(sheet)
    changes = changes_of(listed, on=said, today=on)
    if changes.none:
        problem = _("Il registro è già come l'elenco: non cambia nulla.")
        return Examined(sheet.kind, state=ArrivalState.KNOWN, problem=problem)
    return Examined(sheet.kind, listed=tuple(listed), changes=changes)
