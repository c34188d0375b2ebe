"""The Region asks by Friday the spending of nine municipalities, and they answer."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from raccordo.access.links import token_of
from raccordo.access.models import Link
from raccordo.archive.shelves import content_of
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Answer, DataRequest
from raccordo.governance.operations.answering import give_answer
from raccordo.governance.operations.asking import close_request
from raccordo.governance.queries.requests import before_of, citation_of, stamp_of
from raccordo.governance.states import AnswerState, RequestState
from raccordo.post.models import Message
from tests.make import SOMEBODY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def asked() -> DataRequest:
    return DataRequest.objects.get(state=RequestState.OPEN)


def figures_of(answer: Answer, **otherwise: str) -> dict[str, str]:
    """The answer of a municipality that spent as it did the year before."""
    former = before_of(answer)
    assert former
    told = {code: str(said).replace(".", ",") for code, said in former.figures.items()}
    return told | otherwise


def test_each_of_the_nine_was_written_to_once_with_its_own_link(asked):
    letters = Message.objects.filter(body__contains=asked.title, once__contains=str(asked.key))

    assert asked.answers.count() == 9
    assert asked.due_on.weekday() == 4
    links = {re.search(r"/risposte/\S+", letter.body)[0] for letter in letters}
    assert len(links) == letters.count() == 9


def test_six_have_answered_and_three_are_awaited(asked):
    awaited = asked.answers.filter(state=AnswerState.AWAITED)

    assert [str(one.organisation) for one in awaited] == [
        "Comune di Frisa",
        "Comune di Mozzagrogna",
        "Comune di Treglio",
    ]


def test_treglio_answers_from_its_link_without_an_account_and_is_told_what_does_not_add_up(
    asked, client
):
    answer = asked.answers.get(organisation__name="Comune di Treglio")
    link = Link.objects.filter(organisation=answer.organisation).latest("pk")
    Link.objects.filter(pk=link.pk).update(until=None)  # the story is read on any day
    page = reverse("desk:link_answer", args=[token_of(link), answer.key])
    told = {"given_by": "Ufficio ragioneria", "note": "", "seen": stamp_of(answer)}

    wrong = client.post(page, told | _sent(figures_of(answer, anziani="1,00")))
    assert "la differenza è" in wrong.content.decode()

    answer.refresh_from_db()  # what was typed wrong was kept, too
    sent = told | {"seen": stamp_of(answer)} | _sent(figures_of(answer))
    said = client.post(page, sent, follow=True)
    assert "Risposta inviata" in said.text
    answer.refresh_from_db()
    assert (answer.state, answer.given_by.startswith("Ufficio ragioneria")) == ("given", True)


def test_when_all_have_answered_the_data_are_frozen_and_can_be_cited(asked):
    for answer in asked.answers.filter(state=AnswerState.AWAITED):
        told = {"note": "", "given_by": "Ragioneria", "seen": stamp_of(answer)}
        give_answer(answer, figures=figures_of(answer), by=SOMEBODY, at=NOW, **told)

    closed = close_request(asked, by=SOMEBODY, on=TODAY)

    citation = citation_of(closed)
    assert "risposte: 9 su 9." in citation
    assert citation.endswith(closed.file.sha256)
    table = content_of(closed.file.sha256).decode("utf-8-sig")
    assert "Comune di Treglio" in table


def test_after_it_is_closed_nobody_answers_any_more(asked):
    close_request(asked, by=SOMEBODY, on=TODAY)
    answer = asked.answers.get(organisation__name="Comune di Frisa")

    with pytest.raises(Refused):
        give_answer(
            answer,
            figures=figures_of(answer),
            note="",
            given_by="Ragioneria",
            seen=stamp_of(answer),
            by=SOMEBODY,
            at=NOW,
        )


def _sent(figures: dict[str, str]) -> dict[str, str]:
    """As the form names its fields."""
    return {f"d-{code}": said for code, said in figures.items()}
