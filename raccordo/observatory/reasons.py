from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "no_vintage": _("Non disponibile: carica %(dataset)s."),
    "no_vintage_before": _(
        "Non disponibile: servono i dati di %(years)s anni prima. Carica %(dataset)s, %(then)s."
    ),
    "no_trend": _(
        "Andamento non disponibile: servono i dati di almeno %(least)s anni (presenti: "
        "%(years)s). Carica %(dataset)s."
    ),
    "no_vintage_then": _("Non disponibile a quella data. Il primo dato: %(first)s."),
    "nothing_below": _("Non calcolabile: il denominatore è zero."),
    "no_towns": _("Non disponibile: a quella data il territorio non ha Comuni."),
    "missing": _("Non disponibile: i dati caricati non comprendono %(names)s."),
    "withheld": _("Non disponibile: la fonte oscura il dato, per riservatezza."),
    "withheld_in_part": _(
        "Non disponibile: la fonte oscura, per riservatezza, il dato di una parte dei Comuni "
        "(%(towns)s su %(of)s)."
    ),
}
# The same as clauses, for paper: who reads it there has nothing to load.
ON_PAPER = {
    "no_vintage": _("manca la tabella «%(dataset)s»"),
    "no_vintage_before": _("manca la tabella «%(dataset)s» del %(then)s"),
    "no_vintage_then": _("a quella data non c'è ancora il dato; il primo è del %(first)s"),
    "nothing_below": _("il denominatore è zero"),
    "no_towns": _("a quella data il territorio non ha Comuni"),
    "missing": _("i dati caricati non comprendono %(names)s"),
    "withheld": _("la fonte oscura il dato, per riservatezza"),
    "withheld_in_part": _(
        "la fonte oscura, per riservatezza, il dato di una parte dei Comuni (%(towns)s su %(of)s)"
    ),
}
IN_FIGURES = {
    "code_malformed": _("non è un codice ISTAT di Comune, che ha sei cifre"),
    "code_unknown": _(
        "nessun Comune ha o ha avuto questo codice: se è di un Comune nuovo, "
        "caricare prima l'elenco dei Comuni"
    ),
    "town_twice": _("è lo stesso Comune che il file chiama anche %(code)s"),
    "age_unknown": _("non è un'età: da 0 a %(oldest)s, o %(total)s per tutte insieme"),
    "age_repeated": _("questa età c'è già, per %(name)s"),
    "ages_missing": _("per %(name)s mancano le età: %(ages)s"),
    "not_a_count": _("non è un numero intero"),
    "count_negative": _("non può essere meno di zero"),
    "count_too_large": _("è troppo grande"),
    "total_differs": _("maschi e femmine insieme fanno %(sum)s"),
    "sum_differs": _("per %(name)s le età insieme fanno %(sum)s"),
    "year_unknown": _("non è un anno"),
    "year_differs": _("le righe che precedono sono del %(year)s"),
    "row_too_long": _("la riga ha più celle delle %(columns)s colonne: forse sono slittate"),
    "more_than_taxpayers": _("è più dei contribuenti, che sono %(taxpayers)s"),
    "not_a_surface": _("non è un numero chiaro: scrivere i decimali con la virgola"),
    "surface_unlikely": _("non è la superficie di un Comune in chilometri quadrati"),
}
NOTES = {
    "residents": _("Residenti in tutto: %(total)s."),
    "no_totals": _(
        "Comuni senza la riga di tutte le età (999), la cui somma non si è potuta controllare: "
        "%(towns)s."
    ),
    "taxpayers": _("Contribuenti in tutto, nei Comuni del file: %(total)s."),
    "of_nobody": _(
        "Riga %(row)s, senza Comune («Mancante/errata»): lasciata fuori, con %(taxpayers)s "
        "contribuenti."
    ),
    "square_km": _("Superficie in tutto: %(total)s km²."),
}
FACTS = {
    "vintage.loaded": _("Ha caricato dati statistici"),
    "file.arrived": _("Ha portato una tabella ufficiale"),
    "file.queued": _("Ha fatto leggere in seguito una tabella ufficiale"),
    "file.read": _("Ha letto una tabella ufficiale"),
    "file.confirmed": _("Ha confermato una tabella ufficiale"),
    "file.discarded": _("Ha scartato una tabella ufficiale"),
}
