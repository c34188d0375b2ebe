from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.needs.states import NeedState
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term


class Need(Keyed):
    """What a target group lacks in a territory, told once and then followed (bisogno)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="needs")
    number = models.PositiveIntegerField(_("numero"))
    title = models.CharField(_("bisogno"), max_length=200)
    description = models.TextField(_("descrizione"), blank=True)
    group = models.ForeignKey(
        Term, models.PROTECT, related_name="+", verbose_name=_("area di utenza")
    )
    kind = models.ForeignKey(
        Term, models.PROTECT, related_name="+", verbose_name=_("tipo di bisogno")
    )
    # Where it was found; with none, everywhere in its area.
    towns = models.ManyToManyField(Area, related_name="+", blank=True, verbose_name=_("Comuni"))
    state = models.CharField(
        _("stato"), max_length=12, choices=NeedState.choices, default=NeedState.FOUND
    )
    reason = models.CharField(_("perché è accantonato"), max_length=600, blank=True)
    found_on = models.DateField(_("rilevato il"))
    search = models.TextField(editable=False)

    class Meta:
        verbose_name = _("bisogno")
        verbose_name_plural = _("bisogni")
        ordering = ["-number", "-pk"]
        constraints = [
            models.UniqueConstraint("area", "number", name="a_need_has_its_number_in_its_area"),
            models.CheckConstraint(
                name="a_need_set_aside_says_why",
                condition=~Q(state=NeedState.SET_ASIDE) | ~Q(reason=""),
                violation_error_message=_("Un bisogno si accantona con un motivo."),
            ),
        ]
        indexes = [models.Index(fields=["area", "state", "group", "kind"], name="need_of_an_area")]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return f"N-{self.number}"
