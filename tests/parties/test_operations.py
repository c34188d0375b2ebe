import pytest
from django.db import IntegrityError, transaction

from raccordo.foundation.errors import Refused
from raccordo.parties.models import Organisation
from raccordo.parties.operations import add_organisation, tell_town_halls
from raccordo.parties.queries import organisations_found, town_halls
from raccordo.parties.states import OrganisationKind
from tests.make import SOMEBODY, TODAY, make_office, make_organisation, make_town

pytestmark = pytest.mark.django_db


def add(name="Società Cooperativa Già Là", **facts):
    usual = {"kind": OrganisationKind.THIRD_SECTOR, "by": SOMEBODY}
    return add_organisation(name=name, **usual | facts)


def test_a_body_is_found_without_accents():
    body = add()

    assert list(organisations_found("SOCIETA gia la")) == [body]


def test_a_body_is_added_once_by_name_and_by_tax_code():
    add(tax_code="01234567890")

    with pytest.raises(Refused, match="c'è già"):
        add("società cooperativa GIÀ là")
    with pytest.raises(Refused, match="codice fiscale è già di"):
        add("Altra", tax_code="01234567890")


def test_the_database_itself_holds_a_body_once_with_an_area_and_without():
    for area in (None, make_town()):
        body = add(area=area)
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.create(kind=body.kind, name="x", search=body.search, area=area)


def test_a_public_body_is_tied_to_its_area():
    town = make_town()

    assert add("Comune", kind=OrganisationKind.PUBLIC, area=town) in town.organisations.all()


def public(town, name, **facts):
    return make_organisation(kind=OrganisationKind.PUBLIC, area=town, name=name, **facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Città di Lanciano"},
        {"name": "COMUNE DI LANCIANO"},
        {"name": "Roma Capitale", "ipa_code": "c_h501"},
    ],
    ids=str,
)
def test_a_municipality_is_the_body_that_is_called_so_and_not_the_first_of_its_area(facts):
    town = make_town(name="Lanciano")
    public(town, "Biblioteca civica")
    hall = public(town, **facts)

    assert town_halls([town]) == {town.pk: hall}


def test_who_has_a_mayor_is_the_municipality_however_it_is_called():
    town = make_town()
    public(town, "Biblioteca civica")
    hall = public(town, "Gemeinde")
    make_office(organisation=hall)

    assert town_halls([town]) == {town.pk: hall}


def test_where_only_a_library_is_known_the_municipality_is_not_and_it_is_added():
    town, other = make_town(), make_town()
    public(town, "Biblioteca civica")
    public(other, f"Comune di {other}", closed_on=TODAY)
    known = public(other, "Città nuova")

    assert town_halls([town, other]) == {other.pk: known}
    added, same = tell_town_halls([town, other], by=SOMEBODY)
    assert (added.name, added.area, same) == (f"Comune di {town}", town, known)
    assert tell_town_halls([town], by=SOMEBODY) == [added]
