from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed


class StoredFile(Keyed):
    """Bytes on the shelf, known by their fingerprint; who links them decides who reads (file)."""

    sha256 = models.CharField(_("impronta SHA-256"), max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("dimensione in byte"))
    media_type = models.CharField(_("formato"), max_length=120)

    class Meta:
        verbose_name = _("file in archivio")
        verbose_name_plural = _("file in archivio")
        constraints = [
            models.CheckConstraint(
                name="a_stored_file_is_not_empty",
                condition=Q(size__gt=0),
                violation_error_message=_("Il file è vuoto."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"
