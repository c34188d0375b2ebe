from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.privacy import (
    ACTIVITY,
    ARCHIVES,
    EVERYBODY,
    IDENTITY,
    NOT_PERSONAL,
    SIGNATURE,
    THE_OFFICES,
    WHO_CONTROLS,
    WHO_IS_NAMED,
    WHO_KEEPS_THE_HOUSE,
    WHO_SIGNS,
    WRITTEN,
    Declared,
    Processing,
    Retention,
    held,
)

ACTS = Processing(
    code="atti",
    title=_("Atti, pareri e firme"),
    purpose=_("Formare, firmare, pubblicare e conservare gli atti dell'ambito e dei suoi organi."),
    persons=(WHO_SIGNS, WHO_IS_NAMED),
    basis=_(
        "Compito di interesse pubblico e obbligo di legge (art. 6, par. 1, lett. e e c GDPR; art."
        " 2-ter Codice privacy): L. 328/2000, L. 241/1990, D.Lgs 267/2000, D.P.R. 445/2000, CAD."
    ),
    origin=_("Gli atti stessi, i certificati delle firme, chi li scrive e chi li registra."),
    recipients=(
        THE_OFFICES,
        EVERYBODY,
        _("chi ha diritto di accedere ai documenti (L. 241/1990, D.Lgs 33/2013)"),
        WHO_CONTROLS,
        WHO_KEEPS_THE_HOUSE,
    ),
    retention=Retention(
        _(
            "Senza termine. Una bozza che non ha mai avuto un numero si può scartare: se ne"
            " cancella il testo, e nel registro resta che c'era."
        ),
        ARCHIVES,
    ),
)

DECLARED = Declared(
    processings=(ACTS,),
    models={
        "Organ": NOT_PERSONAL,
        "Act": held(
            ACTS,
            {WRITTEN: "subject text search"},
            plain="id key organ kind number date spends made_here stage state enforceability"
            " enforceable_from protocol_number protocol_date published_from published_until source",
        ),
        "Standing": held(ACTS, {WRITTEN: "reason"}, plain="id act state since by_act"),
        "Opinion": held(
            ACTS,
            {IDENTITY: "given_by", ACTIVITY: "favourable on", WRITTEN: "note"},
            plain="id act kind",
        ),
        "ActFile": held(ACTS, {WRITTEN: "file name title"}, plain="id key act purpose added_on"),
        "Signature": held(
            ACTS,
            {SIGNATURE: "name organisation issuer serial signed_at"},
            plain="id file format intact certificate_valid",
        ),
    },
)
