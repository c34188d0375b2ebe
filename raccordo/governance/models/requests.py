from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from raccordo.archive.models import StoredFile
from raccordo.foundation.keys import Keyed
from raccordo.governance.states import AnswerState, RequestState
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area


class DataRequest(Keyed):
    """Many bodies are asked the same figures by a day (richiesta di dati)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="data_requests")
    title = models.CharField(_("che cosa si chiede"), max_length=200)
    wanted_by = models.CharField(_("chi li ha chiesti"), max_length=160, blank=True)
    introduction = models.TextField(_("istruzioni"), blank=True)
    # What the figures are about; the answer of the turn before is shown beside.
    subject = models.CharField(_("argomento"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("anno dei dati"))
    due_on = models.DateField(_("entro il"))
    # Typed by `rules.questions.Question`: code, label, kind, unit, of which total it is a part.
    questions = models.JSONField(_("domande"), default=list)
    state = models.CharField(
        _("stato"), max_length=10, choices=RequestState.choices, default=RequestState.PREPARED
    )
    sent_on = models.DateField(_("inviata il"), null=True, blank=True)
    closed_on = models.DateField(_("chiusa il"), null=True, blank=True)

    class Meta:
        verbose_name = _("richiesta di dati")
        verbose_name_plural = _("richieste di dati")
        ordering = ["-due_on", "-pk"]
        indexes = [models.Index(fields=["area", "subject", "year"], name="request_of_a_subject")]

    def __str__(self) -> str:
        return self.title


class Collected(Keyed):
    """The answers to a request as they were when it was closed: bytes to be cited (dati raccolti).

    Reopening the request and closing it again makes others, and leaves these.
    """

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="collected")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    closed_on = models.DateField(_("chiusi il"))
    given = models.PositiveSmallIntegerField(_("risposte"))
    asked = models.PositiveSmallIntegerField(_("enti interpellati"))
    # From then on it is told beside the social profile, to whoever reads it.
    published_on = models.DateField(_("pubblicati il"), null=True, blank=True)

    class Meta:
        verbose_name = _("dati raccolti")
        verbose_name_plural = _("dati raccolti")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.request}, {self.request.year}"


class Answer(Keyed):
    """One of those who were asked, and what it answered (risposta)."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="answers")
    state = models.CharField(
        _("stato"), max_length=12, choices=AnswerState.choices, default=AnswerState.AWAITED
    )
    figures = models.JSONField(_("dati"), default=dict)
    note = models.TextField(_("note di chi risponde"), blank=True)
    given_by = models.CharField(_("compilata da"), max_length=160, blank=True)
    given_at = models.DateTimeField(_("ricevuta il"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    # Why it was sent back, or what does not add up and was explained.
    remark = models.TextField(_("osservazioni dell'ufficio"), blank=True)

    class Meta:
        verbose_name = _("risposta a una richiesta di dati")
        verbose_name_plural = _("risposte alle richieste di dati")
        ordering = ["organisation__search", "pk"]
        constraints = [
            models.UniqueConstraint(
                "request", "organisation", name="a_body_is_asked_once_in_a_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_state_display()}"
