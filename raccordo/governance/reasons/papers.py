"""What each mark of a model text is filled with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

MARKS = {
    "organismo": _("il nome dell'organismo"),
    "area": _("il territorio dell'organismo"),
    "numero seduta": _("il numero della seduta"),
    "data": _("il giorno della seduta, in lettere"),
    "ora": _("l'ora di apertura o, prima, quella della prima convocazione"),
    "luogo": _("dove si tiene la seduta, anche a distanza"),
    "prima convocazione": _("giorno e ora della prima convocazione"),
    "seconda convocazione": _("giorno e ora della seconda convocazione, se c'è"),
    "convocazione": _("in quale convocazione si è aperta la seduta"),
    "regolamento": _("il regolamento dell'organismo vigente alla convocazione"),
    "motivo dell'urgenza": _("perché la seduta è convocata d'urgenza"),
    "presiede": _("chi presiede"),
    "segretario": _("chi verbalizza"),
    "ordine del giorno": _("i punti all'ordine del giorno, uno per riga"),
    "presenti": _("chi è presente, e in quale qualità"),
    "assenti": _("chi è assente"),
    "numero presenti": _("quanti sono presenti"),
    "numero legale": _("se il numero legale è raggiunto, e secondo quale articolo"),
    "chiusura": _("l'ora di chiusura"),
    "oggetto": _("l'argomento del punto"),
    "numero punto": _("il numero del punto"),
    "relatore": _("chi relaziona sul punto"),
    "nota": _("la nota tecnica del punto"),
    "votazione": _("presenti, votanti, favorevoli, contrari, astenuti, per nome, ed esito"),
    "punti": _("nel verbale, dove stanno i punti trattati: prima l'apertura, dopo la chiusura"),
}
