from __future__ import annotations

from raccordo.foundation.privacy import NOT_PERSONAL, Declared

# Places and their history: nobody is in them.
DECLARED = Declared(
    models={
        "Area": NOT_PERSONAL,
        "Slug": NOT_PERSONAL,
        "Denomination": NOT_PERSONAL,
        "Membership": NOT_PERSONAL,
        "Delegation": NOT_PERSONAL,
        "Succession": NOT_PERSONAL,
    }
)
