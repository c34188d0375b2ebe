from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.finance.models.funds import Allocation
from raccordo.foundation.keys import Keyed
from raccordo.foundation.money import EuroField
from raccordo.territory.models import Area


class Quota(Keyed):
    """What a municipality owes the plan for a year, and whether it has set it aside (quota)."""

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="quotas")
    town = models.ForeignKey(Area, models.PROTECT, related_name="quotas")
    amount = EuroField(_("dovuto"))
    due_on = models.DateField(_("da versare entro il"), null=True, blank=True)
    # Whether it stands in the municipality's own budget, and by which act.
    budgeted = models.BooleanField(_("iscritta nel bilancio del Comune"), default=False)
    act = models.ForeignKey(Act, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("quota di un Comune")
        verbose_name_plural = _("quote dei Comuni")
        ordering = ["town__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                "allocation", "town", name="a_municipality_owes_once_in_a_year"
            ),
            models.CheckConstraint(
                name="a_quota_is_not_less_than_nothing",
                condition=Q(amount__gte=0),
                violation_error_message=_("L'importo non può essere negativo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town}: {self.allocation}"
