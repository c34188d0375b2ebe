"""The address at which a person's calendar program reads what she must do."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from raccordo.accounts.models import User
from raccordo.governance.models import Feed
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@operation
def open_feed(user: User, *, by: Acting, on: date) -> Feed:
    """Give a person an address, or a new one: from now on the one before opens nothing."""
    feed, _new = Feed.objects.update_or_create(user=user, defaults={"key": uuid4(), "since": on})
    record(by=by, what="feed.opened", subject=user)
    return feed


@operation
def close_feed(user: User, *, by: Acting) -> None:
    """Take away the address of a person's calendar."""
    gone, _of_each = Feed.objects.filter(user=user).delete()
    if gone:
        record(by=by, what="feed.closed", subject=user)
