from django.utils.translation import gettext_lazy as _

FACTS = {
    "card.asked": _("Ha chiesto ai soggetti di confermare la loro scheda"),
    "mandate.given": _("Ha dato un incarico"),
    "mandate.ended": _("Ha fatto cessare un incarico"),
    "account.invited": _("Ha invitato una persona"),
    "account.code_told": _("Ha avvisato una persona del suo codice fiscale"),
    "acts.registered": _("Ha messo più atti nel registro"),
    "act.unfiled": _("Ha tolto una bozza dal registro degli atti"),
    "act.filed": _("Ha messo un atto nel registro"),
    "mandate.kept": _("Ha tenuto un incarico, che ora è di un'altra carica"),
    "office.seated": _("Ha insediato una persona in una carica"),
    "office.voided": _("Ha tolto gli incarichi di una carica registrata per errore"),
    "office.emptied": _("Ha fatto cessare una persona da una carica"),
    "link.opened": _("Ha dato a un ente il collegamento personale per rispondere"),
    "link.renewed": _("Ha dato a un ente un collegamento personale al posto di quello di prima"),
    "link.all_revoked": _("Ha revocato i collegamenti personali di un ente"),
    "link.revoked": _("Ha revocato il collegamento personale di un ente"),
}
