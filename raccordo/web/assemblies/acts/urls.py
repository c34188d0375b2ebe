from django.urls import path

from raccordo.web.assemblies.acts import entering, signing, standing, views, writing

urlpatterns = [
    path("atti/", views.acts, name="acts"),
    path("atti/nuovo/", entering.enter, name="enter"),
    path("atti/scrivi/", writing.write, name="write"),
    path("atti/organo/", entering.genitive, name="genitive"),
    path("atti/importa/", entering.bring, name="bring"),
    path("atti/importa/modello.csv", entering.model, name="model"),
    path("atti/elenco.xlsx", views.acts_table, name="acts_table"),
    path("atti/<uuid:key>/", views.act_page, name="act"),
    path("atti/<uuid:key>/modifica/", writing.rewrite, name="rewrite"),
    path("atti/<uuid:key>/scarta/", writing.discard, name="discard"),
    path("atti/<uuid:key>/estremi/", standing.complete, name="complete"),
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
