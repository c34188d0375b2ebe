from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.privacy import (
    ACTIVITY,
    NOT_PERSONAL,
    OFFICE,
    WHO_CONTROLS,
    WHO_ENTERS,
    WHO_IS_NAMED,
    WHO_KEEPS_THE_HOUSE,
    Declared,
    Processing,
    Retention,
    held,
)

REGISTER = Processing(
    code="registro",
    title=_("Registro delle operazioni"),
    purpose=_(
        "Sapere chi ha fatto che cosa, quando e per conto di chi: a tutela di tutti, e per"
        " dimostrare che le regole sono rispettate."
    ),
    persons=(WHO_ENTERS, WHO_IS_NAMED),
    basis=_(
        "Obbligo di legge (art. 6, par. 1, lett. c GDPR: artt. 5, par. 2, e 32 GDPR) e compito di"
        " interesse pubblico (lett. e); provvedimento del Garante del 27 novembre 2008 sugli"
        " amministratori di sistema."
    ),
    origin=_("Lo scrive il programma, a ogni operazione e a ogni accesso."),
    recipients=(
        _("chi ha l'incarico di leggere il registro, per la propria area"),
        WHO_KEEPS_THE_HOUSE,
        WHO_CONTROLS,
    ),
    retention=Retention(
        _("Quanto gli atti e le operazioni di cui dà conto: nessuna riga si può togliere."),
        _("Il Garante chiede almeno sei mesi per gli accessi (provv. 27 novembre 2008)."),
    ),
    measures=(_("La base dati rifiuta modifiche; ogni riga porta l'impronta della precedente."),),
)

DECLARED = Declared(
    processings=(REGISTER,),
    models={
        "Entry": held(
            REGISTER,
            {ACTIVITY: "user at what subject purpose request_id details", OFFICE: "acting"},
            plain="id chain seq prev hash",
        ),
        "ChainHead": NOT_PERSONAL,
        "Seal": NOT_PERSONAL,
    },
)
