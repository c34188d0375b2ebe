from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.governance.models import Sitting
from raccordo.participation.models.consultations import Consultation
from raccordo.participation.states import AidKind, OccasionSort
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area


class Occasion(Keyed):
    """People are heard: an assembly, a table, a hearing, a questionnaire (incontro)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="occasions")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="occasions"
    )
    sort = models.CharField(_("tipo"), max_length=15, choices=OccasionSort.choices)
    title = models.CharField(_("titolo"), max_length=200)
    held_at = models.DateTimeField(_("giorno e ora"))
    place = models.CharField(_("luogo"), max_length=200, blank=True)
    link = models.URLField(_("collegamento a distanza"), blank=True)
    towns = models.ManyToManyField(Area, related_name="+", blank=True)
    # A table that meets as a body: its sitting says who came and what was decided.
    sitting = models.ForeignKey(
        Sitting, models.PROTECT, null=True, blank=True, related_name="occasions"
    )
    public_text = models.TextField(_("presentazione"), blank=True)
    citizens = models.PositiveIntegerField(_("cittadini presenti"), null=True, blank=True)
    minutes = models.TextField(_("resoconto"), blank=True)
    concluded_on = models.DateField(_("registrato il"), null=True, blank=True)
    called_off = models.CharField(_("perché non si tiene"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("incontro")
        verbose_name_plural = _("incontri")
        ordering = ["-held_at", "-pk"]
        indexes = [models.Index(fields=["area", "-held_at"], name="occasion_of_an_area")]

    def __str__(self) -> str:
        return self.title


class OccasionAid(models.Model):
    """How an occasion is made accessible, and whether it was (accoglienza di un incontro)."""

    occasion = models.ForeignKey(Occasion, models.CASCADE, related_name="aids")
    aid = models.CharField(_("accoglienza"), max_length=12, choices=AidKind.choices)
    promised = models.BooleanField(_("annunciata"), default=True)
    note = models.CharField(_("nota"), max_length=200, blank=True)
    # Nothing: the occasion is still to come, or nobody has said.
    kept = models.BooleanField(_("c'è stata"), null=True, blank=True)

    class Meta:
        verbose_name = _("accoglienza di un incontro")
        verbose_name_plural = _("accoglienze degli incontri")
        ordering = ["aid"]
        constraints = [
            models.UniqueConstraint("occasion", "aid", name="an_aid_is_told_once_of_an_occasion")
        ]

    def __str__(self) -> str:
        return self.get_aid_display()


class OccasionPresence(models.Model):
    """A body came to an occasion, with so many persons (ente presente)."""

    occasion = models.ForeignKey(Occasion, models.CASCADE, related_name="presences")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="presences")
    persons = models.PositiveSmallIntegerField(_("persone"), default=1)

    class Meta:
        verbose_name = _("ente presente a un incontro")
        verbose_name_plural = _("enti presenti agli incontri")
        ordering = ["organisation__search", "pk"]
        constraints = [
            models.UniqueConstraint(
                "occasion", "organisation", name="a_body_is_counted_once_at_an_occasion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.persons}"
