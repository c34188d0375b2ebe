"""All the entries of the accounts: found, added up, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.documents.sheets import Cell, stream_csv
from raccordo.finance.models import Allocation, BudgetLine, Movement
from raccordo.finance.queries.accounts import movements_found, movements_open_to, with_reversal
from raccordo.finance.queries.funds import allocations_open_to
from raccordo.finance.queries.sums import sums_of
from raccordo.finance.states import MovementKind
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import streamed
from raccordo.web.voices.lists import query_of

A_PAGE, AT_ONCE = 100, 2_000
RELATED = ("allocation__fund", "action", "act__organ", "creditor")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the entries."""

    q: str = ""
    tipo: str = ""
    anno: str = ""
    fonte: str = ""

    @property
    def any(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@require_safe
@requires(Right.READ_MONEY)
def entries(request: MemberRequest) -> HttpResponse:
    asked, found, sources = _found(request)
    shown = with_reversal(found).select_related(*RELATED).order_by("-told_on", "-pk")
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("pagina"))
    sums = sums_of(movements=found, lines=BudgetLine.objects.none())
    told = [(kind, getattr(sums, kind)) for kind in MovementKind]
    open_ = movements_open_to(request.acting, Right.READ_MONEY, on=request.today)
    facts = {
        "page": page,
        "asked": asked,
        "totals": [(kind.label, amount) for kind, amount in told if amount],
        "kinds": MovementKind.choices,
        "years": sorted(set(open_.order_by().values_list("year", flat=True)), reverse=True),
        "sources": sources,
        "query": query_of(request),
    }
    return render(request, "money/entries.html", facts)


@require_safe
@requires(Right.READ_MONEY)
def entries_table(request: MemberRequest) -> HttpResponseBase:
    heading = [_("Data"), _("Tipo"), _("Esercizio"), _("Esigibile nel"), _("Importo")]
    heading += [_("Fonte"), _("Azione"), _("Atto"), _("Numero"), _("Capitolo"), _("Creditore")]
    heading += ["CUP", "CIG", _("Nota")]
    found = _found(request)[1].select_related(*RELATED).order_by("told_on", "pk")
    return streamed(stream_csv(heading, _rows(found)), "scritture.csv")


def _rows(found: QuerySet[Movement]) -> Iterator[list[Cell]]:
    for one in found.iterator(chunk_size=AT_ONCE):
        yield [
            *(one.told_on, str(one.get_kind_display()), one.year, one.due_year, one.amount),
            *(str(one.allocation), one.action.code if one.action else "", str(one.act or "")),
            *(one.number, one.heading, one.creditor.name if one.creditor else ""),
            *(one.cup, one.cig, one.note),
        ]


def _found(request: MemberRequest) -> tuple[Asked, QuerySet[Movement], list[Allocation]]:
    asked = Asked(**{one.name: request.GET.get(one.name, "")[:100] for one in fields(Asked)})
    open_ = movements_open_to(request.acting, Right.READ_MONEY, on=request.today)
    sources = list(allocations_open_to(request.acting, Right.READ_MONEY, on=request.today))
    by_key: dict[str, Any] = {str(one.key): one for one in sources}
    year = int(asked.anno) if asked.anno.isascii() and asked.anno.isdigit() else None
    kind = asked.tipo if asked.tipo in MovementKind.values else ""
    source = by_key.get(str(_key(asked.fonte)))
    found = movements_found(open_, asked.q, kind=kind, year=year, allocation=source)
    return asked, found, sources


def _key(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
