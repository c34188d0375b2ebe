from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "no_vintage": _("Non disponibile: carica %(dataset)s."),
    "no_vintage_then": _("Non disponibile a quella data: il primo dato è del %(first)s."),
    "nothing_below": _("Non calcolabile: il denominatore è zero."),
    "no_towns": _("Non disponibile: a quella data il territorio non ha Comuni."),
    "missing": _("Non disponibile: nella fonte manca %(names)s."),
    "withheld": _("Non disponibile: la fonte oscura il dato, per riservatezza."),
}
FACTS = {"vintage.loaded": _("Ha caricato dati statistici")}
