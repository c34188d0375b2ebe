from django.urls import path

from raccordo.web.public import following, views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("accessibilita/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("partecipazione/segui/", following.follow, name="follow"),
    path("fonti/", views.sources, name="sources"),
]
