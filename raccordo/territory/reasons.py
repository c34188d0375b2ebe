from django.utils.translation import gettext_lazy as _

FACTS = {
    "area.created": _("Ha creato un'area"),
    "area.renamed": _("Ha cambiato il nome di un'area"),
    "area.joined": _("Ha aggiunto un'area a un'altra"),
    "area.left": _("Ha tolto un'area da un'altra"),
    "function.delegated": _("Ha registrato una delega"),
    "delegation.ended": _("Ha registrato la fine di una delega"),
    "territory.loaded": _("Ha caricato l'elenco ufficiale dei comuni"),
}
