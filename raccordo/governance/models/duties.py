from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.archive.models import StoredFile
from raccordo.foundation.keys import Keyed
from raccordo.foundation.periods import Period
from raccordo.governance.models.bodies import Body
from raccordo.governance.models.sittings import Sitting
from raccordo.governance.states import DutyBearer, DutySort, DutyState
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area


class DutyRule(Keyed, Period):
    """When something falls due and who owes it, in one version of it (regola di scadenza)."""

    code = models.CharField(_("codice"), max_length=40)
    version = models.CharField(_("versione"), max_length=20)
    title = models.CharField(_("che cosa"), max_length=200)
    description = models.TextField(_("in che cosa consiste"), blank=True)
    owed_by = models.CharField(_("chi deve farlo"), max_length=12, choices=DutyBearer.choices)
    # Typed by `rules.deadlines.When`: a day of each year, once, or so many days from an event.
    when = models.JSONField(_("quando"))
    source = models.CharField(_("fonte"), max_length=400)
    # Read in the law, or in use and to be confirmed: what is not sure only warns.
    verified = models.BooleanField(_("fonte verificata"), default=False)
    # For areas of which region; empty: for all.
    region = models.CharField(_("regione"), max_length=40, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("regola di scadenza")
        verbose_name_plural = _("regole di scadenza")
        ordering = ["code", "since"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint("code", "version", name="a_version_of_a_duty_rule_is_one"),
        ]

    def __str__(self) -> str:
        return self.title


class Duty(Keyed):
    """Something due by a day: by law, or because the office decided so (adempimento, attività)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="duties")
    sort = models.CharField(
        _("tipo"), max_length=10, choices=DutySort.choices, default=DutySort.ACTIVITY
    )
    title = models.CharField(_("che cosa"), max_length=200)
    description = models.TextField(_("in che cosa consiste"), blank=True)
    due_on = models.DateField(_("entro il"))
    # What the rule wants in this turn: the year, or the event it counts from.
    rule = models.ForeignKey(DutyRule, models.PROTECT, null=True, blank=True, related_name="duties")
    turn = models.CharField(_("per"), max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("chi se ne occupa"),
    )
    # Who had it before it was passed on with others, and which passing it was: it can be undone.
    owner_before = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    passing = models.UUIDField(_("passaggio"), null=True, blank=True, db_index=True)
    # Of a municipality or another body, when it is theirs and not the office's.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="duties"
    )
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="tasks")
    sitting = models.ForeignKey(
        Sitting, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    act = models.ForeignKey(Act, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(
        _("stato"), max_length=10, choices=DutyState.choices, default=DutyState.TO_DO
    )
    done_on = models.DateField(_("fatto il"), null=True, blank=True)
    proof = models.CharField(_("prova"), max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(_("nome del file"), max_length=120, blank=True)
    search = models.CharField(max_length=240, editable=False)

    class Meta:
        verbose_name = _("adempimento o attività")
        verbose_name_plural = _("adempimenti e attività")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "area",
                "rule",
                "turn",
                "organisation",
                condition=Q(rule__isnull=False, organisation__isnull=False),
                name="a_duty_of_a_body_falls_due_once_a_turn",
            ),
            models.UniqueConstraint(
                "area",
                "rule",
                "turn",
                condition=Q(rule__isnull=False, organisation=None),
                name="a_duty_falls_due_once_a_turn",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "due_on"], name="duty_of_an_area"),
            models.Index(fields=["owner", "state", "due_on"], name="duty_of_a_person"),
        ]

    def __str__(self) -> str:
        return self.title


class Absence(Keyed, Period):
    """A person is away, and another does what falls due meanwhile (assenza con sostituto)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta(Period.Meta):
        verbose_name = _("assenza")
        verbose_name_plural = _("assenze")
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} → {self.substitute}"


class Reminder(models.Model):
    """A person was told of something that awaits her, once; of a duty, once a step (promemoria)."""

    duty = models.ForeignKey(Duty, models.CASCADE, null=True, blank=True, related_name="reminders")
    # What it is, when it is not a duty: «sitting:…», «act:…», with the state it was told in.
    about = models.CharField(_("di che cosa"), max_length=80, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # 30, 15, 3: how many days before; 0 when it is late.
    step = models.PositiveSmallIntegerField(_("giorni prima"), default=0)
    given_on = models.DateField(_("dato il"))

    class Meta:
        verbose_name = _("promemoria")
        verbose_name_plural = _("promemoria")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("duty", "user", "step", name="nobody_is_reminded_twice"),
            models.UniqueConstraint(
                "user", "about", condition=~Q(about=""), name="nobody_is_told_twice"
            ),
            models.CheckConstraint(
                name="a_reminder_is_of_one_thing",
                condition=Q(duty=None) ^ Q(about=""),
            ),
        ]

    def __str__(self) -> str:
        return self.about or f"{self.duty} −{self.step}"


class Feed(Keyed):
    """The address at which a person's calendar program reads what she must do (calendario).

    Its key is in the address, signed; whoever asks for a new one, or takes it away, changes it.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feed")
    since = models.DateField(_("dal"))

    class Meta:
        verbose_name = _("calendario personale")
        verbose_name_plural = _("calendari personali")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.user)
