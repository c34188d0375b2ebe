from datetime import date

import pytest
from django.template import engines
from django.utils.translation import override

from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day, elided


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("dal 11 giugno 2024", "dall'11 giugno 2024"),
        ("Dal 8 marzo", "Dall'8 marzo"),
        ("il 8 marzo, entro il 11 aprile", "l'8 marzo, entro l'11 aprile"),
        ("Il 11 marzo deve ancora venire.", "L'11 marzo deve ancora venire."),
        ("del 11 maggio al 8 luglio", "dell'11 maggio all'8 luglio"),
        ("nel 11 agosto, sul 8 ottobre", "nell'11 agosto, sull'8 ottobre"),
        ("dal 11 al 18 giugno", "dall'11 al 18 giugno"),
        ("dal 8 al 11 giugno", "dall'8 all'11 giugno"),
        ("dal <strong>11 giugno</strong>", "dall'<strong>11 giugno</strong>"),
    ],
)
def test_an_article_elides_before_the_days_that_begin_with_a_vowel(written, read):
    assert elided(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "dal 18 marzo",
        "dal 28 marzo al 1° aprile",
        "il 8%",
        "il 11%",
        "dal 8 per cento al 11 per cento",
        "il 11 marzolino",
        "from 11 June 2024",
        "dal 2024-06-11",
        "al 11/06/2024",
        "dall'11 giugno",
        "1\u00ba giugno",
    ],
)
def test_nothing_else_is_touched(text):
    assert elided(text) == text


def test_every_month_is_known():
    with override("it"):
        for month in range(1, 13):
            assert elided(f"dal {day(date(2024, month, 11))}").startswith("dall'11 ")


def test_a_refusal_elides_its_dates():
    refusal = Refused("La seduta è del 11 giugno 2024.", field="since")

    assert refusal.message == str(refusal) == "La seduta è dell'11 giugno 2024."


def rendered(sentence, **facts):
    template = engines["django"].from_string("{% load i18n %}" + sentence)
    with override("it"):
        return template.render(facts)


def test_a_sentence_of_a_page_elides_its_dates():
    said = "{% blocktranslate trimmed %}\n dal {{ since }}\n{% endblocktranslate %}"
    assert rendered(said, since="11 giugno 2024") == "dall'11 giugno 2024"

    kept = "{% blocktranslate asvar said %}il {{ on }}{% endblocktranslate %}[{{ said }}]"
    assert rendered(kept, on="8 marzo") == "[l'8 marzo]"

    many = (
        "{% blocktranslate count n=n %}{{ n }} cosa del {{ on }}"
        "{% plural %}{{ n }} cose del {{ on }}{% endblocktranslate %}"
    )
    assert rendered(many, n=2, on="8 marzo") == "2 cose dell'8 marzo"


def test_what_a_person_wrote_is_shown_as_it_is_and_escaped():
    assert rendered("{{ note }}", note="dal 11 giugno") == "dal 11 giugno"
    said = "{% blocktranslate %}dal {{ since }}{% endblocktranslate %}"
    assert rendered(said, since="<i>") == "dal &lt;i&gt;"
