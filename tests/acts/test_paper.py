import pytest
from django.utils.translation import override

from raccordo.acts.paper import paper_of
from raccordo.foundation.errors import Refused
from tests.acts.stories import fixed
from tests.make import TODAY, make_act

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"text": "Visto\n\nBene 😀"}, "«😀» (U+1F600), in «Bene 😀»"),
        ({"subject": "Il 漢 piano"}, "«漢» (U+6F22), in «Il 漢 piano»"),
        ({"text": "a\x01b"}, "invisibile (U+0001), in «ab»"),
    ],
)
def test_a_sign_that_the_fonts_do_not_have_is_told_with_its_place(facts, said):
    with pytest.raises(Refused) as refused:
        paper_of(make_act(**facts), number="9", made_on=TODAY)

    assert said in refused.value.message


def test_the_paper_of_an_act_is_in_italian_whoever_asks_for_it():
    act = make_act()
    paper = paper_of(act, number="9", made_on=TODAY)

    with override("en"):
        assert paper_of(act, number="9", made_on=TODAY) == paper


def test_the_file_to_sign_is_named_in_italian_whoever_prepares_it():
    with override("en"):
        act, _pdf = fixed()

    assert act.files.get().name == "Deliberazione 9 2025-03-03.pdf"
