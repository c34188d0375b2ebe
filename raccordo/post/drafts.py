"""What is being written: saved as one types, outside the register, for its author alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from raccordo.accounts.models import User
from raccordo.foundation.errors import Refused
from raccordo.post.models import Draft

KEPT = timedelta(days=30)
LONGEST = 200_000
MOST = 100


def save_draft(user: User, *, page: str, content: dict[str, str], at: datetime) -> Draft | None:
    """Keep what a person has typed so far on a page; nothing typed, nothing kept.

    Of the oldest pages beyond a hundred nothing is kept: nobody writes on so many at once.
    """
    # A database that keeps text refuses this character, which no keyboard writes.
    clean = {name: text.replace("\0", "") for name, text in content.items() if "\0" not in name}
    typed = {name: text for name, text in clean.items() if text.strip()}
    if not typed:
        return None
    if sum(map(len, typed.values())) > LONGEST:
        raise Refused(
            _(
                "Il testo è più lungo di %s caratteri e non si salva mentre si scrive: inviarlo, o"
                " tenerne una copia."
            )
            % number_format(LONGEST, force_grouping=True)
        )
    draft, _new = Draft.objects.update_or_create(
        user=user, page=page, defaults={"content": typed, "saved_at": at}
    )
    newest = Draft.objects.filter(user=user).order_by("-saved_at", "-pk")
    beyond = list(newest.values_list("pk", flat=True)[MOST:])
    if beyond:
        Draft.objects.filter(pk__in=beyond).delete()
    return draft


def draft_of(user: User, *, page: str) -> Draft | None:
    """What this person had been writing on this page."""
    return Draft.objects.filter(user=user, page=page).first()


def forget_draft(user: User, *, page: str) -> None:
    """What was written has arrived: the draft is no longer needed."""
    Draft.objects.filter(user=user, page=page).delete()


def forget_old_drafts(*, at: datetime) -> int:
    """Throw away the drafts nobody came back to."""
    return Draft.objects.filter(saved_at__lt=at - KEPT).delete()[0]
