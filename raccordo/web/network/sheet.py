from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from raccordo.access.queries import acts_to_read, organisations_kept, territory_kept
from raccordo.governance.queries.persons import roles_beyond
from raccordo.journal.acting import Acting
from raccordo.journal.models import Entry
from raccordo.journal.recording import name_of
from raccordo.parties.models import (
    Agreement,
    CardChange,
    Holding,
    Office,
    Organisation,
    Proxy,
)
from raccordo.parties.queries import seats_to_confirm
from raccordo.parties.queries.mapping import is_stale
from raccordo.parties.states import CardState
from raccordo.territory.models import Area
from raccordo.web.network.card_sheet import works_in_words
from raccordo.web.network.taking_part import TakingPart, taking_part

LAST = 20
# The room of mandates writes its own line beside that of the office.
TOLD_ALREADY = ["office.seated", "office.emptied", "office.voided", "holder.cancelled"]


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office: who is in it today, who was or will be, and whom she lets sit in her place."""

    office: Office
    present: Holding | None
    others: Sequence[Holding]
    proxies: Sequence[Proxy]
    voted_on: date | None  # votes were held since she came in, and nobody has confirmed her


@dataclass(frozen=True, slots=True)
class OrganisationSheet:
    """All that the page of a body shows."""

    offices: Sequence[OfficeRow]
    may_keep: bool
    may_read: Collection[int]  # the acts that one may open
    history: Sequence[tuple[Entry, str]]  # and what each line is about, when it is not the body
    beyond: Collection[int]  # who, having a role elsewhere too, is reached as is known there
    keeper: Area | None  # whose office keeps it, when it is not one's own
    works: Sequence[tuple[str, str]]
    agreements: Sequence[Agreement]
    part: TakingPart  # foreseen and taken
    stale: bool  # nobody has confirmed the card for a year
    asked: CardChange | None  # what the body itself asks to correct


def organisation_sheet(body: Organisation, *, acting: Acting, on: date) -> OrganisationSheet:
    """What is known of a body: the same questions however many offices it has."""
    may_keep = organisations_kept(acting, on=on).filter(pk=body.pk).exists()
    holdings = Holding.objects.filter(office__organisation=body)
    held = list(holdings.select_related("holder", "office", "act__organ", "ended_by__organ"))
    acts = {h.act_id for h in held} | {h.ended_by_id for h in held}
    proxies, offices = _proxies(body), list(body.offices.all())
    acts |= {proxy.act_id for given in proxies.values() for proxy in given}
    stakes = list(body.stakes.select_related("group", "area", "act__organ"))
    agreements = list(body.agreements.select_related("area", "act__organ"))
    acts |= {one.act_id for one in stakes} | {one.act_id for one in agreements}
    readable = acts_to_read(acting, on=on).filter(pk__in=[pk for pk in acts if pk])
    voted = _to_confirm(body, on) if may_keep else {}
    return OrganisationSheet(
        offices=[_row(office, held, proxies, voted, on) for office in offices],
        may_keep=may_keep,
        may_read=set(readable.order_by().values_list("pk", flat=True)),
        history=_history(body, offices, held, proxies) if may_keep else [],
        beyond=_beyond(held, acting, on) if may_keep else (),
        keeper=None if may_keep else body.area,
        works=works_in_words(body.works.select_related("group", "area")),
        agreements=agreements,
        part=taking_part(body, stakes, acting=acting, on=on),
        stale=is_stale(body, on=on),
        asked=body.card_changes.filter(state=CardState.PROPOSED).first() if may_keep else None,
    )


def _beyond(held: Sequence[Holding], acting: Acting, on: date) -> Collection[int]:
    areas = territory_kept(acting, on=on)
    if areas is None:
        return ()
    who, ours = {holding.holder_id for holding in held}, organisations_kept(acting, on=on)
    return roles_beyond(who, organisations=ours, areas=areas, on=on)


def _row(
    office: Office,
    held: Sequence[Holding],
    proxies: dict[int, list[Proxy]],
    voted: dict[int, date],
    on: date,
) -> OfficeRow:
    ours = [holding for holding in held if holding.office_id == office.pk]
    present = next((one for one in ours if _is_there(one, on)), None)
    return OfficeRow(
        office=office,
        present=present,
        others=[one for one in ours if one != present],
        proxies=[one for one in proxies[present.pk] if _is_there(one, on)] if present else [],
        voted_on=voted.get(present.pk) if present else None,
    )


def _is_there(period: Holding | Proxy, on: date) -> bool:
    """Today, or from a day to come for a proxy already given."""
    begun = isinstance(period, Proxy) or period.since <= on
    return begun and (period.until is None or period.until > on)


def _proxies(body: Organisation) -> dict[int, list[Proxy]]:
    given = Proxy.objects.filter(holding__office__organisation=body, revoked_on=None)
    found = defaultdict(list)
    for proxy in given.select_related("delegate", "act__organ"):
        found[proxy.holding_id].append(proxy)
    return found


def _history(
    body: Organisation,
    offices: Sequence[Office],
    held: Sequence[Holding],
    proxies: dict[int, list[Proxy]],
) -> list[tuple[Entry, str]]:
    """What was done to a body, to its offices and to who holds them, the last first."""
    things: dict[str, str] = {name_of(body): ""}
    things |= {name_of(office): str(office) for office in offices}
    things |= {name_of(holding): str(holding) for holding in held}
    given = [proxy for some in proxies.values() for proxy in some]
    things |= {name_of(proxy): str(proxy.delegate) for proxy in given}
    lines = Entry.objects.filter(subject__in=things).exclude(what__in=TOLD_ALREADY)
    lines = lines.select_related("user").order_by("-at", "-pk")[:LAST]
    return [(line, things[line.subject]) for line in lines]


def _to_confirm(body: Organisation, on: date) -> dict[int, date]:
    """Of whom the office is asked after the elections: when they were held."""
    asked = seats_to_confirm(on=on).filter(office__organisation=body)
    return dict(asked.values_list("pk", "voted_on"))  # type: ignore[misc]
