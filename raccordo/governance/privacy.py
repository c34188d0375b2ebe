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
    WHO_CONTROLS,
    WHO_ENTERS,
    WHO_IS_NAMED,
    WHO_KEEPS_THE_HOUSE,
    WHO_REPRESENTS,
    WRITTEN,
    Declared,
    Processing,
    Retention,
    held,
)

ASSEMBLIES = Processing(
    code="organismi",
    title=_("Organismi, sedute e verbali"),
    purpose=_(
        "Comporre gli organismi del piano, convocarli, registrarne presenze e voti, verbalizzare e"
        " pubblicare."
    ),
    persons=(WHO_REPRESENTS, WHO_IS_NAMED),
    basis=_(
        "Compito di interesse pubblico e obbligo di legge (art. 6, par. 1, lett. e e c GDPR; art."
        " 2-ter Codice privacy): L. 328/2000 artt. 1, 8 e 19; D.Lgs 267/2000 artt. 30, 34 e 38;"
        " L. 241/1990; D.Lgs 33/2013."
    ),
    special_basis=_(
        "Interesse pubblico rilevante (art. 9, par. 2, lett. g GDPR; art. 2-sexies, c. 2, lett. f,"
        " o, r e dd Codice privacy): verbali di organi collegiali, rapporti con enti del Terzo"
        " settore, enti religiosi e sindacati."
    ),
    origin=_("Gli atti di nomina, gli enti che designano, e ciò che accade nelle sedute."),
    recipients=(THE_OFFICES, EVERYBODY, WHO_CONTROLS, WHO_KEEPS_THE_HOUSE),
    retention=Retention(
        _("Senza termine: titolarità, presenze, voti e verbali restano con le loro date."), ARCHIVES
    ),
    measures=(
        _("Di uno scrutinio segreto si conserva solo il conteggio."),
        _("Il verbale si pubblica in un testo a parte, con gli omissis, dopo l'approvazione."),
    ),
)
DUTIES = Processing(
    code="scadenze",
    title=_("Scadenzario"),
    purpose=_("Fare in tempo ciò che la legge e l'ufficio chiedono, e sapere chi se ne occupa."),
    persons=(WHO_ENTERS,),
    basis=_(
        "Compito di interesse pubblico (art. 6, par. 1, lett. e GDPR; art. 2-ter Codice privacy):"
        " organizzazione dell'ufficio e termini dei procedimenti (L. 241/1990 artt. 2, 4 e 5)."
    ),
    origin=_("Le scrivono l'ufficio e la persona stessa."),
    recipients=(
        _("chi lavora nell'ufficio, per la propria area"),
        _("il programma di calendario che la persona sceglie, se ne chiede l'indirizzo"),
        WHO_KEEPS_THE_HOUSE,
    ),
    retention=Retention(
        _(
            "Senza termine, perché danno conto del lavoro fatto. Si cancellano i promemoria di una"
            " scadenza che cambia giorno o si riapre, e un'assenza tolta prima che cominci."
        ),
        ARCHIVES,
    ),
    measures=(_("Di un'assenza si scrivono le date e chi sostituisce, mai il motivo."),),
)
WHILE_WANTED = Retention(_("Finché la persona lo vuole: quando lo toglie si cancella."))
COLLECTING = Processing(
    code="richieste",
    title=_("Richieste di dati agli enti"),
    purpose=_("Chiedere agli enti dati di insieme, per il profilo sociale e per il piano."),
    persons=(_("chi compila le risposte per il proprio ente"),),
    basis=_(
        "Compito di interesse pubblico (art. 6, par. 1, lett. e GDPR; art. 2-ter Codice privacy):"
        " L. 328/2000 artt. 19 e 21."
    ),
    origin=_("Li scrive chi risponde per l'ente."),
    recipients=(THE_OFFICES, WHO_KEEPS_THE_HOUSE),
    retention=Retention(_("Senza termine, con la risposta dell'ente."), ARCHIVES),
    measures=(_("Si chiedono totali, mai dati di singole persone assistite."),),
)

