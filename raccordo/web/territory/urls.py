from django.urls import path

from raccordo.web.territory import shaping, views

app_name = "territory"
urlpatterns = [
    path("territorio/", views.overview, name="overview"),
    path("territorio/nuova/", shaping.new_area, name="new"),
    path("territorio/<slug:slug>/", views.area_page, name="area"),
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
