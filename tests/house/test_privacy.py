"""Every datum says what it is: of whom, why, until when; what says nothing is not merged."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from raccordo.foundation.privacy import Category, Declared, NotPersonal, Personal
from raccordo.web.declared import declarations, sheets

TOLD = {config.label: declared for config, declared in declarations()}
MODELS = [m for m in apps.get_models() if m.__module__.startswith("raccordo.")]

# Many to many, by a table that has no model: none leads to a person.
MANY = [field for model in MODELS for field in model._meta.many_to_many]


def fields_of(model):
    return {field.name for field in model._meta.concrete_fields}


def tags():
    """Every tag of the house, with the place where it is."""
    for label, declared in TOLD.items():
        for name, told in declared.models.items():
            for field, tag in {} if isinstance(told, NotPersonal) else told.items():
                yield f"{label}.{name}.{field}", tag
        for name, table in declared.tables.items():
            yield from ((name, tag) for tag in table.tags)


PERSONAL = [(place, tag) for place, tag in tags() if isinstance(tag, Personal)]
PROCESSINGS = [one for declared in TOLD.values() for one in declared.processings]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_every_field_of_every_model_has_its_privacy_tag(model):
    declared = TOLD.get(model._meta.app_label, Declared())
    untold = {name for name in fields_of(model) if declared.tag(model.__name__, name) is None}
    where = f"raccordo/{model._meta.app_label}/privacy.py"
    assert not untold, f"{where}: say of {model.__name__} what these are: {sorted(untold)}"


def test_no_tag_is_of_a_model_or_a_field_that_is_not_there():
    there = {(m._meta.app_label, m.__name__): fields_of(m) for m in MODELS}
    for label, declared in TOLD.items():
        for name, told in declared.models.items():
            assert (label, name) in there, f"{label}: there is no {name}"
            if not isinstance(told, NotPersonal):
                gone = set(told) - there[label, name]
                assert not gone, f"{label}.{name} has no {sorted(gone)}"


def test_every_personal_tag_is_of_a_processing_that_is_declared():
    astray = [place for place, tag in PERSONAL if tag.processing not in PROCESSINGS]
    assert not astray


def test_every_processing_holds_something_and_has_a_name_of_its_own():
    used = {tag.processing for _place, tag in PERSONAL}
    assert not [one.code for one in PROCESSINGS if one not in used]
    assert len({one.code for one in PROCESSINGS}) == len(PROCESSINGS)


def test_special_categories_are_only_where_a_law_lets_them_be():
    """GDPR art. 9: a processing says why it may hold them, and only if it holds some."""
    special = {tag.processing for _place, tag in PERSONAL if tag.category.special}
    assert special == {one for one in PROCESSINGS if one.special_basis}
    for one in special:
        assert "art. 9" in str(one.special_basis)
        assert "2-sexies" in str(one.special_basis)


def test_the_basis_is_a_task_of_public_interest_or_a_law_and_never_consent():
    for one in PROCESSINGS:
        assert "art. 6, par. 1, lett. " in str(one.basis), one.code
        assert "consenso" not in str(one.basis), one.code


def test_a_field_that_leads_to_a_person_is_personal():
    """Who follows it arrives at somebody with a name."""
    persons = {"User", "Representative"}
    assert not [field for field in MANY if field.related_model.__name__ in persons]
    astray = [
        f"{model.__name__}.{field.name}"
        for model in MODELS
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.related_model.__name__ in persons
        and not isinstance(TOLD[model._meta.app_label].tag(model.__name__, field.name), Personal)
    ]
    assert not astray


@pytest.mark.django_db
def test_every_table_of_the_database_is_of_a_tagged_model_or_declared():
    ours = {model._meta.db_table for model in MODELS}
    ours |= {field.m2m_db_table() for field in MANY}
    others = {name for declared in TOLD.values() for name in declared.tables}
    assert set(connection.introspection.table_names()) == ours | others
    assert not ours & others


def test_what_is_written_of_a_processing_is_whole():
    for one in PROCESSINGS:
        said = (one.title, one.purpose, one.basis, one.origin, one.retention.words)
        assert all(map(str, said)), one.code
        assert one.persons, one.code
        assert one.recipients, one.code


def test_every_sheet_shows_all_that_is_tagged_for_it():
    assert sum(len(sheet.lines) for sheet in sheets()) == len(PERSONAL)
    assert all(isinstance(c, Category) for sheet in sheets() for c in sheet.categories)
