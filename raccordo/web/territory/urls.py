from django.urls import path

from raccordo.web.territory import views

app_name = "territory"
urlpatterns = [
    path("territorio/", views.overview, name="overview"),
    path("territorio/nuova/", views.new_area, name="new"),
    path("territorio/<slug:slug>/", views.area_page, name="area"),
    path("territorio/<slug:slug>/comuni/", views.members_table, name="members"),
    path("territorio/<slug:slug>/nome/", views.rename, name="rename"),
    path("territorio/<slug:slug>/deleghe/", views.new_delegation, name="delegate"),
    path(
        "territorio/<slug:slug>/deleghe/<uuid:key>/fine/",
        views.delegation_end,
        name="end_delegation",
    ),
]
