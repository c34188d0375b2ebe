from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.parties.states import OrganisationKind
from raccordo.territory.models import Area


class Organisation(Keyed):
    """A body that has a part in the plan: public, of health, of the third sector (ente)."""

    kind = models.CharField(_("tipo"), max_length=15, choices=OrganisationKind.choices)
    name = models.CharField(_("denominazione"), max_length=200)
    tax_code = models.CharField(_("codice fiscale"), max_length=16, blank=True)
    pec = models.EmailField(_("PEC"), blank=True)
    # A public body is tied to the area it governs: it is the municipality, the region, the ambito.
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="organisations"
    )
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
        ]

    def __str__(self) -> str:
        return self.name
