from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.foundation.keys import Keyed
from raccordo.foundation.periods import Period
from raccordo.planning.states import PlanActSort, PlanState, SheetSort
from raccordo.territory.models import Area


class PlanTemplate(Keyed, Period):
    """What a Region wants in a plan: its sections and thematic axes, as data (modello di piano)."""

    code = models.CharField(_("codice"), max_length=40)
    version = models.CharField(_("versione"), max_length=20)
    name = models.CharField(_("nome"), max_length=160)
    source = models.CharField(_("fonte"), max_length=400)
    # The Region it is of; with none, whoever may take it.
    region = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="plan_templates"
    )
    outline = models.JSONField(_("schema"))

    class Meta(Period.Meta):
        verbose_name = _("modello di piano")
        verbose_name_plural = _("modelli di piano")
        ordering = ["name", "since", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint("code", "version", name="a_version_of_a_template_is_one"),
        ]

    def __str__(self) -> str:
        return self.name


class Plan(Keyed):
    """What an area has decided to do over some years (piano sociale)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="plans")
    template = models.ForeignKey(PlanTemplate, models.PROTECT, related_name="plans")
    title = models.CharField(_("titolo"), max_length=200)
    first_year = models.PositiveSmallIntegerField(_("primo anno"))
    last_year = models.PositiveSmallIntegerField(_("ultimo anno"))
    state = models.CharField(
        _("stato"), max_length=12, choices=PlanState.choices, default=PlanState.DRAFT
    )
    # The one it was born from.
    former = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    in_force_since = models.DateField(_("vigente dal"), null=True, blank=True)

    class Meta:
        verbose_name = _("piano sociale")
        verbose_name_plural = _("piani sociali")
        ordering = ["-first_year", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="plan_years_in_order",
                condition=Q(last_year__gte=F("first_year"), first_year__gte=2000),
                violation_error_message=_("L'ultimo anno precede il primo."),
            ),
            models.CheckConstraint(
                name="a_plan_in_force_says_since_when",
                condition=~Q(state=PlanState.IN_FORCE) | Q(in_force_since__isnull=False),
                violation_error_message=_("Dire da quando il piano è vigente."),
            ),
        ]
        indexes = [models.Index(fields=["area", "-first_year"], name="plan_of_an_area")]

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class PlanAct(Keyed):
    """An act of the life of a plan (atto del piano)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="acts")
    act = models.ForeignKey(Act, models.PROTECT, related_name="+", verbose_name=_("atto"))
    sort = models.CharField(_("che cos'è"), max_length=12, choices=PlanActSort.choices)

    class Meta:
        verbose_name = _("atto del piano")
        verbose_name_plural = _("atti del piano")
        ordering = ["act__date", "pk"]
        constraints = [
            models.UniqueConstraint(
                "plan",
                "act",
                "sort",
                name="an_act_is_once_of_a_plan",
                violation_error_message=_("Questo atto è già fra quelli del piano."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_sort_display()}: {self.act}"


class ColumnMap(Keyed):
    """What the columns of a table of theirs hold, told once and remembered (corrispondenza)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="column_maps")
    sort = models.CharField(_("tipo di foglio"), max_length=10, choices=SheetSort.choices)
    columns = models.JSONField(_("colonne"))

    class Meta:
        verbose_name = _("corrispondenza di colonne")
        verbose_name_plural = _("corrispondenze di colonne")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("area", "sort", name="columns_are_told_once_of_a_sort")
        ]

    def __str__(self) -> str:
        return self.get_sort_display()
