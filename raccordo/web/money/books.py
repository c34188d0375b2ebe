"""The accounts beside the lead body's books: what agrees, what differs, what is only in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.finance.importing.books import BookRow, read_books
from raccordo.finance.operations.bringing import number_entries
from raccordo.finance.reasons import SENTENCES
from raccordo.finance.rules.columns import BOOKS_CALLS, BOOKS_NEEDED
from raccordo.finance.states import BooksColumn, BooksVerdict
from raccordo.foundation.money import euros
from raccordo.foundation.sentences import fault_said
from raccordo.foundation.wording import day
from raccordo.planning.models import Plan
from raccordo.planning.states import SheetSort
from raccordo.web.door import MemberRequest, requires
from raccordo.web.money.finding import PLANS, budget_of, plan_paid
from raccordo.web.plan.bringing import Brought, Lines, Sheet, Shown, Word, bring
from raccordo.web.trails import trail

TONES = {BooksVerdict.SAME: "good", BooksVerdict.UNNUMBERED: "soft", BooksVerdict.WRONG: "bad"}
# What is to be looked into comes before what agrees.
WORDS = {
    one.value: Word(one.label, TONES.get(one, "warn"), writes=one == BooksVerdict.UNNUMBERED)
    for one in sorted(BooksVerdict, key=lambda one: one == BooksVerdict.SAME)
}


def _read(
    request: MemberRequest, plan: Plan, lines: Lines, columns: Mapping[str, int], first: int
) -> Brought:
    rows = read_books(lines, columns, plan.area, first=first)
    rows.sort(key=lambda row: row.verdict == BooksVerdict.SAME)
    return Brought([_shown(row) for row in rows], rows, WORDS)


def _shown(row: BookRow) -> Shown:
    kind = row.kind or (row.ours.kind if row.ours else None)
    number = _("n. %s") % row.said if row.said[:1].isdigit() else row.said
    called = [str(kind.label) if kind else "", number]
    told = [" ".join(filter(None, called)), euros(row.amount), row.creditor]
    return Shown(
        row.number,
        row.verdict.value,
        " · ".join(filter(None, told)),
        [fault_said(fault, SENTENCES) for fault in row.faults],
        _notes(row),
        reverse("money:movement", args=[row.ours.entries[0].key]) if row.ours else "",
    )


def _notes(row: BookRow) -> list[str]:
    if row.ours is None:
        return []
    one = row.ours.entries[0]
    facts = {
        "here": euros(row.ours.amount),
        "there": euros(row.amount),
        "gap": euros(abs(row.ours.amount - row.amount)),
        "number": row.said,
        "day": day(one.told_on),
        "fund": one.allocation.short,
        "year": one.year,
    }
    match row.verdict:
        case BooksVerdict.DIFFERS:
            return [_("Qui %(here)s, nei libri %(there)s: %(gap)s di differenza.") % facts]
        case BooksVerdict.UNNUMBERED:
            said = _("È l'unica di questo importo senza numero: è del %(day)s, su %(fund)s.")
            return [said % facts]
        case BooksVerdict.OURS:
            return [_("Registrata il %(day)s su %(fund)s, esercizio %(year)s.") % facts]
    return []


def _write(request: MemberRequest, plan: Plan, rows: Any) -> str:
    numbers = {
        one.pk: row.said
        for row in rows
        if row.verdict == BooksVerdict.UNNUMBERED
        for one in row.ours.entries
    }
    many = number_entries(plan.area, numbers, by=request.acting)
    said = ngettext("Riportato %(n)s numero.", "Riportati %(n)s numeri.", many)
    return said % {"n": many}


def _button(many: int) -> str:
    return ngettext("Riporta %(n)s numero", "Riporta %(n)s numeri", many) % {"n": many}


BOOKS = Sheet(
    sort=SheetSort.BOOKS,
    title=_later("Confronta con i libri dell'ente"),
    lead=_later(
        "L'elenco di impegni, liquidazioni o mandati come esce dal programma di contabilità: si"
        " confronta per numero e importo. Ciò che differisce si elenca e non si tocca."
    ),
    columns=BooksColumn,
    calls=BOOKS_CALLS,
    needed=BOOKS_NEEDED,
    read=_read,
    write=_write,
    example=("Impegno", "123/2026", "2026", "03/03/2026", "12.000,00", "Cooperativa Alfa"),
    button=_button,
    nothing=_later("Nessun numero da riportare."),
)


@require_http_methods(["GET", "POST"])
@requires(Right.KEEP_MONEY)
def compare(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_paid(request, key, Right.KEEP_MONEY)
    path = trail(PLANS, (str(plan), budget_of(plan)), str(BOOKS.title))
    return bring(request, plan, BOOKS, back=reverse("money:entries"), path=path)
