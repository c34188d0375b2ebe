from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from raccordo.archive.models import StoredFile
from raccordo.foundation.keys import Keyed
from raccordo.parties.models import Organisation
from raccordo.planning.models.objectives import Objective
from raccordo.planning.models.plans import Plan
from raccordo.planning.states import ActionSort, ActionState, Likelihood
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term

FULL_WEEK = 36


class Action(Keyed):
    """One thing the plan does, with its sheet as it stands today (azione di piano)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="actions", verbose_name=_("piano"))
    axis = models.CharField(_("asse tematico"), max_length=12, blank=True)
    code = models.CharField(_("codice"), max_length=12)
    # The codes in the order one counts: 2.1 before 10.1.
    order = models.CharField(max_length=80, editable=False)
    title = models.CharField(_("titolo"), max_length=200)
    sort = models.CharField(
        _("tipo"), max_length=12, choices=ActionSort.choices, default=ActionSort.ESTABLISHED
    )
    state = models.CharField(
        _("stato"), max_length=12, choices=ActionState.choices, default=ActionState.PROPOSED
    )
    # The zone whose part of the plan it is of; with none, of the whole.
    part = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    # The municipalities it serves; with none, all.
    towns = models.ManyToManyField(Area, related_name="+", blank=True)
    objectives = models.ManyToManyField(Objective, related_name="actions", blank=True)
    groups = models.ManyToManyField(Term, related_name="+", blank=True)
    leps = models.ManyToManyField(Term, related_name="+", blank=True)
    beneficiaries = models.TextField(_("a chi è rivolta"), blank=True)
    expected = models.PositiveIntegerField(_("persone previste in un anno"), null=True, blank=True)
    activities = models.TextField(_("attività per le persone"), blank=True)
    system_activities = models.TextField(_("attività di sistema"), blank=True)
    implementer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateField(_("dal"), null=True, blank=True)
    until = models.DateField(_("fino al giorno prima del"), null=True, blank=True)
    cup = models.CharField(_("CUP"), max_length=15, blank=True)
    former = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    search = models.TextField(editable=False)

    class Meta:
        verbose_name = _("azione di piano")
        verbose_name_plural = _("azioni di piano")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "plan",
                "code",
                name="action_code_is_unique_in_its_plan",
                violation_error_message=_("C'è già un'azione con questo codice."),
            ),
            models.CheckConstraint(
                name="action_state_is_known", condition=Q(state__in=ActionState.values)
            ),
            models.CheckConstraint(
                name="an_action_ends_after_it_starts",
                condition=Q(until=None) | Q(since=None) | Q(until__gt=F("since")),
                violation_error_message=_("La fine deve seguire l'inizio."),
            ),
        ]
        indexes = [models.Index(fields=["plan", "order"], name="action_in_the_order_of_codes")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Supply(Keyed):
    """A service or benefit that an action gives, and how much in a year (servizio dell'azione)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="supplies")
    position = models.PositiveSmallIntegerField(_("ordine"))
    name = models.CharField(_("servizio o prestazione"), max_length=200)
    unit = models.CharField(_("unità di misura"), max_length=60, blank=True)
    quantity = models.DecimalField(
        _("quantità in un anno"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("servizio di un'azione")
        verbose_name_plural = _("servizi di un'azione")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Staffing(Keyed):
    """Who works on an action: a profile, for how many hours (personale dell'azione)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="staffing")
    position = models.PositiveSmallIntegerField(_("ordine"))
    profile = models.CharField(_("figura professionale"), max_length=120)
    employer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    persons = models.PositiveSmallIntegerField(_("persone"), default=1)
    weekly_hours = models.DecimalField(
        _("ore a settimana, ciascuna"), max_digits=5, decimal_places=2
    )
    # An estimate, to be multiplied: what is spent is told by the accounts.
    hourly_cost = models.DecimalField(
        _("costo orario, in euro"), max_digits=8, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("personale di un'azione")
        verbose_name_plural = _("personale delle azioni")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="who_works_has_hours",
                condition=Q(persons__gte=1, weekly_hours__gt=0, weekly_hours__lte=168),
                violation_error_message=_("Indicare quante persone e quante ore a settimana."),
            )
        ]

    def __str__(self) -> str:
        return self.profile

    @property
    def full_time(self) -> Decimal:
        """How many full-time persons they are: a week of 36 hours (CCNL Funzioni locali)."""
        return self.persons * self.weekly_hours / FULL_WEEK


class Partner(Keyed):
    """A body that has a part in an action (partner dell'azione)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="partners")
    position = models.PositiveSmallIntegerField(_("ordine"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(_("che parte ha"), max_length=200)

    class Meta:
        verbose_name = _("partner di un'azione")
        verbose_name_plural = _("partner delle azioni")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "action", "organisation", name="a_body_is_once_among_the_partners"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.role}"


class Integration(Keyed):
    """Another policy that an action joins, with whom and for what share (integrazione)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="integrations")
    position = models.PositiveSmallIntegerField(_("ordine"))
    policy = models.ForeignKey(Term, models.PROTECT, related_name="+")
    partner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of the money of the action, how much is for this: the euros follow the budget.
    percent = models.DecimalField(_("quota dell'azione, in %"), max_digits=5, decimal_places=2)
    note = models.CharField(_("come si integra"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("integrazione con un'altra politica")
        verbose_name_plural = _("integrazioni con le altre politiche")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_integration_is_for_a_share",
                condition=Q(percent__gte=0, percent__lte=100),
                violation_error_message=_("La quota va da 0 a 100."),
            ),
            models.UniqueConstraint("action", "policy", name="a_policy_is_once_in_an_action"),
        ]

    def __str__(self) -> str:
        return str(self.policy)


class Risk(Keyed):
    """What may go wrong in an action, and what one would do (rischio)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="risks")
    position = models.PositiveSmallIntegerField(_("ordine"))
    text = models.CharField(_("rischio"), max_length=300)
    likelihood = models.CharField(
        _("probabilità"), max_length=6, choices=Likelihood.choices, default=Likelihood.MEDIUM
    )
    answer = models.CharField(_("che cosa si farebbe"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rischio di un'azione")
        verbose_name_plural = _("rischi delle azioni")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Stage(Keyed):
    """A stretch of the timetable of an action (fase del cronoprogramma)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(_("ordine"))
    title = models.CharField(_("fase"), max_length=200)
    since = models.DateField(_("dal"))
    until = models.DateField(_("fino al giorno prima del"))
    done_on = models.DateField(_("conclusa il"), null=True, blank=True)

    class Meta:
        verbose_name = _("fase del cronoprogramma")
        verbose_name_plural = _("fasi del cronoprogramma")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_stage_ends_after_it_starts",
                condition=Q(until__gt=F("since")),
                violation_error_message=_("La fine deve seguire l'inizio."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class ActionFile(Keyed):
    """A document of an action, with its kind and day (documento dell'azione)."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("nome del file"), max_length=120)
    title = models.CharField(_("titolo"), max_length=200)
    kind = models.CharField(_("tipo di documento"), max_length=80, blank=True)
    dated = models.DateField(_("data del documento"))

    class Meta:
        verbose_name = _("documento di un'azione")
        verbose_name_plural = _("documenti delle azioni")
        ordering = ["dated", "pk"]

    def __str__(self) -> str:
        return self.title
