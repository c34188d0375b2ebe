from django.urls import path

from raccordo.web.voices.becoming import views

urlpatterns = [
    path("bisogni/<uuid:key>/voce/", views.need_voice, name="need_voice"),
    path("proposte/<uuid:key>/bisogno/", views.proposal_need, name="proposal_need"),
    path("proposte/<uuid:key>/bisogno/nuovo/", views.proposal_need_new, name="proposal_need_new"),
    path("legami/<uuid:key>/togli/", views.backing_drop, name="need_backing_drop"),
]
