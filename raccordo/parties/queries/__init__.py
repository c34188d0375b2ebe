from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from raccordo.foundation.periods import in_force
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import searchable
from raccordo.parties.models import Election, Holding, Office, Organisation, Proxy
from raccordo.parties.rules import Card, Roll, host_of, telling_words
from raccordo.parties.states import OfficeKind, OrganisationKind
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind

# The mayor is voted for, and chooses the giunta (TUEL artt. 46, 47): they change together.
ELECTED = [OfficeKind.MAYOR, OfficeKind.ASSESSOR]
# How the body that is a municipality begins, in its name and in its code in the IPA.
TOWN_HALLS, TOWN_CODES = ("comune ", "citta "), "c_"
MOST_WORDS = 8


class Met(NamedTuple):
    """A body that is known, as one is reminded of it."""

    key: UUID
    name: str
    area: str


def organisations_found(
    wanted: str = "",
    *,
    kind: str = "",
    within: QuerySet[Area] | None = None,
    closed: bool | None = None,
) -> QuerySet[Organisation]:
    """The bodies whose name or code holds every word wanted; of a kind, of some areas, closed."""
    organisations = Organisation.objects.select_related("area")
    for word in searchable(wanted).split():
        coded = Q(tax_code__iexact=word) | Q(ipa_code__iexact=word)
        organisations = organisations.filter(Q(search__contains=word) | coded)
    if kind:
        organisations = organisations.filter(kind=kind)
    if within is not None:
        organisations = organisations.filter(area__in=within.order_by().values("pk"))
    if closed is not None:
        organisations = organisations.filter(closed_on__isnull=not closed)
    return organisations


def alike_bodies(facts: Mapping[str, Any]) -> list[tuple[Met, Reason]]:
    """The bodies that may be the one that is being told, and why: never the very same.

    Of many thousands only those are compared that share its words, its site, its addresses.
    """
    card = card_of(facts)
    wanted = _sharing_words(telling_words(card.name))
    wanted |= _at_addresses(card.addresses)
    if host := host_of(card.website):
        wanted |= Q(website__icontains=host)
    near = Organisation.objects.filter(wanted)
    area, search = facts.get("area"), searchable(card.name)[:240]
    found = _roll(near.exclude(search=search, area=area)).like(card)
    return list(found.items())


def everybody_known() -> Roll[Met]:
    """All the bodies that there are, to be asked of many whether they are one of these."""
    return _roll(Organisation.objects.all())


def card_of(facts: Mapping[str, Any]) -> Card:
    """What a body is known by, of what is told of it."""
    addresses = (facts.get("email") or "", facts.get("pec") or "")
    return Card(facts.get("name") or "", facts.get("website") or "", addresses)


def _roll(organisations: QuerySet[Organisation]) -> Roll[Met]:
    living = organisations.filter(closed_on=None).order_by("search", "pk")
    rows = living.values_list("key", "name", "area__name", "website", "email", "pec")
    return Roll(
        (Met(key, name, area or ""), Card(name, website, (email, pec)))
        for key, name, area, website, email, pec in rows
    )


def _sharing_words(words: tuple[str, ...]) -> Q:
    """Those that have all the words of a name but one, or one that begins or ends as it does."""
    # Nearly everybody has the short ones: they choose nothing.
    long = [word for word in dict.fromkeys(words) if len(word) > 2] or list(words)
    if not long:
        return Q(pk=None)
    if len(long) == 1:
        return Q(search__contains=long[0][:3]) | Q(search__contains=long[0][-3:])
    holds = [Q(search__contains=word) for word in long[:MOST_WORDS]]
    return reduce(or_, (reduce(and_, holds[:n] + holds[n + 1 :]) for n in range(len(holds))))


def _at_addresses(addresses: Iterable[str]) -> Q:
    either = (Q(email__iexact=one) | Q(pec__iexact=one) for one in addresses if one)
    return reduce(or_, either, Q(pk=None))


