from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from raccordo.archive.models import StoredFile
from raccordo.foundation.keys import Keyed
from raccordo.territory.models import Area


class Study(Keyed):
    """A question on the territory, who studied it, how, and what came out (studio)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="studies")
    title = models.CharField(_("titolo"), max_length=200)
    question = models.TextField(_("domanda"))
    author = models.CharField(_("autore"), max_length=200)
    # The stretch of days it looks at, both days in; either may be unknown.
    covers_from = models.DateField(_("periodo studiato, dal"), null=True, blank=True)
    covers_to = models.DateField(_("periodo studiato, al"), null=True, blank=True)
    method = models.TextField(_("metodo"), blank=True)
    sources = models.TextField(_("fonti"), blank=True)
    done_on = models.DateField(_("concluso il"))
    search = models.TextField(editable=False)

    class Meta:
        verbose_name = _("studio")
        verbose_name_plural = _("studi")
        ordering = ["-done_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_study_ends_after_it_starts",
                condition=Q(covers_from=None)
                | Q(covers_to=None)
                | Q(covers_to__gte=F("covers_from")),
                violation_error_message=_("La fine del periodo deve seguire l'inizio."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Finding(Keyed):
    """One thing that a study found: what cites the study cites this (risultato)."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="findings")
    position = models.PositiveSmallIntegerField(_("ordine"))
    text = models.TextField(_("risultato"))

    class Meta:
        verbose_name = _("risultato di uno studio")
        verbose_name_plural = _("risultati di uno studio")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class StudyFile(Keyed):
    """A file of a study: the report, the questionnaire, the tables (allegato)."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("nome del file"), max_length=120)
    title = models.CharField(_("titolo"), max_length=200)
    added_on = models.DateField(_("aggiunto il"))

    class Meta:
        verbose_name = _("allegato di uno studio")
        verbose_name_plural = _("allegati di uno studio")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
