from django.utils.translation import gettext_lazy as _

FACTS = {
    "demo.told": _("Ha caricato la dimostrazione"),
    "installation.backed_up": _("Ha fatto una copia di sicurezza dell'installazione"),
    "installation.doubted": _("Ha fermato messaggi e lavorazioni rimasti a metà nella copia"),
    "installation.restored": _("Ha ripristinato l'installazione da una copia di sicurezza"),
}
