from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What sort of body it is (tipo di ente)."""

    PUBLIC = "public", _("Ente pubblico")
    HEALTH = "health", _("Azienda sanitaria")
    SCHOOL = "school", _("Scuola")
    EMPLOYMENT = "employment", _("Centro per l'impiego")
    JUSTICE = "justice", _("Giustizia")
    THIRD_SECTOR = "third_sector", _("Ente del Terzo settore")
    UNION = "union", _("Organizzazione sindacale")
    EMPLOYERS = "employers", _("Associazione di categoria")
    FAMILIES = "families", _("Associazione di utenti e familiari")
    FAITH = "faith", _("Ente religioso")
    PROVIDER = "provider", _("Gestore privato")
    OTHER = "other", _("Altro")


class OfficeKind(TextChoices):
    """What sort of office a body has (tipo di carica)."""

    MAYOR = "mayor", _("Sindaco o Sindaca")
    ASSESSOR = "assessor", _("Assessore o Assessora")
    PRESIDENT = "president", _("Presidenza")
    DIRECTOR = "director", _("Direzione")
    COORDINATOR = "coordinator", _("Coordinamento")
    SERVICE_HEAD = "service_head", _("Responsabile di servizio")
    SECRETARY = "secretary", _("Segreteria")
    DELEGATE = "delegate", _("Rappresentanza")
    CONTACT = "contact", _("Referente")
    OTHER = "other", _("Altra carica")


class HoldingQuality(TextChoices):
    """In what quality an office is held (titolo)."""

    HOLDER = "holder", _("Titolare")
    COMMISSIONER = "commissioner", _("Commissario o Commissaria")
    ACTING = "acting", _("Facente funzione")


class IntakeForm(TextChoices):
    """What list of bodies was brought (formato dell'elenco)."""

    OWN = "own", _("Il modello di Raccordo")
    IPA = "ipa", _("L'elenco degli enti dell'IPA")
    RUNTS = "runts", _("L'elenco degli enti iscritti al RUNTS")


class RuntsSection(TextChoices):
    """In which section of the national register a body is (sezione del RUNTS)."""

    VOLUNTEERS = "odv", _("Organizzazioni di volontariato")
    PROMOTION = "aps", _("Associazioni di promozione sociale")
    PHILANTHROPY = "filantropici", _("Enti filantropici")
    ENTERPRISES = "imprese", _("Imprese sociali")
    NETWORKS = "reti", _("Reti associative")
    MUTUAL_AID = "soms", _("Società di mutuo soccorso")
    OTHERS = "altri", _("Altri enti del Terzo settore")


class StakeRole(TextChoices):
    """What part a body has in a theme (ruolo nel sistema)."""

    VOICES = "voices", _("Esprime bisogni")
    OFFERS = "offers", _("Offre servizi")
    FUNDS = "funds", _("Finanzia")
    REGULATES = "regulates", _("Detta le regole")
    CO_DESIGNS = "co_designs", _("Co-progetta")
    RUNS = "runs", _("Gestisce")
    EVALUATES = "evaluates", _("Valuta")


class AgreementSort(TextChoices):
    """By what instrument something was agreed (tipo di accordo)."""

    CONVENTION = "convention", _("Convenzione (art. 56 CTS)")
    CO_DESIGN = "co_design", _("Co-progettazione (art. 55 CTS)")
    ACCREDITATION = "accreditation", _("Accreditamento")
    CONTRACT = "contract", _("Affidamento")
    PROTOCOL = "protocol", _("Protocollo d'intesa")
    OTHER = "other", _("Altro accordo")


class CardState(TextChoices):
    """What became of a correction that a body proposed (esito della correzione)."""

    PROPOSED = "proposed", _("Da approvare")
    APPROVED = "approved", _("Approvata")
    REFUSED = "refused", _("Non approvata")
