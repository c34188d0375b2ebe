from raccordo.needs.models.evidence import Evidence
from raccordo.needs.models.needs import Need
from raccordo.needs.models.problems import Problem, Statement
from raccordo.needs.models.studies import Finding, Study, StudyFile
from raccordo.needs.models.swot import SwotItem

__all__ = [
    "Evidence",
    "Finding",
    "Need",
    "Problem",
    "Statement",
    "Study",
    "StudyFile",
    "SwotItem",
]
