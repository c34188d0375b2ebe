from __future__ import annotations

import pytest

from raccordo.foundation.privacy import (
    CONTACT,
    IDENTITY,
    NOT_PERSONAL,
    Declared,
    Personal,
    Processing,
    Retention,
    held,
)

FOREVER, A_WEEK = Retention("sempre"), Retention("una settimana")
LIST = Processing(
    code="elenco",
    title="Elenco",
    purpose="Sapere chi c'è",
    persons=("chi c'è",),
    basis="art. 6",
    origin="lo dice la persona",
    recipients=("l'ufficio",),
    retention=FOREVER,
)


def test_fields_are_told_by_category_and_the_others_are_of_nobody():
    tags = held(LIST, {IDENTITY: "name surname", CONTACT: "email"}, plain="id")

    assert tags["surname"] == Personal(IDENTITY, LIST)
    assert tags["email"] == Personal(CONTACT, LIST)
    assert tags["id"] is NOT_PERSONAL


def test_a_field_is_told_once():
    with pytest.raises(ValueError, match="name is told twice"):
        held(LIST, {IDENTITY: "name"}, plain="name")


def test_what_is_kept_otherwise_says_for_how_long():
    assert Personal(IDENTITY, LIST).kept == FOREVER
    assert Personal(IDENTITY, LIST, A_WEEK).kept == A_WEEK
    assert held(LIST, {IDENTITY: "name"}, retention=A_WEEK)["name"].kept == A_WEEK


def test_a_model_may_be_told_as_a_whole_when_nobody_is_in_it():
    declared = Declared(models={"Place": NOT_PERSONAL, "Person": held(LIST, {IDENTITY: "name"})})

    assert declared.tag("Place", "anything") is NOT_PERSONAL
    assert declared.tag("Person", "name") == Personal(IDENTITY, LIST)
    assert declared.tag("Person", "age") is None
    assert declared.tag("Ghost", "name") is None
