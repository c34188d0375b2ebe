from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from raccordo.archive.models import StoredFile
from raccordo.foundation.keys import Keyed
from raccordo.post.states import Channel, JobState, MessageState, ReceiptKind


class Message(Keyed):
    """A message that must leave once and only once (messaggio in uscita)."""

    # Whoever writes the same thing twice (a retried request, a job run again) names it the same.
    once = models.CharField(_("chiave di unicità"), max_length=200, unique=True)
    chain = models.CharField(_("registro"), max_length=80, db_index=True)
    channel = models.CharField(_("canale"), max_length=10, choices=Channel.choices)
    recipients = models.JSONField(_("destinatari"), default=list)
    reached = models.JSONField(_("destinatari già raggiunti"), default=list)
    subject = models.CharField(_("oggetto"), max_length=250)
    body = models.TextField(_("testo"))
    state = models.CharField(
        _("stato"), max_length=15, choices=MessageState.choices, default=MessageState.WAITING
    )
    written_at = models.DateTimeField(_("scritto il"))
    not_before = models.DateTimeField(_("da inviare non prima di"))
    attempts = models.PositiveSmallIntegerField(_("tentativi"), default=0)
    left_at = models.DateTimeField(_("partito il"), null=True, blank=True)
    trouble = models.TextField(_("ultimo errore"), blank=True)

    class Meta:
        verbose_name = _("messaggio in uscita")
        verbose_name_plural = _("messaggi in uscita")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="message_due")]

    def __str__(self) -> str:
        return self.subject

    @property
    def unreached(self) -> list[str]:
        """To whom it must still go: nobody is written to twice because another was refused."""
        return [address for address in self.recipients if address not in self.reached]

    @property
    def message_id(self) -> str:
        """Always the same for the same message: whoever receives it twice can tell."""
        return f"<{self.key}@raccordo>"


class Attachment(models.Model):
    """A file that leaves with a message (allegato)."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("nome del file"), max_length=120)

    class Meta:
        verbose_name = _("allegato")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Receipt(Keyed):
    """What came back of a message: acceptance, delivery, or the lack of it (ricevuta)."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="receipts")
    kind = models.CharField(_("tipo"), max_length=15, choices=ReceiptKind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("nome del file"), max_length=120, blank=True)
    on = models.DateField(_("del"))

    class Meta:
        verbose_name = _("ricevuta")
        verbose_name_plural = _("ricevute")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.message}"


class Notice(Keyed):
    """Something a person should know, shown on her desk until she has read it (avviso)."""

    once = models.CharField(_("chiave di unicità"), max_length=200, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    text = models.CharField(_("testo"), max_length=300)
    link = models.CharField(_("collegamento"), max_length=300, blank=True)
    written_at = models.DateTimeField(_("scritto il"))
    read_at = models.DateTimeField(_("letto il"), null=True, blank=True)

    class Meta:
        verbose_name = _("avviso")
        verbose_name_plural = _("avvisi")
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return self.text


class Job(Keyed):
    """Work that goes on in the background while one does something else (lavorazione)."""

    kind = models.CharField(_("tipo"), max_length=60)
    title = models.CharField(_("titolo"), max_length=200)
    facts = models.JSONField(_("dati"), default=dict)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs"
    )
    state = models.CharField(
        _("stato"), max_length=10, choices=JobState.choices, default=JobState.WAITING
    )
    asked_at = models.DateTimeField(_("chiesta il"))
    beat_at = models.DateTimeField(_("ultimo segno di vita"), null=True, blank=True)
    done = models.PositiveIntegerField(_("fatti"), default=0)
    total = models.PositiveIntegerField(_("in tutto"), default=0)
    stop_asked = models.BooleanField(_("chiesto di fermarsi"), default=False)
    outcome = models.TextField(_("esito"), blank=True)
    result = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    result_name = models.CharField(_("nome del file"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("lavorazione")
        verbose_name_plural = _("lavorazioni")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_job_does_no_more_than_there_is",
                condition=Q(total=0) | Q(done__lte=F("total")),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Draft(models.Model):
    """What a person was writing on a page, offered back to her if she lost it (bozza)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    page = models.CharField(_("pagina"), max_length=300)
    content = models.JSONField(_("testo"), default=dict)
    saved_at = models.DateTimeField(_("salvata il"))

    class Meta:
        verbose_name = _("bozza")
        verbose_name_plural = _("bozze")
        constraints = [models.UniqueConstraint("user", "page", name="one_draft_a_page")]

    def __str__(self) -> str:
        return f"{self.user} · {self.page}"
