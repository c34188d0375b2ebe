"""All the entries of the accounts: found, added up, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from raccordo.access.rights import Right
from raccordo.acts.models import Act
from raccordo.acts.states import WORTHLESS
from raccordo.documents.sheets import Cell, stream_csv
from raccordo.finance.models import Allocation, BudgetLine, Movement
from raccordo.finance.queries.accounts import (
    movements_found,
    movements_open_to,
    on_void_acts,
    with_reversal,
)
from raccordo.finance.queries.funds import allocations_open_to
from raccordo.finance.queries.sums import sums_of
from raccordo.finance.states import MovementKind
from raccordo.foundation.tables import year_in
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import streamed
from raccordo.web.money.finding import plans_kept
from raccordo.web.voices.lists import query_of

A_PAGE, AT_ONCE = 100, 2_000
COLUMNS = ("told_on", "kind", "year", "due_year", "amount", "allocation", "action__code", "act")
DETAILS = ("number", "heading", "creditor__name", "cup", "cig", "note")
RELATED = ("allocation__fund", "action", "act__organ", "creditor")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the entries."""

    q: str = ""
    tipo: str = ""
    anno: str = ""
    fonte: str = ""
    atti: str = ""

    @property
    def any(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@require_safe
@requires(Right.READ_MONEY)
def entries(request: MemberRequest) -> HttpResponse:
    asked, found, sources = _found(request)
    sums = sums_of(movements=found, lines=BudgetLine.objects.none())
    page = _page(found, sums.entries, request.GET.get("pagina"))
    told = [(kind, getattr(sums, kind)) for kind in MovementKind]
    open_ = movements_open_to(request.acting, Right.READ_MONEY, on=request.today)
    facts = {
        "page": page,
        "asked": asked,
        "totals": [(kind.label, amount) for kind, amount in told if amount],
        "kinds": MovementKind.choices,
        "years": open_.order_by("-year").values_list("year", flat=True).distinct(),
        "sources": sources,
        "plans": plans_kept(request),
        "void": WORTHLESS,
        "query": query_of(request),
    }
    return render(request, "money/entries.html", facts)


@require_safe
@requires(Right.READ_MONEY)
def entries_table(request: MemberRequest) -> HttpResponseBase:
    heading = [_("Data"), _("Tipo"), _("Esercizio"), _("Esigibile nel"), _("Importo")]
    heading += [_("Fonte"), _("Azione"), _("Atto"), _("Numero"), _("Capitolo"), _("Creditore")]
    heading += ["CUP", "CIG", _("Nota")]
    _asked, found, sources = _found(request)
    return streamed(stream_csv(heading, _rows(found, sources)), "scritture.csv")


def _rows(found: QuerySet[Movement], sources: list[Allocation]) -> Iterator[list[Cell]]:
    """Sources and acts are few and entries are many: the name of each is made once."""
    kinds = {kind.value: str(kind.label) for kind in MovementKind}
    funds = {one.pk: str(one) for one in sources}
    resting = Act.objects.filter(pk__in=found.order_by().values("act")).select_related("organ")
    acts = {None: ""} | {one.pk: str(one) for one in resting}
    asked = found.select_related(None).order_by("told_on", "pk").values_list(*COLUMNS, *DETAILS)
    for on, kind, year, due, amount, fund, action, act, *rest in asked.iterator(AT_ONCE):
        yield [on, kinds[kind], year, due, amount, funds[fund], action or "", acts[act], *rest]


def _page(found: QuerySet[Movement], many: int, number: str | None) -> Page[Any]:
    """Which entries stand on a page is read from the index; only those are then read whole."""
    order = ("-told_on", "-pk")
    pks: Any = found.select_related(None).order_by(*order).values_list("pk", flat=True)
    pages = Paginator(pks, A_PAGE)
    pages.count = many
    page: Page[Any] = pages.get_page(number)
    shown = with_reversal(Movement.objects.filter(pk__in=list(page)))
    page.object_list = list(shown.select_related(*RELATED).order_by(*order))
    return page


def _found(request: MemberRequest) -> tuple[Asked, QuerySet[Movement], list[Allocation]]:
    asked = Asked(**{one.name: request.GET.get(one.name, "")[:100] for one in fields(Asked)})
    open_ = movements_open_to(request.acting, Right.READ_MONEY, on=request.today)
    sources = list(allocations_open_to(request.acting, Right.READ_MONEY, on=request.today))
    by_key: dict[str, Any] = {str(one.key): one for one in sources}
    kind = asked.tipo if asked.tipo in MovementKind.values else ""
    source = by_key.get(str(_key(asked.fonte)))
    found = movements_found(open_, asked.q, kind=kind, year=year_in(asked.anno), allocation=source)
    if asked.atti:
        found = on_void_acts(found)
    return asked, found, sources


def _key(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
