from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.planning.models.actions import Action
from raccordo.planning.states import MeasureKind


class Measure(Keyed):
    """What tells whether an action reaches what it wants (indicatore dell'azione)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField(_("ordine"))
    name = models.CharField(_("indicatore"), max_length=200)
    kind = models.CharField(
        _("tipo"), max_length=8, choices=MeasureKind.choices, default=MeasureKind.SUM
    )
    unit = models.CharField(_("unità di misura"), max_length=60, blank=True)
    source = models.CharField(_("fonte"), max_length=200, blank=True)
    # Where one starts from; of a ratio, both its terms.
    baseline = models.DecimalField(
        _("valore di partenza"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    baseline_of = models.DecimalField(
        _("su"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    baseline_on = models.DateField(_("rilevato il"), null=True, blank=True)

    class Meta:
        verbose_name = _("indicatore di un'azione")
        verbose_name_plural = _("indicatori delle azioni")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="the_baseline_of_a_ratio_has_both_terms",
                condition=~Q(kind=MeasureKind.RATIO)
                | Q(baseline=None)
                | Q(baseline_of__isnull=False),
                violation_error_message=_("Di un rapporto servono numeratore e denominatore."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def by_year(self) -> list[Target | None]:
        """What it must come to, year by year of its plan."""
        told = {target.year: target for target in self.targets.all()}
        return [told.get(year) for year in self.action.plan.years]


class Target(Keyed):
    """What an indicator must come to in a year (valore atteso)."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField(_("anno"))
    value = models.DecimalField(_("valore atteso"), max_digits=14, decimal_places=2)
    out_of = models.DecimalField(_("su"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("valore atteso di un indicatore")
        verbose_name_plural = _("valori attesi degli indicatori")
        ordering = ["year", "pk"]
        constraints = [models.UniqueConstraint("measure", "year", name="a_target_is_one_in_a_year")]

    def __str__(self) -> str:
        return f"{self.measure} {self.year}"
