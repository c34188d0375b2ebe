from django.urls import path

from raccordo.web.desk import cards, signing
from raccordo.web.desk.requests import (
    answering,
    asking,
    by_link,
    collected,
    following,
    judging,
    sending,
)

OURS, OF_ONE = "richieste-dati/", "richieste-dati/enti/<uuid:key>/"
DATA = f"{OURS}<uuid:key>/dati/"
GIVEN, BY_LINK = "dati-da-inviare/<uuid:key>/", "risposte/<str:token>/"
urlpatterns = [
    path(OURS, asking.requests, name="requests"),
    path(f"{OURS}nuova/", asking.new, name="request_new"),
    path(f"{OURS}<uuid:key>/", following.request_page, name="request"),
    path(f"{OURS}<uuid:key>/modifica/", asking.change, name="request_change"),
    path(f"{OURS}<uuid:key>/domande/", asking.questions, name="request_questions"),
    path(f"{OURS}<uuid:key>/elimina/", asking.discard, name="request_discard"),
    path(f"{OURS}<uuid:key>/invia/", sending.send, name="request_send"),
    path(f"{OURS}<uuid:key>/sollecita/", sending.remind, name="request_remind"),
    path(f"{OURS}<uuid:key>/chiudi/", following.close, name="request_close"),
    path(f"{OURS}<uuid:key>/riapri/", following.reopen, name="request_reopen"),
    path(f"{OURS}<uuid:key>/risposte.xlsx", following.table, name="request_table"),
    path(f"{DATA}<uuid:collected>/", collected.dataset, name="request_dataset"),
    path(f"{DATA}<uuid:collected>/pubblica/", collected.publish, name="request_publish"),
    path(f"{DATA}<uuid:collected>/togli/", collected.withdraw, name="request_withdraw"),
    path("dati-raccolti/<uuid:collected>.csv", collected.public_dataset, name="collected"),
    path(OF_ONE, judging.answer_page, name="request_answer"),
    path(f"{OF_ONE}bozza/", judging.keep, name="request_answer_keep"),
    path(f"{OF_ONE}foglio.xlsx", judging.sheet, name="request_answer_sheet"),
    path(f"{OF_ONE}file/", judging.file, name="request_answer_file"),
    path(f"{OF_ONE}rimanda/", judging.back, name="request_answer_back"),
    path(f"{OF_ONE}accetta/", judging.accept, name="request_answer_accept"),
    path(f"{OF_ONE}collegamento/revoca/", judging.revoke, name="request_answer_revoke"),
    path(f"{OF_ONE}collegamento/invia/", judging.send_link, name="request_answer_link"),
    path(GIVEN, answering.answer_page, name="answer"),
    path(f"{GIVEN}bozza/", answering.keep, name="answer_keep"),
    path(f"{GIVEN}foglio.xlsx", answering.sheet, name="answer_sheet"),
    path(BY_LINK, by_link.place, name="link"),
    path(f"{BY_LINK}nuovo/", by_link.again, name="link_again"),
    path(f"{BY_LINK}scheda/", cards.by_link_card, name="link_card"),
    path(f"{BY_LINK}scheda/conferma/", cards.by_link_confirm, name="link_card_confirm"),
    path(f"{BY_LINK}firma/<uuid:key>/", signing.link_sign, name="link_sign"),
    path(f"{BY_LINK}firma/<uuid:key>/testo/", signing.link_sign_text, name="link_sign_text"),
    path(f"{BY_LINK}<uuid:key>/", by_link.answer_page, name="link_answer"),
    path(f"{BY_LINK}<uuid:key>/bozza/", by_link.keep, name="link_keep"),
    path(f"{BY_LINK}<uuid:key>/foglio.xlsx", by_link.sheet, name="link_sheet"),
]
