import pytest

from raccordo.accounts.models import User
from raccordo.accounts.operations import (
    close_account,
    open_account,
    reopen_account,
    write_fiscal_code,
)
from raccordo.accounts.queries import users_found
from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.models import Entry
from tests.make import SOMEBODY, make_user

pytestmark = pytest.mark.django_db


def test_an_account_is_opened_without_a_password_that_works():
    user = open_account(email=" Ada@Example.IT ", given_name="Ada", family_name="B", by=SOMEBODY)

    assert user.email == "ada@example.it"
    assert not user.has_usable_password()
    assert Entry.objects.get().what == "account.opened"


@pytest.mark.parametrize("password", ["corta", "12345678901234567", "adaesposito-ada"])
def test_a_weak_password_is_refused(password):
    with pytest.raises(Refused) as refused:
        open_account(
            email="ada.esposito@example.it",
            given_name="Ada",
            family_name="Adaesposito",
            password=password,
            by=SOMEBODY,
        )
    assert refused.value.field == "password"


def test_whoever_is_kept_out_stays_in_the_register():
    user = make_user()

    close_account(user, reason="Fine mandato", by=SOMEBODY)

    user.refresh_from_db()
    assert not user.is_active
    assert Entry.objects.get().purpose == "Fine mandato"
    with pytest.raises(Refused, match="già chius"):
        close_account(user, reason="x", by=SOMEBODY)


SPECIMEN = "RSSMRA80A01H501U"  # the public specimen, of nobody


def test_a_fiscal_code_is_valid_written_large_and_of_one_person():
    user = write_fiscal_code(make_user(), fiscal_code=" rssmra80a01h501u ", by=SOMEBODY)

    assert user.fiscal_code == SPECIMEN
    with pytest.raises(Refused, match="non è valido"):
        write_fiscal_code(make_user(), fiscal_code=SPECIMEN[:-1] + "X", by=SOMEBODY)
    with pytest.raises(Refused, match="C'è già un utente"):
        write_fiscal_code(make_user(), fiscal_code=SPECIMEN, by=SOMEBODY)
    assert write_fiscal_code(user, fiscal_code="", by=SOMEBODY).fiscal_code == ""


def test_an_account_that_was_closed_is_opened_again():
    user = make_user(is_active=False)

    reopen_account(user, reason="Nuovo incarico", by=SOMEBODY)

    user.refresh_from_db()
    assert user.is_active
    assert Entry.objects.get(what="account.reopened").purpose == "Nuovo incarico"
    with pytest.raises(Refused, match="già aperta"):
        reopen_account(user, reason="x", by=SOMEBODY)


def test_nobody_closes_her_own_account():
    user = make_user()

    with pytest.raises(Refused, match="Nessuno chiude la propria utenza"):
        close_account(user, reason="Me ne vado", by=Acting.oneself(user))
    user.refresh_from_db()
    assert user.is_active


def test_a_person_is_found_by_her_name_however_it_is_written():
    facts = {"given_name": "Nicolò", "family_name": "D’Alonzo", "by": SOMEBODY}
    user = open_account(email="nicolo@example.it", **facts)

    assert list(users_found(User.objects.all(), "d'alonzo NICOLO")) == [user]
    assert not users_found(User.objects.all(), "alonso").exists()
