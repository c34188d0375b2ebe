from django.utils.translation import gettext_lazy as _

FACTS = {
    "message.written": _("Ha scritto un messaggio da inviare"),
    "message.moved": _("Messaggio: cambio di stato"),
    "message.emptied": _("Ha tolto destinatario e testo di un messaggio"),
    "message.forgotten": _("Ha eliminato i messaggi di proposte mai confermate"),
    "receipt.added": _("Ha aggiunto una ricevuta"),
    "notice.given": _("Ha dato un avviso"),
    "notice.read": _("Ha letto i suoi avvisi"),
    "job.asked": _("Ha chiesto una lavorazione"),
    "job.moved": _("Lavorazione: cambio di stato"),
    "job.forgotten": _("Ha eliminato le lavorazioni vecchie"),
    "job.stop_asked": _("Ha chiesto di fermare una lavorazione"),
}
