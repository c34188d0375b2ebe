from django.utils.translation import gettext_lazy as _

FACTS = {
    "account.opened": _("Ha aperto un'utenza"),
    "account.code_written": _("Ha scritto il codice fiscale di un'utenza"),
    "account.closed": _("Ha chiuso un'utenza"),
    "account.reopened": _("Ha riaperto un'utenza"),
    "account.entered": _("Accesso effettuato"),
    "account.refused": _("Accesso non riuscito"),
}
