from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.participation.models import Occasion
from raccordo.planning.models.plans import Plan
from raccordo.planning.states import RemarkState, SectionState


class Section(Keyed):
    """A part of the text of a plan, as its template wants it (sezione del piano)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sections")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    position = models.PositiveSmallIntegerField(_("ordine"))
    code = models.CharField(_("codice"), max_length=12)
    title = models.CharField(_("titolo"), max_length=200)
    guidance = models.TextField(_("che cosa deve dire"), blank=True)
    mandatory = models.BooleanField(_("obbligatoria"), default=True)
    # The tables and charts that stand in it, by their names.
    shows = models.JSONField(_("tabelle e grafici"), default=list)
    text = models.TextField(_("testo"), blank=True)
    state = models.CharField(
        _("stato"), max_length=8, choices=SectionState.choices, default=SectionState.EMPTY
    )
    written_at = models.DateTimeField(_("scritta il"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("sezione del piano")
        verbose_name_plural = _("sezioni del piano")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("plan", "code", name="a_section_is_once_in_its_plan"),
            models.CheckConstraint(
                name="a_section_that_is_ready_has_words_or_figures",
                condition=~Q(state=SectionState.READY) | ~Q(text="") | ~Q(shows=[]),
                violation_error_message=_("Una sezione pronta ha un testo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Remark(Keyed):
    """What a table or a colleague says of a section, and what became of it (osservazione)."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="remarks")
    occasion = models.ForeignKey(
        Occasion, models.PROTECT, null=True, blank=True, related_name="remarks"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("osservazione"))
    made_on = models.DateField(_("del"))
    state = models.CharField(
        _("stato"), max_length=5, choices=RemarkState.choices, default=RemarkState.OPEN
    )
    answer = models.TextField(_("risposta"), blank=True)
    answered_on = models.DateField(_("risposta del"), null=True, blank=True)

    class Meta:
        verbose_name = _("osservazione al testo")
        verbose_name_plural = _("osservazioni al testo")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_remark_that_is_left_says_why",
                condition=~Q(state=RemarkState.LEFT) | ~Q(answer=""),
                violation_error_message=_("Dire perché l'osservazione non è accolta."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
