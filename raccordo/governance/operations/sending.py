from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.access.links import address_of, stopped_links
from raccordo.access.models import Link
from raccordo.access.operations import open_link, renew_link
from raccordo.archive.operations import store
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.models import Answer, DataRequest
from raccordo.governance.queries.requests import (
    missing_in,
    once_of,
    request_to_change,
    require_may_be_sent,
    to_remind,
)
from raccordo.governance.spreadsheet import name_of_sheet, sheet_of
from raccordo.governance.states import RequestState
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
from raccordo.parties.operations import tell_town_halls
from raccordo.post.models import Message
from raccordo.post.operations import write_message
from raccordo.post.states import Channel
from raccordo.territory.models import Area

# Who is late answers too; after this a new link is asked for with one button.
GRACE = timedelta(days=31)
LONGEST_SUBJECT = 250


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a sending: who was written to, who is to be written to by hand.

    Whose link was revoked is left alone, until a person sends it another.
    """

    written: tuple[Answer, ...] = ()
    by_hand: tuple[Answer, ...] = ()
    stopped: tuple[Answer, ...] = ()

    def __add__(self, other: Sent) -> Sent:
        """The two parts of what was sent a few at a time."""
        return Sent(
            self.written + other.written,
            self.by_hand + other.by_hand,
            self.stopped + other.stopped,
        )


@operation
def send_request(
    request: DataRequest,
    *,
    towns: Iterable[Area],
    organisations: Iterable[Organisation] = (),
    channel: Channel = Channel.EMAIL,
    house: str,
    by: Acting,
    on: date,
    at: datetime,
) -> Sent:
    """Ask all the bodies that were chosen, each by its own link; who was already asked is left."""
    request = request_to_change(request)
    require_may_be_sent(request, on=on)
    asked = set(request.answers.values_list("organisation", flat=True))
    bodies = [*tell_town_halls(towns, by=by), *organisations]
    new = [body for body in dict.fromkeys(bodies) if body.pk not in asked]
    if not new:
        raise Refused(_("Scegliere almeno un ente che non ha ancora ricevuto la richiesta."))
    request.state, request.sent_on = RequestState.OPEN, request.sent_on or on
    request.save(update_fields=["state", "sent_on"])
    answers = [Answer.objects.create(request=request, organisation=body) for body in new]
    written = [one for one in answers if _send(one, channel, house=house, by=by, on=on, at=at)]
    by_hand = [one for one in answers if one not in written]
    names = [str(body) for body in new]
    record(by=by, what="request.sent", subject=request, asked=names, by_hand=len(by_hand))
    return Sent(tuple(written), tuple(by_hand))


@operation
def remind_missing(
    request: DataRequest,
    *,
    house: str,
    by: Acting,
    on: date,
    at: datetime,
    only_due: bool = False,
    among: Collection[Answer] | None = None,
) -> Sent:
    """Remind who has not answered: once a day at most, or only on the days reminders fall on.

    Among a few of them only, where all are too many for one time.
    """
    request = request_to_change(request)
    if request.state != RequestState.OPEN:
        raise Refused(_("Si sollecita solo mentre la richiesta è aperta."))
    due = to_remind(request, on=on, only_due=only_due)
    if not (due or only_due):
        _refuse_to_remind(request)
    if among is not None:
        due = [answer for answer in due if answer in among]
    revoked = stopped_links(request.area)
    free = [answer for answer in due if answer.organisation_id not in revoked]
    written = [one for one in free if _remind(one, house=house, by=by, on=on, at=at)]
    if written:
        names = [str(one.organisation) for one in written]
        record(by=by, what="request.reminded", subject=request, who=names)
    by_hand = tuple(one for one in free if one not in written)
    return Sent(tuple(written), by_hand, tuple(one for one in due if one not in free))


def _refuse_to_remind(request: DataRequest) -> NoReturn:
    if missing_in(request).exists():
        raise Refused(_("Chi manca è già stato sollecitato oggi: si può rifarlo da domani."))
    raise Refused(_("Hanno risposto tutti: non c'è nessuno da sollecitare."))


@operation
def send_link_again(
    organisation: Organisation,
    *,
    area: Area,
    house: str,
    by: Acting,
    on: date,
    at: datetime,
    fallback: str = "",
    renews: bool = False,
) -> Link:
    """Send a body a new link, to the address that is already known and to no other.

    When who asks for the data renews it, the links that the body had open nothing any more.
    """
    channel, to = _reached_by(organisation, Channel.EMAIL)
    channel, to = (channel, to) if to else (Channel.EMAIL, fallback)
    if not to:
        raise Refused(_("Di quest'ente non si conosce nessun indirizzo: scriverlo nell'elenco."))
    let_in = renew_link if renews else open_link
    link = let_in(organisation, area=area, sent_to=to, since=on, until=on + GRACE, by=by)
    _write_link(link, channel, house=house, by=by, on=on, at=at)
    record(by=by, what="link.sent_again", subject=link, sent_to=to)
    return link


def _write_link(
    link: Link, channel: Channel, *, house: str, by: Acting, on: date, at: datetime
) -> None:
    once = f"link:{link.key}:{on}"
    if Message.objects.filter(once=once).exists():
        raise Refused(
            _(
                "Oggi c'è già un messaggio con il collegamento per l'indirizzo dell'ente: cercarlo"
                " nella posta, anche tra quella indesiderata."
            )
        )
    with override("it"):
        facts = {"organisation": link.organisation, "area": link.area, "until": day(on + GRACE)}
        facts["address"] = address_of(link, house=house)
        subject = _("%(area)s: nuovo collegamento per rispondere") % facts
        body = _(
            "Buongiorno,\n\necco il nuovo collegamento per vedere i dati richiesti e rispondere,"
            " senza password:\n%(address)s\n\nChi deve rispondere: %(organisation)s\n"
            "Chi raccoglie i dati: %(area)s\n\nVale fino al %(until)s ed è solo per il vostro ente:"
            " non inoltrarlo ad altri. Se nessuno lo ha chiesto, non serve fare nulla.\n"
        )
    write_message(
        once=once,
        channel=channel,
        recipients=[link.sent_to],
        subject=subject[:LONGEST_SUBJECT],
        body=body % facts,
        by=replace(by, organisation=None, area=link.area.key),  # in the outbox of who asks
        at=at,
    )


def _reached_by(organisation: Organisation, channel: Channel) -> tuple[Channel, str]:
    """By which channel a body is written to, and where: the other one when it lacks the first."""
    addresses = {Channel.EMAIL: organisation.email, Channel.PEC: organisation.pec}
    other = Channel.PEC if channel == Channel.EMAIL else Channel.EMAIL
    return (channel, addresses[channel]) if addresses[channel] else (other, addresses[other])


def _send(
    answer: Answer, channel: Channel, *, house: str, by: Acting, on: date, at: datetime
) -> bool:
    """Write to one of those who are asked, with the link and the sheet; False if there is no way.

    The link is there all the same: the office copies it, and sends it as it can.
    """
    channel, to = _reached_by(answer.organisation, channel)
    link = _link(answer, to, by=by, on=on)
    if not to:
        return False
    sheet = store(sheet_of(answer), by=by)
    with override("it"):
        facts = _facts(answer, link, house=house)
        subject = _("%(area)s: %(title)s, entro il %(due)s") % facts
        body = _(
            "Buongiorno,\n\nservono questi dati: %(title)s, anno %(year)s.\n\n"
            "Chi deve rispondere: %(organisation)s\nChi li raccoglie: %(area)s%(wanted)s\n"
            "Entro il: %(due)s\n\nPer rispondere basta aprire questa pagina, senza password:\n"
            "%(address)s\n\nSi può salvare e finire più tardi. Oppure si riempie il foglio di"
            " calcolo allegato e si carica dalla stessa pagina.%(introduction)s\n\n"
            "Il collegamento è solo per il vostro ente e vale fino al %(until)s: non inoltrarlo"
            " ad altri.\n"
        )
    write_message(
        once=f"{once_of(answer.request)}:asked:{answer.key}",
        channel=channel,
        recipients=[to],
        subject=subject[:LONGEST_SUBJECT],
        body=body % facts,
        by=by,
        at=at,
        files=[(sheet, name_of_sheet(answer))],
    )
    return True


def _remind(answer: Answer, *, house: str, by: Acting, on: date, at: datetime) -> bool:
    channel, to = _reached_by(answer.organisation, Channel.EMAIL)
    if not to:
        return False
    link = _link(answer, to, by=by, on=on)
    with override("it"):
        facts = _facts(answer, link, house=house)
        subject = _("Promemoria: %(title)s, entro il %(due)s") % facts
        body = _(
            "Buongiorno,\n\nmancano ancora questi dati: %(title)s, anno %(year)s.%(remark)s\n\n"
            "Chi deve rispondere: %(organisation)s\nChi li raccoglie: %(area)s%(wanted)s\n"
            "Entro il: %(due)s\n\nPer rispondere basta aprire questa pagina, senza password:\n"
            "%(address)s\n\nQuanto già scritto è conservato. Se la risposta è già partita, questo"
            " messaggio non conta.\n"
        )
    write_message(
        once=f"{once_of(answer.request)}:reminded:{answer.key}:{on}",
        channel=channel,
        recipients=[to],
        subject=subject[:LONGEST_SUBJECT],
        body=body % facts,
        by=by,
        at=at,
    )
    return True


def _link(answer: Answer, to: str, *, by: Acting, on: date) -> Link:
    return open_link(
        answer.organisation,
        area=answer.request.area,
        sent_to=to,
        since=on,
        until=max(answer.request.due_on, on) + GRACE,
        by=by,
    )


def _facts(answer: Answer, link: Link, *, house: str) -> dict[str, str]:
    """What a letter says; each piece that may lack brings its own blanks."""
    request = answer.request
    wanted = "\n" + _("Chi li ha chiesti: %s") % request.wanted_by if request.wanted_by else ""
    to_correct = _("Da correggere: %s") % answer.remark if answer.remark else ""
    return {
        "area": str(request.area),
        "organisation": str(answer.organisation),
        "title": request.title,
        "year": str(request.year),
        "due": day(request.due_on),
        "until": day(link.until) if link.until else "",
        "address": address_of(link, house=house),
        "wanted": wanted,
        "introduction": f"\n\n{request.introduction}" if request.introduction else "",
        "remark": f"\n\n{to_correct}" if to_correct else "",
    }
