from raccordo.parties.models.intakes import Intake
from raccordo.parties.models.offices import Election, Holding, Office, Proxy, Representative
from raccordo.parties.models.organisations import Organisation
from raccordo.parties.models.roles import Agreement, CardChange, Stake, Work

__all__ = [
    "Agreement",
    "CardChange",
    "Election",
    "Holding",
    "Intake",
    "Office",
    "Organisation",
    "Proxy",
    "Representative",
    "Stake",
    "Work",
]
