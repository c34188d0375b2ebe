from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from raccordo.archive.models import StoredFile
from raccordo.foundation.keys import Keyed
from raccordo.participation.models.consultations import Consultation
from raccordo.participation.models.occasions import Occasion
from raccordo.participation.states import (
    AnswerWay,
    AuthorKind,
    Outcome,
    VoiceChannel,
    VoiceSort,
    VoiceState,
)
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term


class Contribution(Keyed):
    """A voice: what somebody asks, remarks, lacks or offers (proposta, osservazione)."""

    # Its own index would hide the better ones from SQLite: those below all begin with the area.
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="contributions")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    occasion = models.ForeignKey(
        Occasion, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    # Given when it is received, without gaps; it stays whatever becomes of the rest.
    year = models.PositiveSmallIntegerField(_("anno"), null=True, blank=True)
    number = models.PositiveIntegerField(_("numero"), null=True, blank=True)
    sort = models.CharField(_("tipo"), max_length=12, choices=VoiceSort.choices)
    channel = models.CharField(_("canale"), max_length=10, choices=VoiceChannel.choices)
    title = models.CharField(_("titolo"), max_length=200)
    group = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    towns = models.ManyToManyField(Area, related_name="+", blank=True)
    author_kind = models.CharField(_("chi propone"), max_length=12, choices=AuthorKind.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    named_in_public = models.BooleanField(_("il nome si pubblica"), default=False)
    written_at = models.DateTimeField(_("scritta il"))
    received_at = models.DateTimeField(_("ricevuta il"), null=True, blank=True)
    answer_due_on = models.DateField(_("risposta entro il"), null=True, blank=True)
    state = models.CharField(
        _("stato"), max_length=15, choices=VoiceState.choices, default=VoiceState.UNCONFIRMED
    )
    # Whose answer it follows, and what it was before.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    state_before = models.CharField(max_length=15, choices=VoiceState.choices, blank=True)
    # The first answer it received and the outcome that stands: told by its replies, counted here.
    answered_on = models.DateField(_("prima risposta il"), null=True, blank=True)
    outcome = models.CharField(_("esito"), max_length=15, choices=Outcome.choices, blank=True)
    withdrawn_on = models.DateField(_("ritirata il"), null=True, blank=True)
    # What follows from the code is known; the code is not.
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    # Of a row of a questionnaire: the same row is taken once.
    row_mark = models.CharField(max_length=64, blank=True, editable=False)
    # The long ones come last, in the table too: SQLite reads through what stands before.
    text = models.TextField(_("testo"))
    # What all read instead of the text, when something in it is not to be published.
    public_text = models.TextField(_("testo pubblicato"), blank=True)
    search = models.TextField(editable=False)

    class Meta:
        verbose_name = _("proposta o osservazione")
        verbose_name_plural = _("proposte e osservazioni")
        ordering = ["-year", "-number", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "area",
                "year",
                "number",
                condition=Q(number__isnull=False),
                name="a_contribution_has_its_number",
                violation_error_message=_("Questo numero c'è già."),
            ),
            models.UniqueConstraint(
                "area", "row_mark", condition=~Q(row_mark=""), name="a_row_is_taken_once"
            ),
            models.CheckConstraint(
                name="what_was_received_has_a_number",
                condition=Q(state=VoiceState.UNCONFIRMED, number=None)
                | ~Q(state=VoiceState.UNCONFIRMED)
                & Q(number__isnull=False, year__isnull=False, received_at__isnull=False),
                violation_error_message=_("Ciò che è ricevuto ha un numero."),
            ),
            models.CheckConstraint(
                name="what_is_withdrawn_says_when",
                condition=Q(state=VoiceState.WITHDRAWN, withdrawn_on__isnull=False)
                | ~Q(state=VoiceState.WITHDRAWN) & Q(withdrawn_on=None),
                violation_error_message=_("Ciò che è ritirato dice da quando."),
            ),
            models.CheckConstraint(
                name="what_is_merged_says_into_what",
                condition=~Q(state=VoiceState.MERGED) | Q(merged_into__isnull=False),
                violation_error_message=_("Dire a quale proposta è unita."),
            ),
        ]
        indexes = [
            # The office's list, the last first, whatever areas one reads; the worklist of what
            # awaits an answer; what nobody confirmed, to be thrown away; the proposals of a
            # consultation. Those of an area in a year are read by the constraint on numbers.
            models.Index(fields=["-year", "-number", "-id"], name="contribution_latest_first"),
            models.Index(fields=["area", "state", "answer_due_on"], name="contribution_awaiting"),
            models.Index(fields=["state", "written_at"], name="contribution_unconfirmed"),
            models.Index(
                fields=["consultation", "-year", "-number"], name="contribution_consulted"
            ),
        ]

    def __str__(self) -> str:
        if self.number is None:
            return self.title
        # All of one gender: sentences go on with «è stata unita», «è stata ritirata».
        need = self.sort == VoiceSort.NEED
        what = _now("Segnalazione") if need else self.get_sort_display()
        told = {"what": what, "number": self.number, "year": self.year}
        return _now("%(what)s n. %(number)s/%(year)s") % told


class Author(Keyed):
    """Who wrote a proposal, and how to answer her; emptied on request (autrice o autore)."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="author")
    given_name = models.CharField(_("nome"), max_length=80, blank=True)
    family_name = models.CharField(_("cognome"), max_length=80, blank=True)
    group_name = models.CharField(_("nome del gruppo"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    address = models.CharField(_("indirizzo"), max_length=300, blank=True)
    wants_answer_by = models.CharField(
        _("vuole la risposta"), max_length=8, choices=AnswerWay.choices, default=AnswerWay.CODE
    )
    removed_on = models.DateField(_("dati tolti il"), null=True, blank=True)
    search = models.CharField(max_length=330, editable=False, blank=True)

    class Meta:
        verbose_name = _("autrice o autore di una proposta")
        verbose_name_plural = _("autrici e autori delle proposte")
        ordering = ["search", "pk"]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.group_name


class ContributionFile(Keyed):
    """A file that came with a proposal (allegato di una proposta)."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="files")
    # Nothing: it was taken away, since it told of a person who asked to be forgotten.
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("nome del file"), max_length=120, blank=True)
    removed_on = models.DateField(_("tolto il"), null=True, blank=True)

    class Meta:
        verbose_name = _("allegato di una proposta")
        verbose_name_plural = _("allegati delle proposte")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_file_is_there_or_was_taken_away",
                condition=Q(file__isnull=False, removed_on=None)
                | Q(file=None, name="", removed_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name or _now("Allegato tolto")


class Batch(Keyed):
    """A questionnaire that was brought: it is shown, and enters once (questionario portato)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches")
    area = models.ForeignKey(Area, models.PROTECT, related_name="batches")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="batches"
    )
    occasion = models.ForeignKey(
        Occasion, models.PROTECT, null=True, blank=True, related_name="batches"
    )
    name = models.CharField(_("nome del file"), max_length=160)
    columns = models.JSONField(_("colonne"), default=list)
    # Kept until they enter: then what is kept is the proposals.
    rows = models.JSONField(_("righe"), default=list)
    mapping = models.JSONField(_("che cosa c'è in ogni colonna"), default=dict)
    left_out = models.JSONField(_("righe lasciate fuori"), default=list)
    arrived_on = models.DateField(_("arrivato il"))
    entered_on = models.DateField(_("importato il"), null=True, blank=True)

    class Meta:
        verbose_name = _("questionario portato")
        verbose_name_plural = _("questionari portati")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
