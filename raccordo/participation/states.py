from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.lifecycle import Lifecycle


class ConsultationState(TextChoices):
    """The life of a consultation (stato della consultazione)."""

    PREPARED = "prepared", _("In preparazione")
    PUBLISHED = "published", _("Pubblicata")
    CONCLUDED = "concluded", _("Conclusa")


CONSULTATION_LIFE = Lifecycle(
    start=ConsultationState.PREPARED,
    moves={
        ConsultationState.PREPARED: {ConsultationState.PUBLISHED},
        ConsultationState.PUBLISHED: {ConsultationState.CONCLUDED},
        ConsultationState.CONCLUDED: {ConsultationState.PUBLISHED},
    },
)


class Stance(TextChoices):
    """What a body says of an objective (posizione su un obiettivo)."""

    SUBSCRIBES = "subscribes", _("Condivide")
    OBJECTS = "objects", _("Non condivide")


class OccasionSort(TextChoices):
    """What sort of occasion it is to be heard (tipo di incontro)."""

    ASSEMBLY = "assembly", _("Assemblea pubblica")
    TABLE = "table", _("Tavolo")
    HEARING = "hearing", _("Audizione")
    QUESTIONNAIRE = "questionnaire", _("Questionario")
    OTHER = "other", _("Altro")


class AidKind(TextChoices):
    """How an occasion is made accessible (accoglienza)."""

    INTERPRETER = "interpreter", _("Mediazione linguistica")
    LIS = "lis", _("Interprete della lingua dei segni (LIS)")
    EASY_READ = "easy_read", _("Testi facili da leggere")
    LANGUAGES = "languages", _("Testi in altre lingue")
    CHILD_SAFE = "child_safe", _("Ascolto protetto di bambini e ragazzi")
    TRANSPORT = "transport", _("Trasporto")
    HOURS = "hours", _("Orario per chi lavora o assiste")
    STEP_FREE = "step_free", _("Sede senza barriere")
    ONLINE = "online", _("Partecipazione a distanza")


class VoiceSort(TextChoices):
    """What sort of thing is said (tipo di proposta)."""

    PROPOSAL = "proposal", _("Proposta")
    REMARK = "remark", _("Osservazione")
    NEED = "need", _("Bisogno")
    CRITICALITY = "criticality", _("Criticità")
    OFFER = "offer", _("Offerta")


class VoiceChannel(TextChoices):
    """How a proposal arrived (canale della proposta)."""

    SITE = "site", _("Dal sito")
    PAPER = "paper", _("Su carta")
    VOICE = "voice", _("A voce")
    EMAIL = "email", _("Per e-mail")
    PEC = "pec", _("Per PEC")
    OCCASION = "occasion", _("In un incontro")
    IMPORT = "import", _("Da un questionario")


class AuthorKind(TextChoices):
    """Who speaks (chi propone)."""

    CITIZEN = "citizen", _("Cittadina o cittadino")
    ORGANISATION = "organisation", _("Ente")
    GROUP = "group", _("Gruppo informale")
    OFFICE = "office", _("Ufficio")


class AnswerWay(TextChoices):
    """How who wrote wants to be answered (modo della risposta)."""

    EMAIL = "email", _("Per e-mail")
    POST = "post", _("Per posta")
    PHONE = "phone", _("Per telefono")
    PICKUP = "pickup", _("Allo sportello")
    CODE = "code", _("Solo con il codice")


class Outcome(TextChoices):
    """How a proposal ended (esito della proposta)."""

    ACCEPTED = "accepted", _("Accolta")
    PARTLY = "partly", _("Accolta in parte")
    NOT_ACCEPTED = "not_accepted", _("Non accolta")
    POSTPONED = "postponed", _("Rinviata")
    NOT_PERTINENT = "not_pertinent", _("Non pertinente")


class VoiceState(TextChoices):
    """The life of a proposal (stato della proposta)."""

    UNCONFIRMED = "unconfirmed", _("Da confermare")
    RECEIVED = "received", _("Ricevuta")
    ADMITTED = "admitted", _("Ammissibile")
    NOT_PERTINENT = "not_pertinent", _("Non pertinente")
    MERGED = "merged", _("Unita a un'altra")
    DISCUSSED = "discussed", _("Discussa")
    ANSWERED = "answered", _("Con risposta")
    WITHDRAWN = "withdrawn", _("Ritirata")


# An answer is corrected by another answer: the state stays. An unconfirmed one that nobody
# confirms is thrown away: it never had a number.
VOICE_LIFE = Lifecycle(
    start=VoiceState.UNCONFIRMED,
    moves={
        VoiceState.UNCONFIRMED: {VoiceState.RECEIVED},
        VoiceState.RECEIVED: {
            VoiceState.ADMITTED,
            VoiceState.NOT_PERTINENT,
            VoiceState.MERGED,
            VoiceState.WITHDRAWN,
        },
        VoiceState.ADMITTED: {
            VoiceState.DISCUSSED,
            VoiceState.ANSWERED,
            VoiceState.NOT_PERTINENT,
            VoiceState.MERGED,
            VoiceState.WITHDRAWN,
        },
        VoiceState.NOT_PERTINENT: {VoiceState.ADMITTED},
        VoiceState.MERGED: {
            VoiceState.RECEIVED,
            VoiceState.ADMITTED,
            VoiceState.DISCUSSED,
            VoiceState.WITHDRAWN,
        },
        VoiceState.DISCUSSED: {
            VoiceState.DISCUSSED,
            VoiceState.ANSWERED,
            VoiceState.MERGED,
            VoiceState.WITHDRAWN,
        },
        VoiceState.ANSWERED: {VoiceState.ANSWERED, VoiceState.WITHDRAWN},
        VoiceState.WITHDRAWN: set(),
    },
)
# What still awaits an answer of its own; what is merged awaits that of the other.
OPEN = (VoiceState.RECEIVED, VoiceState.ADMITTED, VoiceState.DISCUSSED)
# What a need may stand on: admitted, and not following another.
HEARD = (VoiceState.ADMITTED, VoiceState.DISCUSSED, VoiceState.ANSWERED)
# What the office has looked at, and may be read by all.
TOLD = (VoiceState.ADMITTED, VoiceState.MERGED, VoiceState.DISCUSSED, VoiceState.ANSWERED)
