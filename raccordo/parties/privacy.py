from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.privacy import (
    ACTIVITY,
    ARCHIVES,
    BELONGING,
    CONTACT,
    EVERYBODY,
    IDENTITY,
    NOT_PERSONAL,
    OFFICE,
    SIGN_IN,
    THE_OFFICES,
    WHO_KEEPS_THE_HOUSE,
    WHO_REPRESENTS,
    WHO_WORKS_ALONE,
    WRITTEN,
    Declared,
    Processing,
    Retention,
    held,
)

PARTIES = Processing(
    code="soggetti",
    title=_("Soggetti del territorio e loro rappresentanti"),
    purpose=_(
        "Sapere quali enti hanno parte nel piano sociale, chi li rappresenta e come raggiungerli."
    ),
    persons=(WHO_REPRESENTS, WHO_WORKS_ALONE),
    basis=_(
        "Compito di interesse pubblico (art. 6, par. 1, lett. e GDPR; art. 2-ter Codice privacy):"
        " L. 328/2000 artt. 1, 6, 8 e 19; D.Lgs 117/2017 art. 55."
    ),
    special_basis=_(
        "Interesse pubblico rilevante (art. 9, par. 2, lett. g GDPR; art. 2-sexies, c. 2, lett. o,"
        " r e dd Codice privacy): rapporti con enti del Terzo settore, enti religiosi e sindacati."
    ),
    origin=_(
        "Li danno gli enti e le persone stesse; gli atti di nomina; gli elenchi pubblici (IPA,"
        " RUNTS), da cui di chi rappresenta un ente non pubblico non si prende il nome."
    ),
    recipients=(THE_OFFICES, EVERYBODY, WHO_KEEPS_THE_HOUSE),
    retention=Retention(
        _(
            "Senza termine: una carica finita resta con le sue date, perché gli atti di allora si"
            " capiscano. Si toglie solo ciò che era stato scritto per errore."
        ),
        ARCHIVES,
    ),
)
# What was not taken of a list goes when the rest has entered; the file stays, as it came.
LIST = Retention(
    _(
        "Le righe lette si cancellano quando l'elenco è importato o scartato; il file resta"
        " nell'archivio."
    )
)

DECLARED = Declared(
    processings=(PARTIES,),
    models={
        "Organisation": held(
            PARTIES,
            {IDENTITY: "name tax_code search", CONTACT: "pec email phone address website"},
            plain="id key kind ipa_code area about volunteers staff places runts_section"
            " runts_number runts_since confirmed_on closed_on",
        ),
        "Representative": held(
            PARTIES,
            {
                IDENTITY: "given_name family_name search",
                CONTACT: "email phone",
                SIGN_IN: "user",
            },
            plain="id key",
        ),
        "Office": NOT_PERSONAL,
        "Holding": held(
            PARTIES,
            {
                OFFICE: "holder quality since until act ended_by source confirmed_on",
                BELONGING: "office",
            },
            plain="id key",
        ),
        "Proxy": held(
            PARTIES,
            {OFFICE: "delegate subject since until act revoked_on", BELONGING: "holding"},
            plain="id key",
        ),
        "Election": NOT_PERSONAL,
        "Work": NOT_PERSONAL,
        "Stake": NOT_PERSONAL,
        "Agreement": NOT_PERSONAL,
        "CardChange": held(
            PARTIES,
            {CONTACT: "facts", WRITTEN: "note reason"},
            plain="id key organisation proposed_on state decided_on",
        ),
        "Intake": held(PARTIES, {IDENTITY: "rows", WRITTEN: "file name"}, retention=LIST)
        | held(
            PARTIES,
            {ACTIVITY: "user arrived_on entered_on"},
            plain="id key form unread with_holders left_out",
        ),
    },
)
