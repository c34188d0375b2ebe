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
    "duty_rules.loaded": _("Ha caricato le regole delle scadenze"),
    "duties.adopted": _("Ha adottato le scadenze di un anno"),
    "duty.noted": _("Ha registrato l'evento da cui la scadenza conta"),
    "duty.moved": _("Ha spostato la scadenza secondo la nuova versione della regola"),
    "duty.added": _("Ha aggiunto un'attività"),
    "duty.changed": _("Ha modificato la scadenza"),
    "duty.assigned": _("Ha assegnato la scadenza"),
    "duty.passed": _("Ha passato la scadenza insieme ad altre"),
    "duty.passed_back": _("Ha annullato il passaggio della scadenza"),
    "duty.fulfilled": _("Ha registrato l'adempimento"),
    "duty.reopened": _("Ha riaperto la scadenza"),
    "duty.dropped": _("Ha registrato che non è più dovuta"),
    "duties.reminded": _("Ha ricordato le scadenze vicine"),
    "absence.told": _("Ha registrato un'assenza"),
    "absence.ended": _("Ha chiuso un'assenza"),
    "feed.opened": _("Ha creato l'indirizzo del calendario personale"),
    "feed.closed": _("Ha tolto l'indirizzo del calendario personale"),
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
