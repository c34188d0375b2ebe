from django.urls import path

from raccordo.web.desk.duties import changing, feeds, listing, load, ruling

urlpatterns = [
    path("scadenzario/", listing.duties, name="duties"),
    path("scadenzario/elenco.xlsx", listing.duties_table, name="duties_table"),
    path("scadenzario/mese/", listing.duties_month, name="duties_month"),
    path("scadenzario/carico/", load.load, name="duties_load"),
    path("scadenzario/passa/", load.pass_on, name="duties_pass"),
    path("scadenzario/passa/<uuid:key>/annulla/", load.passed_back, name="duties_passed_back"),
    path("scadenzario/assenze/", load.absences, name="duties_absences"),
    path("scadenzario/assenze/nuova/", load.absence_add, name="duties_absence_add"),
    path("scadenzario/assenze/<uuid:key>/chiudi/", load.absence_end, name="duties_absence_end"),
    path("scadenzario/regole/", ruling.rules, name="duties_rules"),
    path("scadenzario/regole/<uuid:key>/evento/", ruling.event, name="duties_event"),
    path("scadenzario/calendario/", feeds.feed, name="duties_feed"),
    path("calendario/<str:token>/scadenzario.ics", feeds.calendar, name="calendar"),
    path("scadenzario/nuova/", changing.add, name="duty_add"),
    path("scadenzario/<uuid:key>/", changing.duty_page, name="duty"),
    path("scadenzario/<uuid:key>/modifica/", changing.change, name="duty_change"),
    path("scadenzario/<uuid:key>/assegna/", changing.assign, name="duty_assign"),
    path("scadenzario/<uuid:key>/fatto/", changing.fulfil, name="duty_fulfil"),
    path("scadenzario/<uuid:key>/riapri/", changing.reopen, name="duty_reopen"),
    path("scadenzario/<uuid:key>/non-dovuta/", changing.drop, name="duty_drop"),
    path("scadenzario/<uuid:key>/file/", changing.duty_file, name="duty_file"),
]
