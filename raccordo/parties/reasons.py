from django.utils.translation import gettext_lazy as _

IN_TABLES = {
    "tax_code_wrong": _("non è un codice fiscale: controllare le cifre"),
    "email_wrong": _("non è un indirizzo di posta elettronica"),
    "site_wrong": _("non è l'indirizzo di un sito"),
    "town_unknown": _("nessun Comune del territorio dell'incarico si chiama così"),
    "day_to_come": _("la data è nel futuro"),
    "body_closed": _("l'ente è cessato il %(day)s"),
    "body_elsewhere": _("l'ente è di %(area)s, fuori dal territorio dell'incarico"),
    "body_of_another_area": _("«%(body)s» risulta già in %(area)s"),
}
FACTS = {
    "organisation.added": _("Ha aggiunto un ente"),
    "town_halls.added": _("Ha aggiunto i Comuni che mancavano fra gli enti"),
    "organisation.changed": _("Ha cambiato i dati di un ente"),
    "organisation.closed": _("Ha registrato la cessazione di un ente"),
    "organisation.reopened": _("Ha annullato la cessazione di un ente"),
    "representative.added": _("Ha aggiunto una persona"),
    "representative.changed": _("Ha cambiato i recapiti di una persona"),
    "representative.tied": _("Ha legato una persona alla sua utenza"),
    "office.added": _("Ha aggiunto una carica"),
    "office.held": _("Ha registrato chi ricopre una carica"),
    "office.left": _("Ha registrato la fine di una carica"),
    "office.confirmed": _("Ha confermato chi ricopre una carica"),
    "proxy.given": _("Ha registrato una delega a partecipare"),
    "proxy.revoked": _("Ha registrato la revoca di una delega"),
    "proxy.ended": _("La delega è finita con la carica di chi l'aveva data"),
    "election.recorded": _("Ha registrato delle elezioni"),
    "intake.received": _("Ha portato un elenco di enti"),
    "intake.chosen": _("Ha scelto le righe di un elenco di enti"),
    "intake.entered": _("Ha importato un elenco di enti"),
    "intake.discarded": _("Ha scartato un elenco di enti"),
}
