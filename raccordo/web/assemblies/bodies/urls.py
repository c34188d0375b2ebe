from django.urls import path

from raccordo.web.assemblies.bodies import designating, founding, public, seating, views

urlpatterns = [
    path("organismi/", views.bodies, name="bodies"),
    path("organismi/nuovo/", founding.new, name="body_new"),
    path("organismi/da-rinnovare/", views.renewals, name="renewals"),
    path("organismi/pubblici/", public.bodies, name="public_bodies"),
    path("organismi/pubblici/<slug:slug>/", public.body, name="public_body"),
    path("organismi/<uuid:key>/", views.body_page, name="body"),
    path("organismi/<uuid:key>/modifica/", founding.change, name="body_change"),
    path("organismi/<uuid:key>/fine/", founding.end, name="body_end"),
    path("organismi/<uuid:key>/regole/", founding.rules, name="body_rules"),
    path("organismi/<uuid:key>/componenti/nuovo/", seating.add, name="body_seat"),
    path("organismi/<uuid:key>/componenti/sindaci/", seating.mayors, name="body_mayors"),
    path("organismi/<uuid:key>/componenti/carica/", seating.ex_officio, name="body_ex_officio"),
    path("organismi/componenti/<uuid:key>/modifica/", seating.change, name="seat_change"),
    path("organismi/componenti/<uuid:key>/fine/", seating.end, name="seat_end"),
    path("organismi/componenti/<uuid:key>/persona/", seating.person, name="seat_person"),
    path("organismi/componenti/<uuid:key>/designazione/", designating.call, name="seat_call"),
    path("organismi/titolari/<uuid:key>/fine/", seating.person_end, name="seating_end"),
    path("designazioni/", designating.designations, name="designations"),
    path("designazioni/<uuid:key>/", designating.designation, name="designation"),
    path(
        "designazioni/<uuid:key>/candidatura/", designating.candidacy, name="designation_candidacy"
    ),
    path("designazioni/<uuid:key>/apri/", designating.choice, name="designation_choice"),
    path(
        "designazioni/<uuid:key>/preferenza/",
        designating.preference,
        name="designation_preference",
    ),
    path("designazioni/<uuid:key>/verbale/", designating.record, name="designation_record"),
    path("designazioni/<uuid:key>/nomina/", designating.appointment, name="designation_appoint"),
    path("designazioni/<uuid:key>/senza-esito/", designating.void, name="designation_void"),
    path("designazioni/candidature/<uuid:key>/ritira/", designating.withdraw, name="candidacy"),
]
