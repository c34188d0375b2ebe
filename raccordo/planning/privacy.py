from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.privacy import (
    ACTIVITY,
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

PLANNING = Processing(
    code="piano",
    title=_("Piano sociale e sua gestione"),
    purpose=_("Scrivere il piano sociale, gestirne le azioni e sapere chi ne risponde."),
    persons=(_("chi lavora al piano e chi è responsabile di un procedimento"),),
    basis=_(
        "Compito di interesse pubblico (art. 6, par. 1, lett. e GDPR; art. 2-ter Codice privacy):"
        " L. 328/2000 art. 19; L. 241/1990 artt. 4-6."
    ),
    origin=_("L'ufficio stesso."),
    recipients=(THE_OFFICES, WHO_CONTROLS, WHO_KEEPS_THE_HOUSE),
    retention=Retention(_("Senza termine: restano con il piano."), ARCHIVES),
    measures=(_("Del piano si scrivono dati di insieme: mai di una persona assistita."),),
)
DECLARED = Declared(
    processings=(PLANNING,),
    models={
        "PlanTemplate": NOT_PERSONAL,
        "Plan": NOT_PERSONAL,
        "PlanAct": NOT_PERSONAL,
        "ColumnMap": NOT_PERSONAL,
        "Objective": NOT_PERSONAL,
        "Origin": NOT_PERSONAL,
        "Action": NOT_PERSONAL,
        "Supply": NOT_PERSONAL,
        "Staffing": NOT_PERSONAL,
        "Partner": NOT_PERSONAL,
        "Integration": NOT_PERSONAL,
        "Risk": NOT_PERSONAL,
        "Stage": NOT_PERSONAL,
        "ActionFile": NOT_PERSONAL,
        "Measure": NOT_PERSONAL,
        "Target": NOT_PERSONAL,
        "ProcedureStep": NOT_PERSONAL,
        "Contract": NOT_PERSONAL,
        "Section": held(
            PLANNING,
            {ACTIVITY: "written_at written_by"},
            plain="id key plan parent position code title guidance mandatory shows text state",
        ),
        "Remark": held(
            PLANNING,
            {ACTIVITY: "made_by made_on", WRITTEN: "text answer"},
            plain="id key section occasion state answered_on",
        ),
        "Procedure": held(PLANNING, {IDENTITY: "officer"}, plain="id key action form title"),
    },
)
