from django.urls import path

from raccordo.web.network import changing, elections, importing, offices, views

app_name = "network"
urlpatterns = [
    path("soggetti/", views.organisations, name="organisations"),
    path("soggetti/elenco.xlsx", views.organisations_table, name="table"),
    path("soggetti/nuovo/", changing.add, name="add"),
    path("soggetti/importa/", importing.bring, name="import"),
    path("soggetti/importa/modello.<str:ending>", importing.model, name="import_model"),
    path("soggetti/importa/<uuid:key>/", importing.preview, name="import_preview"),
    path("soggetti/importa/<uuid:key>/scarta/", importing.discard, name="import_discard"),
    path("soggetti/elezioni/", elections.elections, name="elections"),
    path("soggetti/cariche-da-confermare/", elections.to_confirm, name="to_confirm"),
    path("soggetti/cariche/<uuid:key>/titolare/", offices.hold, name="office_hold"),
    path("soggetti/titolari/<uuid:key>/fine/", offices.end, name="holding_end"),
    path("soggetti/titolari/<uuid:key>/annulla/", offices.cancel, name="holding_cancel"),
    path("soggetti/titolari/<uuid:key>/conferma/", elections.confirm, name="holding_confirm"),
    path("soggetti/titolari/<uuid:key>/delega/", offices.proxy, name="holding_proxy"),
    path("soggetti/deleghe/<uuid:key>/revoca/", offices.revoke, name="proxy_revoke"),
    path("soggetti/persone/<uuid:key>/", offices.person, name="person_change"),
    path("soggetti/<uuid:key>/", views.organisation, name="organisation"),
    path("soggetti/<uuid:key>/modifica/", changing.change, name="change"),
    path("soggetti/<uuid:key>/cessazione/", changing.close, name="close"),
    path("soggetti/<uuid:key>/riapertura/", changing.reopen, name="reopen"),
    path("soggetti/<uuid:key>/cariche/", offices.add, name="add_office"),
]
