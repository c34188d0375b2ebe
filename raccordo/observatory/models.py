from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.archive.models import StoredFile
from raccordo.foundation.keys import Keyed
from raccordo.observatory.states import ArrivalState, Dataset, FileKind, Status
from raccordo.post.models import Job


class Vintage(Keyed):
    """The figures of a dataset on a day, as one publication gave them (edizione dei dati)."""

    dataset = models.CharField(_("dati"), max_length=20, choices=Dataset.choices)
    reference_date = models.DateField(_("data di riferimento"))
    status = models.CharField(_("stato"), max_length=12, choices=Status.choices)
    # What a newer publication of the same day replaces is kept, and is no longer read.
    current = models.BooleanField(_("in uso"), default=True)
    publisher = models.CharField(_("chi pubblica"), max_length=160)
    title = models.CharField(_("titolo"), max_length=200)
    licence = models.CharField(_("licenza"), max_length=80)
    attribution = models.CharField(_("attribuzione"), max_length=400)
    importer = models.CharField(_("letta con"), max_length=40)
    rows = models.PositiveIntegerField(_("righe"))
    towns = models.PositiveIntegerField(_("comuni"))
    missing = models.JSONField(_("comuni mancanti"), default=list)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    source = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    source_name = models.CharField(_("nome del file"), max_length=160, blank=True)
    loaded_on = models.DateField(_("caricata il"))

    class Meta:
        verbose_name = _("edizione dei dati")
        verbose_name_plural = _("edizioni dei dati")
        ordering = ["dataset", "-reference_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "dataset",
                "reference_date",
                condition=Q(current=True),
                name="one_vintage_of_a_day_is_current",
            ),
            models.CheckConstraint(
                name="vintage_dataset_is_known", condition=Q(dataset__in=Dataset.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_dataset_display()} · {self.reference_date.isoformat()}"


class Arrival(Keyed):
    """A file that was brought: its bytes, what was read in them, what became of it (file arrivato).

    What is confirmed is exactly what was shown: the table made then, and only once.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("nome del file"), max_length=160)
    day = models.DateField(_("data indicata"), null=True, blank=True)
    kind = models.CharField(_("tabella"), max_length=10, choices=FileKind.choices, blank=True)
    state = models.CharField(
        _("stato"), max_length=10, choices=ArrivalState.choices, default=ArrivalState.WAITING
    )
    table = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    told = models.JSONField(_("che cosa contiene"), default=dict)
    problem = models.TextField(_("perché non è accettato"), blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    arrived_on = models.DateField(_("arrivato il"))

    class Meta:
        verbose_name = _("file arrivato")
        verbose_name_plural = _("file arrivati")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="arrival_state_is_known", condition=Q(state__in=ArrivalState.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name
