from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.foundation.periods import Period


class Catalogue(Keyed, Period):
    """A list of terms with its version and its source of law (vocabolario)."""

    code = models.CharField(_("codice"), max_length=40)
    version = models.CharField(_("versione"), max_length=20)
    name = models.CharField(_("nome"), max_length=160)
    source = models.CharField(_("fonte"), max_length=400)

    class Meta(Period.Meta):
        verbose_name = _("vocabolario")
        verbose_name_plural = _("vocabolari")
        ordering = ["code", "since"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint("code", "version", name="a_version_of_a_catalogue_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Term(Keyed):
    """A word of a catalogue, with its code and possibly the wider one it belongs to (voce)."""

    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="terms")
    code = models.CharField(_("codice"), max_length=40)
    label = models.CharField(_("voce"), max_length=300)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    source = models.CharField(_("fonte"), max_length=400, blank=True)
    position = models.PositiveIntegerField(_("ordine"))

    class Meta:
        verbose_name = _("voce di vocabolario")
        verbose_name_plural = _("voci di vocabolario")
        ordering = ["catalogue", "position"]
        constraints = [
            models.UniqueConstraint("catalogue", "code", name="a_term_is_once_in_its_catalogue")
        ]

    def __str__(self) -> str:
        return self.label
