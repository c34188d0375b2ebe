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
