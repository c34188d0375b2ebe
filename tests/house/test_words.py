"""Every sentence has its English, and Italian stays Italian whatever the packages say."""

import re

import pytest
from django.template import engines
from django.utils.translation import gettext, override

from scripts import messages

PLACES = re.compile(r"%\(\w+\)[sd]|%%")
SENTENCES = messages.extracted()


def said(catalogue, one):
    found = catalogue.get(one)
    string = found.string if found else ""
    return string if isinstance(string, tuple) else (string,)


def test_every_sentence_has_its_english():
    english = messages.read("en")

    missing = [one for one in SENTENCES if not all(said(english, one))]
    assert not missing, f"{len(missing)} sentences without English: {missing[:5]}"


def test_a_translation_keeps_every_place_to_be_filled():
    english = messages.read("en")

    wrong = [
        one
        for one in SENTENCES
        for text in said(english, one)[-1:]
        if text and sorted(PLACES.findall(text)) != sorted(PLACES.findall(_last(one)))
    ]
    assert not wrong


def _last(one):
    return SENTENCES[one] or one


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_catalogues_hold_what_the_code_says_and_nothing_else(language):
    kept = {m.id[0] if isinstance(m.id, tuple) else m.id for m in messages.read(language) if m.id}

    assert kept == set(SENTENCES), "run `make messages`"


def test_no_package_turns_our_italian_into_other_words():
    """A package may have its own translation of the same words: «Note» came out «Nota»."""
    with override("it"):
        turned = {one: gettext(one) for one, two in SENTENCES.items() if not two}
    assert not {one: it for one, it in turned.items() if one.strip() != it.strip()}


def test_a_hole_in_a_page_does_not_pass():
    with pytest.raises(AssertionError, match="«nobody_gave_this»"):
        engines["django"].from_string("{{ nobody_gave_this }}").render({})
