from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.lifecycle import Lifecycle


class BodySort(TextChoices):
    """What a body may do: only the first sort decides (natura dell'organismo)."""

    DECIDES = "decides", _("Organismo che delibera")
    ADVISES = "advises", _("Organismo che esprime pareri")
    SUPERVISES = "supervises", _("Organismo di vigilanza")
    OFFICE = "office", _("Ufficio che redige solo verbali")


class SeatPart(TextChoices):
    """In what part a person holds a seat (in qualità di)."""

    MEMBER = "member", _("Componente")
    ALTERNATE = "alternate", _("Supplente")


class DesignationState(TextChoices):
    """The life of the call by which a category fills its seat (designazione)."""

    CALLED = "called", _("Candidature aperte")
    CHOOSING = "choosing", _("In votazione")
    CHOSEN = "chosen", _("Da nominare con atto")
    APPOINTED = "appointed", _("Conclusa con la nomina")
    VOID = "void", _("Senza esito")


DESIGNATION_LIFE = Lifecycle(
    start=DesignationState.CALLED,
    moves={
        DesignationState.CALLED: {
            DesignationState.CHOOSING,
            DesignationState.CHOSEN,
            DesignationState.VOID,
        },
        DesignationState.CHOOSING: {DesignationState.CHOSEN, DesignationState.VOID},
        DesignationState.CHOSEN: {DesignationState.APPOINTED, DesignationState.VOID},
        DesignationState.APPOINTED: set(),
        DesignationState.VOID: set(),
    },
)


class SittingState(TextChoices):
    """The life of a sitting (seduta)."""

    PREPARED = "prepared", _("In preparazione")
    CONVENED = "convened", _("Convocata")
    OPEN = "open", _("In corso")
    CLOSED = "closed", _("Conclusa")
    DESERTED = "deserted", _("Deserta")
    CANCELLED = "cancelled", _("Annullata")


SITTING_LIFE = Lifecycle(
    start=SittingState.PREPARED,
    moves={
        SittingState.PREPARED: {SittingState.CONVENED, SittingState.CANCELLED},
        SittingState.CONVENED: {
            SittingState.OPEN,
            SittingState.DESERTED,
            SittingState.CANCELLED,
        },
        SittingState.OPEN: {SittingState.CLOSED},
        SittingState.CLOSED: set(),
        SittingState.DESERTED: set(),
        SittingState.CANCELLED: set(),
    },
)


class ItemSort(TextChoices):
    """What is done with an item of the agenda (tipo di punto)."""

    DECISION = "decision", _("Deliberazione")
    OPINION = "opinion", _("Parere")
    MINUTES = "minutes", _("Approvazione di un verbale")
    REPORT = "report", _("Comunicazione")


# What one does in a body: one that gives opinions takes no decision, an office does neither.
# Who supervises an agreement may act in the place of who does not (TUEL art. 34 c. 7).
AT_ANY = frozenset({ItemSort.MINUTES, ItemSort.REPORT})
DEALT_WITH = {
    BodySort.DECIDES: frozenset(ItemSort),
    BodySort.ADVISES: AT_ANY | {ItemSort.OPINION},
    BodySort.SUPERVISES: frozenset(ItemSort),
    BodySort.OFFICE: AT_ANY,
}


class ItemOutcome(TextChoices):
    """What became of an item of the agenda (esito del punto)."""

    PENDING = "pending", _("Da trattare")
    DISCUSSED = "discussed", _("Trattato")
    CARRIED = "carried", _("Approvato")
    NOT_CARRIED = "not_carried", _("Non approvato")
    POSTPONED = "postponed", _("Rinviato")
    WITHDRAWN = "withdrawn", _("Ritirato")


class AttendanceHow(TextChoices):
    """How a seat takes part in a sitting (presenza)."""

    EXPECTED = "expected", _("Da registrare")
    PRESENT = "present", _("Presente")
    REMOTE = "remote", _("A distanza")
    JUSTIFIED = "justified", _("Assenza giustificata")
    ABSENT = "absent", _("Assente")


THERE = frozenset({AttendanceHow.PRESENT, AttendanceHow.REMOTE})


