from __future__ import annotations

from datetime import date

from django.db.models import Q

from raccordo.access.links import living_links
from raccordo.access.models import Link
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area


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
def renew_link(
    organisation: Organisation, *, area: Area, sent_to: str, since: date, until: date, by: Acting
) -> Link:
    """Let a body in by another address: those it had, whoever has them now, open nothing more."""
    revoke_links(organisation, area=area, on=since, by=by)
    link = open_link(organisation, area=area, sent_to=sent_to, since=since, until=until, by=by)
    record(by=by, what="link.renewed", subject=link)
    return link


@operation
def revoke_links(
    organisation: Organisation, *, area: Area, on: date, by: Acting
) -> tuple[Link, ...]:
    """Close all the links a body has from an area; those over too, that no other is asked by them.

    Reminders to that body wait until somebody sends it a link again.
    """
    links = Link.objects.filter(organisation=organisation, area=area, revoked_on=None)
    closed = tuple(revoke_link(link, on=on, by=by) for link in links.order_by("pk"))
    record(by=by, what="link.all_revoked", subject=organisation, links=len(closed))
    return closed


@operation
def revoke_link(link: Link, *, on: date, by: Acting) -> Link:
    """Close a link before its day: whoever has it finds nothing any more."""
    link = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_on is None:
        link.revoked_on = on
        link.save(update_fields=["revoked_on"])
        record(by=by, what="link.revoked", subject=link, on=on)
    return link
