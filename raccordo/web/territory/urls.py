from django.urls import path

from raccordo.web.territory import data, papers, profiles, shaping, views

app_name = "territory"
urlpatterns = [
    path("dati/", data.vintages, name="data"),
    path("dati/carica/", data.bring, name="bring"),
    path("dati/file/<uuid:key>/", data.arrival, name="arrival"),
    path("dati/file/<uuid:key>/conferma/", data.confirm, name="confirm"),
    path("dati/file/<uuid:key>/scarta/", data.discard, name="discard"),
    path("territorio/", views.overview, name="overview"),
    path("territorio/nuova/", shaping.new_area, name="new"),
    path("territorio/profilo/", profiles.list_profile, name="list_profile"),
    path("territorio/profilo/documento/", papers.paper, name="list_paper"),
    path("territorio/profilo/<str:code>/", profiles.indicator, name="list_indicator"),
    path("territorio/profilo.<str:ending>", profiles.profile_file, name="list_profile_file"),
    path(
        "territorio/profilo/<str:code>/<slug:name>.<str:ending>",
        profiles.picture,
        name="list_picture",
    ),
    path("territorio/<slug:slug>/", views.area_page, name="area"),
    path("territorio/<slug:slug>/profilo/", profiles.profile, name="profile"),
    path("territorio/<slug:slug>/profilo/documento/", papers.paper, name="paper"),
    path("territorio/<slug:slug>/profilo/<str:code>/", profiles.indicator, name="indicator"),
    path("territorio/<slug:slug>/profilo.<str:ending>", profiles.profile_file, name="profile_file"),
    path(
        "territorio/<slug:slug>/profilo/<str:code>/<slug:name>.<str:ending>",
        profiles.picture,
        name="picture",
    ),
    path("territorio/<slug:slug>/comuni/", views.members_table, name="members"),
    path("territorio/<slug:slug>/comuni/aggiungi/", shaping.enlarge, name="enlarge"),
    path("territorio/<slug:slug>/comuni/uscita/", shaping.leaving, name="leave"),
    path("territorio/<slug:slug>/atto/", shaping.founding_act, name="found_by_act"),
    path("territorio/<slug:slug>/nome/", shaping.rename, name="rename"),
    path("territorio/<slug:slug>/deleghe/", shaping.new_delegation, name="delegate"),
    path(
        "territorio/<slug:slug>/deleghe/<uuid:key>/fine/",
        shaping.delegation_end,
        name="end_delegation",
    ),
]
