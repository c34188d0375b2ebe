from django.utils.translation import gettext_lazy as _

FACTS = {
    "file.stored": _("Ha messo un file in archivio"),
    "file.discarded": _("Ha tolto un file dall'archivio"),
}
