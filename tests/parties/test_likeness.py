"""Two names of one body: which are a doubt for a person to settle, and which are not."""

import pytest

from raccordo.parties.queries import alike_bodies, everybody_known
from raccordo.parties.rules import Card, Roll, alike, host_of, telling_words
from tests.make import TODAY, make_organisation, make_town


def are_alike(one, other):
    return alike(telling_words(one), telling_words(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anffas Lanciano", "Lanciano Anffas"),
        ("Associazione Il Sole ODV", "Il Sole"),
        ("IL SOLE SOC. COOP. SOC. A R.L.", "Cooperativa sociale Il Sole"),
        ("Il Sole s.c.a r.l.", "Il Sole"),
        ("Il Sole - Società Cooperativa Sociale ONLUS", "il sole ets"),
        (
            "Associazione di promozione sociale Amici della Terza Età",
            "Amici della terza eta' A.P.S.",
        ),
        ("Organizzazione di volontariato Croce Verde", "Croce Verde O.D.V."),
        ("Fondazione Mileno", "Mileno"),
        ("A.N.F.F.A.S. Lanciano", "Anffas Lanciano"),
        ("Anfas Lanciano", "Anffas Lanciano"),
        ("Associazione Alzeimer Frentana", "Alzheimer Frentana"),
        ("Anffas Castelfrentano", "Anffas Castel Frentano"),
        ("Misericordia di S. Vito Chietino", "Misericordia San Vito Chietino"),
        ("L'Arcobaleno", "Arcobaleno"),
    ],
)
def test_one_body_told_in_two_ways_is_recognised(one, other):
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Avis Lanciano", "Avis Vasto"),
        ("Comune di Vasto", "Comune di Casto"),
        ("Comune di Atessa", "Comune di Chieti"),
        ("Auser", "Auser Lanciano"),
        ("Istituto comprensivo 1", "Istituto comprensivo 2"),
        ("Gruppo Alpini Lanciano 2019", "Gruppo Alpini Lanciano 2020"),
        ("Cooperativa sociale Il Sole", "Cooperativa sociale La Luna"),
        ("Associazione Genitori", "Associazione Giovani"),
        ("Associazione", "Fondazione"),
        ("Croce Rossa", "Croce Verde"),
        ("Amici del mare", "Amici del monte"),
        ("", "Auser"),
        ("", ""),
    ],
)
def test_two_bodies_are_not_taken_for_one(one, other):
    assert not are_alike(one, other)


def test_a_name_that_is_only_a_form_in_law_is_a_name():
    assert are_alike("Cooperativa sociale", "cooperativa SOCIALE")


def test_the_same_site_or_address_raises_a_doubt_but_not_the_site_of_many():
    roll = Roll(
        [
            ("site", Card("Uno", "https://www.uno.example/chi-siamo")),
            ("mail", Card("Due", "", ("due@pec.example",))),
            ("face", Card("Tre", "https://www.facebook.com/tre")),
        ]
    )

    found = roll.like(Card("Altro", "http://uno.example", ("DUE@pec.example", "")))

    assert {key: reason.code for key, reason in found.items()} == {
        "site": "same_site",
        "mail": "same_address",
    }
    assert not roll.like(Card("Quattro", "https://facebook.com/quattro"))


@pytest.mark.parametrize("said", ["", "niente", "https://", "http://[rotto", "facebook.com/x"])
def test_what_is_no_site_of_its_own_has_no_host(said):
    assert host_of(said) == ""


@pytest.mark.django_db
def test_of_the_bodies_known_those_alike_are_told_but_not_the_very_same_nor_the_closed():
    town = make_town()
    make_organisation(name="Associazione Il Sole ODV", area=town)
    make_organisation(name="Sole Il", closed_on=TODAY)
    make_organisation(name="La Luna")
    make_organisation(name="Il Sole")

    ((body, reason),) = alike_bodies({"name": "il sole", "area": None})

    assert (body.name, body.area, reason.code) == (
        "Associazione Il Sole ODV",
        town.name,
        "alike_name",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("known", "told"),
    [
        ("Anffas Lanciano", "Anfas Lanciano ODV"),
        ("Castelfrentano Anffas", "Anffas Castel Frentano"),
        ("Auser", "Ausser"),
        ("Misericordia di San Vito", "Misericordia S. Vito"),
    ],
)
def test_who_is_looked_for_among_many_is_found_as_among_few(known, told):
    make_organisation(name=known)

    assert [body.name for body, _why in alike_bodies({"name": told})] == [known]
    assert [body.name for body in everybody_known().like(Card(told))] == [known]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "-", "di", "%", "_", "'; --", "a" * 200])
def test_a_strange_name_is_like_nobody(name):
    make_organisation(name="Auser")

    assert alike_bodies({"name": name}) == []


@pytest.mark.django_db
def test_one_question_is_asked_among_many_bodies_as_among_few(django_assert_num_queries):
    for many in (2, 40):
        for n in range(many):
            make_organisation(name=f"Il Sole di Borgo {many} {n}", website="https://sole.example")
        facts = {"name": "Sole di Borgo", "website": "sole.example", "email": "a@sole.example"}
        with django_assert_num_queries(1):
            assert alike_bodies(facts)
