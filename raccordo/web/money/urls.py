from django.urls import path

from raccordo.finance.states import MovementKind
from raccordo.web.money import (
    accounts,
    blanks,
    books,
    budget,
    closing,
    entries_list,
    funds,
    pasting,
    progress,
    quotas,
    reporting,
    sheets,
    towns,
    words,
)

FUND = "fondi/<uuid:key>/"
ACTION = "risorse/azioni/<uuid:key>/"
ENTRY = "scritture/<uuid:key>/"
QUOTA = "quote/<uuid:key>/"
BLANK = "moduli/<uuid:key>/"
BUDGET = "piano-finanziario/<uuid:key>/"
app_name = "money"
urlpatterns = [
    path("piano-finanziario/", budget.budgets, name="budgets"),
    path(BUDGET, budget.budget, name="budget"),
    path(BUDGET + "politiche/", budget.policies, name="budget_policies"),
    path(BUDGET + "avanzamento/", progress.progress, name="progress"),
    path(BUDGET + "avanzamento.xlsx", progress.progress_table, name="progress_table"),
    path(BUDGET + "parole/", words.words, name="words"),
    path(BUDGET + "scrivi/", budget.write, name="budget_write"),
    path(BUDGET + "scarta/", budget.discard, name="budget_discard"),
    path(BUDGET + "incolla/", pasting.paste, name="budget_paste"),
    path(BUDGET + "porta/", sheets.budget_bring, name="budget_bring"),
    path(BUDGET + "fondi/porta/", sheets.funds_bring, name="funds_bring"),
    path(BUDGET + "libri/", books.compare, name="books"),
    path(BUDGET + "tabella.xlsx", budget.budget_table, name="budget_table"),
    path("fondi/", funds.funds, name="funds"),
    path("fondi/nuova/", funds.add, name="allocation_add"),
    path(FUND, funds.fund, name="fund"),
    path(FUND + "termini/", funds.change, name="allocation_change"),
    path(FUND + "entrate/", funds.income, name="income"),
    path(ACTION, accounts.action, name="action"),
    path(ACTION + "prenota/", accounts.bind, {"kind": MovementKind.RESERVED}, name="reserve"),
    path(ACTION + "impegna/", accounts.bind, {"kind": MovementKind.COMMITTED}, name="commit"),
    path("quote/", quotas.quotas, name="quotas"),
    path(FUND + "riparto/", quotas.share, name="share"),
    path(QUOTA, quotas.change, name="quota"),
    path(QUOTA + "versamento/", quotas.paid, name="quota_paid"),
    path(QUOTA + "sollecito/", quotas.remind, name="quota_remind"),
    path("comuni/risorse/", towns.towns, name="towns"),
    path("comuni/<uuid:key>/risorse/", towns.town, name="town"),
    path("esercizi/", closing.years, name="years"),
    path("esercizi/<uuid:key>/<slug:year>/", closing.ending, name="year"),
    path(FUND + "avanzo/", closing.apply, name="surplus"),
    path("scritture/", entries_list.entries, name="entries"),
    path("scritture.csv", entries_list.entries_table, name="entries_table"),
    path(ACTION + "matrice/", reporting.cells, name="action_cells"),
    path(FUND + "rendiconto/", reporting.report, name="report"),
    path(FUND + "rendiconto.<slug:ending>", reporting.report_table, name="report_table"),
    path(FUND + "da-copiare/", reporting.copying, name="copying"),
    path("moduli/", blanks.blanks, name="blanks"),
    path("moduli/nuovo/", blanks.add, name="blank_add"),
    path("moduli/modello/<slug:sort>.odt", blanks.model, name="blank_model"),
    path(BLANK, blanks.marks, name="blank"),
    path(BLANK + "compila/", blanks.filled, name="blank_fill"),
    path(BLANK + "file/", blanks.original, name="blank_file"),
    path(BLANK + "sostituisci/", blanks.renew, name="blank_renew"),
    path(BLANK + "togli/", blanks.remove, name="blank_remove"),
    path(ENTRY, accounts.movement, name="movement"),
    path(ENTRY + "avanti/", accounts.onward, name="onward"),
    path(ENTRY + "storna/", accounts.undo, name="reverse"),
]
