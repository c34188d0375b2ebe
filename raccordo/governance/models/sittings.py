from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from raccordo.acts.models import Act
from raccordo.archive.models import StoredFile
from raccordo.foundation.keys import Keyed
from raccordo.foundation.wording import day, elided
from raccordo.governance.models.bodies import Body, Regulation, Seat
from raccordo.governance.states import (
    THERE,
    AttendanceHow,
    BallotPurpose,
    BallotState,
    ItemOutcome,
    ItemSort,
    SittingState,
    StandIn,
    VoteChoice,
)
from raccordo.post.models import Message


class Sitting(Keyed):
    """A body meets, under the rules and the weights of the day it was convened (seduta)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="sittings")
    # Given when it is convened: the third of this body in its year.
    number = models.PositiveIntegerField(_("numero"), null=True, blank=True)
    held_on = models.DateField(_("giorno"))
    first_call = models.DateTimeField(_("prima convocazione"))
    second_call = models.DateTimeField(_("seconda convocazione"), null=True, blank=True)
    # The convocation as it left, the last one: it is printed again as it was, whatever follows.
    notice = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(_("luogo"), max_length=200, blank=True)
    link = models.URLField(_("collegamento a distanza"), blank=True)
    state = models.CharField(
        _("stato"), max_length=12, choices=SittingState.choices, default=SittingState.PREPARED
    )
    # What the body's rules said when it was convened, word by word; empty: it takes no votes.
    regulation = models.ForeignKey(
        Regulation, models.PROTECT, null=True, blank=True, related_name="sittings"
    )
    rulebook = models.JSONField(_("regole alla convocazione"), default=dict)
    weighed_by = models.CharField(_("abitanti secondo"), max_length=200, blank=True)
    convened_on = models.DateField(_("convocata il"), null=True, blank=True)
    # How many times its components were called: again when the day or the agenda changes.
    convocations = models.PositiveSmallIntegerField(_("convocazioni"), default=0)
    urgency = models.TextField(_("motivo dell'urgenza"), blank=True)
    # At which call it opened: the legal number of the second may be lower.
    call = models.PositiveSmallIntegerField(_("convocazione"), null=True, blank=True)
    opened_at = models.DateTimeField(_("aperta alle"), null=True, blank=True)
    closed_at = models.DateTimeField(_("chiusa alle"), null=True, blank=True)
    chair = models.CharField(_("presiede"), max_length=160, blank=True)
    # Who presided before another did, and until when: what was voted then was voted under her.
    chairs = models.JSONField(_("ha presieduto prima"), default=list)
    secretary = models.CharField(_("verbalizza"), max_length=160, blank=True)
    outcome = models.TextField(_("motivo"), blank=True)

    class Meta:
        verbose_name = _("seduta")
        verbose_name_plural = _("sedute")
        ordering = ["-first_call", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "body",
                "number",
                models.functions.ExtractYear("held_on"),
                condition=Q(number__isnull=False),
                name="a_sitting_has_its_number_in_its_year",
                violation_error_message=_("Questo numero di seduta c'è già."),
            ),
            models.CheckConstraint(
                name="the_second_call_follows_the_first",
                condition=Q(second_call=None) | Q(second_call__gt=F("first_call")),
                violation_error_message=_("La seconda convocazione segue la prima."),
            ),
        ]
        indexes = [models.Index(fields=["body", "-first_call"], name="sitting_of_a_body")]

    def __str__(self) -> str:
        facts = {"body": self.body.name, "day": day(localdate(self.meets_at)), "n": self.number}
        if self.number is None:
            return _now("%(body)s, %(day)s") % facts
        return elided(_now("%(body)s, seduta n. %(n)s del %(day)s") % facts)

    @property
    def meets_at(self) -> datetime:
        """When it opened; before, the hour of the call that is due: the second, once deserted."""
        due = self.second_call if self.call == 2 else None
        return self.opened_at or due or self.first_call

    def chaired_by(self, at: datetime | None) -> str:
        """Who presided at a moment; of none, who does."""
        for told in self.chairs:
            if at and at < datetime.fromisoformat(told["until"]):
                return str(told["name"])
        return self.chair


class AgendaItem(Keyed):
    """An item of the agenda, and what became of it (punto all'ordine del giorno)."""

    rests_on_acts = False  # the resolution is what it made, not what it stands on

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("numero"))
    sort = models.CharField(
        _("tipo"), max_length=10, choices=ItemSort.choices, default=ItemSort.DECISION
    )
    title = models.CharField(_("argomento"), max_length=300)
    search = models.CharField(max_length=300, editable=False)
    # A special matter of the body's rules, that wants another legal number or majority.
    matter = models.CharField(_("materia"), max_length=40, blank=True)
    secret = models.BooleanField(_("scrutinio segreto"), default=False)
    rapporteur = models.CharField(_("relatore o relatrice"), max_length=160, blank=True)
    note = models.TextField(_("nota tecnica"), blank=True)
    resolution = models.ForeignKey(
        Act,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("deliberazione"),
    )
    approves = models.ForeignKey(
        Sitting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approved_in",
        verbose_name=_("approva il verbale di"),
    )
    outcome = models.CharField(
        _("esito"), max_length=12, choices=ItemOutcome.choices, default=ItemOutcome.PENDING
    )
    # What the last convocation said of it: what is otherwise now, or new, nobody had notice of.
    told = models.JSONField(_("com'era nella convocazione"), default=dict)
    # All were there and nobody was against: it may be voted though it was not told.
    admitted_at = models.DateTimeField(_("ammesso al voto alle"), null=True, blank=True)

    class Meta:
        verbose_name = _("punto all'ordine del giorno")
        verbose_name_plural = _("punti all'ordine del giorno")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"

    @property
    def as_it_is(self) -> dict[str, str | int | None]:
        """What must be told of it for who is called to know what is decided, and how."""
        told = {"title": self.title, "sort": str(self.sort), "matter": self.matter}
        return told | {"approves": self.approves_id}

    @property
    def was_told(self) -> bool:
        """Whether the last convocation said of it what is now."""
        return bool(self.told == self.as_it_is)


