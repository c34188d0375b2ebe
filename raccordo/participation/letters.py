"""What is written to who speaks: to confirm, and to answer. The language is that of the law."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from raccordo.foundation.wording import day
from raccordo.participation.codes import address_of
from raccordo.participation.models import Contribution, Reply

FOLLOW = "/partecipazione/segui/"


def confirmation(contribution: Contribution, *, house: str, until: date) -> tuple[str, str]:
    """Subject and text of the letter that asks to confirm an address.

    Nothing of what was typed is in it: the address may be a stranger's.
    """
    facts = {"area": contribution.area, "until": day(until)}
    said = [
        _("Buongiorno,"),
        "",
        _("dal sito è arrivata una proposta con questo indirizzo, per: %(area)s.") % facts,
        _("Per rileggerla e confermarla aprire questa pagina entro il %(until)s:") % facts,
        address_of(contribution, house=house),
        "",
        _("Chi non ha scritto nulla può ignorare il messaggio: la proposta sarà eliminata."),
    ]
    return _("Confermare una proposta"), "\n".join(said)


def answer(reply: Reply, contribution: Contribution, *, house: str) -> tuple[str, str]:
    """Subject and text of the letter that answers a proposal, or one that was merged into it."""
    facts = {"what": contribution, "title": contribution.title, "area": contribution.area}
    facts |= {"outcome": reply.get_outcome_display(), "day": day(reply.answered_on)}
    facts |= {"other": reply.contribution}
    said = [
        _("Buongiorno,"),
        "",
        _("ecco la risposta di %(area)s del %(day)s a: %(what)s, «%(title)s».") % facts,
    ]
    if reply.contribution_id != contribution.pk:
        said.append(_("È stata unita a un'altra sullo stesso argomento: %(other)s.") % facts)
    said += ["", _("Esito: %(outcome)s.") % facts, "", reply.text, ""]
    said += [reply.signed_by, ""] if reply.signed_by else []
    said.append(_("Si segue con numero e codice alla pagina %s") % f"{house}{FOLLOW}")
    return _("Risposta: %(what)s") % facts, "\n".join(said)
