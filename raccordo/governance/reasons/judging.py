"""Whether a body is there, a sitting valid, a vote carried, a notice enough."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "body_not_yet": _("La funzione %(whose)s comincia il %(since)s."),
    "body_ended": _("La funzione %(whose)s è cessata il %(until)s."),
    "body_ended_by_act": _("La funzione %(whose)s è cessata il %(until)s (%(act)s)."),
    "no_rules": _(
        "Per questo organismo non sono registrate regole: il numero legale non si valuta e non si"
        " vota."
    ),
    "no_quorum_wanted": _("Il regolamento non chiede un numero legale."),
    "quorum_heads_met": _(
        "Numero legale raggiunto: presenti %(part)s %(of)s, minimo %(needed)s%(cite)s."
    ),
    "quorum_heads_short": _(
        "Numero legale non raggiunto: presenti %(part)s %(of)s, minimo %(needed)s%(cite)s."
    ),
    "quorum_population_met": _(
        "I presenti rappresentano %(part)s abitanti %(of)s, minimo %(needed)s%(cite)s."
    ),
    "quorum_population_short": _(
        "I presenti rappresentano solo %(part)s abitanti %(of)s, minimo %(needed)s%(cite)s."
    ),
    "no_votes_taken": _("Il regolamento di questo organismo non prevede votazioni."),
    "majority_heads_met": _("Favorevoli %(part)s %(of)s, minimo %(needed)s%(cite)s."),
    "majority_heads_short": _("Favorevoli solo %(part)s %(of)s, minimo %(needed)s%(cite)s."),
    "majority_population_met": _(
        "I favorevoli rappresentano %(part)s abitanti %(of)s, minimo %(needed)s%(cite)s."
    ),
    "majority_population_short": _(
        "I favorevoli rappresentano solo %(part)s abitanti %(of)s, minimo %(needed)s%(cite)s."
    ),
    "casting_vote": _("A parità di voti prevale quello di chi presiede%(cite)s."),
    "casting_vote_against": _(
        "A parità di voti prevale quello di chi presiede%(cite)s, che ha votato contro."
    ),
    "casting_vote_unsaid": _(
        "A parità di voti prevale quello di chi presiede%(cite)s, che qui non ha votato né a"
        " favore né contro."
    ),
    "casting_vote_secret": _(
        "A parità di voti prevale quello di chi presiede%(cite)s: di uno scrutinio segreto non si"
        " sa quale sia."
    ),
    "chair_unknown": _(
        "A parità di voti prevale quello di chi presiede%(cite)s: prima di votare indicare chi"
        " presiede."
    ),
    "secret_cannot_be_weighed": _(
        "Nello scrutinio segreto non si sa chi ha votato che cosa: la maggioranza per abitanti"
        " non si può contare%(cite)s. Votare in modo palese."
    ),
    "notice_enough": _("Preavviso rispettato: giorni %(given)s, richiesti %(wanted)s%(cite)s."),
    "notice_short": _(
        "Preavviso non rispettato: giorni %(given)s, richiesti %(wanted)s%(cite)s. Ultimo giorno"
        " utile per convocare: %(latest)s."
    ),
    "notice_enough_free": _(
        "Preavviso rispettato: giorni liberi %(given)s, richiesti %(wanted)s%(cite)s."
    ),
    "notice_short_free": _(
        "Preavviso non rispettato: giorni liberi %(given)s, richiesti %(wanted)s%(cite)s. Ultimo"
        " giorno utile per convocare: %(latest)s."
    ),
    "off_agenda": _(
        "Il punto non è nella convocazione così come è scritto ora. Sono presenti tutti i"
        " componenti in carica: si vota se nessuno si oppone%(cite)s."
    ),
    "off_agenda_away": _(
        "Il punto non è nella convocazione così come è scritto ora: si discute, ma si vota solo se"
        " sono presenti tutti i componenti in carica e nessuno si oppone%(cite)s. Mancano:"
        " %(who)s."
    ),
}
OF = {
    "assigned": _("su %(whole)s componenti"),
    "held": _("su %(whole)s componenti in carica"),
    "present": _("su %(whole)s presenti"),
    "voters": _("su %(whole)s votanti"),
}
OF_RESIDENTS = {
    "assigned": _("su %(whole)s"),
    "held": _("su %(whole)s dei componenti in carica"),
    "present": _("su %(whole)s dei presenti"),
    "voters": _("su %(whole)s dei votanti"),
}
