from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.privacy import (
    ACTIVITY,
    CONTACT,
    EVERYBODY,
    IDENTITY,
    NOT_PERSONAL,
    THE_CARRIERS,
    THE_OFFICES,
    TOLD,
    WHO_CONTROLS,
    WHO_IS_NAMED,
    WHO_KEEPS_THE_HOUSE,
    WRITTEN,
    Declared,
    Processing,
    Retention,
    held,
)

HEARING = Processing(
    code="partecipazione",
    title=_("Proposte e osservazioni"),
    purpose=_(
        "Ascoltare chi vive e lavora nel territorio, rispondere a ogni proposta e dire che cosa ne"
        " è stato."
    ),
    persons=(_("chi scrive una proposta, e chi vi è nominato"), WHO_IS_NAMED),
    basis=_(
        "Compito di interesse pubblico (art. 6, par. 1, lett. e GDPR; art. 2-ter Codice privacy):"
        " L. 328/2000 artt. 1, 6, 8 e 19; L. 241/1990 artt. 9 e 10."
    ),
    special_basis=_(
        "Interesse pubblico rilevante (art. 9, par. 2, lett. g GDPR; art. 2-sexies, c. 2, lett. s"
        " Codice privacy): attività socio-assistenziali. Nessun campo lo chiede, ma chi scrive può"
        " dire della propria salute o di quella di un familiare."
    ),
    origin=_("Li scrive la persona stessa, o l'ufficio per lei; a volte un questionario."),
    recipients=(THE_OFFICES, EVERYBODY, THE_CARRIERS, WHO_CONTROLS, WHO_KEEPS_THE_HOUSE),
    retention=Retention(
        _(
            "Senza termine il numero, il testo e la risposta. Nome e recapiti di chi ha scritto si"
            " tolgono quando lo chiede, con gli allegati e con il testo e l'indirizzo delle lettere"
            " che ha ricevuto, e se serve si riscrive il testo. Una proposta dal sito che nessuno"
            " conferma si cancella dopo sette giorni, con le lettere e gli allegati; un"
            " questionario che nessuno importa, dopo un mese; il testo che si sta scrivendo, senza"
            " nome né indirizzo, resta al più otto ore."
        )
    ),
    measures=(
        _("Il nome si pubblica solo se chi scrive lo vuole; i recapiti mai."),
        _("Il testo si pubblica quando l'ufficio lo ammette, in un testo a parte se vi sono dati."),
        _("Del codice per seguire la proposta si conserva solo un'impronta."),
    ),
)
# What the office writes of it, and the moments of it, are not of the person.
LIFE = "id key area consultation occasion year number sort channel group kind author_kind"
LIFE += " organisation named_in_public written_at received_at answer_due_on state merged_into"
LIFE += " state_before answered_on outcome withdrawn_on row_mark"
DECLARED = Declared(
    processings=(HEARING,),
    models={
        "Consultation": NOT_PERSONAL,
        "Phase": NOT_PERSONAL,
        "Aim": NOT_PERSONAL,
        "Subscription": NOT_PERSONAL,
        "Occasion": NOT_PERSONAL,
        "OccasionAid": NOT_PERSONAL,
        "OccasionPresence": NOT_PERSONAL,
        "Contribution": held(
            HEARING, {TOLD: "title text public_text search", IDENTITY: "code_hash"}, plain=LIFE
        ),
        "Author": held(
            HEARING,
            {
                IDENTITY: "given_name family_name group_name search",
                CONTACT: "email phone address wants_answer_by",
            },
            plain="id key contribution removed_on",
        ),
        "ContributionFile": held(
            HEARING, {TOLD: "file name"}, plain="id key contribution removed_on"
        ),
        "Batch": held(
            HEARING,
            {TOLD: "rows", ACTIVITY: "user arrived_on entered_on"},
            plain="id key area consultation occasion name columns mapping left_out",
        ),
        "Backing": NOT_PERSONAL,
        "Discussion": held(
            HEARING, {WRITTEN: "summary"}, plain="id key contribution item occasion day"
        ),
        "Reply": held(
            HEARING,
            {WRITTEN: "text", IDENTITY: "signed_by"},
            plain="id key contribution outcome answered_on",
        ),
        "Telling": held(
            HEARING, {ACTIVITY: "message told_how told_on"}, plain="id key reply contribution"
        ),
        "Moderation": held(
            HEARING, {WRITTEN: "reason"}, plain="id key contribution hidden_on shown_again_on"
        ),
    },
)
