from django.urls import path

from raccordo.web.assemblies import signing, standing, views

app_name = "assemblies"
urlpatterns = [
    path("atti/", views.acts, name="acts"),
    path("atti/nuovo/", views.enter, name="enter"),
    path("atti/scrivi/", views.write, name="write"),
    path("atti/importa/", views.bring, name="bring"),
    path("atti/importa/modello.csv", views.model, name="model"),
    path("atti/elenco.xlsx", views.acts_table, name="acts_table"),
    path("atti/<uuid:key>/", views.act_page, name="act"),
    path("atti/<uuid:key>/modifica/", views.rewrite, name="rewrite"),
    path("atti/<uuid:key>/anteprima/", signing.preview, name="preview"),
    path("atti/<uuid:key>/prepara/", signing.fix, name="fix"),
    path("atti/<uuid:key>/bozza/", signing.reopen, name="reopen"),
    path("atti/<uuid:key>/firmato/", signing.signed, name="signed"),
    path("atti/<uuid:key>/protocollo/", signing.protocol, name="protocol"),
    path("atti/<uuid:key>/albo/", signing.publish, name="publish"),
    path("atti/<uuid:key>/efficacia/", standing.change, name="standing"),
    path("atti/<uuid:key>/pareri/", standing.opinion, name="opinion"),
    path("atti/<uuid:key>/allegati/", standing.attach, name="attach"),
    path("atti/<uuid:key>/file/<uuid:file>/", views.act_file, name="file"),
]