class StandIn(TextChoices):
    """Who sits in a seat on a day (chi interviene)."""

    HOLDER = "holder", _("Di persona")
    ALTERNATE = "alternate", _("Supplente")
    PROXY = "proxy", _("Con delega")


class BallotState(TextChoices):
    """The life of a vote (votazione)."""

    OPEN = "open", _("Aperta")
    CLOSED = "closed", _("Chiusa")


class BallotPurpose(TextChoices):
    """What a vote is about: only the one on the proposal decides its item (oggetto del voto)."""

    PROPOSAL = "proposal", _("La proposta")
    AMENDMENT = "amendment", _("Un emendamento")
    POSTPONEMENT = "postponement", _("Il rinvio")
    # TUEL art. 134 c. 4: a vote of its own, once the proposal is carried.
    AT_ONCE = "at_once", _("L'immediata eseguibilità")


class VoteChoice(TextChoices):
    """What a seat says in a vote (voto)."""

    FOR = "for", _("Favorevole")
    AGAINST = "against", _("Contrario")
    ABSTAINED = "abstained", _("Astenuto")
    NOT_VOTING = "not_voting", _("Presente, non vota")
    # TUEL art. 78 c. 2: who must abstain takes part in neither the discussion nor the vote.
    RECUSED = "recused", _("Astensione obbligatoria")


class MinutesState(TextChoices):
    """The life of the minutes of a sitting (verbale)."""

    DRAFT = "draft", _("Bozza")
    CIRCULATED = "circulated", _("In visione ai componenti")
    APPROVED = "approved", _("Approvato")
    PUBLISHED = "published", _("Pubblicato")


MINUTES_LIFE = Lifecycle(
    start=MinutesState.DRAFT,
    moves={
        MinutesState.DRAFT: {MinutesState.CIRCULATED},
        MinutesState.CIRCULATED: {MinutesState.DRAFT, MinutesState.APPROVED},
        MinutesState.APPROVED: {MinutesState.PUBLISHED},
        MinutesState.PUBLISHED: set(),
    },
)


class TextUse(TextChoices):
    """What a model text is for (uso del modello)."""

    RESOLUTION = "resolution", _("Deliberazione")
    CONVOCATION = "convocation", _("Convocazione")
    MINUTES = "minutes", _("Verbale")
    NOTE = "note", _("Nota tecnica")


class DutySort(TextChoices):
    """Whether the law wants it, or the office has given it to itself (tipo)."""

    DUTY = "duty", _("Adempimento")
    ACTIVITY = "activity", _("Attività")


class DutyBearer(TextChoices):
    """Who owes what a rule wants (chi deve farlo)."""

    AMBITO = "ambito", _("Ambito")
    MUNICIPALITY = "municipality", _("Ciascun Comune")
    EACH = "each", _("Ciascuna amministrazione")
    HEALTH = "health", _("Ambito e azienda sanitaria")
    OBSERVATORY = "observatory", _("Osservatorio")
    REGION = "region", _("Regione")
    MINISTRY = "ministry", _("Ministero")


class DutyState(TextChoices):
    """The life of something due (scadenza)."""

    TO_DO = "to_do", _("Da fare")
    DONE = "done", _("Fatto")
    DROPPED = "dropped", _("Non più dovuto")


DUTY_LIFE = Lifecycle(
    start=DutyState.TO_DO,
    moves={
        DutyState.TO_DO: {DutyState.DONE, DutyState.DROPPED},
        DutyState.DONE: {DutyState.TO_DO},
        DutyState.DROPPED: {DutyState.TO_DO},
    },
)


class RequestState(TextChoices):
    """The life of a request of data (richiesta di dati)."""

    PREPARED = "prepared", _("In preparazione")
    OPEN = "open", _("Aperta")
    CLOSED = "closed", _("Chiusa")


REQUEST_LIFE = Lifecycle(
    start=RequestState.PREPARED,
    moves={
        RequestState.PREPARED: {RequestState.OPEN},
        RequestState.OPEN: {RequestState.CLOSED},
        RequestState.CLOSED: {RequestState.OPEN},
    },
)


class AnswerState(TextChoices):
    """How far one who was asked has come (risposta)."""

    AWAITED = "awaited", _("Attesa")
    GIVEN = "given", _("Ricevuta")
    TO_CORRECT = "to_correct", _("Da correggere")
