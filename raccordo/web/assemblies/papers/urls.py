from django.urls import path

from raccordo.web.assemblies.papers import minutes, resolutions, steps, texts, views

SITTING, ITEM, MINUTES = "sedute/<uuid:key>/", "punti/<uuid:key>/", "verbali/<uuid:key>/"
urlpatterns = [
    path("modelli/", texts.text_models, name="text_models"),
    path("modelli/nuovo/", texts.text_model_new, name="text_model_new"),
    path("modelli/<uuid:key>/", texts.text_model, name="text_model"),
    path("modelli/<uuid:key>/modifica/", texts.text_model_rewrite, name="text_model_rewrite"),
    path("modelli/<uuid:key>/copia/", texts.text_model_copy, name="text_model_copy"),
    path("modelli/<uuid:key>/accantona/", texts.text_model_end, name="text_model_end"),
    path(SITTING + "convocazione.<str:ending>", views.convocation_paper, name="paper_convocation"),
    path(SITTING + "presenze.<str:ending>", views.attendance_paper, name="paper_attendance"),
    path(SITTING + "foglio-presenze.<str:ending>", views.sheet_to_sign, name="paper_to_sign"),
    path(SITTING + "verbale/", minutes.minutes_begin, name="minutes_begin"),
    path(ITEM + "nota.<str:ending>", views.note_paper, name="paper_note"),
    path(ITEM + "deliberazione/", resolutions.resolution, name="resolution"),
    path(ITEM + "completa/", resolutions.resolution_fill, name="resolution_fill"),
    path("atti/<uuid:key>/bozza.odt", resolutions.draft_odt, name="draft_odt"),
    path("atti/<uuid:key>/riprendi/", resolutions.take_back, name="take_back"),
    path(MINUTES, minutes.minutes_page, name="minutes"),
    path(MINUTES + "verbale.<str:ending>", minutes.minutes_file, name="minutes_file"),
    path(MINUTES + "parti/<uuid:part>/", minutes.minutes_part, name="minutes_part"),
    path(MINUTES + "parti/<uuid:part>/aggiorna/", minutes.minutes_refresh, name="minutes_refresh"),
    path(MINUTES + "invia/", steps.minutes_circulate, name="minutes_circulate"),
    path(MINUTES + "bozza/", steps.minutes_reopen, name="minutes_reopen"),
    path(MINUTES + "osservazioni/", steps.minutes_remark, name="minutes_remark"),
    path(MINUTES + "osservazioni/<uuid:remark>/", steps.minutes_answer, name="minutes_answer"),
    path(MINUTES + "approva/", steps.minutes_approve, name="minutes_approve"),
    path(MINUTES + "pubblica/", steps.minutes_publish, name="minutes_publish"),
    path(MINUTES + "pubblico.pdf", steps.minutes_public_preview, name="minutes_public_preview"),
    path("verbali/pubblicati/<uuid:key>/", steps.published_minutes, name="published_minutes"),
    path(
        "verbali/pubblicati/<uuid:key>/verbale.pdf",
        steps.published_minutes_file,
        name="published_minutes_file",
    ),
]
