from django.urls import path

from raccordo.web.voices.consultations import (
    aims,
    findings,
    meetings,
    occasions,
    phases,
    positions,
    views,
)

ONE = "consultazioni/<uuid:key>/"
MET = "incontri/<uuid:key>/"
urlpatterns = [
    path("consultazioni/", views.consultations, name="consultations"),
    path("consultazioni/nuova/", views.prepare, name="consultation_prepare"),
    path(ONE, views.consultation, name="consultation"),
    path(ONE + "modifica/", views.change, name="consultation_change"),
    path(ONE + "pubblica/", views.publish, name="consultation_publish"),
    path(ONE + "concludi/", views.conclude, name="consultation_conclude"),
    path(ONE + "riapri/", views.reopen, name="consultation_reopen"),
    path(ONE + "riscontro.<str:ending>", findings.table, name="consultation_findings"),
    path(ONE + "posizioni/", positions.positions, name="consultation_positions"),
    path(ONE + "fasi/nuova/", phases.add, name="consultation_phase_add"),
    path(ONE + "fasi/<uuid:phase>/", phases.change, name="consultation_phase"),
    path(ONE + "fasi/<uuid:phase>/togli/", phases.drop, name="consultation_phase_drop"),
    path(ONE + "obiettivi/nuovo/", aims.add, name="consultation_aim_add"),
    path(ONE + "obiettivi/<uuid:aim>/", aims.change, name="consultation_aim"),
    path(ONE + "obiettivi/<uuid:aim>/togli/", aims.drop, name="consultation_aim_drop"),
    path(ONE + "obiettivi/<uuid:aim>/posizione/", aims.stance, name="consultation_stance"),
    path(
        ONE + "posizioni/<uuid:stance>/togli/",
        aims.stance_drop,
        name="consultation_stance_drop",
    ),
    path("incontri/", occasions.occasions, name="occasions"),
    path("incontri/nuovo/", occasions.plan, name="occasion_plan"),
    path(MET, occasions.occasion, name="occasion"),
    path(MET + "modifica/", occasions.change, name="occasion_change"),
    path(MET + "annulla/", occasions.call_off, name="occasion_call_off"),
    path(MET + "resoconto/", meetings.account, name="occasion_hold"),
]
