import pytest
from django.db import IntegrityError, transaction

from raccordo.foundation.errors import Refused
from raccordo.parties.models import Organisation
from raccordo.parties.operations import add_organisation
from raccordo.parties.queries import organisations_found
from raccordo.parties.states import OrganisationKind
from tests.make import SOMEBODY, make_town

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
