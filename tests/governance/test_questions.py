from decimal import Decimal

import pytest

from raccordo.governance.questionnaires import questionnaires
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.questions import (
    Kind,
    Question,
    Unread,
    as_data,
    faults_in,
    from_data,
    jumps,
    plain,
    read,
    summed,
    totals_wrong,
    value_in,
)

EUROS = Question("spent", "Spesa", Kind.EUROS)
WHOLE = Question("people", "Persone", Kind.WHOLE)
DECIMAL = Question("workers", "Assistenti sociali", Kind.DECIMAL)
SURE = Question("sure", "È attivo", Kind.YES_NO)
HOW = Question("how", "Come", Kind.CHOICE, choices=("Singolo", "In convenzione"))
WORDS = Question("words", "Quali", Kind.TEXT)


@pytest.mark.parametrize(
    ("question", "said", "value"),
    [
        (EUROS, "1.250,00", Decimal("1250.00")),
        (EUROS, " 1 250,5 \u20ac", Decimal("1250.50")),
        (EUROS, "1250", Decimal("1250.00")),
        (EUROS, "euro 12.345.678,90", Decimal("12345678.90")),
        (WHOLE, "1.250", 1250),
        (WHOLE, "12,0", 12),
        (DECIMAL, "3,25", Decimal("3.25")),
        (DECIMAL, "10", Decimal("10")),
        (SURE, "SI", "sì"),
        (SURE, "No", "no"),
        (HOW, "in CONVENZIONE", "In convenzione"),
        (WORDS, "Due bandi", "Due bandi"),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(question, said, value):
    assert value_in(question, said) == value


@pytest.mark.parametrize(
    ("question", "said", "why"),
    [
        (EUROS, "1250.50", "è ambiguo"),
        (EUROS, "1,250.50", "è ambiguo"),
        (EUROS, "12,345", "Al massimo 2 decimali"),
        (EUROS, "-1", "non può essere negativo"),
        (EUROS, "circa mille", "«circa mille» non è un numero"),
        (EUROS, "1.25.000", "non è un numero"),
        (EUROS, "٣", "non è un numero"),
        (EUROS, "9" * 13, "troppo grande"),
        (WHOLE, "2,5", "numero intero"),
        (DECIMAL, "0,12345", "Al massimo 4 decimali"),
        (SURE, "forse", "sì o no"),
        (HOW, "Altro", "Singolo, In convenzione"),
        (WORDS, "x" * 2001, "supera i 2.000 caratteri"),
        (WORDS, "<script>", "Togliere il segno"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(question, said, why):
    with pytest.raises(Unread) as unread:
        value_in(question, said)

    assert why in sentence(unread.value.reason)


@pytest.mark.parametrize(
    ("question", "said"), [(EUROS, "1.250,50"), (DECIMAL, "0,125"), (WHOLE, "1.000"), (SURE, "si")]
)
def test_what_is_kept_reads_back_the_same(question, said):
    value = value_in(question, said)

    assert value_in(question, plain(value)) == value


def test_what_is_asked_and_not_told_is_missing_unless_it_is_optional():
    optional = Question("more", "Altro", Kind.TEXT, required=False)

    values, wrong = read([EUROS, optional], {"spent": "  "})

    assert values == {}
    assert [(one.code, sentence(one.reason)) for one in wrong] == [("spent", "Manca la risposta.")]


TOTAL = [
    EUROS,
    Question("a", "Minori", Kind.EUROS, part_of="spent", section="Per area"),
    Question("b", "Anziani", Kind.EUROS, part_of="spent", section="Per area"),
    Question("c", "Servizi", Kind.EUROS, part_of="spent", section="Per natura"),
]


def told(**figures):
    return read(TOTAL, figures)[0]


def test_a_total_is_the_sum_of_its_parts_in_each_way_it_is_divided():
    values = told(spent="100,00", a="60,00", b="40,00", c="100,00")

    assert totals_wrong(TOTAL, values) == []


def test_a_total_off_by_a_cent_is_told_with_the_difference():
    (wrong,) = totals_wrong(TOTAL, told(spent="100,00", a="60,00", b="40,01", c="100"))

    assert wrong.code == "spent"
    assert sentence(wrong.reason) == (
        "Le parti di «Per area» sommano 100,01\xa0€, il totale scritto è 100,00\xa0€: la differenza"
        " è 0,01\xa0€."
    )


def test_a_total_that_is_not_of_euros_is_not_told_in_euros():
    people = [WHOLE, Question("men", "Uomini", Kind.WHOLE, part_of="people")]
    (wrong,) = totals_wrong(people, {"people": 12, "men": 10})

    assert "sommano 10, il totale scritto è 12: la differenza è 2." in sentence(wrong.reason)


def test_a_total_without_any_part_is_not_contradicted():
    assert totals_wrong(TOTAL, told(spent="100")) == []


@pytest.mark.parametrize(
    ("now", "found"), [("130", {}), ("130,01", {"spent": 30}), ("69", {"spent": -31})]
)
def test_a_change_of_more_than_thirty_in_a_hundred_is_asked_to_be_explained(now, found):
    assert jumps([EUROS], told(spent=now), told(spent="100")) == found


def test_what_was_nothing_before_has_no_change():
    assert jumps([EUROS], told(spent="5"), told(spent="0")) == {}
    assert jumps([EUROS], told(spent="5"), {}) == {}


def test_what_all_answered_is_summed_and_what_nobody_told_is_not_zero():
    totals = summed([EUROS, WHOLE, WORDS], [told(spent="1,10"), told(spent="2,20"), {"words": "x"}])

    assert totals == {"spent": Decimal("3.30")}


@pytest.mark.parametrize(
    ("questions", "why"),
    [
        ([EUROS, EUROS], "c'è già"),
        ([Question("Spesa!", "x", Kind.TEXT)], "lettere minuscole"),
        ([Question("a", " ", Kind.TEXT)], "manca il testo"),
        ([Question("a", "x", Kind.CHOICE, choices=("uno",))], "almeno due"),
        ([Question("a", "x", Kind.EUROS, part_of="b")], "«b»"),
        ([WHOLE, Question("a", "x", Kind.EUROS, part_of="people")], "di un altro tipo"),
        ([Question("a", "x", Kind.EUROS, part_of="a")], "parte di sé"),
        (
            [
                Question("a", "x", Kind.EUROS, part_of="b"),
                Question("b", "x", Kind.EUROS, part_of="a"),
            ],
            "parte di sé",
        ),
    ],
)
def test_questions_that_cannot_be_asked_are_told(questions, why):
    assert why in sentence(faults_in(questions)[-1].reason)


@pytest.mark.parametrize("code", ["spesa-sociale", "assistenti-sociali", "servizi-erogati"])
def test_the_forms_that_come_with_the_program_are_sound_and_say_their_source(code):
    form = questionnaires()[code]

    assert faults_in(form.questions) == []
    assert form.source
    assert form.version
    assert from_data(as_data(form.questions)) == form.questions
