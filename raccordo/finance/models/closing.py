from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.foundation.keys import Keyed
from raccordo.territory.models import Area


class YearEnd(Keyed):
    """When a year of the plan accounts of an area was closed (chiusura dell'esercizio)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="year_ends")
    year = models.PositiveSmallIntegerField(_("esercizio"))
    closed_on = models.DateField(_("chiuso il"))
    # The lead body's own account of the year, once approved.
    act = models.ForeignKey(Act, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("chiusura di un esercizio")
        verbose_name_plural = _("chiusure degli esercizi")
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                "area",
                "year",
                name="a_year_is_closed_once",
                violation_error_message=_("Questo esercizio è già chiuso."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"
