from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import elided, said

SENTENCES = {
    "line_changed": _("La riga n. %(number)s è stata cambiata a mano."),
    "line_missing": _("La riga n. %(number)s è stata tolta a mano."),
    "lines_cut": _(
        "Le ultime righe, dalla n. %(number)s alla n. %(head)s, sono state tolte a mano."
    ),
    "line_unlinked": _(
        "La riga n. %(number)s non segue quella che la precede: righe riscritte o scambiate a mano."
    ),
    "line_beyond": _(
        "La riga n. %(number)s è oltre la fine del registro, che risulta alla n. %(head)s: è stata"
        " aggiunta a mano, o qualcuno ha spostato la fine."
    ),
    "head_changed": _("La fine del registro, alla riga n. %(head)s, è stata cambiata a mano."),
    "seal_not_ours": _("Il sigillo del %(day)s non è stato firmato con la chiave di qui."),
    "sealed_line_changed": _(
        "La riga n. %(number)s non è più quella sigillata il %(day)s: il registro è stato"
        " riscritto."
    ),
    "sealed_line_missing": _(
        "La riga n. %(number)s, sigillata il %(day)s, non c'è più: la fine del registro è stata"
        " tolta, o la base dati è quella di prima."
    ),
}
UNTIL = _("Fino alla n. %(sound)s, del %(day)s, il registro è integro.")
FACTS = {
    "data.read": _("Ha consultato dati personali"),
    "journal.sealed": _("Ha sigillato il registro"),
}


def sentence(reason: Reason) -> str:
    """What was found wrong in the register, and until when it was sound, in words."""
    facts = {name: said(fact) for name, fact in reason.facts.items()}
    words = [SENTENCES[reason.code], *([UNTIL] if "sound" in facts else [])]
    return elided(" ".join(str(word) % facts for word in words))
