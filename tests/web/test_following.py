"""Whoever has the number and the code of a proposal follows it from the site."""

import pytest
from django.urls import reverse

from raccordo.participation.codes import hash_of
from raccordo.participation.letters import FOLLOW
from raccordo.participation.operations.answering import answer
from raccordo.participation.operations.becoming import back_need
from raccordo.participation.states import Outcome
from tests.make import NOW, SOMEBODY, TODAY, make_author, make_contribution, make_need

pytestmark = pytest.mark.django_db
PAGE, CODE = reverse("public:follow"), "ABCD-EFGH-JKLM"


@pytest.fixture
def one():
    made = make_contribution(state="admitted", number=41, title="Trasporto", text="<b>Serve</b> 🚌")
    make_author(contribution=made, family_name="Segreta")
    made.code_hash = hash_of(made, CODE)
    made.save()
    return made


def ask(client, number="41/2025", code=CODE, **more):
    return client.post(PAGE, {"number": number, "code": code, **more})


def test_the_letters_lead_to_this_page(client):
    assert PAGE == FOLLOW
    page = client.get(PAGE)
    for name in ("number", "code"):
        assert f'name="{name}"' in page.text


def test_the_answer_and_where_it_ended_are_read_with_the_code(client, one):
    facts = {"by": SOMEBODY, "on": TODAY, "at": NOW, "house": "https://x.example"}
    answer(one, outcome=Outcome.PARTLY, text="Una corsa il sabato.", **facts)
    back_need(one, need=make_need(area=one.area, number=12), by=SOMEBODY, on=TODAY)

    page = ask(client)

    for words in ("Accolta in parte", "Una corsa il sabato.", "N-12", "&lt;b&gt;Serve&lt;/b&gt;"):
        assert words in page.text
    assert "🚌" in page.text
    assert "Segreta" not in page.text
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("number", "code"), [("41/2025", "ABCD-EFGH-JKLN"), ("42/2025", CODE), ("x", "y"), ("41", "")]
)
def test_whatever_is_wrong_is_told_in_the_same_words(client, one, number, code):
    page = ask(client, number, code)
    assert "Serve" not in page.text
    assert page.context["voice"] is None
    assert page.context["form"].errors


def test_the_code_is_read_however_it_is_typed(client, one):
    assert ask(client, " 41 / 2025 ", "abcd efgh jklm").context["voice"]


def test_who_wrote_takes_it_back_once(client, one):
    asked = ask(client, ask_withdraw="1")
    assert "Ritirare la proposta?" in asked.text
    one.refresh_from_db()
    assert one.withdrawn_on is None
    page = ask(client, withdraw="1")
    assert "La proposta è ritirata." in page.text
    assert not page.context["may_withdraw"]
    again = ask(client, withdraw="1")
    assert "già stata ritirata" in again.text
    one.refresh_from_db()
    assert one.state == "withdrawn"


def test_who_tries_many_codes_is_stopped(client, one, settings):
    settings.ACCOUNT_RATE_LIMITS = {"follow": "30/m/ip"}
    codes = [ask(client, code=f"AAAA-AAAA-{n:04}").status_code for n in range(31)]
    assert codes[0] == 200
    assert codes[-1] == 429
