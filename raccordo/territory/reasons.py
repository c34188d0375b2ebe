from collections.abc import Iterable

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import elided, said

SENTENCES = {
    "town_unknown": _(
        "«%(typed)s» non è un Comune di oggi: controllare il nome o, se è una frazione, scrivere "
        "il suo Comune."
    ),
    "town_unknown_near": _("«%(typed)s» non è un Comune di oggi: forse %(near)s."),
    "town_outside": _("«%(typed)s» è fuori dal proprio territorio."),
    "town_outside_near": _("«%(typed)s» è fuori dal proprio territorio: forse %(near)s."),
    "town_ambiguous": _("«%(typed)s» è il nome di più Comuni: scrivere quale, fra %(which)s."),
    "town_ended": _(
        "«%(typed)s» non è più un Comune dal %(day)s: ora il suo territorio è di %(after)s."
    ),
    "area_unknown": _("«%(typed)s» non si trova: scrivere i suoi Comuni."),
    "area_unknown_near": _("«%(typed)s» non si trova: forse %(near)s."),
    "area_ambiguous": _("«%(typed)s» può essere più di un'area: scrivere quale, fra %(which)s."),
    "town_not_yet": _(
        "«%(typed)s» è un Comune solo dal %(day)s: per una data precedente scrivere il Comune di "
        "cui faceva parte."
    ),
    "area_outside": _(
        "«%(typed)s» comprende anche Comuni fuori dal proprio territorio: scrivere quali Comuni."
    ),
    "area_empty": _("«%(typed)s» in questa data non comprende nessun Comune."),
    "list_too_long": _(
        "L'elenco è troppo lungo: si leggono al massimo %(names)s nomi e %(letters)s caratteri. "
        "Dividerlo, o scrivere un territorio intero, come «provincia di Chieti»."
    ),
    "wide": _("Comuni compresi in «%(typed)s»: %(count)s."),
    "wide_called": _("Comuni compresi in «%(typed)s» (%(name)s): %(count)s."),
    "capital": _("%(typed)s: solo il Comune. Per il territorio intero si scrive «%(wide)s»."),
    "capitals": _(
        "%(typed)s: solo i Comuni. Per il territorio intero si scrive, per esempio, «%(wide)s»."
    ),
}
# The same, before the choices of what to write instead.
ASKED = {
    "town_unknown_near": _("«%(typed)s» non è un Comune di oggi. Forse è:"),
    "town_outside_near": _("«%(typed)s» è fuori dal proprio territorio. Forse è:"),
    "town_ambiguous": _("«%(typed)s» è il nome di più Comuni. Quale?"),
    "area_unknown_near": _("«%(typed)s» non si trova. Forse è:"),
    "area_ambiguous": _("«%(typed)s» può essere più di un'area. Quale?"),
}
IN_LIST = {
    "code_malformed": _("non è un codice ISTAT di Comune, che ha sei cifre"),
    "belfiore_malformed": _("non è un codice catastale, come D738"),
    "sigla_malformed": _("non è la sigla di una provincia"),
    "code_twice": _("questo codice c'è già, in una riga che precede"),
}
FACTS = {
    "area.created": _("Ha creato un'area"),
    "area.enlarged": _("Ha aggiunto dei Comuni a un'area"),
    "area.founded_by_act": _("Ha aggiunto l'atto che ha istituito un'area"),
    "area.renamed": _("Ha cambiato il nome di un'area"),
    "area.joined": _("Ha aggiunto un'area a un'altra"),
    "area.left": _("Ha tolto un'area da un'altra"),
    "function.delegated": _("Ha registrato una delega"),
    "delegation.ended": _("Ha registrato la fine di una delega"),
    "territory.updated": _("Ha aggiornato l'elenco ufficiale dei Comuni"),
    "territory.loaded": _("Ha caricato l'elenco ufficiale dei Comuni"),
}


def sentence(reason: Reason) -> str:
    """Why a name that was typed is of no municipality, or of several, in words."""
    return elided(str(SENTENCES[reason.code]) % _facts(reason))


def question(reason: Reason) -> str:
    """The same, when what to write instead follows."""
    return elided(str((SENTENCES | ASKED)[reason.code]) % _facts(reason))


def quoted(names: Iterable[str]) -> str:
    """Names as they stand in a sentence."""
    return ", ".join(f"«{name}»" for name in names)


def _facts(reason: Reason) -> dict[str, str]:
    return {
        name: number_format(fact, force_grouping=True) if isinstance(fact, int) else said(fact)
        for name, fact in reason.facts.items()
    }
