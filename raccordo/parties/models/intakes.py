from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.archive.models import StoredFile
from raccordo.foundation.keys import Keyed
from raccordo.parties.states import IntakeForm


class Intake(Keyed):
    """A list of bodies that was brought: it is shown, and enters once (elenco portato)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="intakes")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("nome del file"), max_length=160)
    form = models.CharField(_("formato"), max_length=8, choices=IntakeForm.choices)
    # Of a national list, the rows of one territory; of one's own, all.
    rows = models.JSONField(_("righe"), default=list)
    unread = models.JSONField(_("colonne non lette"), default=list)
    with_holders = models.BooleanField(_("anche chi è in carica"), default=False)
    # Rows are all taken, but for these.
    left_out = models.JSONField(_("righe lasciate fuori"), default=list)
    arrived_on = models.DateField(_("arrivato il"))
    entered_on = models.DateField(_("importato il"), null=True, blank=True)

    class Meta:
        verbose_name = _("elenco portato")
        verbose_name_plural = _("elenchi portati")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
