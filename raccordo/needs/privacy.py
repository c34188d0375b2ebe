from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.privacy import (
    ARCHIVES,
    IDENTITY,
    NOT_PERSONAL,
    THE_OFFICES,
    WHO_CONTROLS,
    WHO_KEEPS_THE_HOUSE,
    WRITTEN,
    Declared,
    Processing,
    Retention,
    held,
)

STUDYING = Processing(
    code="studi",
    title=_("Bisogni e studi del territorio"),
    purpose=_("Conoscere i bisogni sociali del territorio, con le prove su cui si fondano."),
    persons=(_("chi firma uno studio"),),
    basis=_(
        "Compito di interesse pubblico (art. 6, par. 1, lett. e GDPR; art. 2-ter Codice privacy):"
        " L. 328/2000 artt. 19 e 21."
    ),
    origin=_("Gli studi stessi, o chi li commissiona."),
    recipients=(THE_OFFICES, WHO_CONTROLS, WHO_KEEPS_THE_HOUSE),
    retention=Retention(_("Senza termine: restano con gli studi."), ARCHIVES),
    measures=(_("Di un bisogno si scrivono dati di insieme: mai di una persona."),),
)
DECLARED = Declared(
    processings=(STUDYING,),
    models={
        "Need": NOT_PERSONAL,
        "Problem": NOT_PERSONAL,
        "Statement": NOT_PERSONAL,
        "SwotItem": NOT_PERSONAL,
        "Finding": NOT_PERSONAL,
        "Evidence": NOT_PERSONAL,
        "Study": held(
            STUDYING,
            {IDENTITY: "author"},
            plain="id key area title question covers_from covers_to method sources done_on search",
        ),
        "StudyFile": held(STUDYING, {WRITTEN: "file name title"}, plain="id key study added_on"),
    },
)
