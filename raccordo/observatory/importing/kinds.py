"""Which official tables can be read, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from raccordo.foundation.downloads import Layout, Sheet, Tell, found_in
from raccordo.foundation.errors import Refused
from raccordo.foundation.sentences import sentence
from raccordo.foundation.tables import TableRefused
from raccordo.observatory.importing import irpef, posas, surfaces
from raccordo.observatory.importing.reading import Known, Read
from raccordo.observatory.states import Dataset

Reader = Callable[..., Read]
READERS: dict[str, tuple[Layout, Reader]] = {
    Dataset.POPULATION: (posas.LAYOUT, posas.read_posas),
    Dataset.INCOMES: (irpef.LAYOUT, irpef.read_irpef),
    Dataset.SURFACES: (surfaces.LAYOUT, surfaces.read_surfaces),
}
BY_KIND = {layout.kind: (layout, reader) for layout, reader in READERS.values()}


def read_table(
    content: bytes,
    *,
    known: Known,
    dataset: str = "",
    said: date | None = None,
    tell: Tell | None = None,
) -> Read:
    """The figures of an official table, known by its columns; or a refusal that says why not."""
    wanted = [READERS[dataset][0]] if dataset else [layout for layout, _r in READERS.values()]
    try:
        sheet = found_in(content, wanted, tell=tell)
        return _reader(sheet)(sheet, known=known, said=said)
    except TableRefused as refused:
        raise Refused(sentence(refused.reason), field="file") from refused


def _reader(sheet: Sheet) -> Reader:
    return BY_KIND[sheet.kind][1]
