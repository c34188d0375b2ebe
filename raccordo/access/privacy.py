from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.privacy import (
    ARCHIVES,
    BELONGING,
    CONTACT,
    NOT_PERSONAL,
    OFFICE,
    THE_OFFICES,
    WHO_CONTROLS,
    WHO_ENTERS,
    WHO_KEEPS_THE_HOUSE,
    WHO_REPRESENTS,
    Declared,
    Processing,
    Retention,
    held,
)

MANDATES = Processing(
    code="incarichi",
    title=_("Incarichi e collegamenti personali"),
    purpose=_(
        "Stabilire chi può fare che cosa, per quale ente e fino a quando, e far rispondere un ente"
        " dal messaggio che ha ricevuto."
    ),
    persons=(WHO_ENTERS, WHO_REPRESENTS),
    basis=_(
        "Compito di interesse pubblico (art. 6, par. 1, lett. e GDPR; art. 2-ter Codice privacy);"
        " istruzioni a chi tratta i dati (art. 29 GDPR; art. 2-quaterdecies Codice privacy)."
    ),
    special_basis=_(
        "Interesse pubblico rilevante (art. 9, par. 2, lett. g GDPR; art. 2-sexies, c. 2, lett. o,"
        " r e dd Codice privacy): rapporti con enti del Terzo settore, enti religiosi e sindacati."
    ),
    origin=_("Gli atti che danno l'incarico e gli indirizzi degli enti."),
    recipients=(THE_OFFICES, WHO_CONTROLS, WHO_KEEPS_THE_HOUSE),
    retention=Retention(
        _("Senza termine: un incarico finito resta con le sue date, e non apre più nulla."),
        ARCHIVES,
    ),
)

DECLARED = Declared(
    processings=(MANDATES,),
    models={
        "Mandate": held(
            MANDATES,
            {
                OFFICE: "holder role area act since until revoked_on",
                BELONGING: "organisation holding",
            },
            plain="id key",
        ),
        "Filing": NOT_PERSONAL,
        "Link": held(
            MANDATES,
            {CONTACT: "sent_to"},
            plain="id key since until organisation area revoked_on",
        ),
    },
)
