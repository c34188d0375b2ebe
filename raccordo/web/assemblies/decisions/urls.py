from django.urls import path

from raccordo.web.assemblies.decisions import views

urlpatterns = [
    path("decisioni/", views.decisions, name="decisions"),
    path("decisioni/elenco.xlsx", views.decisions_table, name="decisions_table"),
]
