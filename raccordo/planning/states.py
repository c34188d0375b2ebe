from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.lifecycle import Lifecycle


class PlanState(TextChoices):
    """The life of a plan, as far as it is known here (piano)."""

    DRAFT = "draft", _("Bozza")
    CONSULTED = "consulted", _("In consultazione")
    WRITTEN = "written", _("In redazione finale")
    PROPOSED = "proposed", _("Proposto")
    IN_FORCE = "in_force", _("Vigente")
    CLOSED = "closed", _("Concluso")


# A plan that was already in force is brought in as a draft, and enters in force with its acts;
# found wrong, it goes back with a reason. A proposed one is carried on by who approves it.
PLAN_LIFE = Lifecycle(
    start=PlanState.DRAFT,
    moves={
        PlanState.DRAFT: {PlanState.CONSULTED, PlanState.WRITTEN, PlanState.IN_FORCE},
        PlanState.CONSULTED: {PlanState.WRITTEN},
        PlanState.WRITTEN: {PlanState.CONSULTED, PlanState.PROPOSED},
        PlanState.PROPOSED: {PlanState.WRITTEN, PlanState.IN_FORCE},
        PlanState.IN_FORCE: {PlanState.DRAFT, PlanState.CLOSED},
        PlanState.CLOSED: set(),
    },
)
BEING_WRITTEN = frozenset({PlanState.DRAFT, PlanState.CONSULTED, PlanState.WRITTEN})


class PlanActSort(TextChoices):
    """What an act is to the plan it is about (atto del piano)."""

    STARTED = "started", _("Avvio")
    APPROVED = "approved", _("Approvazione del piano")
    COUNCIL = "council", _("Deliberazione di un consiglio comunale")
    HEALTH = "health", _("Atto dell'azienda sanitaria")
    AGREEMENT = "agreement", _("Accordo di programma o convenzione")
    SENT = "sent", _("Invio alla Regione")
    OUTCOME = "outcome", _("Esito della Regione")
    EXTENDED = "extended", _("Proroga")


class Shown(TextChoices):
    """What stands in a section beside its words, made of what is known (tabella o grafico)."""

    POPULATION = "population", _("Popolazione residente")
    ECONOMY = "economy", _("Redditi dichiarati")
    NEEDS = "needs", _("Bisogni e prove")
    SWOT = "swot", _("Punti di forza e di debolezza")
    BODIES = "bodies", _("Organismi e componenti")
    MEETINGS = "meetings", _("Incontri e consultazioni")
    VOICES = "voices", _("Proposte ricevute e risposte")
    PARTIES = "parties", _("Soggetti del territorio")
    OBJECTIVES = "objectives", _("Obiettivi e bisogni")
    ACTIONS = "actions", _("Azioni")
    TIMETABLE = "timetable", _("Cronoprogramma")
    STAFF = "staff", _("Personale")
    POLICIES = "policies", _("Integrazione con le altre politiche")
    MONEY = "money", _("Piano finanziario")
    TOWNS = "towns", _("Quote di compartecipazione dei Comuni")


class SectionState(TextChoices):
    """How far the text of a section has come (sezione del piano)."""

    EMPTY = "empty", _("Da scrivere")
    WRITING = "writing", _("In scrittura")
    REVIEW = "review", _("Da rivedere")
    READY = "ready", _("Pronta")


class RemarkState(TextChoices):
    """What became of a remark on a section (osservazione al testo)."""

    OPEN = "open", _("Da esaminare")
    TAKEN = "taken", _("Accolta nel testo")
    LEFT = "left", _("Non accolta")


class ActionState(TextChoices):
    """The life of an action of the plan (azione di piano)."""

    PROPOSED = "proposed", _("Proposta")
    APPROVED = "approved", _("Approvata")
    RUNNING = "running", _("In corso")
    SUSPENDED = "suspended", _("Sospesa")
    COMPLETED = "completed", _("Conclusa")
    DROPPED = "dropped", _("Stralciata")


