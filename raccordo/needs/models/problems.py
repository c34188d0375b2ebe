from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.needs.states import StatementSort
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term


class Problem(Keyed):
    """A social problem of a territory, with what causes it and what it brings (problema)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="problems")
    title = models.CharField(_("problema"), max_length=200)
    description = models.TextField(_("descrizione"), blank=True)
    group = models.ForeignKey(
        Term, models.PROTECT, related_name="+", verbose_name=_("area di utenza")
    )
    search = models.TextField(editable=False)

    class Meta:
        verbose_name = _("problema")
        verbose_name_plural = _("problemi")
        ordering = ["search", "pk"]

    def __str__(self) -> str:
        return self.title


class Statement(Keyed):
    """A cause or an effect of a problem, or of another statement (affermazione)."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="statements")
    sort = models.CharField(_("tipo"), max_length=8, choices=StatementSort.choices)
    text = models.CharField(_("affermazione"), max_length=600)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("sotto a"),
    )
    position = models.PositiveSmallIntegerField(_("ordine"))

    class Meta:
        verbose_name = _("affermazione su un problema")
        verbose_name_plural = _("affermazioni su un problema")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
