from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.needs.models.needs import Need
from raccordo.needs.models.problems import Statement
from raccordo.needs.models.studies import Finding, Study
from raccordo.needs.models.swot import SwotItem
from raccordo.needs.states import EvidenceSort
from raccordo.observatory.states import Dataset, Status
from raccordo.territory.models import Area

WHOLE, DECIMALS = 30, 10


class Evidence(Keyed):
    """What a need, a statement or a SWOT item stands on: a figure, a study, a note (prova).

    A figure is kept as it was read, with its source: it changes only when somebody renews it.
    """

    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="evidence")
    statement = models.ForeignKey(
        Statement, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    swot_item = models.ForeignKey(
        SwotItem, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    sort = models.CharField(_("tipo"), max_length=10, choices=EvidenceSort.choices)
    # What it shows, in words; of a note, the note itself.
    text = models.TextField(_("che cosa dice"), blank=True)
    source = models.CharField(_("fonte"), max_length=300, blank=True)
    added_on = models.DateField(_("aggiunta il"))

    code = models.CharField(_("indicatore"), max_length=20, blank=True)
    place = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territorio")
    )
    value = models.DecimalField(
        _("valore"), max_digits=WHOLE, decimal_places=DECIMALS, null=True, blank=True
    )
    numerator = models.DecimalField(
        _("numeratore"), max_digits=WHOLE, decimal_places=DECIMALS, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("denominatore"), max_digits=WHOLE, decimal_places=DECIMALS, null=True, blank=True
    )
    asked_on = models.DateField(_("letto il"), null=True, blank=True)
    reference_date = models.DateField(_("data di riferimento"), null=True, blank=True)
    checksum = models.CharField(_("impronta dei dati"), max_length=64, blank=True)
    publisher = models.CharField(_("chi pubblica"), max_length=160, blank=True)
    dataset = models.CharField(_("dati"), max_length=20, choices=Dataset.choices, blank=True)
    status = models.CharField(
        _("stato del dato"), max_length=12, choices=Status.choices, blank=True
    )

    study = models.ForeignKey(
        Study, models.PROTECT, null=True, blank=True, related_name="cited", verbose_name=_("studio")
    )
    finding = models.ForeignKey(
        Finding,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cited",
        verbose_name=_("risultato"),
    )

    class Meta:
        verbose_name = _("prova")
        verbose_name_plural = _("prove")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_is_of_one_thing",
                condition=(
                    Q(need__isnull=False, statement=None, swot_item=None)
                    | Q(need=None, statement__isnull=False, swot_item=None)
                    | Q(need=None, statement=None, swot_item__isnull=False)
                ),
                violation_error_message=_("Una prova è di una cosa sola."),
            ),
            models.CheckConstraint(
                name="evidence_is_what_its_sort_says",
                condition=(
                    Q(
                        ~Q(code=""),
                        sort=EvidenceSort.INDICATOR,
                        place__isnull=False,
                        value__isnull=False,
                        study=None,
                    )
                    | Q(sort=EvidenceSort.STUDY, study__isnull=False, code="", place=None)
                    | Q(
                        ~Q(text=""),
                        ~Q(source=""),
                        sort=EvidenceSort.NOTE,
                        study=None,
                        code="",
                        place=None,
                    )
                ),
                violation_error_message=_("Mancano i dati di questo tipo di prova."),
            ),
            models.CheckConstraint(
                name="a_finding_cited_is_of_a_study",
                condition=Q(finding=None) | Q(study__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80] or self.code or str(self.study)

    @property
    def owner(self) -> Need | Statement | SwotItem:
        owner = self.need or self.statement or self.swot_item
        assert owner is not None
        return owner
