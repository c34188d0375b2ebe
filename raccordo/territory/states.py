from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AreaKind(TextChoices):
    """What sort of area it is (tipo di area)."""

    COUNTRY = "country", _("Stato")
    REGION = "region", _("Regione")
    PROVINCE = "province", _("Provincia")
    AMBITO = "ambito", _("Ambito sociale")
    ZONE = "zone", _("Zona sociale")
    MUNICIPALITY = "municipality", _("Comune")


# From the widest to the narrowest: a part is always narrower than the whole.
BREADTH = [
    AreaKind.COUNTRY,
    AreaKind.REGION,
    AreaKind.PROVINCE,
    AreaKind.AMBITO,
    AreaKind.ZONE,
    AreaKind.MUNICIPALITY,
]
MADE_HERE = {AreaKind.AMBITO, AreaKind.ZONE}


class Function(TextChoices):
    """What an area entrusts to a municipality (funzione delegata)."""

    LEAD = "lead", _("Ente capofila")
    PLANNING = "planning", _("Programmazione")
    MONEY = "money", _("Gestione finanziaria")
    DELIVERY = "delivery", _("Erogazione dei servizi")


class Change(TextChoices):
    """How a municipality came from others (variazione amministrativa)."""

    MERGER = "merger", _("Fusione")
    INCORPORATION = "incorporation", _("Incorporazione")
    SEPARATION = "separation", _("Distacco")
