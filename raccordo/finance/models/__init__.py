from raccordo.finance.models.accounts import Movement
from raccordo.finance.models.budget import BudgetLine, CellShare
from raccordo.finance.models.funds import Allocation, Earmark, Fund
from raccordo.finance.models.quotas import Quota

__all__ = [
    "Allocation",
    "BudgetLine",
    "CellShare",
    "Earmark",
    "Fund",
    "Movement",
    "Quota",
]
