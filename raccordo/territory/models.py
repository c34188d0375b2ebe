from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.foundation.keys import Keyed
from raccordo.foundation.periods import Period
from raccordo.territory.states import AreaKind, Change, Function


class Area(Keyed, Period):
    """A piece of the land that plans or is planned for: from the region to the municipality."""

    kind = models.CharField(_("tipo"), max_length=20, choices=AreaKind.choices)
    slug = models.CharField(_("nome nell'indirizzo"), max_length=80, unique=True)
    name = models.CharField(_("nome"), max_length=120)
    other_name = models.CharField(_("nome in altra lingua"), max_length=120, blank=True)
    istat_code = models.CharField(_("codice ISTAT"), max_length=10, blank=True)
    belfiore_code = models.CharField(_("codice catastale"), max_length=4, blank=True)
    sigla = models.CharField(_("sigla"), max_length=2, blank=True)
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )
    source = models.CharField(_("fonte"), max_length=300, blank=True)
    search = models.CharField(max_length=300, editable=False)
    sort_key = models.CharField(max_length=140, db_index=True, editable=False)

    class Meta(Period.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("aree")
        ordering = ["sort_key", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="area_kind_is_known", condition=Q(kind__in=AreaKind.values)
            ),
            models.UniqueConstraint(
                "kind",
                "istat_code",
                condition=~Q(istat_code="") & Q(until=None),
                name="istat_code_is_of_one_living_area",
                violation_error_message=_("Questo codice ISTAT è già di un'altra area."),
            ),
        ]
        indexes = [models.Index(fields=["kind", "sort_key"], name="area_of_a_kind")]

    def __str__(self) -> str:
        return self.name


class Slug(models.Model):
    """A name in an address, of one area for ever: what it was called before leads to it (alias)."""

    slug = models.CharField(_("nome nell'indirizzo"), max_length=80, primary_key=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="slugs")

    class Meta:
        verbose_name = _("nome nell'indirizzo")

    def __str__(self) -> str:
        return self.slug


class Denomination(Period):
    """What an area was called, and its ISTAT code, in a stretch of days (denominazione)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="denominations")
    name = models.CharField(_("nome"), max_length=120)
    istat_code = models.CharField(_("codice ISTAT"), max_length=10, blank=True, db_index=True)
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )
    source = models.CharField(_("fonte"), max_length=300, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("denominazione")
        verbose_name_plural = _("denominazioni")
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return self.name


class Membership(Period):
    """An area is part of another from a day, possibly until another, by an act (appartenenza)."""

    part = models.ForeignKey(Area, models.PROTECT, related_name="memberships")
    whole = models.ForeignKey(Area, models.PROTECT, related_name="members")
    # The kind of the whole, here too: an area is in one whole of a kind at a time.
    whole_kind = models.CharField(max_length=20, choices=AreaKind.choices, editable=False)
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )
    ended_by = models.ForeignKey(
        Act,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("atto che vi ha posto fine"),
    )
    source = models.CharField(_("fonte"), max_length=300, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("appartenenza")
        verbose_name_plural = _("appartenenze")
        ordering = ["since", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="area_is_not_part_of_itself",
                condition=~Q(part=F("whole")),
                violation_error_message=_("Un'area non fa parte di sé stessa."),
            ),
        ]
        indexes = [models.Index(fields=["part", "whole_kind"], name="membership_of_a_part")]

    def __str__(self) -> str:
        return _now("%(part)s, parte di «%(whole)s»") % {"part": self.part, "whole": self.whole}


class Delegation(Keyed, Period):
    """An area entrusts a function to a municipality for some time, by an act (delega)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="delegations")
    function = models.CharField(_("funzione"), max_length=10, choices=Function.choices)
    to = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("a")
    )
    # A union of municipalities or a consortium is not an area: it is known by its name.
    to_name = models.CharField(_("ente delegato"), max_length=160)
    subject = models.CharField(_("oggetto"), max_length=300, blank=True)
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )
    ended_by = models.ForeignKey(
        Act,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("atto che vi ha posto fine"),
    )
    source = models.CharField(_("fonte"), max_length=300, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("delega")
        verbose_name_plural = _("deleghe")
        ordering = ["function", "since", "pk"]

    def __str__(self) -> str:
        return f"{self.get_function_display()}: {self.to_name}"


class Succession(models.Model):
    """A municipality came, on a day, from one that was there before (variazione)."""

    before = models.ForeignKey(Area, models.PROTECT, related_name="successors")
    after = models.ForeignKey(Area, models.PROTECT, related_name="ancestors")
    on = models.DateField(_("dal"))
    change = models.CharField(_("variazione"), max_length=15, choices=Change.choices)
    source = models.CharField(_("fonte"), max_length=300)

    class Meta:
        verbose_name = _("successione di Comuni")
        verbose_name_plural = _("successioni di Comuni")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint("before", "after", name="a_succession_is_told_once"),
            models.CheckConstraint(
                name="nobody_succeeds_to_itself", condition=~Q(before=F("after"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
