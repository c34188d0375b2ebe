"""How the cells of a workbook look: which show a day, and the same look made to show one."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from raccordo.documents.forms.grid import MAIN

DAY_FORM, TEXT_FORM = 14, 49
DAY_FORMS = {*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)}
# In a form, what is quoted or in brackets is not a part of a day: "da" 0, [Red]0.
ASIDE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


class Looks:
    """The looks of a workbook's cells, by number."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        self.changed = False
        told = tree.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
        self.forms = {one.get("numFmtId"): one.get("formatCode", "") for one in told}
        self.looks = tree.find(f"{MAIN}cellXfs")
        self.made: dict[int, int] = {}

    def is_text(self, look: int) -> bool:
        """Whether a cell takes whatever is typed as text."""
        form = self._form(look)
        return form == str(TEXT_FORM) or self.forms.get(form) == "@"

    def dated(self, look: int) -> int:
        """The same look, showing a day: itself, or one made from it."""
        if self.looks is None or look >= len(self.looks) or self._shows_day(look):
            return look
        if look not in self.made:
            made = deepcopy(self.looks[look])
            made.set("numFmtId", str(DAY_FORM))
            made.set("applyNumberFormat", "1")
            self.looks.append(made)
            self.looks.set("count", str(len(self.looks)))
            self.made[look] = len(self.looks) - 1
            self.changed = True
        return self.made[look]

    def _form(self, look: int) -> str:
        if self.looks is None or look >= len(self.looks):
            return "0"
        return str(self.looks[look].get("numFmtId", "0"))

    def _shows_day(self, look: int) -> bool:
        form = self._form(look)
        if form in self.forms:
            return bool(re.search("[dy]", ASIDE.sub("", self.forms[form]).lower()))
        return form.isdecimal() and int(form) in DAY_FORMS
