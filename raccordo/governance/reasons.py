from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Fact, Reason
from raccordo.foundation.wording import said
from raccordo.governance.states import BodySort

SENTENCES = {
    "body_not_yet": _("La funzione %(of)s comincia il %(since)s."),
    "body_ended": _("La funzione %(of)s è cessata il %(until)s."),
    "body_ended_by_act": _("La funzione %(of)s è cessata il %(until)s (%(act)s)."),
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
FACTS = {
    "body.founded": _("Ha aggiunto un organismo"),
    "body.changed": _("Ha corretto i dati di un organismo"),
    "body.ended": _("Ha registrato la fine di un organismo"),
    "body.office_made": _("Ha aggiunto la carica da cui dipende un componente"),
    "body.peopled": _("Ha aggiunto i componenti di diritto"),
    "regulation.set": _("Ha registrato le regole di un organismo"),
    "seat.added": _("Ha aggiunto un componente"),
    "seat.changed": _("Ha corretto un componente"),
    "seat.ended": _("Ha registrato la fine di un componente"),
    "seating.given": _("Ha registrato chi ricopre un componente"),
    "seating.ended": _("Ha registrato chi non ricopre più un componente"),
    "designation.called": _("Ha avviato una designazione"),
    "designation.moved": _("Ha portato avanti una designazione"),
    "candidacy.presented": _("Ha registrato una candidatura"),
    "candidacy.withdrawn": _("Ha ritirato una candidatura"),
    "preference.said": _("Ha registrato la preferenza di un ente"),
    "sitting.prepared": _("Ha preparato una seduta"),
    "sitting.changed": _("Ha cambiato giorno, ora o luogo di una seduta"),
    "sitting.cancelled": _("Ha annullato una seduta"),
    "sitting.convened": _("Ha convocato una seduta"),
    "sitting.reconvened": _("Ha aggiornato la convocazione di una seduta"),
    "sitting.summoned_again": _("Ha inviato di nuovo la convocazione"),
    "sitting.attended": _("Ha registrato le presenze"),
    "sitting.opened": _("Ha aperto una seduta"),
    "sitting.deserted": _("Ha dichiarato deserta una seduta"),
    "sitting.closed": _("Ha chiuso una seduta"),
    "sitting.paper_added": _("Ha aggiunto un documento a una seduta"),
    "item.added": _("Ha aggiunto un punto all'ordine del giorno"),
    "item.changed": _("Ha corretto un punto all'ordine del giorno"),
    "item.moved": _("Ha spostato un punto all'ordine del giorno"),
    "item.withdrawn": _("Ha ritirato un punto all'ordine del giorno"),
    "item.concluded": _("Ha registrato l'esito di un punto"),
    "ballot.opened": _("Ha aperto una votazione"),
    "ballot.counted": _("Ha registrato lo scrutinio di una votazione segreta"),
    "ballot.closed": _("Ha chiuso una votazione"),
    "vote.cast": _("Ha registrato i voti"),
    "vote.corrected": _("Ha corretto un voto"),
    "vote.recused": _("Ha registrato un'astensione obbligatoria"),
}
# What a body does when it meets, by what it may do.
MEETINGS = {
    BodySort.DECIDES: _("Seduta"),
    BodySort.SUPERVISES: _("Seduta"),
    BodySort.ADVISES: _("Incontro"),
    BodySort.OFFICE: _("Riunione"),
# What each mark of a model text is filled with.
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
FACTS = {"body.founded": _("Ha aggiunto un organismo")}
FACTS |= {
    "text_model.written": _("Ha scritto un modello di testo"),
    "text_model.rewritten": _("Ha modificato un modello di testo"),
    "text_model.ended": _("Ha messo da parte un modello di testo"),
    "resolution.begun": _("Ha iniziato la deliberazione di un punto"),
    "resolution.filled": _("Ha completato la deliberazione con i dati della seduta"),
    "resolution.taken_back": _("Ha ripreso il testo corretto di una deliberazione"),
    "resolution.fixed": _("Ha preparato per la firma la deliberazione di un punto"),
    "resolution.discarded": _("Ha scartato la deliberazione di un punto"),
    "minutes.begun": _("Ha iniziato un verbale"),
    "minutes.rewritten": _("Ha modificato una parte di un verbale"),
    "minutes.refreshed": _("Ha aggiunto i dati della seduta a una parte di un verbale"),
    "minutes.circulated": _("Ha inviato un verbale ai componenti"),
    "minutes.reopened": _("Ha riportato un verbale in bozza"),
    "minutes.approved": _("Ha registrato l'approvazione di un verbale"),
    "minutes.published": _("Ha pubblicato un verbale"),
    "remark.made": _("Ha scritto un'osservazione a un verbale"),
    "remark.answered": _("Ha risposto a un'osservazione a un verbale"),
}


def sentence(reason: Reason) -> str:
    """Why a sitting is or is not valid, a vote is or is not carried, a notice is enough or not."""
    facts = {name: _said(fact) for name, fact in reason.facts.items()}
    code = reason.code + ("_free" if reason.facts.get("free") else "")
    article = facts.pop("article", "")
    facts["cite"] = f" ({article})" if article else ""
    words = OF_RESIDENTS if "_population_" in code else OF
    if whole := words.get(facts.get("of", "")):
        facts["of"] = str(whole) % facts
    return str(SENTENCES[code]) % facts


def kept(reason: Reason) -> dict[str, Any]:
    """A reason as it is stored."""
    return {"code": reason.code, "facts": dict(reason.facts)}


def read(stored: Mapping[str, Any]) -> Reason:
    """A reason that was stored."""
    return Reason(stored["code"], stored["facts"])


def _said(fact: Fact) -> str:
    return number_format(fact, force_grouping=True) if isinstance(fact, int) else said(fact)
