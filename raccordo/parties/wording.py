from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from raccordo.foundation.wording import day
from raccordo.parties.models import Holding


def held_said(holding: Holding) -> str:
    """Who holds an office, from when and until when, in words."""
    facts = {"holder": holding.holder, "office": holding.office, "since": day(holding.since)}
    if holding.until is None:
        return _("«%(office)s» è di %(holder)s dal %(since)s, senza un termine.") % facts
    facts["last"] = day(holding.until - timedelta(days=1))
    return _("«%(office)s» è di %(holder)s dal %(since)s al %(last)s.") % facts
