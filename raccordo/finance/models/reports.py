from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.finance.models.funds import Allocation
from raccordo.finance.states import ReportMeasure
from raccordo.foundation.keys import Keyed
from raccordo.foundation.money import EuroField


class FundReport(Keyed):
    """What was reported of a year of a fund, as it stood that day (rendicontazione)."""

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="reports")
    measure = models.CharField(_("che cosa"), max_length=9, choices=ReportMeasure.choices)
    closed_on = models.DateField(_("chiusa il"))
    total = EuroField(_("totale"))
    # The cells of the matrix with their cents, by code: as they were sent.
    cells = models.JSONField(_("caselle"), default=dict)
    note = models.CharField(_("protocollo o nota"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("rendicontazione di un fondo")
        verbose_name_plural = _("rendicontazioni dei fondi")
        ordering = ["-closed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.allocation}, {self.get_measure_display()}"
