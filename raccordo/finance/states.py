from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FundState(TextChoices):
    """Whether a fund goes on (stato del fondo)."""

    RUNNING = "running", _("In corso")
    CLOSING = "closing", _("In chiusura")
    CLOSED = "closed", _("Chiuso")


class FundSort(TextChoices):
    """Where the money of a fund comes from (provenienza)."""

    STATE = "state", _("Stato")
    REGION = "region", _("Regione")
    TOWNS = "towns", _("Comuni")
    HEALTH = "health", _("Azienda sanitaria")
    USERS = "users", _("Compartecipazione dell'utenza")
    EUROPE = "europe", _("Unione europea")
    OTHER = "other", _("Altro")


class EarmarkLevel(TextChoices):
    """Whom an earmark binds (livello del vincolo)."""

    STATE = "state", _("Vincola lo Stato e il riparto fra le Regioni")
    REGION = "region", _("Vincola la Regione")
    AREA = "area", _("Vincola l'ambito")


class EarmarkSort(TextChoices):
    """What an earmark wants (tipo di vincolo)."""

    ONLY_GROUPS = "only_groups", _("Solo per queste aree di utenza")
    ONLY_LEPS = "only_leps", _("Solo per questi livelli essenziali")
    AT_LEAST = "at_least", _("Almeno una quota per queste aree di utenza")
    AT_MOST = "at_most", _("Al più una quota per queste aree di utenza")
    NOT_NATURE = "not_nature", _("Non per questo tipo di spesa")


class CostNature(TextChoices):
    """What sort of cost it is (natura della spesa)."""

    STAFF = "staff", _("Personale")
    SERVICES = "services", _("Servizi")
    BENEFITS = "benefits", _("Contributi economici")
    GOODS = "goods", _("Beni di consumo")
    INVESTMENTS = "investments", _("Investimenti")


class Dimension(TextChoices):
    """Along what the financial plan is read: two at a time (dimensione del piano finanziario)."""

    ACTION = "azione", _("Azione")
    SOURCE = "fonte", _("Fonte")
    YEAR = "anno", _("Esercizio")
    NATURE = "natura", _("Natura della spesa")
    TOWN = "comune", _("Comune")


class ReportMeasure(TextChoices):
    """What of the money of a fund is reported (misura della rendicontazione)."""

    COMMITTED = "committed", _("Impegnato")
    CLEARED = "cleared", _("Liquidato")
    PAID = "paid", _("Pagato")


class Criterion(TextChoices):
    """What a sum is shared by among municipalities (criterio di riparto)."""

    POPULATION = "population", _("Popolazione")
    DEPENDENCY = "dependency", _("Indice di dipendenza")
    SPARSENESS = "sparseness", _("Inverso della densità")


class BudgetColumn(TextChoices):
    """What a column of a financial plan in rows holds (colonna del piano finanziario)."""

    ACTION = "action", _("Azione")
    SOURCE = "source", _("Fonte")
    ASSIGNED_IN = "assigned_in", _("Anno di assegnazione")
    YEAR = "year", _("Esercizio")
    AMOUNT = "amount", _("Programmato")
    COMMITTED = "committed", _("Già impegnato")
    CLEARED = "cleared", _("Già liquidato")
    PAID = "paid", _("Già pagato")


class FundColumn(TextChoices):
    """What a column of a sheet of funds holds (colonna dei fondi)."""

    FUND = "fund", _("Fondo")
    YEAR = "year", _("Anno di assegnazione")
    ASSIGNED = "assigned", _("Assegnato")
    ASCERTAINED = "ascertained", _("Accertato")
    COLLECTED = "collected", _("Riscosso")
    SPEND_FROM = "spend_from", _("Spendibile dal")
    SPEND_BY = "spend_by", _("Da spendere entro il")
    REPORT_BY = "report_by", _("Da rendicontare entro il")


class FormSort(TextChoices):
    """What a form is filled with (tipo di modulo)."""

    PLAN = "plan", _("Un piano")
    ACTION = "action", _("Un'azione")
    FUND = "fund", _("L'annualità di un fondo")
    # Models of the determinations, by the entry they will make.
    RESERVATION = "reserved", _("Determinazione che prenota")
    COMMITMENT = "committed", _("Determinazione che impegna")
    CLEARANCE = "cleared", _("Determinazione che liquida")


class BooksColumn(TextChoices):
    """What a column of the lead body's books holds (colonna dei libri contabili)."""

    KIND = "kind", _("Tipo di scrittura")
    NUMBER = "number", _("Numero")
    YEAR = "year", _("Esercizio")
    DATE = "date", _("Data")
    AMOUNT = "amount", _("Importo")
    CREDITOR = "creditor", _("Creditore")


class BooksVerdict(TextChoices):
    """How an entry stands to the lead body's books (esito del confronto con i libri)."""

    SAME = "same", _("concorda")
    DIFFERS = "differs", _("importo diverso")
    THEIRS = "theirs", _("solo nei libri dell'ente")
    OURS = "ours", _("solo qui")
    UNNUMBERED = "unnumbered", _("qui è senza numero")
    WRONG = "wrong", _("da correggere")


class MovementKind(TextChoices):
    """What an entry of the plan accounts tells (tipo di scrittura)."""

    ASSIGNED = "assigned", _("Assegnato")
    ASCERTAINED = "ascertained", _("Accertato")
    COLLECTED = "collected", _("Riscosso")
    RESERVED = "reserved", _("Prenotato")
    COMMITTED = "committed", _("Impegnato")
    CLEARED = "cleared", _("Liquidato")
    ORDERED = "ordered", _("Ordinato")
    PAID = "paid", _("Pagato")
    # Of the end of a year: what was programmed and nobody bound, what of it an act gives back to
    # be programmed, what is due in another year (TUEL artt. 183, 187; all. 4/2 D.Lgs 118/2011).
    SAVED = "saved", _("Economie")
    APPLIED = "applied", _("Avanzo vincolato applicato")
    CARRIED = "carried", _("Reimputato (FPV)")


INCOME = (MovementKind.ASSIGNED, MovementKind.ASCERTAINED, MovementKind.COLLECTED)
# What whoever gives it may take away again.
CUT = (MovementKind.ASSIGNED, MovementKind.ASCERTAINED)
# What is of a fund and of no action.
OF_NO_ACTION = (*INCOME, MovementKind.APPLIED)
# What only the end of a year writes.
OF_YEAR_END = frozenset({MovementKind.SAVED, MovementKind.CARRIED})
SPENDING = (
    MovementKind.RESERVED,
    MovementKind.COMMITTED,
    MovementKind.CLEARED,
    MovementKind.ORDERED,
    MovementKind.PAID,
)
# What each carries out: a payment its order, an order its clearance, a clearance its commitment.
CARRIES_OUT: dict[MovementKind, MovementKind] = {
    MovementKind.COMMITTED: MovementKind.RESERVED,
    MovementKind.CLEARED: MovementKind.COMMITTED,
    MovementKind.ORDERED: MovementKind.CLEARED,
    MovementKind.PAID: MovementKind.ORDERED,
}
# What rests on an act of the responsible officer, with its visa (TUEL artt. 107, 151 c. 4, 183).
BY_ACT = frozenset({MovementKind.RESERVED, MovementKind.COMMITTED, MovementKind.CLEARED})