ACTION_LIFE = Lifecycle(
    start=ActionState.PROPOSED,
    moves={
        ActionState.PROPOSED: {ActionState.APPROVED, ActionState.DROPPED},
        ActionState.APPROVED: {ActionState.RUNNING, ActionState.DROPPED},
        ActionState.RUNNING: {ActionState.SUSPENDED, ActionState.COMPLETED},
        ActionState.SUSPENDED: {ActionState.RUNNING, ActionState.DROPPED},
        ActionState.COMPLETED: set(),
        ActionState.DROPPED: set(),
    },
)
# Those that are of the plan: what was dropped is told, and not counted.
LIVING_ACTIONS = frozenset(ActionState) - {ActionState.DROPPED}


class ActionSort(TextChoices):
    """What sort of action it is (tipo di azione)."""

    ESTABLISHED = "established", _("Servizio consolidato")
    INNOVATIVE = "innovative", _("Innovativa")
    EXPERIMENTAL = "experimental", _("Sperimentale")
    SYSTEM = "system", _("Di sistema")


class Piece(TextChoices):
    """A list of rows that the sheet of an action holds (riquadro della scheda)."""

    SUPPLIES = "supplies", _("Servizi e prestazioni")
    STAFFING = "staffing", _("Personale")
    PARTNERS = "partners", _("Partner e loro parte")
    INTEGRATIONS = "integrations", _("Integrazione con le altre politiche")
    STAGES = "stages", _("Cronoprogramma")
    MEASURES = "measures", _("Indicatori e valori attesi")
    RISKS = "risks", _("Rischi")


class MeasureKind(TextChoices):
    """How the values of an indicator add up over the years (tipo di indicatore)."""

    SUM = "sum", _("Si somma: ogni anno si aggiunge")
    RUNNING = "running", _("Cumulato: ogni anno comprende i precedenti")
    LAST = "last", _("Vale l'ultimo: fotografia a una data")
    RATIO = "ratio", _("Rapporto: numeratore su denominatore")


class Likelihood(TextChoices):
    """How likely a risk is (probabilità)."""

    LOW = "low", _("Bassa")
    MEDIUM = "medium", _("Media")
    HIGH = "high", _("Alta")


class ManagementForm(TextChoices):
    """How an action is managed (forma di gestione)."""

    DIRECT = "direct", _("Gestione diretta")
    CONTRACT = "contract", _("Appalto di servizi")
    CONCESSION = "concession", _("Concessione")
    CODESIGN = "codesign", _("Co-progettazione")
    ACCREDITATION = "accreditation", _("Accreditamento")
    CONVENTION = "convention", _("Convenzione")
    HEALTH = "health", _("Delega all'azienda sanitaria")
    VOUCHER = "voucher", _("Buoni servizio")


class SheetSort(TextChoices):
    """What a spreadsheet that an office brings holds (tipo di foglio)."""

    ACTIONS = "actions", _("Schede azione")
    BUDGET = "budget", _("Piano finanziario")
    FUNDS = "funds", _("Fondi con i saldi di apertura")
    BOOKS = "books", _("Scritture della contabilità dell'ente")


class ActionColumn(TextChoices):
    """What a column of a sheet of actions holds (colonna delle schede azione)."""

    CODE = "code", _("Codice")
    TITLE = "title", _("Titolo")
    AXIS = "axis", _("Asse tematico")
    OBJECTIVE = "objective", _("Obiettivo")
    GROUPS = "groups", _("Aree di utenza")
    LEPS = "leps", _("Livelli essenziali")
    TOWNS = "towns", _("Comuni")
    BENEFICIARIES = "beneficiaries", _("A chi è rivolta")
    EXPECTED = "expected", _("Persone previste in un anno")
    ACTIVITIES = "activities", _("Attività per le persone")
    SYSTEM_ACTIVITIES = "system_activities", _("Attività di sistema")
    IMPLEMENTER = "implementer", _("Chi la attua")
    SINCE = "since", _("Dal")
    UNTIL = "until", _("Fino a tutto il")
    CUP = "cup", _("CUP")
