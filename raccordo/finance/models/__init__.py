from raccordo.finance.models.accounts import Clearance, Movement
from raccordo.finance.models.budget import BudgetLine, CellShare
from raccordo.finance.models.closing import YearEnd
from raccordo.finance.models.forms import OfficeForm
from raccordo.finance.models.funds import Allocation, Earmark, Fund
from raccordo.finance.models.quotas import Quota
from raccordo.finance.models.reports import FundReport

__all__ = [
    "Allocation",
    "BudgetLine",
    "CellShare",
    "Clearance",
    "Earmark",
    "Fund",
    "FundReport",
    "Movement",
    "OfficeForm",
    "Quota",
    "YearEnd",
]
