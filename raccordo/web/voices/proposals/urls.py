from django.urls import path

from raccordo.web.voices.proposals import (
    answering,
    importing,
    listing,
    sheet,
    sorting,
    taking,
    withdrawing,
)

ONE = "proposte/<uuid:key>/"
urlpatterns = [
    path("proposte/", listing.proposals, name="proposals"),
    path("proposte/tabella.xlsx", listing.proposals_table, name="proposals_table"),
    path("proposte/importa/", importing.bring, name="proposals_import"),
    path("proposte/importa/<uuid:key>/", importing.preview, name="proposals_import_preview"),
    path(
        "proposte/importa/<uuid:key>/colonne/", importing.columns, name="proposals_import_columns"
    ),
    path("proposte/importa/<uuid:key>/scarta/", importing.discard, name="proposals_import_discard"),
    path("proposte/nuova/", taking.take, name="proposal_take"),
    path(ONE + "codice/", taking.new_code, name="proposal_code"),
    path(ONE + "ricevuta/", taking.printed_receipt, name="proposal_receipt"),
    path(ONE, sheet.proposal, name="proposal"),
    path(ONE + "allegato/<uuid:file>/", sheet.proposal_file, name="proposal_file"),
    path(ONE + "classifica/", sorting.classify, name="proposal_classify"),
    path(ONE + "ente/", sorting.recognise, name="proposal_body"),
    path(ONE + "ammetti/", sorting.accept, name="proposal_admit"),
    path(ONE + "unisci/", sorting.join, name="proposal_merge"),
    path(ONE + "separa/", sorting.part, name="proposal_unmerge"),
    path(ONE + "non-pertinente/", answering.not_pertinent, name="proposal_not_pertinent"),
    path(ONE + "discussa/", answering.discussed, name="proposal_discuss"),
    path(ONE + "rispondi/", answering.reply, name="proposal_answer"),
    path(ONE + "consegnata/<uuid:telling>/", answering.handed, name="proposal_hand"),
    path(ONE + "ritira/", withdrawing.take_back, name="proposal_withdraw"),
    path(ONE + "nascondi/", withdrawing.keep_from_public, name="proposal_hide"),
    path(ONE + "mostra/", withdrawing.show_again, name="proposal_show"),
    path(ONE + "testo-pubblicato/", withdrawing.public_text, name="proposal_public_text"),
    path(ONE + "dati-personali/", withdrawing.forget_person, name="proposal_forget"),
]
