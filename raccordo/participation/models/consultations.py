from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.keys import Keyed
from raccordo.foundation.periods import Period
from raccordo.participation.states import ConsultationState, Stance
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area


class Consultation(Keyed):
    """All are asked what they need and what they propose (consultazione)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="consultations")
    title = models.CharField(_("titolo"), max_length=200)
    text = models.TextField(_("presentazione"), blank=True)
    slug = models.SlugField(_("indirizzo"), max_length=80, unique=True)
    contact = models.CharField(_("a chi rivolgersi"), max_length=300, blank=True)
    # Within how many days each is answered; a proposal keeps the term it was received with.
    answer_within = models.PositiveSmallIntegerField(_("giorni per rispondere"), default=30)
    state = models.CharField(
        _("stato"),
        max_length=10,
        choices=ConsultationState.choices,
        default=ConsultationState.PREPARED,
    )
    published_on = models.DateField(_("pubblicata il"), null=True, blank=True)
    concluded_on = models.DateField(_("conclusa il"), null=True, blank=True)
    search = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = _("consultazione")
        verbose_name_plural = _("consultazioni")
        ordering = ["-published_on", "-pk"]
        indexes = [models.Index(fields=["area", "state"], name="consultation_of_an_area")]

    def __str__(self) -> str:
        return self.title


class Phase(Keyed, Period):
    """A stretch of a consultation: in some of them proposals are received (fase)."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="phases")
    position = models.PositiveSmallIntegerField(_("ordine"))
    title = models.CharField(_("titolo"), max_length=200)
    text = models.TextField(_("che cosa si fa"), blank=True)
    receives = models.BooleanField(_("si ricevono proposte"), default=False)

    class Meta(Period.Meta):
        verbose_name = _("fase della consultazione")
        verbose_name_plural = _("fasi della consultazione")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Aim(Keyed):
    """An objective put to consultation (obiettivo in consultazione)."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="aims")
    position = models.PositiveSmallIntegerField(_("ordine"))
    title = models.CharField(_("titolo"), max_length=200)
    text = models.TextField(_("testo"), blank=True)

    class Meta:
        verbose_name = _("obiettivo in consultazione")
        verbose_name_plural = _("obiettivi in consultazione")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Subscription(Keyed):
    """A body shares an objective, or says why it does not (posizione di un ente)."""

    aim = models.ForeignKey(Aim, models.PROTECT, related_name="subscriptions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="subscriptions")
    stance = models.CharField(_("posizione"), max_length=10, choices=Stance.choices)
    reason = models.TextField(_("motivo"), blank=True)
    since = models.DateField(_("dal"))

    class Meta:
        verbose_name = _("posizione di un ente")
        verbose_name_plural = _("posizioni degli enti")
        ordering = ["organisation__search", "pk"]
        constraints = [
            models.UniqueConstraint("aim", "organisation", name="a_body_has_one_stance_on_an_aim"),
            models.CheckConstraint(
                name="who_objects_says_why",
                condition=~Q(stance=Stance.OBJECTS) | ~Q(reason=""),
                violation_error_message=_("Chi non condivide un obiettivo dice perché."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_stance_display()}"
