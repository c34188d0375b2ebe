"""The personal link: a body is let in from its e-mail, to what one area asks of it and no more."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet

from raccordo.access.models import Link
from raccordo.access.queries import held_on
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
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


def through(link: Link) -> Acting:
    """Whoever has the link, in the name of its body: what is done is in the body's own book."""
    return Acting(
        user=None,
        role=f"link:{link.key}",
        mandate=None,
        area=None,
        organisation=link.organisation.key,
    )


@operation
def open_link(
    organisation: Organisation, *, area: Area, sent_to: str, since: date, until: date, by: Acting
) -> Link:
    """Let a body in from its e-mail until a day; one that already does so lasts until then."""
    same = Q(organisation=organisation, sent_to=sent_to)
    link = living_links(area, on=since).filter(same).select_for_update(of=("self",)).first()
    if link is None:
        link = Link.objects.create(
            organisation=organisation, area=area, sent_to=sent_to, since=since, until=until
        )
    elif link.until is None or link.until >= until:
        return link
    else:
        link.until = until
        link.save(update_fields=["until"])
    record(by=by, what="link.opened", subject=link, sent_to=sent_to, until=until)
    return link


@operation
def revoke_link(link: Link, *, on: date, by: Acting) -> Link:
    """Close a link before its day: whoever has it finds nothing any more."""
    link = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_on is None:
        link.revoked_on = on
        link.save(update_fields=["revoked_on"])
        record(by=by, what="link.revoked", subject=link, on=on)
    return link


def _signer() -> signing.Signer:
    return signing.Signer(salt="raccordo.access.links", sep=".")
