from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from raccordo.acts.states import (
    ActKind,
    ActStage,
    ActState,
    Enforceability,
    FilePurpose,
    OpinionKind,
    OrganKind,
)
from raccordo.archive.models import StoredFile
from raccordo.foundation.canonical import canonical
from raccordo.foundation.keys import Keyed
from raccordo.foundation.wording import day, elided


class Organ(Keyed):
    """Who makes acts: a conference, a council, a giunta, an officer, several bodies (organo)."""

    kind = models.CharField(_("tipo"), max_length=20, choices=OrganKind.choices)
    name = models.CharField(_("nome"), max_length=160)
    genitive = models.CharField(
        _("nome dopo «deliberazione n. 7 …»"),
        max_length=170,
        help_text=_("Con la preposizione: «della Conferenza dei Sindaci»."),
    )
    issues = models.JSONField(_("atti che può emanare"), default=list)
    search = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = _("organo")
        verbose_name_plural = _("organi")
        ordering = ["search", "pk"]
        constraints = [
            models.UniqueConstraint(
                "search",
                name="organ_is_known_by_its_name",
                violation_error_message=_("Un organo con questo nome c'è già."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Act(Keyed):
    """An act known by its particulars (estremi); who voted it, and how, is told elsewhere."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="acts", verbose_name=_("organo"))
    kind = models.CharField(_("tipo"), max_length=20, choices=ActKind.choices)
    number = models.CharField(_("numero"), max_length=30, blank=True)
    date = models.DateField(_("data"), null=True, blank=True)
    subject = models.CharField(_("oggetto"), max_length=500)
    text = models.TextField(_("testo"), blank=True)
    spends = models.BooleanField(_("comporta spesa"), default=False)
    # What was made elsewhere is entered with its particulars: its way is not followed here.
    made_here = models.BooleanField(_("fatto qui"), default=False)
    stage = models.CharField(
        _("iter"), max_length=12, choices=ActStage.choices, default=ActStage.DRAFT
    )
    state = models.CharField(
        _("efficacia"), max_length=10, choices=ActState.choices, default=ActState.EFFECTIVE
    )
    enforceability = models.CharField(
        _("esecutività"),
        max_length=10,
        choices=Enforceability.choices,
        default=Enforceability.FROM_DATE,
    )
    enforceable_from = models.DateField(_("esecutivo dal"), null=True, blank=True)
    protocol_number = models.CharField(_("numero di protocollo"), max_length=30, blank=True)
    protocol_date = models.DateField(_("data di protocollo"), null=True, blank=True)
    published_from = models.DateField(_("all'albo dal"), null=True, blank=True)
    published_until = models.DateField(
        _("all'albo fino al giorno prima del"), null=True, blank=True
    )
    source = models.CharField(_("fonte"), max_length=300, blank=True)
    search = models.CharField(max_length=800, editable=False)

    class Meta:
        verbose_name = _("atto")
        verbose_name_plural = _("atti")
        ordering = [F("date").desc(nulls_first=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                "organ",
                "kind",
                "number",
                "date",
                condition=~Q(number=""),
                name="act_particulars_are_unique",
                violation_error_message=_("Un atto con questi estremi c'è già."),
            ),
            models.CheckConstraint(
                name="act_beyond_draft_has_a_date",
                condition=Q(stage=ActStage.DRAFT) | Q(date__isnull=False),
                violation_error_message=_("Manca la data dell'atto."),
            ),
            models.CheckConstraint(
                name="act_is_on_the_board_from_before_until",
                condition=Q(published_until=None) | Q(published_until__gt=F("published_from")),
                violation_error_message=_("La pubblicazione finisce prima di cominciare."),
            ),
        ]

    @property
    def wording(self) -> str:
        """The fingerprint of the words of a draft: who changes them shows to have seen these."""
        words = canonical([self.subject, self.text, self.spends])
        return sha256(words.encode()).hexdigest()

    @property
    def particulars(self) -> dict[str, Any]:
        """What may be told later of an act made elsewhere."""
        return {
            "protocol_number": self.protocol_number,
            "protocol_date": self.protocol_date,
            "published_from": self.published_from,
            "published_until": self.published_until,
            "enforceability": self.enforceability,
            "enforceable_from": self.enforceable_from,
        }

    @property
    def telling(self) -> str:
        """The fingerprint of what is told of an act: who changes it shows to have seen this."""
        return sha256(canonical(self.particulars).encode()).hexdigest()

    def __str__(self) -> str:
        kind, of = self.get_kind_display(), self.organ.genitive
        if not self.date:
            return _now("%(kind)s %(of)s (bozza)") % {"kind": kind, "of": of}
        facts = {"kind": kind, "number": self.number, "day": day(self.date), "of": of}
        if not self.number:
            return elided(_now("%(kind)s del %(day)s %(of)s") % facts)
        return elided(_now("%(kind)s n. %(number)s del %(day)s %(of)s") % facts)


class Standing(models.Model):
    """What an act has been worth from a day on, by another act or for a reason (vicenda)."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="standings")
    state = models.CharField(_("efficacia"), max_length=10, choices=ActState.choices)
    since = models.DateField(_("dal"))
    by_act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("per l'atto")
    )
    reason = models.TextField(_("motivo"))

    class Meta:
        verbose_name = _("vicenda dell'atto")
        verbose_name_plural = _("vicende dell'atto")
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.since}"


class Opinion(models.Model):
    """An opinion or a visa that an act carries (parere, visto)."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="opinions")
    kind = models.CharField(_("tipo"), max_length=12, choices=OpinionKind.choices)
    favourable = models.BooleanField(_("favorevole"), default=True)
    given_by = models.CharField(_("espresso da"), max_length=160)
    on = models.DateField(_("del"))
    note = models.TextField(_("osservazioni"), blank=True)

    class Meta:
        verbose_name = _("parere o visto")
        verbose_name_plural = _("pareri e visti")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "act",
                "kind",
                name="an_act_carries_an_opinion_once",
                violation_error_message=_("Questo parere c'è già."),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ActFile(Keyed):
    """A file of an act: its text, the signed one, an annex (file dell'atto)."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    purpose = models.CharField(_("che cos'è"), max_length=10, choices=FilePurpose.choices)
    name = models.CharField(_("nome"), max_length=120)
    title = models.CharField(_("titolo"), max_length=200, blank=True)
    added_on = models.DateField(_("aggiunto il"))

    class Meta:
        verbose_name = _("file dell'atto")
        verbose_name_plural = _("file dell'atto")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title or self.name


class Signature(models.Model):
    """Who signed a file and when, as the certificate says (firma digitale)."""

    file = models.ForeignKey(ActFile, models.PROTECT, related_name="signatures")
    name = models.CharField(_("firmatario"), max_length=200)
    organisation = models.CharField(_("organizzazione"), max_length=200, blank=True)
    issuer = models.CharField(_("certificatore"), max_length=200)
    serial = models.CharField(_("numero del certificato"), max_length=80)
    signed_at = models.DateTimeField(_("firmato il"), null=True, blank=True)
    format = models.CharField(_("formato"), max_length=10)
    intact = models.BooleanField(_("integra"), default=True)
    certificate_valid = models.BooleanField(_("certificato valido alla firma"), default=True)

    class Meta:
        verbose_name = _("firma digitale")
        verbose_name_plural = _("firme digitali")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
