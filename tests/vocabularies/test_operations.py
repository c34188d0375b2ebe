from datetime import date

import pytest

from raccordo.foundation.errors import Refused
from raccordo.vocabularies.bundled import catalogues
from raccordo.vocabularies.models import Catalogue
from raccordo.vocabularies.operations import TermFact, load_catalogue
from raccordo.vocabularies.queries import terms_of
from tests.make import LONG_AGO, SOMEBODY, TODAY

pytestmark = pytest.mark.django_db


def load(version, *codes, since=LONG_AGO):
    terms = [TermFact(code=code, label=code.title()) for code in codes]
    return load_catalogue(
        code="areas",
        version=version,
        name="Aree",
        source="Legge",
        since=since,
        terms=terms,
        by=SOMEBODY,
    )


def test_the_catalogues_that_come_with_the_program_load_and_have_their_source():
    for told in catalogues():
        catalogue = load_catalogue(**told, by=SOMEBODY)
        assert catalogue.source
        assert terms_of(catalogue.code, on=date(2026, 1, 1)).exists()


def test_a_new_version_closes_the_former_and_changes_nothing_in_it():
    load("1", "anziani", "minori")
    load("2", "anziani", since=TODAY)

    before, after = terms_of("areas", on=date(2025, 3, 2)), terms_of("areas", on=TODAY)
    assert [term.code for term in before] == ["anziani", "minori"]
    assert [term.code for term in after] == ["anziani"]
    assert Catalogue.objects.count() == 2


def test_a_version_is_loaded_once():
    load("1", "anziani")

    with pytest.raises(Refused, match="c'è già"):
        load("1", "minori")


def test_a_term_under_one_that_is_not_there_is_refused():
    terms = [TermFact(code="b", label="B", parent="a")]
    with pytest.raises(Refused, match="sta sotto a, che non c'è"):
        load_catalogue(
            code="x", version="1", name="X", source="L", since=TODAY, terms=terms, by=SOMEBODY
        )
