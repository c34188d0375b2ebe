"""A determination drafted from what is told of an entry: nothing is entered until it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from raccordo.archive.shelves import content_of
from raccordo.documents.odt import write_odt
from raccordo.finance.models import Allocation, Movement
from raccordo.finance.paper import model_of
from raccordo.finance.queries.data import Entry, data_of_entry, labels_for, values_for
from raccordo.finance.queries.forms import form_for
from raccordo.finance.states import FormSort, MovementKind
from raccordo.foundation.errors import Refused
from raccordo.foundation.money import euros
from raccordo.planning.models import Action
from raccordo.web.door import MemberRequest, now
from raccordo.web.files import attached
from raccordo.web.money.blanks import filled_with
from raccordo.web.trails import Trail

CENT = Decimal("0.01")
INHERITED = ("heading", "cup", "cig", "creditor", "due_year")


def is_draft(request: MemberRequest) -> bool:
    """Whether what was sent asks for a draft, and not for an entry."""
    return request.method == "POST" and "draft" in request.POST


def of_action(
    action: Action,
    kind: MovementKind,
    told: Mapping[str, Any],
    *,
    source: tuple[Allocation, int],
    free: Any,
) -> Entry:
    """An entry that would bind money to an action."""
    allocation, year = source
    facts = dict(told) | {"cup": told.get("cup") or action.cup}
    amount = told["amount"].quantize(CENT)
    contract = told.get("contract")
    if contract and not facts.get("cig"):
        facts["cig"] = contract.cig
    return _within(
        Entry(FormSort(kind.value), amount, allocation, year, free, facts, None, contract)
    )


def of_entry(before: Movement, kind: MovementKind, told: Mapping[str, Any], *, left: Any) -> Entry:
    """An entry that would carry out another."""
    facts = dict(told)
    for name in INHERITED:
        facts[name] = facts.get(name) or getattr(before, name)
    amount = told["amount"].quantize(CENT)
    made = Entry(FormSort(kind.value), amount, before.allocation, before.year, left, facts)
    return _within(replace(made, before=before, contract=before.contract))


def drafted(
    request: MemberRequest, action: Action, entry: Entry, *, back: str, path: Trail
) -> HttpResponse:
    """What of the draft is still empty, and the draft itself to be taken away."""
    own = form_for(action, entry.sort)
    data = data_of_entry(action, entry)
    if own:
        content, left = filled_with(content_of(own.file.sha256), values_for(own, data), own.marks)
        name = own.name
    else:
        model = write_odt(model_of(entry.sort), made_at=now())
        content, left = filled_with(model, values_for(None, data), {})
        name = f"determinazione-{action.code}.odt"
    if request.POST["draft"] == "download":
        return attached(content, name)
    told = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {"csrfmiddlewaretoken", "draft"}
    ]
    labels = labels_for(own, data)
    named = [(labels.get(place.address, place.address), place) for place in left]
    facts = {"told": told, "left": named, "model": own, "back": back, "trail": path}
    return render(request, "money/draft.html", facts | {"title": _("Bozza della determinazione")})


def _within(entry: Entry) -> Entry:
    if entry.amount > entry.free:
        facts = {"left": euros(entry.free), "amount": euros(entry.amount)}
        said = _("Restano %(left)s: non bastano per %(amount)s.") % facts
        raise Refused(said, field="amount")
    return entry
