from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.needs.models import Need
from raccordo.planning.models.plans import Plan
from raccordo.vocabularies.models import Term


class Objective(Keyed):
    """What a plan wants to change, and the needs it answers (obiettivo)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="objectives")
    axis = models.CharField(_("asse tematico"), max_length=12, blank=True)
    code = models.CharField(_("codice"), max_length=12)
    # The codes in the order one counts: 2 before 10.
    order = models.CharField(max_length=80, editable=False)
    title = models.CharField(_("obiettivo"), max_length=200)
    text = models.TextField(_("descrizione"), blank=True)
    needs = models.ManyToManyField(Need, related_name="objectives", blank=True)
    leps = models.ManyToManyField(Term, related_name="+", blank=True)
    former = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )

    class Meta:
        verbose_name = _("obiettivo del piano")
        verbose_name_plural = _("obiettivi del piano")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "plan",
                "code",
                name="an_objective_is_once_in_its_plan",
                violation_error_message=_("C'è già un obiettivo con questo codice."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
