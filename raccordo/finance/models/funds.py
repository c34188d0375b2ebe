from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.finance.states import EarmarkLevel, EarmarkSort, FundSort, FundState
from raccordo.foundation.keys import Keyed
from raccordo.foundation.periods import Period
from raccordo.territory.models import Area


class Fund(Keyed, Period):
    """A source of money with its law and its rules, as its catalogue tells it (fondo)."""

    code = models.CharField(_("codice"), max_length=20)
    version = models.CharField(_("versione"), max_length=20)
    name = models.CharField(_("nome"), max_length=200)
    source = models.CharField(_("fonte"), max_length=400)
    sort = models.CharField(_("provenienza"), max_length=8, choices=FundSort.choices)
    state = models.CharField(
        _("stato"), max_length=8, choices=FundState.choices, default=FundState.RUNNING
    )
    # Whose own it is; with none, of whoever receives it.
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="funds")
    cup_due = models.BooleanField(_("serve il CUP"), default=False)
    # What share of a year is to be reported before the next is paid, and of which year before.
    share_to_report = models.DecimalField(
        _("quota da rendicontare, in %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    # The matrix in whose cells it is reported: a vocabulary.
    matrix = models.CharField(_("matrice"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)

    class Meta(Period.Meta):
        verbose_name = _("fondo")
        verbose_name_plural = _("fondi")
        ordering = ["position", "name", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                "code", "version", condition=Q(area=None), name="a_version_of_a_fund_is_one"
            ),
            models.UniqueConstraint(
                "code",
                "version",
                "area",
                condition=Q(area__isnull=False),
                name="a_version_of_a_fund_of_an_area_is_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        """Its acronym, where its name tells it: FNPS."""
        return self.name.rpartition("(")[2].rstrip(") ")


class Allocation(Keyed):
    """What a fund gives an area for a year, and by when it must be spent (annualità del fondo)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="allocations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="allocations")
    # Whose rules it obeys, whenever it is spent.
    year = models.PositiveSmallIntegerField(_("anno di assegnazione"))
    spend_from = models.DateField(_("spendibile dal"), null=True, blank=True)
    spend_by = models.DateField(_("da spendere entro il"), null=True, blank=True)
    report_by = models.DateField(_("da rendicontare entro il"), null=True, blank=True)
    share_to_report = models.DecimalField(
        _("quota da rendicontare, in %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    cup_due = models.BooleanField(_("serve il CUP"), default=False)
    note = models.CharField(_("nota"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("annualità di un fondo")
        verbose_name_plural = _("annualità dei fondi")
        ordering = ["year", "fund__position", "fund__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "fund",
                "area",
                "year",
                name="a_fund_gives_an_area_once_a_year",
                violation_error_message=_("Questa annualità c'è già."),
            ),
            models.CheckConstraint(
                name="what_is_spent_is_spent_after_it_began",
                condition=Q(spend_by=None) | Q(spend_from=None) | Q(spend_by__gte=F("spend_from")),
                violation_error_message=_("Il termine precede l'inizio."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.year}"

    @property
    def short(self) -> str:
        """As it stands over a column: FNPS 2026."""
        return f"{self.fund.short} {self.year}"


class Earmark(Keyed):
    """What the money of a fund must or must not pay, and whom it binds (vincolo)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="earmarks")
    text = models.CharField(_("vincolo"), max_length=400)
    # Without a source it warns, whatever it wants.
    source = models.CharField(_("fonte"), max_length=300, blank=True)
    act = models.ForeignKey(Act, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(_("chi vincola"), max_length=6, choices=EarmarkLevel.choices)
    sort = models.CharField(_("che cosa vuole"), max_length=11, choices=EarmarkSort.choices)
    # Codes of target groups, of LEPS or natures of cost, as the sort wants.
    codes = models.JSONField(_("voci"), default=list)
    percent = models.DecimalField(
        _("quota, in %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    # The years of allocation it holds for.
    first_year = models.PositiveSmallIntegerField(_("dall'anno"))
    last_year = models.PositiveSmallIntegerField(_("all'anno"), null=True, blank=True)

    class Meta:
        verbose_name = _("vincolo di destinazione")
        verbose_name_plural = _("vincoli di destinazione")
        ordering = ["first_year", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_share_that_is_wanted_is_told",
                condition=~Q(sort__in=[EarmarkSort.AT_LEAST, EarmarkSort.AT_MOST])
                | Q(percent__isnull=False),
                violation_error_message=_("Dire quale quota."),
            )
        ]

    def __str__(self) -> str:
        return self.text
