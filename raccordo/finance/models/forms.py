from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.archive.models import StoredFile
from raccordo.finance.states import FormSort
from raccordo.foundation.keys import Keyed
from raccordo.territory.models import Area


class OfficeForm(Keyed):
    """A form of others, or a model of the office, with which place takes which datum (modulo)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="office_forms")
    sort = models.CharField(_("per che cosa"), max_length=11, choices=FormSort.choices)
    title = models.CharField(_("titolo"), max_length=160)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("nome del file"), max_length=160)
    # The datum of each place, by the place's address in the file.
    marks = models.JSONField(_("posti"), default=dict)
    added_on = models.DateField(_("aggiunto il"))

    class Meta:
        verbose_name = _("modulo da compilare")
        verbose_name_plural = _("moduli da compilare")
        ordering = ["sort", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                "area",
                "title",
                name="a_form_of_an_area_has_a_title_of_its_own",
                violation_error_message=_("C'è già un modulo con questo titolo."),
            )
        ]

    def __str__(self) -> str:
        return self.title
