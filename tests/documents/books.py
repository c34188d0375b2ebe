"""A workbook opened again: its cells as they are, and how each sheet behaves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Opened:
    """One sheet: its rows as values, and its XML."""

    rows: list[list[object]]
    xml: str
    forms: list[str]

    def form_of(self, cell: str) -> str:
        """The number format of a cell."""
        style = re.search(rf'<c r="{cell}"(?: s="(\d+)")?', self.xml)
        return self.forms[int(style.group(1) or 0)]

    def column(self, name: str) -> list[object]:
        """What stands below a heading."""
        place = self.rows[0].index(name)
        return [row[place] for row in self.rows[1:]]


def opened(book: bytes) -> dict[str, Opened]:
    """The sheets of a workbook, by name and in their order."""
    values = CalamineWorkbook.from_filelike(BytesIO(book))
    with ZipFile(BytesIO(book)) as files:
        forms = _forms(files.read("xl/styles.xml").decode())
        return {
            name: Opened(
                values.get_sheet_by_name(name).to_python(skip_empty_area=False),
                files.read(f"xl/worksheets/sheet{number}.xml").decode(),
                forms,
            )
            for number, name in enumerate(values.sheet_names, start=1)
        }


def _forms(styles: str) -> list[str]:
    tree = fromstring(styles)
    told = {one.get("numFmtId"): one.get("formatCode") for one in tree.iter(f"{MAIN}numFmt")}
    usual = {"0": "General", "3": "#,##0", "14": "date", "49": "@"}
    (cells,) = tree.iter(f"{MAIN}cellXfs")
    return [(usual | told)[one.get("numFmtId")] for one in cells]