DECLARED = Declared(
    processings=(ASSEMBLIES, DUTIES, COLLECTING),
    models={
        "Body": NOT_PERSONAL,
        "Regulation": NOT_PERSONAL,
        "Seat": NOT_PERSONAL,
        "Seating": held(
            ASSEMBLIES,
            {
                OFFICE: "part person since until act ended_by source mandate revoked_on",
                BELONGING: "seat organisation",
            },
            plain="id key",
        ),
        "Designation": held(
            ASSEMBLIES,
            {WRITTEN: "text record", OFFICE: "seating"},
            plain="id key seat state called_on candidacies_until choice_until",
        ),
        "Candidacy": held(
            ASSEMBLIES,
            {
                OFFICE: "person presented_on withdrawn_on",
                BELONGING: "organisation",
                WRITTEN: "note",
            },
            plain="id key designation",
        ),
        "Preference": held(
            ASSEMBLIES, {OFFICE: "candidacy"}, plain="id designation organisation said_on"
        ),
        "Sitting": held(
            ASSEMBLIES,
            {IDENTITY: "chair chairs secretary", WRITTEN: "notice urgency outcome"},
            plain="id key body number held_on first_call second_call place link state regulation"
            " rulebook weighed_by convened_on convocations call opened_at closed_at",
        ),
        "AgendaItem": held(
            ASSEMBLIES,
            {IDENTITY: "rapporteur", WRITTEN: "title search note told"},
            plain="id key sitting position sort matter secret resolution approves outcome"
            " admitted_at",
        ),
        "SittingFile": held(
            ASSEMBLIES, {WRITTEN: "file name title"}, plain="id key sitting item added_on"
        ),
        "Attendance": held(
            ASSEMBLIES,
            {
                IDENTITY: "summoned name",
                ACTIVITY: "sitting how stand_in came_at left_at",
                BELONGING: "seat title",
            },
            plain="id key weight votes presides position",
        ),
        "Summons": held(
            ASSEMBLIES,
            {CONTACT: "message", ACTIVITY: "attendance"},
            plain="id key convocation copy",
        ),
        "Ballot": held(
            ASSEMBLIES,
            {WRITTEN: "question"},
            plain="id key item number purpose secret state opened_at closed_at tally valid carried"
            " reasons",
        ),
        "Vote": held(
            ASSEMBLIES,
            {IDENTITY: "name", ACTIVITY: "attendance choice cast_at"},
            plain="id ballot",
        ),
        "TextModel": NOT_PERSONAL,
        "Minutes": held(
            ASSEMBLIES,
            {WRITTEN: "approved_file public_file"},
            plain="id key sitting state circulated_on approved_in approved_on published_on",
        ),
        "MinutesPart": held(
            ASSEMBLIES, {WRITTEN: "title text public_text"}, plain="id key minutes item position"
        ),
        "Remark": held(
            ASSEMBLIES,
            {WRITTEN: "text answer", ACTIVITY: "attendance made_on"},
            plain="id key minutes",
        ),
        "DutyRule": NOT_PERSONAL,
        "Duty": held(
            DUTIES,
            {
                ACTIVITY: "owner owner_before passing state done_on",
                WRITTEN: "title description proof file file_name search",
            },
            plain="id key area sort due_on rule turn organisation body sitting act",
        ),
        "Absence": held(DUTIES, {ACTIVITY: "user substitute since until"}, plain="id key"),
        "Reminder": held(DUTIES, {ACTIVITY: "duty about user step given_on"}, plain="id"),
        "Feed": held(DUTIES, {SIGN_IN: "key user since"}, plain="id", retention=WHILE_WANTED),
        "DataRequest": held(
            COLLECTING,
            {IDENTITY: "wanted_by"},
            plain="id key area title introduction subject year due_on questions state sent_on"
            " closed_on",
        ),
        "Collected": NOT_PERSONAL,
        "Answer": held(
            COLLECTING,
            {IDENTITY: "given_by", ACTIVITY: "given_at", WRITTEN: "note file remark"},
            plain="id key request organisation state figures",
        ),
    },
)
