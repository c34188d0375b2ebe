from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from raccordo.foundation.searching import searchable
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area


def organisations_found(wanted: str) -> QuerySet[Organisation]:
    """The bodies whose name holds every word wanted."""
    organisations = Organisation.objects.select_related("area")
    for word in searchable(wanted).split():
        organisations = organisations.filter(search__contains=word)
    return organisations


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
