from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.access.links import address_of, stopped_links
from raccordo.access.models import Link
from raccordo.access.operations.links import open_link
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
from raccordo.post.models import Message
from raccordo.post.operations import write_message
from raccordo.post.states import Channel
from raccordo.territory.models import Area

LASTS = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked to confirm its card, who has no address, who was asked today or closed out."""

    written: tuple[Organisation, ...]
    unreachable: tuple[Organisation, ...]
    left: tuple[Organisation, ...]


@operation
def ask_to_confirm(
    organisations: Sequence[Organisation],
    *,
    area: Area,
    house: str,
    by: Acting,
    on: date,
    at: datetime,
) -> Asked:
    """Ask some bodies to look at their cards: a click if it is right, a few fields if it is not."""
    if not organisations:
        raise Refused(_("Scegliere almeno un soggetto."))
    stopped, said = stopped_links(area), _said_on(on, organisations)
    reached = [body for body in organisations if _address(body)]
    left = [body for body in reached if body.pk in stopped or _once(body, on) in said]
    to_write = [body for body in reached if body not in left]
    for body in to_write:
        to, until = _address(body), on + LASTS
        link = open_link(body, area=area, sent_to=to, since=on, until=until, by=by)
        _write(link, house=house, by=by, on=on, at=at)
    names = [body.name for body in to_write]
    record(by=by, what="card.asked", subject=area, bodies=names)
    unreachable = tuple(body for body in organisations if not _address(body))
    return Asked(tuple(to_write), unreachable, tuple(left))


def _write(link: Link, *, house: str, by: Acting, on: date, at: datetime) -> None:
    body, area = link.organisation, link.area
    with override("it"):
        facts = {"body": body, "area": area, "until": day(on + LASTS)}
        facts["address"] = f"{address_of(link, house=house)}scheda/"
        subject = _("%(area)s: la scheda di %(body)s è ancora giusta?") % facts
        text = _(
            "Buongiorno,\n\nl'Ufficio di Piano di %(area)s tiene l'elenco dei soggetti del"
            " territorio. Chiediamo di guardare la scheda di %(body)s:\n%(address)s\n\nSe è giusta"
            " basta un clic. Se qualcosa è cambiato, si corregge dalla stessa pagina, senza"
            " password.\n\nIl collegamento è solo per il vostro ente e vale fino al %(until)s: non"
            " inoltrarlo ad altri.\n"
        )
    write_message(
        once=_once(body, on),
        channel=Channel.EMAIL,
        recipients=[link.sent_to],
        subject=subject,
        body=text % facts,
        by=by,
        at=at,
    )


def _address(body: Organisation) -> str:
    return body.email or body.pec


def _once(body: Organisation, on: date) -> str:
    return f"card:{body.key}:{on}"


def _said_on(on: date, bodies: Sequence[Organisation]) -> set[str]:
    once = [_once(body, on) for body in bodies]
    return set(Message.objects.filter(once__in=once).values_list("once", flat=True))
