"""From a voice to a need: an association by e-mail, a citizen on paper; each is answered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from raccordo.needs.models import Need
from raccordo.needs.operations.evidence import cite_indicator
from raccordo.needs.queries.needs import GROUPS, KINDS
from raccordo.participation.codes import from_site
from raccordo.participation.models import Consultation, Contribution, Occasion, Telling
from raccordo.participation.operations.answering import answer, discuss, hand_answer
from raccordo.participation.operations.becoming import find_need
from raccordo.participation.operations.hearing import (
    confirm_contribution,
    take_contribution,
    write_from_site,
)
from raccordo.participation.operations.sorting import admit, recognise_body
from raccordo.participation.papers.findings import table_of_answers
from raccordo.participation.queries.becoming import unheard
from raccordo.participation.queries.figures import statistics_of
from raccordo.participation.queries.public import as_public, follow, public_contributions
from raccordo.participation.states import (
    AnswerWay,
    AuthorKind,
    Outcome,
    VoiceChannel,
    VoiceSort,
    VoiceState,
)
from raccordo.participation.voices import Voice, Writer
from raccordo.parties.models import Organisation
from raccordo.post.models import Message
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term
from tests.make import SOMEBODY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
TODAY, HOUSE = date(2026, 11, 22), "https://raccordo.example"
SAID = "Da Frisa e da Treglio non si arriva ai centri diurni: serve un trasporto."
ANSWERED = "Una corsa alla settimana, in prova da gennaio."


def at(hour: int) -> datetime:
    return datetime(TODAY.year, TODAY.month, TODAY.day, hour, tzinfo=UTC)


@pytest.fixture
def asked() -> Consultation:
    return Consultation.objects.select_related("area").get(area__slug="ambito-11")


def term(catalogue: str, code: str) -> Term:
    return Term.objects.get(catalogue__code=catalogue, code=code)


def answered(one: Contribution, outcome: Outcome, text: str) -> None:
    facts = {"house": HOUSE, "by": SOMEBODY, "on": TODAY, "at": at(12)}
    answer(one, outcome=outcome, text=text, signed_by="Ufficio di Piano (demo)", **facts)


def written(asked: Consultation) -> tuple[Contribution, str]:
    """What the association writes from the site, and confirms: the proposal and its code."""
    voice = Voice(
        SAID,
        sort=VoiceSort.NEED,
        title="Trasporto ai centri diurni",
        author_kind=AuthorKind.ORGANISATION,
        named_in_public=True,
        consultation=asked,
        towns=list(Area.objects.filter(slug__in=["frisa", "treglio"])),
    )
    name = "Associazione La Rete (demo)"
    writer = Writer(group_name=name, email="rete@example.org", wants_answer_by=AnswerWay.EMAIL)
    sender = {"by": from_site(asked.area), "at": at(8)}
    sent = write_from_site(asked.area, voice, writer, house=HOUSE, **sender)
    received = confirm_contribution(sent.contribution, **sender)
    one = recognise_body(
        received.contribution, organisation=Organisation.objects.get(name=name), by=SOMEBODY
    )
    return one, received.code


def test_what_an_association_asks_becomes_a_need_and_its_code_tells_where(asked):
    one, code = written(asked)
    admit(one, by=SOMEBODY)
    table = Occasion.objects.get(title__contains="Tavolo anziani")
    discuss(one, occasion=table, summary="Si chiede un preventivo.", by=SOMEBODY, on=TODAY)
    words = {"group": term(GROUPS, "anziani"), "kind": term(KINDS, "trasporto")}
    found = find_need(one, title="Raggiungere i centri diurni", by=SOMEBODY, on=TODAY, **words)
    heard_only = unheard(Need.objects.filter(pk=found.need.pk))
    frisa = Area.objects.get(slug="frisa")
    proof = cite_indicator(found.need, code="D04", place=frisa, by=SOMEBODY, on=TODAY)
    answered(one, Outcome.PARTLY, ANSWERED)

    told = follow(f"{one.number}/{one.year}", code)

    assert not heard_only  # a voice is evidence
    assert proof.value is not None
    assert proof.checksum
    assert (told.outcome, told.answer) == ("Accolta in parte", ANSWERED)
    assert [one.summary for one in told.discussed] == ["Si chiede un preventivo."]
    assert told.ended == (f"{found.need.label}: Raggiungere i centri diurni",)
    assert told.author == "Associazione La Rete (demo)"
    letter = Message.objects.get(once__startswith="answer:", recipients=["rete@example.org"])
    assert ANSWERED in letter.body
    assert {town.slug for town in found.need.towns.all()} == {"frisa", "treglio"}


def test_a_citizen_without_an_address_is_heard_on_paper_and_answered_by_hand(asked):
    writer = Writer("Assunta", "Prova (demo)", phone="0872 000000", wants_answer_by=AnswerWay.PHONE)
    said = "Vorrei che lo sportello fosse aperto un pomeriggio."
    voice, on_paper = Voice(said, consultation=asked), VoiceChannel.PAPER
    received = take_contribution(asked.area, voice, writer, channel=on_paper, by=SOMEBODY, at=at(9))
    one = admit(received.contribution, by=SOMEBODY)
    answered(one, Outcome.ACCEPTED, "Dal martedì della prossima settimana.")
    telling = Telling.objects.get(contribution=one)
    waits = telling.told_on
    hand_answer(telling, how="Letta al telefono", by=SOMEBODY, told_on=TODAY, on=TODAY)

    telling.refresh_from_db()
    assert waits is None
    assert (telling.told_how, telling.message) == ("Letta al telefono", None)
    told = follow(f"{one.number}/{one.year}", received.code)
    assert told.outcome == "Accolta"
    assert "nome non pubblicato" in told.author


def test_the_table_of_answers_has_every_proposal_and_nobody_s_name(asked, client):
    one, _code = written(asked)
    voices = public_contributions(asked).order_by("year", "number")
    figures = statistics_of(voices, on=TODAY)
    paper = str(table_of_answers(asked, as_public(voices), figures, on=TODAY))
    shown = client.get(reverse("public:proposals", args=[asked.slug]))

    for voice in voices:
        assert f"{voice.number}/{voice.year}" in paper
        assert str(voice) in shown.text
    assert "Assunta" not in paper + shown.text
    assert figures.whole.received == voices.count()
    assert not voices.filter(state=VoiceState.UNCONFIRMED).exists()
    assert one in voices
