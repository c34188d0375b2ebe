from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.finance.models.funds import Allocation
from raccordo.finance.models.quotas import Quota
from raccordo.finance.states import CUT, OF_NO_ACTION, MovementKind
from raccordo.foundation.keys import Keyed
from raccordo.foundation.money import EuroField, euros
from raccordo.parties.models import Organisation
from raccordo.planning.models import Action, Contract


class Movement(Keyed):
    """A line of the plan accounts: written once, corrected by its reversal (scrittura)."""

    kind = models.CharField(_("tipo"), max_length=11, choices=MovementKind.choices)
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="movements")
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="movements"
    )
    # The year whose budget it is of, and that in which it falls due (all. 4/2 D.Lgs 118/2011).
    year = models.PositiveSmallIntegerField(_("esercizio"))
    due_year = models.PositiveSmallIntegerField(_("esigibile nel"))
    # Of what is collected from the municipalities: for which share.
    quota = models.ForeignKey(
        Quota, models.PROTECT, null=True, blank=True, related_name="collected"
    )
    # An entry that was taken back rests on nothing any more.
    stands = Q(reverses=None, reversed_by=None)
    # Less than nothing: a reversal, or a cut of what was assigned or ascertained.
    amount = EuroField(_("importo"))
    told_on = models.DateField(_("data"))
    # What it carries out: a clearance its commitment, a payment its order.
    of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_out"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    act = models.ForeignKey(Act, models.PROTECT, null=True, blank=True, related_name="+")
    # As the lead body's books call it: commitment 123/2026, order 45.
    number = models.CharField(_("numero"), max_length=30, blank=True)
    heading = models.CharField(_("capitolo"), max_length=60, blank=True)
    creditor = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="movements"
    )
    cup = models.CharField(_("CUP"), max_length=15, blank=True)
    cig = models.CharField(_("CIG"), max_length=10, blank=True)
    note = models.CharField(_("nota"), max_length=300, blank=True)
    # The same sending, twice, is one entry.
    once = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("scrittura della contabilità di piano")
        verbose_name_plural = _("scritture della contabilità di piano")
        ordering = ["-told_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_entry_moves_something",
                condition=~Q(amount=0),
                violation_error_message=_("L'importo deve essere diverso da zero."),
            ),
            models.CheckConstraint(
                name="only_a_reversal_or_a_cut_takes_away",
                condition=Q(amount__gt=0) | Q(reverses__isnull=False) | Q(kind__in=CUT),
                violation_error_message=_("Si corregge con uno storno."),
            ),
            models.CheckConstraint(
                name="spending_is_of_an_action",
                condition=Q(kind__in=OF_NO_ACTION) | Q(action__isnull=False),
                violation_error_message=_("Dire per quale azione."),
            ),
        ]
        indexes = [
            # Sums and lists are read from these alone.
            models.Index(
                fields=["allocation", "year", "told_on", "kind", "of", "amount", "number"],
                name="movement_of_an_allocation",
            ),
            models.Index(
                fields=["action", "year", "allocation", "kind", "of", "amount"],
                name="movement_of_an_action",
            ),
            # Few are reversals: SQLite, which counts the others too, would not use the unique one.
            models.Index(
                fields=["reverses"],
                condition=Q(reverses__isnull=False),
                name="movement_that_reverses",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {euros(self.amount)}"


class Clearance(Keyed):
    """What was checked before a sum was cleared: service, invoice, DURC (riscontro)."""

    movement = models.OneToOneField(Movement, models.PROTECT, related_name="clearance")
    done_on = models.DateField(_("prestazione resa entro il"))
    invoice = models.CharField(_("fattura o titolo"), max_length=120)
    # Valid on the day it is cleared (D.L. 69/2013 art. 31; DM 30 gennaio 2015).
    durc_until = models.DateField(_("DURC valido fino al"), null=True, blank=True)
    without_durc = models.CharField(_("perché il DURC non serve"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("riscontro di una liquidazione")
        verbose_name_plural = _("riscontri delle liquidazioni")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_clearance_has_its_durc_or_says_why_not",
                condition=Q(durc_until__isnull=False) | ~Q(without_durc=""),
                violation_error_message=_("Indicare il DURC, oppure perché non serve."),
            )
        ]

    def __str__(self) -> str:
        return self.invoice
