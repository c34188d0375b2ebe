from django.urls import path

from raccordo.web.plan import (
    actions,
    lapses,
    objectives,
    pieces,
    printing,
    procedures,
    sections,
    sheets,
    texts,
    views,
)

PLAN = "piani/<uuid:key>/"
SECTION = "sezioni/<uuid:key>/"
AIM = "obiettivi/<uuid:key>/"
ACTION = "azioni/<uuid:key>/"
PROCEDURE = "procedure/<uuid:key>/"
TIED = "<str:of>/<uuid:key>/proposte/"
app_name = "plan"
urlpatterns = [
    path("piani/", views.plans, name="plans"),
    path("piani/nuovo/", views.start, name="plan_start"),
    path("piani/scadenze/", procedures.expiring, name="expiring"),
    path(PLAN, views.plan, name="plan"),
    path(PLAN + "titolo/", views.rename, name="plan_rename"),
    path(PLAN + "stato/", views.move, name="plan_move"),
    path(PLAN + "vigente/", views.in_force, name="plan_in_force"),
    path(PLAN + "riapri/", views.reopen, name="plan_reopen"),
    path(PLAN + "incongruenze/", lapses.lapses, name="plan_lapses"),
    path(PLAN + "atti/aggiungi/", views.act_attach, name="plan_act_attach"),
    path(PLAN + "atti/<uuid:attached>/togli/", views.act_detach, name="plan_act_detach"),
    path(PLAN + "stampa/", printing.printing, name="printing"),
    path(PLAN + "piano.<slug:ending>", printing.printed, name="printed"),
    path(PLAN + "testo/", sections.sections, name="sections"),
    path(PLAN + "testo/porta/", texts.bring, name="texts_bring"),
    path(PLAN + "testo/nuova/", sections.add, name="section_add"),
    path(PLAN + "azioni/", actions.actions, name="actions"),
    path(PLAN + "azioni.xlsx", actions.actions_table, name="actions_table"),
    path(PLAN + "azioni/precedente/", sheets.former_bring, name="actions_former"),
    path(PLAN + "azioni/porta/", sheets.actions_bring, name="actions_bring"),
    path(PLAN + "azioni/nuova/", actions.add, name="action_add"),
    path(PLAN + "obiettivi/nuovo/", objectives.add, name="objective_add"),
    path(SECTION, sections.section, name="section"),
    path(SECTION + "scrivi/", sections.write, name="section_write"),
    path(SECTION + "togli/", sections.drop, name="section_drop"),
    path(SECTION + "osservazioni/", sections.remark, name="section_remark"),
    path(
        SECTION + "osservazioni/<uuid:made>/",
        sections.remark_answer,
        name="section_remark_answer",
    ),
    path(AIM, objectives.objective, name="objective"),
    path(AIM + "modifica/", objectives.change, name="objective_change"),
    path(AIM + "togli/", objectives.drop, name="objective_drop"),
    path(ACTION, actions.action, name="action"),
    path(ACTION + "modifica/", actions.change, name="action_change"),
    path(ACTION + "stato/", actions.move, name="action_move"),
    path(ACTION + "togli/", actions.drop, name="action_drop"),
    path(ACTION + "riquadri/<str:name>/", pieces.piece, name="action_piece"),
    path(ACTION + "fasi/<uuid:stage>/", pieces.stage, name="action_stage"),
    path(ACTION + "documenti/nuovo/", actions.file_add, name="action_file_add"),
    path(ACTION + "documenti/<uuid:attached>/", actions.file, name="action_file"),
    path(ACTION + "documenti/<uuid:attached>/togli/", actions.file_drop, name="action_file_drop"),
    path(ACTION + "procedure/nuova/", procedures.add, name="procedure_add"),
    path(PROCEDURE + "modifica/", procedures.change, name="procedure_change"),
    path(PROCEDURE + "passi/", procedures.steps, name="procedure_steps"),
    path(PROCEDURE + "togli/", procedures.drop, name="procedure_drop"),
    path(PROCEDURE + "contratti/nuovo/", procedures.contract_add, name="contract_add"),
    path(
        PROCEDURE + "contratti/<uuid:contract>/",
        procedures.contract_change,
        name="contract_change",
    ),
    path(TIED + "collega/", objectives.voice_tie, name="voice_tie"),
    path(TIED + "<uuid:origin>/scollega/", objectives.voice_untie, name="voice_untie"),
]
