from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Fact, Reason
from raccordo.foundation.wording import said

SENTENCES = {
    "no_quorum_wanted": _("Il regolamento non chiede un numero legale."),
    "quorum_heads_met": _(
        "Numero legale raggiunto: presenti %(part)s %(of)s, ne servivano %(needed)s%(cite)s."
    ),
    "quorum_heads_short": _(
        "Numero legale non raggiunto: presenti %(part)s %(of)s, ne servono %(needed)s%(cite)s."
    ),
    "quorum_population_met": _(
        "I presenti rappresentano %(part)s abitanti %(of)s, ne servivano %(needed)s%(cite)s."
    ),
    "quorum_population_short": _(
        "I presenti rappresentano %(part)s abitanti %(of)s: ne servono %(needed)s%(cite)s."
    ),
    "no_votes_taken": _("Il regolamento di questo organismo non prevede votazioni."),
    "majority_heads_met": _("Favorevoli %(part)s %(of)s, ne servivano %(needed)s%(cite)s."),
    "majority_heads_short": _("Favorevoli %(part)s %(of)s: ne servono %(needed)s%(cite)s."),
    "majority_population_met": _(
        "I favorevoli rappresentano %(part)s abitanti %(of)s, ne servivano %(needed)s%(cite)s."
    ),
    "majority_population_short": _(
        "I favorevoli rappresentano %(part)s abitanti %(of)s: ne servono %(needed)s%(cite)s."
    ),
    "casting_vote": _("A parità di voti prevale quello di chi presiede%(cite)s."),
    "secret_cannot_be_weighed": _(
        "Nello scrutinio segreto non si sa chi ha votato che cosa: la maggioranza per abitanti"
        " non si può contare%(cite)s. Votare in modo palese."
    ),
    "notice_enough": _("Preavviso rispettato: %(given)s giorni, ne servivano %(wanted)s%(cite)s."),
    "notice_short": _(
        "Preavviso non rispettato: %(given)s giorni, ne servono %(wanted)s%(cite)s. L'ultimo giorno"
        " utile per convocare era il %(latest)s."
    ),
    "notice_enough_free": _(
        "Preavviso rispettato: %(given)s giorni liberi, ne servivano %(wanted)s%(cite)s."
    ),
    "notice_short_free": _(
        "Preavviso non rispettato: %(given)s giorni liberi, ne servono %(wanted)s%(cite)s. L'ultimo"
        " giorno utile per convocare era il %(latest)s."
    ),
    "question_code_wrong": _("il codice ha solo lettere minuscole, cifre, trattini."),
    "question_twice": _("il codice c'è già in un'altra domanda."),
    "question_without_words": _("manca il testo della domanda."),
    "question_without_choices": _("servono almeno due risposte fra cui scegliere."),
    "total_unknown": _("non c'è nessuna domanda con il codice del totale, «%(total)s»."),
    "total_of_another_kind": _("il totale «%(total)s» è di un altro tipo."),
    "total_of_itself": _("il totale è parte di sé stesso."),
    "answer_missing": _("Manca la risposta."),
    "choice_wanted": _("Scegliere fra: %(known)s."),
    "yes_no_wanted": _("Rispondere sì o no."),
    "text_too_long": _("Il testo supera i %(limit)s caratteri: accorciarlo."),
    "text_with_signs": _("Togliere il segno «<» seguito da lettere."),
    "number_wanted": _("«%(said)s» non è un numero: scriverlo come 1.250 o 1250,50."),
    "number_with_point": _(
        "«%(said)s» è ambiguo: il punto separa le migliaia, la virgola i decimali. Scrivere per"
        " esempio 1250,50."
    ),
    "number_negative": _("Il numero non può essere negativo."),
    "number_too_large": _("Il numero è troppo grande: controllare gli zeri."),
    "number_not_whole": _("Serve un numero intero, senza decimali."),
    "number_too_fine": _("Al massimo %(most)s decimali."),
    "total_differs": _(
        "Le parti sommano %(sum)s, il totale scritto è %(total)s: la differenza è %(gap)s."
    ),
    "total_differs_in": _(
        "Le parti di «%(section)s» sommano %(sum)s, il totale scritto è %(total)s: la differenza è"
        " %(gap)s."
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
    "request.prepared": _("Ha preparato una richiesta di dati"),
    "request.changed": _("Ha modificato una richiesta di dati"),
    "request.questions_written": _("Ha scritto le domande di una richiesta di dati"),
    "request.discarded": _("Ha eliminato una richiesta di dati mai inviata"),
    "request.sent": _("Ha inviato una richiesta di dati"),
    "request.reminded": _("Ha sollecitato chi non aveva risposto a una richiesta di dati"),
    "request.closed": _("Ha chiuso una richiesta di dati"),
    "request.reopened": _("Ha riaperto una richiesta di dati"),
    "link.sent_again": _("Ha inviato un nuovo collegamento personale"),
    "answer.saved": _("Ha salvato una risposta da completare"),
    "answer.given": _("Ha risposto a una richiesta di dati"),
    "answer.sheet_returned": _("Ha risposto con il foglio di calcolo"),
    "answer.sent_back": _("Ha rimandato una risposta a correggere"),
    "answer.accepted": _("Ha accettato una risposta con la sua spiegazione"),
}
KINDS = {
    "euros": _("Euro"),
    "whole": _("Numero intero"),
    "decimal": _("Numero con decimali"),
    "text": _("Testo"),
    "yes_no": _("Sì o no"),
    "choice": _("Scelta da un elenco"),
}


def sentence(reason: Reason) -> str:
    """Why a sitting is or is not valid, a vote is or is not carried, a notice is enough or not."""
    facts = {name: _said(fact) for name, fact in reason.facts.items()}
    code = reason.code + ("_free" if reason.facts.get("free") else "")
    article = facts.pop("article", "")
    facts["cite"] = f" ({article})" if article else ""
    if "of" in facts:
        words = OF_RESIDENTS if "_population_" in code else OF
        facts["of"] = str(words[facts["of"]]) % facts
    return str(SENTENCES[code]) % facts


def kept(reason: Reason) -> dict[str, Any]:
    """A reason as it is stored."""
    return {"code": reason.code, "facts": dict(reason.facts)}


def read(stored: Mapping[str, Any]) -> Reason:
    """A reason that was stored."""
    return Reason(stored["code"], stored["facts"])


def _said(fact: Fact) -> str:
    return number_format(fact, force_grouping=True) if isinstance(fact, int) else said(fact)
