from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.foundation.wording import day, elided
from raccordo.parties.models import Holding
from raccordo.territory.models import Area


def mayor_of(town: Area | None) -> str:
    """How the office of who leads a municipality is called, whoever holds it.

    A title is data: it is kept in the language of the law.
    """
    with override("it"):
        return _("Sindaco o Sindaca di %s") % town.name if town else _("Sindaco o Sindaca")


def town_hall_of(town: Area) -> str:
    """How the body that is a municipality is called, in the language of the law."""
    with override("it"):
        return _("Comune di %s") % town.name


def held_said(holding: Holding) -> str:
    """Who holds an office, from when and until when, in words."""
    facts = {"holder": holding.holder, "office": holding.office, "since": day(holding.since)}
    if holding.until is None:
        return elided(_("«%(office)s» è di %(holder)s dal %(since)s, senza un termine.") % facts)
    facts["last"] = day(holding.until - timedelta(days=1))
    return elided(_("«%(office)s» è di %(holder)s dal %(since)s al %(last)s.") % facts)
