from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.foundation.keys import Keyed
from raccordo.foundation.money import EuroField
from raccordo.parties.models import Organisation
from raccordo.planning.models.actions import Action
from raccordo.planning.states import ManagementForm


class Procedure(Keyed):
    """How an action is managed, who answers for it and step by step when (procedura)."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="procedures")
    form = models.CharField(_("forma di gestione"), max_length=13, choices=ManagementForm.choices)
    title = models.CharField(_("oggetto"), max_length=200)
    # L. 241/1990 artt. 4-6: each procedure has its person in charge.
    officer = models.CharField(_("responsabile del procedimento"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("procedura di un'azione")
        verbose_name_plural = _("procedure delle azioni")
        ordering = ["action__order", "pk"]

    def __str__(self) -> str:
        return self.title


class ProcedureStep(Keyed):
    """A step of a procedure: when it was foreseen and when it was done (passo)."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("ordine"))
    title = models.CharField(_("passo"), max_length=200)
    planned_on = models.DateField(_("previsto per il"))
    done_on = models.DateField(_("fatto il"), null=True, blank=True)

    class Meta:
        verbose_name = _("passo di una procedura")
        verbose_name_plural = _("passi di una procedura")
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["planned_on"], condition=Q(done_on=None), name="step_still_to_do")
        ]

    def __str__(self) -> str:
        return self.title


class Contract(Keyed):
    """Who does it, for how much and until when (contratto o convenzione)."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="contracts")
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="contracts")
    subject = models.CharField(_("oggetto"), max_length=200)
    value = EuroField(_("valore"))
    since = models.DateField(_("dal"))
    until = models.DateField(_("fino al giorno prima del"))
    # How far it may be extended, if its own words allow it.
    extendable_until = models.DateField(_("prorogabile fino al"), null=True, blank=True)
    cig = models.CharField(_("CIG"), max_length=10, blank=True)
    without_cig = models.CharField(_("perché non ha il CIG"), max_length=200, blank=True)
    act = models.ForeignKey(Act, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("contratto o convenzione")
        verbose_name_plural = _("contratti e convenzioni")
        ordering = ["until", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_contract_ends_after_it_starts",
                condition=Q(until__gt=F("since")),
                violation_error_message=_("La fine deve seguire l'inizio."),
            ),
            models.CheckConstraint(
                name="a_contract_is_worth_something",
                condition=Q(value__gte=0),
                violation_error_message=_("Il valore non può essere negativo."),
            ),
            models.CheckConstraint(
                name="an_extension_comes_after_the_end",
                condition=Q(extendable_until=None) | Q(extendable_until__gte=F("until")),
                violation_error_message=_("La proroga finisce dopo la scadenza."),
            ),
            models.CheckConstraint(
                name="a_contract_has_its_code_or_says_why_not",
                condition=~Q(cig="") | ~Q(without_cig=""),
                violation_error_message=_("Indicare il CIG, oppure perché non c'è."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
