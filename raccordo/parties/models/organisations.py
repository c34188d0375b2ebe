from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.parties.states import OrganisationKind, RuntsSection
from raccordo.territory.models import Area


class Organisation(Keyed):
    """A body that has a part in the plan: public, of health, of the third sector (ente)."""

    kind = models.CharField(_("tipo"), max_length=15, choices=OrganisationKind.choices)
    name = models.CharField(_("denominazione"), max_length=200)
    tax_code = models.CharField(_("codice fiscale"), max_length=16, blank=True)
    ipa_code = models.CharField(_("codice IPA"), max_length=40, blank=True)
    pec = models.EmailField(_("PEC"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    website = models.URLField(_("sito"), blank=True)
    # A public body is tied to the area it governs: it is the municipality, the region, the ambito.
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    about = models.TextField(_("di che cosa si occupa"), blank=True)
    volunteers = models.PositiveIntegerField(_("volontari"), null=True, blank=True)
    staff = models.PositiveIntegerField(_("personale retribuito"), null=True, blank=True)
    places = models.PositiveIntegerField(_("posti disponibili"), null=True, blank=True)
    # The national register of the third sector (D.Lgs 117/2017 art. 45; DM 106/2020 art. 3).
    runts_section = models.CharField(
        _("sezione del RUNTS"), max_length=15, choices=RuntsSection.choices, blank=True
    )
    runts_number = models.CharField(_("repertorio RUNTS"), max_length=20, blank=True)
    runts_since = models.DateField(_("iscritto al RUNTS dal"), null=True, blank=True)
    # The day on which the body itself, or the office for it, said that the card is right.
    confirmed_on = models.DateField(_("scheda confermata il"), null=True, blank=True)
    # A body that is no more keeps its past: it is neither written to nor chosen any longer.
    closed_on = models.DateField(_("cessato il"), null=True, blank=True)
    search = models.CharField(max_length=240, editable=False)

    class Meta:
        verbose_name = _("ente")
        verbose_name_plural = _("enti")
        ordering = ["search", "pk"]
        constraints = [
            # Two sentences of one law: databases hold that nothing (no area) never equals nothing.
            models.UniqueConstraint(
                "search",
                "area",
                condition=Q(area__isnull=False),
                name="an_organisation_is_told_once_in_its_area",
                violation_error_message=_("C'è già un ente con questo nome."),
            ),
            models.UniqueConstraint(
                "search",
                condition=Q(area=None),
                name="an_organisation_of_no_area_is_told_once",
                violation_error_message=_("C'è già un ente con questo nome."),
            ),
            models.UniqueConstraint(
                "tax_code",
                condition=~Q(tax_code=""),
                name="tax_code_is_of_one_organisation",
                violation_error_message=_("C'è già un ente con questo codice fiscale."),
            ),
            models.UniqueConstraint(
                "ipa_code",
                condition=~Q(ipa_code=""),
                name="ipa_code_is_of_one_organisation",
                violation_error_message=_("C'è già un ente con questo codice IPA."),
            ),
            models.UniqueConstraint(
                "runts_number",
                condition=~Q(runts_number=""),
                name="runts_number_is_of_one_organisation",
                violation_error_message=_("C'è già un ente con questo repertorio RUNTS."),
            ),
        ]
        indexes = [models.Index(fields=["kind", "search"], name="organisation_of_a_kind")]

    def __str__(self) -> str:
        return self.name
