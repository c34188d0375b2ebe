from __future__ import annotations

from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.archive.models import StoredFile
from raccordo.foundation.keys import Keyed
from raccordo.foundation.periods import Period
from raccordo.governance.models.bodies import Body
from raccordo.governance.models.sittings import AgendaItem, Attendance, Sitting
from raccordo.governance.states import MinutesState, TextUse
from raccordo.territory.models import Area


class TextModel(Keyed, Period):
    """A text that the office keeps, to begin papers from (modello di testo)."""

    # Whose it is: one that comes with the program is nobody's, and is copied to be changed.
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="text_models"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="text_models"
    )
    use = models.CharField(_("uso"), max_length=12, choices=TextUse.choices)
    name = models.CharField(_("nome"), max_length=160)
    # With marks in square brackets, as [organismo], that the sitting fills.
    text = models.TextField(_("testo"))

    class Meta(Period.Meta):
        verbose_name = _("modello di testo")
        verbose_name_plural = _("modelli di testo")
        ordering = ["use", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class Minutes(Keyed):
    """What was said and decided in a sitting, from draft to publication (verbale)."""

    sitting = models.OneToOneField(Sitting, models.PROTECT, related_name="minutes")
    state = models.CharField(
        _("stato"), max_length=12, choices=MinutesState.choices, default=MinutesState.DRAFT
    )
    circulated_on = models.DateField(_("in visione dal"), null=True, blank=True)
    approved_in = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_on = models.DateField(_("approvato il"), null=True, blank=True)
    published_on = models.DateField(_("pubblicato il"), null=True, blank=True)
    # As they were approved, and as they were published: what is printed again is these bytes.
    approved_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    public_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("verbale")
        verbose_name_plural = _("verbali")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.sitting)


class MinutesPart(Keyed):
    """A piece of the minutes: of an item, or what opens and closes them (parte del verbale)."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="parts")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="minutes_parts"
    )
    position = models.PositiveSmallIntegerField(_("ordine"))
    title = models.CharField(_("titolo"), max_length=320)
    text = models.TextField(_("testo"), blank=True)
    # As the public reads it; until somebody has prepared it, the public reads nothing of it.
    public_text = models.TextField(_("testo con omissis"), blank=True)

    class Meta:
        verbose_name = _("parte del verbale")
        verbose_name_plural = _("parti del verbale")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def wording(self) -> str:
        """The fingerprint of the words: who changes them shows to have seen these."""
        return sha256(f"{self.title}\0{self.text}\0{self.public_text}".encode()).hexdigest()


class Remark(Keyed):
    """A component asks to correct the minutes before they are approved (osservazione)."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="remarks")
    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="+")
    text = models.TextField(_("osservazione"))
    made_on = models.DateField(_("del"))
    answer = models.TextField(_("che cosa se n'è fatto"), blank=True)

    class Meta:
        verbose_name = _("osservazione al verbale")
        verbose_name_plural = _("osservazioni al verbale")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]
