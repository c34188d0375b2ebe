"""A sheet that an office brings: its columns told once, its rows shown one by one, confirmed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext, override

from raccordo.documents.sheets import write_xlsx
from raccordo.foundation.errors import Refused
from raccordo.foundation.sentences import sentence as told_of_table
from raccordo.foundation.tables import TableRefused, grid_in
from raccordo.planning.models import ColumnMap, Plan
from raccordo.planning.operations.bringing import remember_columns
from raccordo.planning.rules.columns import Calls, heading_of, matched, missing
from raccordo.planning.states import SheetSort
from raccordo.web.door import MemberRequest
from raccordo.web.files import attached
from raccordo.web.trails import Trail

Lines = list[list[str]]
MOST_LETTERS = 3_000_000
MOST_SHOWN = 300
MAP = "map-"
NEW, CHANGES, SAME, WRONG = "new", "changes", "same", "wrong"


@dataclass(frozen=True, slots=True)
class Word:
    """How a verdict is told: of one row, and by which colour."""

    said: Any
    tone: str
    writes: bool = False


NOTHING = _later("Niente da portare: nessuna riga giusta è nuova o cambiata.")
VERDICTS: Mapping[str, Word] = {
    NEW: Word(_later("da aggiungere"), "good", writes=True),
    CHANGES: Word(_later("da aggiornare"), "good", writes=True),
    SAME: Word(_later("già così"), "soft"),
    WRONG: Word(_later("da correggere"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it is shown before it comes in."""

    number: int
    verdict: str
    label: str
    faults: Sequence[str] = ()
    notes: Sequence[str] = ()
    # Where what it speaks of is read.
    address: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """A sheet as it was understood: what is shown of it, and what would come in."""

    rows: Sequence[Shown]
    ready: Any
    verdicts: Mapping[str, Word] = field(default_factory=lambda: VERDICTS)

    @property
    def told(self) -> list[tuple[Shown, Word]]:
        return [(row, self.verdicts[row.verdict]) for row in self.rows]

    @property
    def counts(self) -> list[tuple[Word, int]]:
        many = Counter(row.verdict for row in self.rows)
        return [(word, many[name]) for name, word in self.verdicts.items() if many[name]]

    @property
    def to_write(self) -> int:
        return sum(word.writes for _row, word in self.told)

    @property
    def wrong(self) -> int:
        return sum(row.verdict == WRONG for row in self.rows)

    def table(self, name: str) -> HttpResponse:
        """The outcome row by row, to be worked through elsewhere."""
        heading = [_("Riga"), _("Che cosa"), _("Esito"), _("Note")]
        rows = [
            [row.number or None, row.label, str(word.said), " ".join([*row.faults, *row.notes])]
            for row, word in self.told
        ]
        return attached(write_xlsx(_("Esito"), heading, rows), name)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of sheet that can be brought: what its columns hold, how it is read and written."""

    sort: SheetSort
    title: Any
    lead: Any
    columns: type[TextChoices]
    calls: Calls
    needed: Collection[str]
    read: Callable[[MemberRequest, Plan, Lines, Mapping[str, int], int], Brought]
    write: Callable[[MemberRequest, Plan, Any], str]
    example: Sequence[Any] = field(default=())
    # What the button says, of how many rows; without it, that they come in.
    button: Callable[[int], str] | None = None
    nothing: Any = NOTHING


class FileForm(forms.Form):
    """The sheet, as an office keeps it."""

    file = forms.FileField(label=_later("Il foglio, XLSX o CSV"))


def bring(
    request: MemberRequest, plan: Plan, sheet: Sheet, *, back: str, path: Trail
) -> HttpResponse:
    """The page where a sheet is brought: chosen, its columns told, shown, confirmed."""
    if "modello" in request.GET:
        return model_of(sheet)
    form = FileForm(request.POST or None, request.FILES or None)
    facts: dict[str, Any] = {"sheet": sheet, "plan": plan, "back": back, "trail": path}
    facts |= {"refusal": "", "choosing": False, "brought": None}
    try:
        lines = _lines(request, form)
        if lines:
            facts |= _step(request, plan, sheet, lines)
            brought: Brought | None = facts["brought"]
            if brought and "table" in request.POST:
                return brought.table(f"esito-{sheet.sort.value}.xlsx")
            if brought and "write" in request.POST:
                messages.success(request, sheet.write(request, plan, brought.ready))
                return redirect(back)
            facts["button"] = _button(sheet, brought) if brought else ""
    except Refused as refused:
        facts["refusal"] = refused.message
    return render(
        request, "plan/bring.html", facts | {"form": form, "further": (), "most": MOST_SHOWN}
    )


def model_of(sheet: Sheet) -> HttpResponse:
    """An empty sheet with the words that are read back, and a row as an example."""
    with override("it"):
        heading = [str(one.label) for one in sheet.columns]
    name = f"modello-{sheet.sort.value}.xlsx"
    return attached(write_xlsx(str(sheet.title), heading, [list(sheet.example)]), name)


def _button(sheet: Sheet, brought: Brought) -> str:
    many = brought.to_write
    if not many:
        return ""
    if sheet.button:
        return sheet.button(many)
    said = ngettext("Porta %(n)s riga", "Porta %(n)s righe", many)
    if brought.wrong:
        said = ngettext("Porta solo %(n)s riga giusta", "Porta solo le %(n)s righe giuste", many)
    return said % {"n": many}


def _lines(request: MemberRequest, form: FileForm) -> Lines:
    if kept := request.POST.get("rows"):
        return _kept(kept)
    if request.method != "POST" or not form.is_valid():
        return []
    try:
        lines = grid_in(form.cleaned_data["file"].read())
    except TableRefused as refused:
        raise Refused(told_of_table(refused.reason)) from refused
    if sum(len(cell) + 3 for line in lines for cell in line) > MOST_LETTERS:
        raise Refused(_("Il foglio è troppo grande: dividerlo in più fogli."))
    if not lines:
        raise Refused(_("Il foglio è vuoto."))
    return lines


def _kept(said: str) -> Lines:
    """The lines as the page before sent them on."""
    try:
        return [[str(cell) for cell in line] for line in json.loads(said)]
    except (ValueError, TypeError) as error:
        raise Refused(_("Il foglio non è arrivato intero: caricarlo di nuovo.")) from error


def _step(request: MemberRequest, plan: Plan, sheet: Sheet, lines: Lines) -> dict[str, Any]:
    """What to show of some lines: which column is which, or what would come in."""
    kept = ColumnMap.objects.filter(area=plan.area, sort=sheet.sort).first()
    names = {str(thing): str(thing.label) for thing in sheet.columns}
    calls = {thing: (names[thing], *sheet.calls.get(thing, ())) for thing in names}
    top = heading_of(lines, {thing: sheet.calls.get(thing, ()) for thing in names})
    told = {thing: request.POST.get(MAP + thing, "") for thing in names}
    is_told = any(name.startswith(MAP) for name in request.POST)
    found = matched(
        lines[top],
        calls,
        told=told if is_told else None,
        remembered=kept.columns if kept else None,
    )
    lacks = missing(found, sheet.needed)
    columns = {thing: lines[top][place] for thing, place in found.items()}
    facts = {
        "rows": json.dumps(lines, ensure_ascii=False),
        "columns": [(t, names[t], columns.get(t, ""), t in sheet.needed) for t in names],
        "heading": [cell for cell in lines[top] if cell.strip()],
        "lacks": [names[thing] for thing in lacks],
    }
    if lacks or "columns" in request.POST:
        return facts | {"choosing": True, "brought": None}
    if is_told and columns != (kept.columns if kept else None):
        remember_columns(plan.area, sort=sheet.sort, columns=columns, by=request.acting)
    brought = sheet.read(request, plan, lines[top + 1 :], found, top + 2)
    return facts | {"brought": brought}
