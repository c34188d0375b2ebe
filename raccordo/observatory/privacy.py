from __future__ import annotations

from raccordo.foundation.privacy import NOT_PERSONAL, Declared

# Official statistics, published as totals: nobody is in them.
DECLARED = Declared(models={"Vintage": NOT_PERSONAL, "Arrival": NOT_PERSONAL})
