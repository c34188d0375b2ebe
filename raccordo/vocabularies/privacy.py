from __future__ import annotations

from raccordo.foundation.privacy import NOT_PERSONAL, Declared

# Words of the law: nobody is in them.
DECLARED = Declared(models={"Catalogue": NOT_PERSONAL, "Term": NOT_PERSONAL})
