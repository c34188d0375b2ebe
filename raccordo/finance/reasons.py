from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import said

SENTENCES = {
    "earmark_with_source": _("%(fund)s non paga «%(action)s»: %(text)s (%(source)s)."),
    "earmark_without_source": _(
        "Da controllare: forse %(fund)s non paga «%(action)s» (%(text)s; manca la fonte)."
    ),
    "share_too_low": _(
        "Di %(fund)s va almeno il %(wanted)s %%: %(text)s. Adesso è il %(now)s %% (%(source)s)."
    ),
    "share_too_high": _(
        "Di %(fund)s va al più il %(wanted)s %%: %(text)s. Adesso è il %(now)s %% (%(source)s)."
    ),
}
FACTS = {
    "funds.loaded": _("Ha caricato il catalogo dei fondi"),
    "fund.added": _("Ha aggiunto un fondo"),
    "allocation.added": _("Ha aperto l'annualità di un fondo"),
    "allocation.changed": _("Ha cambiato i termini dell'annualità di un fondo"),
    "earmark.added": _("Ha aggiunto un vincolo di destinazione"),
    "budget.written": _("Ha scritto il piano finanziario"),
    "movement.entered": _("Ha registrato una scrittura della contabilità di piano"),
    "movement.reversed": _("Ha stornato una scrittura della contabilità di piano"),
}


def sentence(reason: Reason) -> str:
    """What an earmark says to who programmes the money of its fund."""
    facts = {name: said(fact) for name, fact in reason.facts.items()}
    return str(SENTENCES[reason.code]) % facts
