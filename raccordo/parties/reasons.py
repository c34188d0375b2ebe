from django.utils.translation import gettext_lazy as _

FACTS = {"organisation.added": _("Ha aggiunto un ente")}
