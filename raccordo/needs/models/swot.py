from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.needs.models.needs import Need
from raccordo.needs.states import SwotSide
from raccordo.territory.models import Area


class SwotItem(Keyed):
    """A strength, a weakness, an opportunity or a threat of a territory (voce dell'analisi)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="swot_items")
    side = models.CharField(_("riquadro"), max_length=12, choices=SwotSide.choices)
    text = models.CharField(_("testo"), max_length=600)
    # What becomes of a weakness: a need takes it up, or it is said why it is not faced.
    need = models.ForeignKey(
        Need,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="weaknesses",
        verbose_name=_("affrontato dal bisogno"),
    )
    not_faced = models.CharField(_("perché non è affrontato"), max_length=600, blank=True)
    search = models.TextField(editable=False)

    class Meta:
        verbose_name = _("punto di forza o di debolezza")
        verbose_name_plural = _("punti di forza e di debolezza")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_weakness_is_faced_or_is_not",
                condition=Q(need=None) | Q(not_faced=""),
                violation_error_message=_(
                    "Un punto di debolezza è affrontato da un bisogno o non è affrontato:"
                    " una sola cosa."
                ),
            ),
            models.CheckConstraint(
                name="only_a_weakness_is_faced",
                condition=Q(side=SwotSide.WEAKNESS) | Q(need=None, not_faced=""),
                violation_error_message=_("Solo un punto di debolezza si affronta."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
