from django.urls import path

from raccordo.web.public import confirming, consulting, following, views, writing

app_name = "public"
VOICES = "partecipazione/"
urlpatterns = [
    path("", views.home, name="home"),
    path("accessibilita/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("fonti/", views.sources, name="sources"),
    path(VOICES, consulting.consultations, name="consultations"),
    path(VOICES + "segui/", following.follow, name="follow"),
    path(VOICES + "conferma/<str:token>/", confirming.confirm, name="confirm"),
    path(VOICES + "proposte/<uuid:key>/", consulting.proposal, name="proposal"),
    path(VOICES + "<slug:slug>/", consulting.consultation, name="consultation"),
    path(VOICES + "<slug:slug>/proposte/", consulting.proposals, name="proposals"),
    path(VOICES + "<slug:slug>/proponi/", writing.propose, name="propose"),
    path(VOICES + "<slug:slug>/proponi/bozza/", writing.keep_draft, name="propose_draft"),
    path(VOICES + "<slug:slug>/inviata/", writing.sent, name="sent"),
]
