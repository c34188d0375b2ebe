from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.participation import letters
from raccordo.participation.models import Author, Contribution, Reply, Telling
from raccordo.participation.states import AnswerWay
from raccordo.post.models import Message
from raccordo.post.operations import write_message
from raccordo.post.states import Channel


@operation
def tell_answer(
    reply: Reply, contribution: Contribution, *, house: str, by: Acting, on: date, at: datetime
) -> Telling:
    """Write an answer to who waits for it, or leave it to be handed over by who can."""
    telling, new = Telling.objects.get_or_create(reply=reply, contribution=contribution)
    if not new:
        return telling
    author = Author.objects.filter(contribution=contribution).first()
    telling.message = _written(reply, contribution, author, house=house, by=by, at=at)
    if telling.message is None and not _to_hand(contribution, author):
        telling.told_how = _("pubblicata con numero e codice")
        telling.told_on = on
    telling.save()
    by_post = telling.message is not None
    record(by=by, what="contribution.answer_told", subject=contribution, written=by_post)
    return telling


def _written(
    reply: Reply,
    contribution: Contribution,
    author: Author | None,
    *,
    house: str,
    by: Acting,
    at: datetime,
) -> Message | None:
    """The letter that leaves by e-mail, when that is how who wrote wants to be answered."""
    address = author.email if author else ""
    body = contribution.organisation
    if body and not address:
        address = body.email or body.pec
    wants = author is None or author.wants_answer_by == AnswerWay.EMAIL
    if not address or not wants:
        return None
    subject, text = letters.answer(reply, contribution, house=house)
    return write_message(
        once=f"answer:{reply.key}:{contribution.key}",
        channel=Channel.EMAIL,
        recipients=[address],
        subject=subject,
        body=text,
        by=by,
        at=at,
    )


def _to_hand(contribution: Contribution, author: Author | None) -> bool:
    """Whether somebody has to carry the answer: who left no trace, or wants the code, reads it."""
    if author is None:
        return contribution.organisation is not None
    return author.wants_answer_by != AnswerWay.CODE and author.removed_on is None
