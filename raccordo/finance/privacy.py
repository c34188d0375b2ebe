from __future__ import annotations

from raccordo.foundation.privacy import NOT_PERSONAL, Declared

DECLARED = Declared(
    processings=(),
    models={
        "Fund": NOT_PERSONAL,
        "Allocation": NOT_PERSONAL,
        "Earmark": NOT_PERSONAL,
        "BudgetLine": NOT_PERSONAL,
        "CellShare": NOT_PERSONAL,
        "Movement": NOT_PERSONAL,
        "Clearance": NOT_PERSONAL,
        "FundReport": NOT_PERSONAL,
        "YearEnd": NOT_PERSONAL,
        "Quota": NOT_PERSONAL,
        "OfficeForm": NOT_PERSONAL,
    },
)
