"""What is being written: saved as one types, outside the register, for its author alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from raccordo.accounts.models import User
from raccordo.post.models import Draft

KEPT = timedelta(days=30)
LONGEST = 200_000


def save_draft(user: User, *, page: str, content: dict[str, str], at: datetime) -> Draft | None:
    """Keep what a person has typed so far on a page; nothing typed, nothing kept."""
    typed = {name: text for name, text in content.items() if text.strip()}
    if not typed or sum(map(len, typed.values())) > LONGEST:
        return None
    draft, _ = Draft.objects.update_or_create(
        user=user, page=page, defaults={"content": typed, "saved_at": at}
    )
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
