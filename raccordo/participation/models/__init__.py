from raccordo.participation.models.consultations import Aim, Consultation, Phase, Subscription
from raccordo.participation.models.contributions import (
    Author,
    Batch,
    Contribution,
    ContributionFile,
)
from raccordo.participation.models.occasions import Occasion, OccasionAid, OccasionPresence
from raccordo.participation.models.outcomes import Backing, Discussion, Moderation, Reply, Telling

__all__ = [
    "Aim",
    "Author",
    "Backing",
    "Batch",
    "Consultation",
    "Contribution",
    "ContributionFile",
    "Discussion",
    "Moderation",
    "Occasion",
    "OccasionAid",
    "OccasionPresence",
    "Phase",
    "Reply",
    "Subscription",
    "Telling",
]