def town_halls(towns: Iterable[Area]) -> dict[int, Organisation]:
    """The body that is each of some municipalities, by the row of the municipality.

    Other public bodies are of its area, as a library: it is the one that is called so, or has a
    mayor. Where none is known, none is told.
    """
    mayors = Office.objects.filter(organisation=OuterRef("pk"), kind=OfficeKind.MAYOR)
    living = Organisation.objects.filter(
        kind=OrganisationKind.PUBLIC, area__in=list(towns), closed_on=None
    )
    found: dict[int, tuple[int, Organisation]] = {}
    for body in living.annotate(has_mayor=Exists(mayors)).select_related("area").order_by("pk"):
        rank = _likeness(body, has_mayor=body.has_mayor)
        if body.area_id and rank is not None:
            before = found.setdefault(body.area_id, (rank, body))
            found[body.area_id] = min(before, (rank, body), key=lambda one: one[0])
    return {town: body for town, (_rank, body) in found.items()}


def _likeness(body: Organisation, *, has_mayor: bool) -> int | None:
    """How surely a public body of a municipality is the municipality: the lowest, the surest."""
    if body.area and body.search == f"comune di {body.area.search}":
        return 0
    if body.search.startswith(TOWN_HALLS) or body.ipa_code.casefold().startswith(TOWN_CODES):
        return 1
    return 2 if has_mayor else None


def holdings_on(*, on: date) -> QuerySet[Holding]:
    """Who is in which office on a day."""
    held = Holding.objects.filter(in_force(on))
    return held.select_related("holder", "office__organisation__area")


def with_holders(organisations: QuerySet[Organisation], *, on: date) -> QuerySet[Organisation]:
    """Some bodies, each with its offices and who is in them on a day: three questions in all."""
    present = Holding.objects.filter(in_force(on)).select_related("holder")
    offices = Office.objects.prefetch_related(Prefetch("holdings", present, to_attr="present"))
    return organisations.prefetch_related(Prefetch("offices", offices))


def holding_overlapping(office: Office, *, since: date, until: date | None) -> Holding | None:
    """Who holds, or held, or will hold an office on a day of this stretch: the first of them."""
    begins = Q() if until is None else Q(since__lt=until)
    held = office.holdings.filter(begins, Q(until=None) | Q(until__gt=since))
    return held.select_related("holder", "office").order_by("since", "pk").first()


def former_holding(holding: Holding) -> Holding | None:
    """Who left an office on the very day that another took it."""
    before = Holding.objects.filter(office=holding.office_id, until=holding.since)
    return before.select_related("holder", "office").first()


def proxies_on(*, on: date) -> QuerySet[Proxy]:
    """Who may sit in whose place on a day."""
    given = Proxy.objects.filter(in_force(on), revoked_on=None)
    return given.select_related("delegate", "holding__holder", "holding__office__organisation")


def seats_to_confirm(*, on: date) -> QuerySet[Holding]:
    """Mayors and giunte of where votes were held since they came in, and nobody has said yet.

    From the day after the vote: those who are still in office, and not confirmed since.
    """
    votes = Election.objects.filter(area=OuterRef("office__organisation__area"), held_on__lt=on)
    since = votes.filter(held_on__gt=OuterRef("since"))
    unanswered = Exists(since.filter(held_on__gte=OuterRef("confirmed_on")))
    held = Holding.objects.filter(
        Q(confirmed_on=None) & Exists(since) | Q(confirmed_on__isnull=False) & unanswered,
        in_force(on),
        office__kind__in=ELECTED,
        office__organisation__area__kind=AreaKind.MUNICIPALITY,
    )
    voted = Subquery(since.order_by("-held_on").values("held_on")[:1])
    held = held.annotate(voted_on=voted).select_related("holder", "office__organisation__area")
    return held.order_by("office__organisation__search", "office__kind", "office__title", "pk")


def books_of(chains: Iterable[str]) -> dict[str, str]:
    """Whose each book of the register is, in words: two questions, however many they are."""
    keys: dict[str, set[UUID]] = {"area": set(), "organisation": set()}
    for chain in chains:
        sort, _sep, key = chain.partition(":")
        with suppress(ValueError, KeyError):  # somebody may have written there by hand
            keys[sort].add(UUID(key))
    areas = Area.objects.filter(key__in=keys["area"])
    bodies = Organisation.objects.filter(key__in=keys["organisation"])
    named = {"house": _("Installazione")}
    named |= {f"area:{area.key}": area.name for area in areas}
    named |= {f"organisation:{body.key}": body.name for body in bodies}
    return {chain: named.get(chain, chain) for chain in chains}
