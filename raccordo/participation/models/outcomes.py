from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.governance.models import AgendaItem
from raccordo.needs.models import Need
from raccordo.participation.models.contributions import Contribution
from raccordo.participation.models.occasions import Occasion
from raccordo.participation.states import Outcome
from raccordo.post.models import Message


class Discussion(Keyed):
    """Where a proposal was discussed, and what was said of it (discussione di una proposta)."""

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="discussions")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="discussions"
    )
    occasion = models.ForeignKey(
        Occasion, models.PROTECT, null=True, blank=True, related_name="discussions"
    )
    day = models.DateField(_("giorno"))
    summary = models.TextField(_("che cosa si è detto"), blank=True)

    class Meta:
        verbose_name = _("discussione di una proposta")
        verbose_name_plural = _("discussioni delle proposte")
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_proposal_is_discussed_in_one_place",
                condition=Q(item__isnull=False, occasion=None)
                | Q(item=None, occasion__isnull=False),
                violation_error_message=_("Dire in quale seduta, oppure in quale incontro."),
            )
        ]

    def __str__(self) -> str:
        return str(self.item.sitting if self.item else self.occasion)


class Reply(Keyed):
    """The written answer to a proposal; a correction is another, and the last stands (risposta)."""

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="replies")
    outcome = models.CharField(_("esito"), max_length=15, choices=Outcome.choices)
    text = models.TextField(_("motivazione"))
    answered_on = models.DateField(_("data"))
    signed_by = models.CharField(_("firmata da"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("risposta a una proposta")
        verbose_name_plural = _("risposte alle proposte")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.contribution}: {self.get_outcome_display()}"


class Telling(Keyed):
    """Who wrote was told the answer, or is still to be told it (comunicazione della risposta)."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="tellings")
    # The one answered, or one that was merged into it.
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="tellings")
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="+")
    told_how = models.CharField(_("come è stata comunicata"), max_length=200, blank=True)
    told_on = models.DateField(_("comunicata il"), null=True, blank=True)

    class Meta:
        verbose_name = _("comunicazione di una risposta")
        verbose_name_plural = _("comunicazioni delle risposte")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("reply", "contribution", name="an_answer_is_told_once_to_each")
        ]

    def __str__(self) -> str:
        return f"{self.contribution}: {self.told_how}"


class Moderation(Keyed):
    """The text of a proposal is not shown to the public, and why (moderazione)."""

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="moderations")
    hidden_on = models.DateField(_("non più pubblicata dal"))
    reason = models.CharField(_("motivo"), max_length=300)
    shown_again_on = models.DateField(_("di nuovo pubblicata dal"), null=True, blank=True)

    class Meta:
        verbose_name = _("moderazione di una proposta")
        verbose_name_plural = _("moderazioni delle proposte")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "contribution",
                condition=Q(shown_again_on=None),
                name="a_proposal_is_hidden_once",
                violation_error_message=_("La proposta è già nascosta al pubblico."),
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Backing(Keyed):
    """A need stands on what somebody said (proposta a sostegno di un bisogno)."""

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="backings")
    need = models.ForeignKey(Need, models.PROTECT, related_name="backings")
    since = models.DateField(_("dal"))

    class Meta:
        verbose_name = _("proposta a sostegno di un bisogno")
        verbose_name_plural = _("proposte a sostegno dei bisogni")
        ordering = ["need__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                "contribution",
                "need",
                name="a_proposal_backs_a_need_once",
                violation_error_message=_("La proposta sostiene già questo bisogno."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contribution} → {self.need}"
