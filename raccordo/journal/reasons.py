from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import said

SENTENCES = {
    "line_wrong": _("La riga n. %(number)s è stata alterata, tolta o aggiunta a mano."),
    "seal_not_ours": _("Il sigillo del %(day)s non è stato firmato con la chiave di qui."),
    "sealed_line_changed": _(
        "La riga n. %(number)s non è più quella sigillata il %(day)s: il registro è riscritto."
    ),
}
FACTS = {
    "data.read": _("Ha consultato dati personali"),
    "journal.sealed": _("Ha sigillato il registro"),
}


def sentence(reason: Reason) -> str:
    """What was found wrong in the register, in words."""
    facts = {name: said(fact) for name, fact in reason.facts.items()}
    return str(SENTENCES[reason.code]) % facts
