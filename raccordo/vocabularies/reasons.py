from django.utils.translation import gettext_lazy as _

FACTS = {"catalogue.loaded": _("Ha caricato un vocabolario")}
