from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.finance.models.funds import Allocation
from raccordo.finance.states import CostNature
from raccordo.foundation.keys import Keyed
from raccordo.foundation.money import EuroField
from raccordo.planning.models import Action
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term


class BudgetLine(Keyed):
    """Money of a fund that the plan means for an action in a year (riga del piano finanziario)."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="lines")
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="lines")
    year = models.PositiveSmallIntegerField(_("esercizio"))
    nature = models.CharField(
        _("natura della spesa"), max_length=11, choices=CostNature.choices, blank=True
    )
    # Of the municipalities' shares: whose; with none, of all together.
    town = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    amount = EuroField(_("importo"))

    class Meta:
        verbose_name = _("riga del piano finanziario")
        verbose_name_plural = _("righe del piano finanziario")
        ordering = ["action__order", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                "action",
                "allocation",
                "year",
                "nature",
                condition=Q(town=None),
                name="a_line_is_told_once",
            ),
            models.UniqueConstraint(
                "action",
                "allocation",
                "year",
                "nature",
                "town",
                condition=Q(town__isnull=False),
                name="a_line_of_a_municipality_is_told_once",
            ),
            models.CheckConstraint(
                name="what_is_programmed_is_not_less_than_nothing",
                condition=Q(amount__gte=0),
                violation_error_message=_("L'importo non può essere negativo."),
            ),
        ]
        indexes = [models.Index(fields=["allocation", "year"], name="line_of_an_allocation")]

    def __str__(self) -> str:
        return f"{self.action.code} {self.year}"


class CellShare(Keyed):
    """For how much of itself an action stands in a cell of a matrix (quota nella matrice)."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="cells")
    cell = models.ForeignKey(Term, models.PROTECT, related_name="+")
    percent = models.DecimalField(_("quota, in %"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("quota di un'azione nella matrice")
        verbose_name_plural = _("quote delle azioni nella matrice")
        ordering = ["cell__position", "pk"]
        constraints = [
            models.UniqueConstraint("action", "cell", name="an_action_is_once_in_a_cell"),
            models.CheckConstraint(
                name="a_cell_takes_a_share",
                condition=Q(percent__gt=0, percent__lte=100),
                violation_error_message=_("La quota va da 0 a 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} · {self.cell}"
