from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.lifecycle import Lifecycle


class Channel(TextChoices):
    """How a message leaves (canale)."""

    EMAIL = "email", _("E-mail")
    PEC = "pec", _("PEC")
    PROTOCOL = "protocol", _("Dal programma di protocollo")


class MessageState(TextChoices):
    """The life of a message (messaggio in uscita)."""

    WAITING = "waiting", _("In attesa di invio")
    LEAVING = "leaving", _("In partenza")
    SENT = "sent", _("Inviato")
    DELIVERED = "delivered", _("Consegnato")
    NOT_DELIVERED = "not_delivered", _("Non consegnato")
    PARTLY = "partly", _("Inviato solo in parte")
    UNCERTAIN = "uncertain", _("Esito da verificare")
    BY_HAND = "by_hand", _("Da inviare dal protocollo")
    GIVEN_UP = "given_up", _("Non inviato")


MESSAGE_LIFE = Lifecycle(
    start=MessageState.WAITING,
    moves={
        MessageState.WAITING: {
            MessageState.LEAVING,
            MessageState.BY_HAND,
            MessageState.UNCERTAIN,
            MessageState.GIVEN_UP,
        },
        MessageState.LEAVING: {
            MessageState.SENT,
            MessageState.WAITING,
            MessageState.PARTLY,
            MessageState.UNCERTAIN,
            MessageState.GIVEN_UP,
        },
        MessageState.PARTLY: {MessageState.WAITING, MessageState.SENT},
        MessageState.UNCERTAIN: {MessageState.WAITING, MessageState.SENT, MessageState.GIVEN_UP},
        MessageState.BY_HAND: {MessageState.SENT, MessageState.GIVEN_UP},
        MessageState.SENT: {MessageState.DELIVERED, MessageState.NOT_DELIVERED},
        MessageState.NOT_DELIVERED: {MessageState.DELIVERED, MessageState.WAITING},
        MessageState.DELIVERED: set(),
        MessageState.GIVEN_UP: {MessageState.WAITING},
    },
)


class ReceiptKind(TextChoices):
    """What a receipt says (ricevuta PEC, DPR 68/2005 art. 6)."""

    ACCEPTED = "accepted", _("Accettazione")
    DELIVERED = "delivered", _("Avvenuta consegna")
    NOT_ACCEPTED = "not_accepted", _("Non accettazione")
    NOT_DELIVERED = "not_delivered", _("Mancata consegna")
    OTHER = "other", _("Altra ricevuta")


class JobState(TextChoices):
    """The life of a job in the background (lavorazione)."""

    WAITING = "waiting", _("In coda")
    RUNNING = "running", _("In corso")
    DONE = "done", _("Conclusa")
    FAILED = "failed", _("Non riuscita")
    CANCELLED = "cancelled", _("Interrotta")


JOB_LIFE = Lifecycle(
    start=JobState.WAITING,
    moves={
        JobState.WAITING: {JobState.RUNNING, JobState.CANCELLED},
        JobState.RUNNING: {
            JobState.DONE,
            JobState.FAILED,
            JobState.CANCELLED,
            JobState.WAITING,
        },
        JobState.DONE: set(),
        JobState.FAILED: set(),
        JobState.CANCELLED: set(),
    },
)
