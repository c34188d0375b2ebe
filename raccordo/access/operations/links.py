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
def revoke_link(link: Link, *, on: date, by: Acting) -> Link:
    """Close a link before its day: whoever has it finds nothing any more."""
    link = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_on is None:
        link.revoked_on = on
        link.save(update_fields=["revoked_on"])
        record(by=by, what="link.revoked", subject=link, on=on)
    return link
