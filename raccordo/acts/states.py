from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.lifecycle import Lifecycle


class OrganKind(TextChoices):
    """What sort of organ makes acts (organo)."""

    CONFERENCE = "conference", _("Conferenza dei Sindaci")
    COMMITTEE = "committee", _("Comitato dei Sindaci")
    ASSEMBLY = "assembly", _("Assemblea")
    COUNCIL = "council", _("Consiglio comunale")
    GIUNTA = "giunta", _("Giunta comunale")
    MAYOR = "mayor", _("Sindaco o Sindaca")
    OFFICER = "officer", _("Responsabile del servizio")
    PRESIDENT = "president", _("Presidente")
    ASL_DIRECTOR = "asl_director", _("Direzione generale dell'azienda sanitaria")
    REGION_COUNCIL = "region_council", _("Consiglio regionale")
    REGION_GIUNTA = "region_giunta", _("Giunta regionale")
    REGION_OFFICER = "region_officer", _("Dirigente regionale")
    STATE = "state", _("Stato")
    PARTIES = "parties", _("Più enti insieme")
    OTHER = "other", _("Altro organo")


class ActKind(TextChoices):
    """What sort of act it is (tipo di atto)."""

    RESOLUTION = "resolution", _("Deliberazione")
    DETERMINATION = "determination", _("Determinazione")
    DECREE = "decree", _("Decreto")
    ORDINANCE = "ordinance", _("Ordinanza")
    CONVENTION = "convention", _("Convenzione")
    PROGRAMME_AGREEMENT = "programme_agreement", _("Accordo di programma")
    PROTOCOL = "protocol", _("Protocollo d'intesa")
    MINUTES = "minutes", _("Verbale")
    LAW = "law", _("Legge")
    OTHER = "other", _("Altro atto")


class ActStage(TextChoices):
    """How far an act has come on its way to the notice board (iter dell'atto)."""

    DRAFT = "draft", _("Bozza")
    TO_SIGN = "to_sign", _("Da firmare")
    SIGNED = "signed", _("Firmato")
    PROTOCOLLED = "protocolled", _("Protocollato")
    PUBLISHED = "published", _("Pubblicato")


ACT_WAY = Lifecycle(
    start=ActStage.DRAFT,
    moves={
        ActStage.DRAFT: {ActStage.TO_SIGN},
        ActStage.TO_SIGN: {ActStage.DRAFT, ActStage.SIGNED},
        ActStage.SIGNED: {ActStage.PROTOCOLLED},
        ActStage.PROTOCOLLED: {ActStage.PUBLISHED},
        ActStage.PUBLISHED: set(),
    },
)


class ActState(TextChoices):
    """What an act is worth (stato di efficacia)."""

    EFFECTIVE = "effective", _("Efficace")
    TO_RATIFY = "to_ratify", _("Da ratificare")
    SUSPENDED = "suspended", _("Sospeso")
    REVOKED = "revoked", _("Revocato")
    ANNULLED = "annulled", _("Annullato")


ACT_LIFE = Lifecycle(
    start=ActState.EFFECTIVE,
    moves={
        ActState.EFFECTIVE: {
            ActState.TO_RATIFY,
            ActState.SUSPENDED,
            ActState.REVOKED,
            ActState.ANNULLED,
        },
        ActState.TO_RATIFY: {ActState.EFFECTIVE, ActState.SUSPENDED, ActState.ANNULLED},
        ActState.SUSPENDED: {ActState.EFFECTIVE, ActState.REVOKED, ActState.ANNULLED},
        ActState.REVOKED: set(),
        ActState.ANNULLED: set(),
    },
)
WORTHLESS = {ActState.SUSPENDED, ActState.REVOKED, ActState.ANNULLED}


class Enforceability(TextChoices):
    """From when an act may be carried out (esecutività)."""

    TENTH_DAY = "tenth_day", _("Dopo il decimo giorno dalla pubblicazione")
    AT_ONCE = "at_once", _("Immediatamente eseguibile")
    WITH_VISA = "with_visa", _("Con il visto di regolarità contabile")
    FROM_DATE = "from_date", _("Dalla data dell'atto")
    TOLD = "told", _("Data indicata da chi tiene il registro")


class OpinionKind(TextChoices):
    """What a resolution or a determination must carry (pareri e visti)."""

    TECHNICAL = "technical", _("Parere di regolarità tecnica")
    ACCOUNTING = "accounting", _("Parere di regolarità contabile")
    VISA = "visa", _("Visto di regolarità contabile e copertura finanziaria")
    LEGITIMACY = "legitimacy", _("Parere di legittimità")
    AUDITORS = "auditors", _("Parere dell'organo di revisione")


class FilePurpose(TextChoices):
    """What a file is to its act (file dell'atto)."""

    TEXT = "text", _("Testo da firmare")
    SIGNED = "signed", _("Atto firmato")
    ANNEX = "annex", _("Allegato")
    SUPERSEDED = "superseded", _("Testo superato")
