from django.urls import path

from raccordo.web.office import journal, mandates, persons, post, privacy

app_name = "office"
urlpatterns = [
    path("incarichi/", mandates.mandates, name="mandates"),
    path("incarichi/nuovo/", mandates.give, name="mandate_give"),
    path("incarichi/<uuid:key>/cessa/", mandates.end, name="mandate_end"),
    path("persone/", persons.persons, name="persons"),
    path("persone/<uuid:key>/invita/", persons.invite, name="person_invite"),
    path("persone/nuova/", persons.open_person, name="person_open"),
    path("persone/<uuid:key>/codice/", persons.person_code, name="person_code"),
    path("persone/<uuid:key>/chiudi/", persons.close_person, name="person_close"),
    path("persone/<uuid:key>/riapri/", persons.reopen_person, name="person_reopen"),
    path("registro/", journal.journal, name="journal"),
    path("registro/verifica/", journal.verify, name="journal_verify"),
    path("trattamenti/", privacy.register, name="privacy"),
    path("trattamenti/registro.<str:ending>", privacy.register_paper, name="privacy_paper"),
    path("posta/", post.outbox, name="outbox"),
    path("posta/<uuid:key>/", post.message_page, name="message"),
    path("posta/<uuid:key>/ricevuta/", post.receipt, name="message_receipt"),
    path("posta/<uuid:key>/decidi/", post.decide, name="message_decide"),
    path("posta/<uuid:key>/file/<uuid:file>/", post.receipt_file, name="message_file"),
    path("posta/<uuid:key>/allegati/<uuid:file>/", post.attachment_file, name="message_attachment"),
]
