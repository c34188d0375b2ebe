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
    OTHER = "other", _("Altro")
