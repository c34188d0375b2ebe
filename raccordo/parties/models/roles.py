from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.foundation.keys import Keyed
from raccordo.foundation.periods import Period
from raccordo.parties.models.organisations import Organisation
from raccordo.parties.states import AgreementSort, CardState, StakeRole
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term


class Work(models.Model):
    """A body works for a target group in an area (ambito di attività)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="works")
    group = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("tema"))
    # A municipality, or a wider area: then all those inside.
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("territorio"))

    class Meta:
        verbose_name = _("ambito di attività")
        verbose_name_plural = _("ambiti di attività")
        ordering = ["group__position", "area__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "group", "area", name="a_body_works_for_a_group_in_an_area_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.area}"


class Stake(Keyed, Period):
    """The part a body is to have in a theme, from a day (ruolo di un soggetto)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="stakes")
    role = models.CharField(_("ruolo"), max_length=12, choices=StakeRole.choices)
    # No theme: in all of them.
    group = models.ForeignKey(
        Term, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tema")
    )
    # Whose plan it has the part in: the ambito, the zone, the province.
    area = models.ForeignKey(Area, models.PROTECT, related_name="stakes")
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )
    source = models.CharField(_("fonte"), max_length=300, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("ruolo di un soggetto")
        verbose_name_plural = _("ruoli dei soggetti")
        ordering = ["role", "group__position", "-since", "pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.group or self.area}"


class Agreement(Keyed, Period):
    """What a public body agreed with another, and until when (accordo con un soggetto)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="agreements")
    area = models.ForeignKey(Area, models.PROTECT, related_name="agreements")
    sort = models.CharField(_("tipo"), max_length=15, choices=AgreementSort.choices)
    title = models.CharField(_("oggetto"), max_length=300)
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )
    source = models.CharField(_("fonte"), max_length=300, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("accordo con un soggetto")
        verbose_name_plural = _("accordi con i soggetti")
        ordering = ["-since", "pk"]

    def __str__(self) -> str:
        return self.title


class CardChange(Keyed):
    """What a body asks to correct in its own card, until the office says (correzione proposta)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="card_changes")
    # What each thing was when it was written, and what it should be.
    facts = models.JSONField(_("dati"), default=dict)
    note = models.TextField(_("nota"), blank=True)
    proposed_on = models.DateField(_("proposta il"))
    state = models.CharField(
        _("stato"), max_length=10, choices=CardState.choices, default=CardState.PROPOSED
    )
    reason = models.CharField(_("motivo"), max_length=300, blank=True)
    decided_on = models.DateField(_("decisa il"), null=True, blank=True)

    class Meta:
        verbose_name = _("correzione proposta")
        verbose_name_plural = _("correzioni proposte")
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                condition=models.Q(state="proposed"),
                name="a_body_asks_one_correction_at_a_time",
                violation_error_message=_("C'è già una correzione che aspetta l'ufficio."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.proposed_on}"
