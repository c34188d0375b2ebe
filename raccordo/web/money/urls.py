from django.urls import path

from raccordo.web.money import funds

FUND = "fondi/<uuid:key>/"
app_name = "money"
urlpatterns = [
    path("fondi/", funds.funds, name="funds"),
    path("fondi/nuova/", funds.add, name="allocation_add"),
    path(FUND, funds.fund, name="fund"),
    path(FUND + "termini/", funds.change, name="allocation_change"),
    path(FUND + "entrate/", funds.income, name="income"),
    path(FUND + "scritture/<uuid:movement>/storna/", funds.reverse_entry, name="reverse"),
]
