"""The personal link: a body is let in from its e-mail, to what one area asks of it and no more."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet

from raccordo.access.models import Link
from raccordo.access.queries import held_on
from raccordo.journal.acting import Acting
from raccordo.territory.models import Area

PATH = "/risposte/"


def token_of(link: Link) -> str:
    """What stands in the address of a link: its key, signed here."""
    return _signer().sign(link.key.hex)


def address_of(link: Link, *, house: str) -> str:
    """The whole address to be written in a letter."""
    return f"{house}{PATH}{token_of(link)}/"


def link_of(token: str) -> Link | None:
    """The link that a token was made for, living or not; nothing when it was not made here."""
    try:
        key = UUID(_signer().unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Link.objects.select_related("organisation__area", "area").filter(key=key).first()


def is_living(link: Link, *, on: date) -> bool:
    """Whether a link opens something on this day."""
    ended = [day for day in (link.until, link.revoked_on) if day]
    return link.since <= on and all(on < day for day in ended)


def living_links(area: Area, *, on: date) -> QuerySet[Link]:
    """The links by which the bodies asked by an area answer it on this day."""
    return Link.objects.filter(held_on(on), area=area).select_related("organisation")


def stopped_links(area: Area) -> set[int]:
    """The bodies, by their row, whose last link from an area was revoked and never sent again."""
    links = Link.objects.filter(area=area).order_by("pk")
    last = dict(links.values_list("organisation", "revoked_on"))
    return {organisation for organisation, revoked_on in last.items() if revoked_on}


def through(link: Link) -> Acting:
    """Whoever has the link, in the name of its body: what is done is in the body's own book."""
    return Acting(
        user=None,
        role=f"link:{link.key}",
        mandate=None,
        area=None,
        organisation=link.organisation.key,
    )


def _signer() -> signing.Signer:
    return signing.Signer(salt="raccordo.access.links", sep=".")
