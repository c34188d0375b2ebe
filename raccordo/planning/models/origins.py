from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.participation.models import Contribution
from raccordo.planning.models.actions import Action
from raccordo.planning.models.objectives import Objective
from raccordo.planning.models.sections import Section


class Origin(Keyed):
    """A proposal ended in the plan: in an objective, an action or a paragraph (esito nel piano)."""

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="origins")
    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="origins"
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="origins"
    )
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="origins"
    )
    note = models.CharField(_("come vi è finita"), max_length=300, blank=True)
    since = models.DateField(_("dal"))

    class Meta:
        verbose_name = _("proposta accolta nel piano")
        verbose_name_plural = _("proposte accolte nel piano")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_proposal_ends_in_one_place_at_a_time",
                condition=Q(objective__isnull=False, action=None, section=None)
                | Q(objective=None, action__isnull=False, section=None)
                | Q(objective=None, action=None, section__isnull=False),
                violation_error_message=_("Dire dove è finita: obiettivo, azione o sezione."),
            ),
            models.UniqueConstraint(
                "contribution", "objective", name="a_proposal_is_once_in_an_objective"
            ),
            models.UniqueConstraint(
                "contribution", "action", name="a_proposal_is_once_in_an_action"
            ),
            models.UniqueConstraint(
                "contribution", "section", name="a_proposal_is_once_in_a_section"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} → {self.objective or self.action or self.section}"
