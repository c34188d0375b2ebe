from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.lifecycle import Lifecycle


class Dataset(TextChoices):
    """What a table of figures is about (insieme di dati)."""

    POPULATION = "population", _("Popolazione per sesso ed età (POSAS)")
    SURFACES = "surfaces", _("Superfici dei Comuni")
    INCOMES = "incomes", _("Redditi e principali variabili IRPEF su base comunale")
    BALANCE = "balance", _("Bilancio demografico (P2)")
    FOREIGNERS = "foreigners", _("Popolazione straniera per sesso ed età (STRASA)")
    HOUSEHOLDS = "households", _("Famiglie, dal censimento permanente")
    NURSERIES = "nurseries", _("Posti nei servizi per la prima infanzia")


class Status(TextChoices):
    """How far a figure can be trusted (stato del dato)."""

    FINAL = "final", _("dato definitivo")
    PROVISIONAL = "provisional", _("stima provvisoria")
    ESTIMATE = "estimate", _("stima")


class Unit(TextChoices):
    """What an indicator counts (unità di misura)."""

    PERSONS = "persons", _("persone")
    PER_HUNDRED = "per_hundred", _("ogni 100")
    PERCENT = "percent", _("%")
    YEARS = "years", _("anni")
    EUROS = "euros", _("euro")
    PER_SQUARE_KM = "per_square_km", _("per km²")
    PER_THOUSAND = "per_thousand", _("ogni mille")


class FileKind(TextChoices):
    """Which official table a file is (tabella ufficiale)."""

    POSAS = "posas", _("Popolazione per sesso ed età (POSAS)")
    IRPEF = "irpef", _("Redditi e principali variabili IRPEF su base comunale")
    SURFACES = "surfaces", _("Superfici dei Comuni")
    TOWNS = "towns", _("Elenco dei Comuni italiani")


class ArrivalState(TextChoices):
    """The life of a file that was brought (file arrivato)."""

    WAITING = "waiting", _("In lettura")
    READY = "ready", _("Da confermare")
    REFUSED = "refused", _("Non accettato")
    KNOWN = "known", _("Già presente")
    LOADED = "loaded", _("Caricato")
    DISCARDED = "discarded", _("Scartato")


ARRIVAL_LIFE = Lifecycle(
    start=ArrivalState.WAITING,
    moves={
        ArrivalState.WAITING: {
            ArrivalState.READY,
            ArrivalState.REFUSED,
            ArrivalState.KNOWN,
            ArrivalState.DISCARDED,
        },
        ArrivalState.READY: {ArrivalState.LOADED, ArrivalState.DISCARDED},
        ArrivalState.REFUSED: set(),
        ArrivalState.KNOWN: set(),
        ArrivalState.LOADED: set(),
        ArrivalState.DISCARDED: set(),
    },
)
# A figure never gives way to one that can be trusted less.
TRUST = [Status.ESTIMATE, Status.PROVISIONAL, Status.FINAL]
