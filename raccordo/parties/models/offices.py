from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.foundation.keys import Keyed
from raccordo.foundation.periods import Period
from raccordo.parties.models.organisations import Organisation
from raccordo.parties.states import HoldingQuality, OfficeKind
from raccordo.territory.models import Area


class Representative(Keyed):
    """A person who speaks or acts for a body by office, seat or designation (rappresentante)."""

    given_name = models.CharField(_("nome"), max_length=80)
    family_name = models.CharField(_("cognome"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    # Who also enters: only then does an office or a seat open something to her.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="representative",
    )
    search = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = _("rappresentante")
        verbose_name_plural = _("rappresentanti")
        ordering = ["family_name", "given_name", "pk"]
        indexes = [models.Index(fields=["search"], name="representative_by_name")]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Office(Keyed):
    """An office of a body, that stays while its holders change (carica)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offices")
    kind = models.CharField(_("tipo"), max_length=15, choices=OfficeKind.choices)
    title = models.CharField(_("carica"), max_length=160)

    class Meta:
        verbose_name = _("carica")
        verbose_name_plural = _("cariche")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "title",
                name="an_office_is_told_once_in_its_body",
                violation_error_message=_("Quest'ente ha già una carica con questo nome."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Holding(Keyed, Period):
    """A person holds an office from a day, by an act (titolarità di una carica)."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="holdings")
    holder = models.ForeignKey(Representative, models.PROTECT, related_name="holdings")
    # A commissioner sits in the mayor's place (TUEL artt. 141, 143): the office stays the same.
    quality = models.CharField(
        _("a titolo di"),
        max_length=15,
        choices=HoldingQuality.choices,
        default=HoldingQuality.HOLDER,
    )
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )
    ended_by = models.ForeignKey(
        Act,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("atto che vi ha posto fine"),
    )
    source = models.CharField(_("fonte"), max_length=300, blank=True)
    # After an election the office asks who holds the seat: this day it was answered.
    confirmed_on = models.DateField(_("confermata il"), null=True, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("titolarità di una carica")
        verbose_name_plural = _("titolarità di cariche")
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.holder}, {self.office}"


class Proxy(Keyed, Period):
    """Who holds an office lets another sit in her place; it ends with her (delega)."""

    holding = models.ForeignKey(Holding, models.PROTECT, related_name="proxies")
    delegate = models.ForeignKey(Representative, models.PROTECT, related_name="proxies")
    subject = models.CharField(_("per che cosa"), max_length=200, blank=True)
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )
    # A proxy withdrawn on the very day it began: the period keeps that day, the right does not.
    revoked_on = models.DateField(_("revocata il"), null=True, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("delega a partecipare")
        verbose_name_plural = _("deleghe a partecipare")
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.delegate} per {self.holding}"


class Election(Keyed):
    """Votes were held in a municipality: from the day after, its seats are to be confirmed."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="elections")
    held_on = models.DateField(_("giorno del voto"))

    class Meta:
        verbose_name = _("elezioni")
        verbose_name_plural = _("elezioni")
        ordering = ["-held_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "area",
                "held_on",
                name="an_election_is_told_once",
                violation_error_message=_("Queste elezioni ci sono già."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.held_on}"
