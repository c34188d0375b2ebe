from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.access.rights import WITHOUT_ACT, Role
from raccordo.acts.models import Act
from raccordo.foundation.keys import Keyed
from raccordo.foundation.periods import Period
from raccordo.parties.models import Holding, Organisation
from raccordo.territory.models import Area

Place = Area | Organisation


def apart(place: Place) -> tuple[Area | None, Organisation | None]:
    """A place as the two columns that keep it: an area, or a body."""
    return (place, None) if isinstance(place, Area) else (None, place)


class Mandate(Keyed, Period):
    """A person holds a role for an area or a body, by an act, for some time (incarico)."""

    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="mandates")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    role = models.CharField(_("ruolo"), max_length=20, choices=Role.choices)
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )

    # Given with an office, it ends when its holding does.
    holding = models.ForeignKey(
        Holding, models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    # A mandate revoked on the very day it began: the period keeps that day, the right does not.
    revoked_on = models.DateField(_("revocato il"), null=True, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("incarico")
        verbose_name_plural = _("incarichi")
        ordering = ["pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="mandate_is_for_an_area_or_for_a_body",
                condition=Q(area=None, organisation__isnull=False)
                | Q(area__isnull=False, organisation=None),
                violation_error_message=_("L'incarico è per un'area o per un ente."),
            ),
            models.CheckConstraint(
                name="mandate_rests_on_an_act",
                condition=Q(act__isnull=False) | Q(role__in=sorted(WITHOUT_ACT)),
                violation_error_message=_("Manca l'atto che dà l'incarico."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.place}"

    @property
    def place(self) -> Area | Organisation:
        place = self.organisation or self.area
        assert place is not None
        return place


class Filing(models.Model):
    """An act is kept in the register of an area or of a body (registro degli atti)."""

    rests_on_acts = False

    act = models.ForeignKey(Act, models.PROTECT, related_name="filings")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="filings")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="filings"
    )

    class Meta:
        verbose_name = _("registrazione di un atto")
        verbose_name_plural = _("registrazioni di atti")
        constraints = [
            models.UniqueConstraint(
                "act",
                "area",
                condition=Q(organisation=None),
                name="an_act_is_kept_once_in_the_register_of_an_area",
            ),
            models.UniqueConstraint(
                "act",
                "organisation",
                condition=Q(area=None),
                name="an_act_is_kept_once_in_the_register_of_a_body",
            ),
            models.CheckConstraint(
                name="filing_is_for_an_area_or_for_a_body",
                condition=Q(area=None, organisation__isnull=False)
                | Q(area__isnull=False, organisation=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} · {self.area or self.organisation}"


class Link(Keyed, Period):
    """A body reads what it owes, and answers, from its e-mail without an account (collegamento)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="links")
    # Who asked: what the link opens is what this area asks of that body, and no more.
    area = models.ForeignKey(Area, models.PROTECT, related_name="links")
    sent_to = models.EmailField(_("inviato a"))
    revoked_on = models.DateField(_("revocato il"), null=True, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("collegamento personale")
        verbose_name_plural = _("collegamenti personali")
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.sent_to}"
