from datetime import date
from types import SimpleNamespace

from raccordo.governance.papers.wording import titled as headed
from raccordo.governance.rules.marks import filled, marks_in, unknown_in
from raccordo.governance.rules.omissis import bare, is_sound, masked


def test_a_mark_is_known_whatever_its_letters_and_spaces():
    assert marks_in("[Organismo] e [numero  legale], [organismo]") == ["organismo", "numero legale"]


def test_a_number_or_an_ellipsis_in_brackets_is_not_a_mark():
    assert marks_in("nota [1] e […]") == []


def test_a_passage_to_be_left_out_is_not_a_mark():
    assert marks_in("[[Mario Rossi]] ha chiesto") == []


def test_a_mark_that_nothing_fills_is_told_with_the_nearest_one():
    assert unknown_in("[presente] [xyz]", ["presenti", "oggetto"]) == [
        ("presente", "presenti"),
        ("xyz", ""),
    ]


def test_what_is_not_known_yet_stays_to_be_seen():
    assert filled("[oggetto]: [votazione]", {"oggetto": "Piano [data]", "votazione": ""}) == (
        "Piano [data]: [votazione]"
    )


def test_the_public_reads_nothing_of_a_marked_passage():
    text = "La signora [[Anna\nBianchi]] chiede [[un aiuto]]."

    assert masked(text) == "La signora «OMISSIS» chiede «OMISSIS»."
    assert bare(text) == "La signora Anna\nBianchi chiede un aiuto."


def test_a_passage_left_open_or_inside_another_is_not_sound():
    assert is_sound("a [[b]] c [1]")
    assert not is_sound("a [[b")
    assert not is_sound("a b]] c")
    assert not is_sound("a [[b [[c]] d]]")


def test_a_day_put_after_a_preposition_elides_it_and_what_a_person_wrote_stays():
    text = "Nella seduta del [data], come il 8 marzo, «[oggetto]»"
    values = {"data": "11 giugno 2024", "oggetto": "Bilancio del 8 maggio"}

    said = "Nella seduta dell'11 giugno 2024, come il 8 marzo, «Bilancio del 8 maggio»"
    assert filled(text, values) == said


def test_a_paper_is_headed_by_a_date_in_good_italian():
    held = SimpleNamespace(number=3)

    assert headed(held, on=date(2024, 6, 11)) == "Seduta n. 3 dell'11 giugno 2024"
