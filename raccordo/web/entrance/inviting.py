from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from raccordo.accounts.models import User
from raccordo.journal.acting import Acting
from raccordo.post.models import Message
from raccordo.post.operations import write_message
from raccordo.post.states import Channel


def invite(user: User, *, by: Acting, at: datetime) -> Message:
    """Write to a person whose account was just opened where to go to choose a password."""
    address = settings.ADDRESS + reverse("account_reset_password")
    body = _(
        "Buongiorno %(user)s,\n\n"
        "per lei è stata aperta un'utenza in Raccordo, l'Ufficio di Piano digitale.\n"
        "Per scegliere la password: %(address)s\n"
        "Basta scrivere lì questo indirizzo e-mail: arriverà un messaggio con le istruzioni.\n"
    ) % {"user": user, "address": address}
    return write_message(
        once=f"invite:{user.key}",
        channel=Channel.EMAIL,
        recipients=[user.email],
        subject=_("La sua utenza in Raccordo"),
        body=body,
        by=by,
        at=at,
    )
