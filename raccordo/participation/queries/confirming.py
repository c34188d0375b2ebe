"""What a link of confirmation opens."""

from __future__ import annotations

from raccordo.participation.codes import key_in
from raccordo.participation.models import Contribution


def to_confirm(token: str) -> Contribution | None:
    """The proposal a link was made for, confirmed or not; of a forged or forgotten one, nothing."""
    key = key_in(token)
    if key is None:
        return None
    return Contribution.objects.select_related("area", "consultation").filter(key=key).first()
