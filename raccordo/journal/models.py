from __future__ import annotations

from datetime import UTC
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.canonical import canonical


class Entry(models.Model):
    """One line of the register: who did what, to what, and why. Never edited, never deleted."""

    chain = models.CharField(_("catena"), max_length=80)
    seq = models.PositiveBigIntegerField(_("numero"))
    at = models.DateTimeField(_("scritta il"))
    # No constraint in the database: checking it would lock the user's row after the chain's head.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    acting = models.CharField(_("in veste di"), max_length=120)
    what = models.CharField(_("fatto"), max_length=80)
    subject = models.CharField(_("oggetto"), max_length=120, db_index=True)
    purpose = models.TextField(_("motivo"), blank=True)
    request_id = models.CharField(_("richiesta"), max_length=40, blank=True)
    details = models.TextField(_("dettagli"), default="{}")
    prev = models.CharField(_("impronta precedente"), max_length=64, blank=True)
    hash = models.CharField(_("impronta"), max_length=64)

    class Meta:
        verbose_name = _("voce di registro")
        verbose_name_plural = _("registro delle operazioni")
        ordering = ["chain", "seq"]
        constraints = [
            models.UniqueConstraint("chain", "seq", name="entry_number_is_unique_in_its_chain")
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}: {self.what}"

    def written(self) -> str:
        """The canonical text of everything written on this line, fingerprints excepted."""
        names = ("chain", "seq", "acting", "what", "subject", "purpose", "request_id", "details")
        content = {name: getattr(self, name) for name in names}
        return canonical(content | {"user": self.user_id, "at": self.at.astimezone(UTC)})

    def fingerprint(self) -> str:
        """SHA-256 over the fingerprint before and the canonical text of this line."""
        return sha256((self.prev + self.written()).encode()).hexdigest()


class ChainHead(models.Model):
    """Where a chain has arrived: whoever writes the next line must hold it."""

    chain = models.CharField(_("catena"), max_length=80, primary_key=True)
    seq = models.PositiveBigIntegerField(_("numero"), default=0)
    hash = models.CharField(_("impronta"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("testa della catena")

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"


class Seal(models.Model):
    """Where a chain had arrived on a day, signed: lines cut from its end are missed from here."""

    chain = models.CharField(_("catena"), max_length=80)
    day = models.DateField(_("giorno"))
    seq = models.PositiveBigIntegerField(_("numero"))
    hash = models.CharField(_("impronta"), max_length=64)
    signature = models.CharField(_("firma"), max_length=128)

    class Meta:
        verbose_name = _("sigillo del registro")
        ordering = ["day", "chain"]
        constraints = [models.UniqueConstraint("chain", "day", name="a_chain_is_sealed_once_a_day")]

    def __str__(self) -> str:
        return f"{self.chain} {self.day}"

    def written(self) -> str:
        """The canonical text that is signed."""
        names = ("chain", "day", "seq", "hash")
        return canonical({name: getattr(self, name) for name in names})
