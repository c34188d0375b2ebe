from raccordo.governance.models.bodies import (
    Body,
    Candidacy,
    Designation,
    Preference,
    Regulation,
    Seat,
    Seating,
)
from raccordo.governance.models.duties import Absence, Duty, DutyRule, Feed, Reminder
from raccordo.governance.models.minutes import Minutes, MinutesPart, Remark, TextModel
from raccordo.governance.models.requests import Answer, Collected, DataRequest
from raccordo.governance.models.sittings import (
    AgendaItem,
    Attendance,
    Ballot,
    Sitting,
    SittingFile,
    Summons,
    Vote,
)

__all__ = [
    "Absence",
    "AgendaItem",
    "Answer",
    "Attendance",
    "Ballot",
    "Body",
    "Candidacy",
    "Collected",
    "DataRequest",
    "Designation",
    "Duty",
    "DutyRule",
    "Feed",
    "Minutes",
    "MinutesPart",
    "Preference",
    "Regulation",
    "Remark",
    "Reminder",
    "Seat",
    "Seating",
    "Sitting",
    "SittingFile",
    "Summons",
    "TextModel",
    "Vote",
]
