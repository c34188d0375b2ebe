from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Reason
from raccordo.foundation.tables import Fault
from raccordo.foundation.wording import elided, said

SENTENCES = {
    "columns_missing": _("Nel file mancano le colonne: %(columns)s. Scaricare il modello."),
    "table_too_long": _("Il file ha più di %(limit)s righe: dividerlo."),
    "table_unreadable": _("Il file non si apre: salvarlo come CSV o XLSX e riprovare."),
    "archive_broken": _("Il file è danneggiato o incompleto: scaricarlo di nuovo."),
    "archive_bomb": _(
        "Una volta aperto, il file sarebbe molto più grande di ogni tabella ufficiale "
        "(il limite è %(limit)s MB): non è stato letto."
    ),
    "archive_locked": _("L'archivio ZIP è protetto da una password: serve come si scarica."),
    "archive_empty": _("Nell'archivio ZIP non c'è una tabella CSV o XLSX."),
    "archive_many": _(
        "Nell'archivio ZIP ci sono %(count)s tabelle (%(names)s…): estrarre quella da caricare."
    ),
    "line_too_long": _("Il file ha righe di oltre %(limit)s caratteri: non è una tabella."),
    "line_broken": _("La riga %(row)s non si legge: forse manca la chiusura di una virgoletta."),
    "heading_unknown": _(
        "Nelle prime righe non ci sono le colonne di nessuna delle tabelle che si possono caricare."
    ),
    "heading_lacks": _("Nel file mancano le colonne: %(columns)s. Serve il file come si scarica."),
    "columns_alike": _("Più colonne possono essere quella che serve: %(columns)s. Lasciarne una."),
    "cell_missing": _("manca il valore"),
    "cell_too_long": _("il testo supera i %(limit)s caratteri"),
    "cell_not_a_day": _("non è una data: scriverla come 03/03/2026"),
    "cell_unknown": _("non è fra i valori ammessi: %(known)s"),
    "cell_repeated": _("è già alla riga %(row)s"),
}


def sentence(reason: Reason, others: Mapping[str, str | Promise] | None = None) -> str:
    """A reason of tables in words; a room that has more of them passes its own."""
    facts = {name: said(fact) for name, fact in reason.facts.items()}
    return elided(str((SENTENCES | dict(others or {}))[reason.code]) % facts)


def fault_said(fault: Fault, others: Mapping[str, str | Promise] | None = None) -> str:
    """A wrong cell in words: row, column, value, cause."""
    return _now("Riga %(row)s, colonna «%(column)s», valore «%(value)s»: %(cause)s.") % {
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "cause": sentence(fault.reason, others),
    }
