from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.privacy import (
    ACTIVITY,
    ARCHIVES,
    CONTACT,
    THE_CARRIERS,
    THE_OFFICES,
    WHO_ENTERS,
    WHO_IS_NAMED,
    WHO_IS_WRITTEN_TO,
    WHO_KEEPS_THE_HOUSE,
    WRITTEN,
    Declared,
    Personal,
    Processing,
    Retention,
    Table,
    held,
)

LETTERS = Processing(
    code="posta",
    title=_("Posta e avvisi"),
    purpose=_("Convocare, chiedere, avvisare e poter provare che cosa è partito e a chi."),
    persons=(WHO_IS_WRITTEN_TO, WHO_IS_NAMED),
    basis=_(
        "Compito di interesse pubblico (art. 6, par. 1, lett. e GDPR; art. 2-ter Codice privacy):"
        " comunicazioni fra amministrazioni e con gli enti (artt. 6, 47 e 48 CAD)."
    ),
    origin=_("Gli indirizzi sono quelli delle utenze, degli enti e di chi li rappresenta."),
    recipients=(THE_OFFICES, THE_CARRIERS, WHO_KEEPS_THE_HOUSE),
    retention=Retention(
        _(
            "Senza termine: il programma non elimina messaggi né ricevute. Di una lettera a chi"
            " chiede di togliere i suoi dati restano il giorno e l'esito dell'invio, senza"
            " destinatario né testo; quelle di una proposta mai confermata si eliminano con essa."
        ),
        ARCHIVES,
    ),
)
# An ended job that a person asked for is hers; those that nobody asked for go after thirty days.
DESK = Processing(
    code="scrivania",
    title=_("Bozze e lavorazioni"),
    purpose=_("Non perdere quello che si sta scrivendo e dire a che punto è un lavoro richiesto."),
    persons=(WHO_ENTERS,),
    basis=_(
        "Compito di interesse pubblico (art. 6, par. 1, lett. e GDPR; art. 2-ter Codice privacy):"
        " svolgimento del lavoro d'ufficio."
    ),
    origin=_("Li scrive la persona stessa, o il programma mentre lavora per lei."),
    recipients=(_("la sola persona che scrive o ha chiesto il lavoro"), WHO_KEEPS_THE_HOUSE),
    retention=Retention(
        _(
            "Le lavorazioni chieste da una persona restano con il loro esito; quelle avviate dal"
            " programma si cancellano dopo trenta giorni."
        )
    ),
)
THIRTY_DAYS = Retention(
    _("Fino all'invio, e al più trenta giorni dall'ultima modifica: poi si cancella.")
)
AFTER_THIRTY_DAYS = Retention(_("Trenta giorni dalla fine del lavoro: poi si cancella."))

DECLARED = Declared(
    processings=(LETTERS, DESK),
    models={
        "Message": held(
            LETTERS,
            {
                CONTACT: "recipients reached trouble",
                WRITTEN: "subject body",
                ACTIVITY: "once written_at left_at",
            },
            plain="id key chain channel state not_before attempts",
        ),
        "Attachment": held(LETTERS, {WRITTEN: "file name"}, plain="id message"),
        "Receipt": held(LETTERS, {CONTACT: "file name"}, plain="id key message kind on"),
        "Notice": held(
            LETTERS,
            {WRITTEN: "text", ACTIVITY: "once user link written_at read_at"},
            plain="id key",
        ),
        "Job": held(
            DESK,
            {ACTIVITY: "title facts user asked_at outcome", WRITTEN: "result result_name"},
            plain="id key kind state beat_at done total stop_asked",
        ),
        "Draft": held(
            DESK,
            {WRITTEN: "content", ACTIVITY: "user page saved_at"},
            plain="id",
            retention=THIRTY_DAYS,
        ),
    },
    tables={
        "django_tasks_database_dbtaskresult": Table(
            _("coda delle lavorazioni"), (Personal(ACTIVITY, DESK, AFTER_THIRTY_DAYS),)
        ),
    },
)