class SittingFile(Keyed):
    """A paper of a sitting, or of one of its items (documento della seduta)."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="files")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="files"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("nome del file"), max_length=120)
    title = models.CharField(_("titolo"), max_length=200)
    added_on = models.DateField(_("aggiunto il"))

    class Meta:
        verbose_name = _("documento della seduta")
        verbose_name_plural = _("documenti della seduta")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Attendance(Keyed):
    """A seat in a sitting, as it was on convening it, and who came (presenza)."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attendances")
    # As they were when it was convened: a census in between changes nothing.
    title = models.CharField(_("componente"), max_length=160)
    weight = models.PositiveIntegerField(_("abitanti"), default=0)
    votes = models.BooleanField(_("ha diritto di voto"), default=True)
    presides = models.BooleanField(_("presiede"), default=False)
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)
    summoned = models.CharField(_("persona convocata"), max_length=160, blank=True)
    how = models.CharField(
        _("presenza"),
        max_length=10,
        choices=AttendanceHow.choices,
        default=AttendanceHow.EXPECTED,
    )
    stand_in = models.CharField(
        _("chi interviene"), max_length=10, choices=StandIn.choices, default=StandIn.HOLDER
    )
    name = models.CharField(_("nome di chi interviene"), max_length=160, blank=True)
    came_at = models.DateTimeField(_("arriva alle"), null=True, blank=True)
    left_at = models.DateTimeField(_("esce alle"), null=True, blank=True)

    class Meta:
        verbose_name = _("presenza")
        verbose_name_plural = _("presenze")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("sitting", "seat", name="a_seat_is_once_in_a_sitting")
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_how_display()}"

    @property
    def in_the_room(self) -> bool:
        """Whether it is there now, in person or at a distance."""
        return self.how in THERE and self.left_at is None

    def was_there(self, at: datetime) -> bool:
        """Whether it was there at a moment: it had come, and not left yet."""
        came, left = self.came_at, self.left_at
        return self.how in THERE and (not came or came <= at) and (not left or left > at)


class Summons(Keyed):
    """A component is called to a sitting by a message (convocazione)."""

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="summonses")
    message = models.ForeignKey(Message, models.PROTECT, related_name="+")
    # The first convocation, or one that followed because something had changed.
    convocation = models.PositiveSmallIntegerField(_("convocazione"), default=1)
    # For who may stand in: whether the component was reached does not depend on it.
    copy = models.BooleanField(_("per conoscenza"), default=False)

    class Meta:
        verbose_name = _("convocazione")
        verbose_name_plural = _("convocazioni")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("attendance", "message", name="a_summons_is_sent_once")
        ]

    def __str__(self) -> str:
        return str(self.message)


class Ballot(Keyed):
    """A vote on an item: open, or counted outside when it is secret (votazione)."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="ballots")
    number = models.PositiveSmallIntegerField(_("numero"))
    purpose = models.CharField(
        _("che cosa si vota"),
        max_length=12,
        choices=BallotPurpose.choices,
        default=BallotPurpose.PROPOSAL,
    )
    question = models.CharField(_("in quali parole"), max_length=300)
    secret = models.BooleanField(_("scrutinio segreto"), default=False)
    state = models.CharField(
        _("stato"), max_length=10, choices=BallotState.choices, default=BallotState.OPEN
    )
    opened_at = models.DateTimeField(_("aperta alle"))
    closed_at = models.DateTimeField(_("chiusa alle"), null=True, blank=True)
    # Heads and residents by choice, as `rules.voting.Tally` counts them; kept when it is closed.
    tally = models.JSONField(_("conteggio"), default=dict)
    valid = models.BooleanField(_("valida"), null=True, blank=True)
    carried = models.BooleanField(_("approvata"), null=True, blank=True)
    reasons = models.JSONField(_("ragioni"), default=list)

    class Meta:
        verbose_name = _("votazione")
        verbose_name_plural = _("votazioni")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("item", "number", name="a_ballot_has_its_number"),
            models.UniqueConstraint(
                "item",
                condition=Q(state=BallotState.OPEN),
                name="an_item_has_one_open_ballot",
                violation_error_message=_("Su questo punto c'è già una votazione aperta."),
            ),
            models.UniqueConstraint(
                "item",
                "purpose",
                condition=Q(
                    valid=True, purpose__in=[BallotPurpose.PROPOSAL, BallotPurpose.AT_ONCE]
                ),
                name="a_valid_vote_is_not_repeated",
                violation_error_message=_("Su questo si è già votato validamente."),
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Vote(models.Model):
    """What a seat said in a vote, and who said it (voto)."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="votes")
    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="ballots_cast")
    choice = models.CharField(_("voto"), max_length=10, choices=VoteChoice.choices)
    name = models.CharField(_("espresso da"), max_length=160)
    cast_at = models.DateTimeField(_("espresso alle"))

    class Meta:
        verbose_name = _("voto")
        verbose_name_plural = _("voti")
        ordering = ["attendance__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "ballot",
                "attendance",
                name="a_seat_votes_once",
                violation_error_message=_("Questo componente ha già votato."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_choice_display()}"
