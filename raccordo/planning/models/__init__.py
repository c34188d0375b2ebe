from raccordo.planning.models.actions import (
    Action,
    ActionFile,
    Integration,
    Partner,
    Risk,
    Staffing,
    Stage,
    Supply,
)
from raccordo.planning.models.measures import Measure, Target
from raccordo.planning.models.objectives import Objective
from raccordo.planning.models.origins import Origin
from raccordo.planning.models.plans import ColumnMap, Plan, PlanAct, PlanTemplate
from raccordo.planning.models.procedures import Contract, Procedure, ProcedureStep
from raccordo.planning.models.sections import Remark, Section

__all__ = [
    "Action",
    "ActionFile",
    "ColumnMap",
    "Contract",
    "Integration",
    "Measure",
    "Objective",
    "Origin",
    "Partner",
    "Plan",
    "PlanAct",
    "PlanTemplate",
    "Procedure",
    "ProcedureStep",
    "Remark",
    "Risk",
    "Section",
    "Staffing",
    "Stage",
    "Supply",
    "Target",
]
