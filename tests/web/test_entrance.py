import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.accounts.models import User
from raccordo.accounts.operations import close_account, open_account
from raccordo.journal.models import Entry
from tests.make import SOMEBODY, make_mandate

pytestmark = pytest.mark.django_db
PASSWORD = "una-frase-lunga-328"
LOGIN, CODE = reverse("account_login"), reverse("account_request_login_code")


@pytest.fixture
def mayor():
    user = open_account(
        email="sindaca@example.it",
        given_name="Elena",
        family_name="Verratti",
        password=PASSWORD,
        by=SOMEBODY,
    )
    make_mandate(holder=user, role=Role.MAYOR)
    return user


def log_in(client, user, password=PASSWORD):
    return client.post(LOGIN, {"login": user.email, "password": password})


def test_one_enters_with_address_and_password_and_it_is_written(client, mayor):
    assert log_in(client, mayor).url == reverse("desk:home")
    assert Entry.objects.get(what="account.entered").user == mayor


def test_a_wrong_password_says_so_and_is_written_without_what_was_typed(client, mayor):
    page = log_in(client, mayor, "sbagliata-sbagliata")

    assert page.status_code == 200
    assert page.context["form"].errors
    line = Entry.objects.get(what="account.refused")
    assert "sbagliata" not in line.details + line.purpose


def test_a_closed_account_does_not_enter(client, mayor):
    close_account(mayor, reason="Fine mandato", by=SOMEBODY)

    log_in(client, mayor)

    assert client.get(reverse("desk:home")).status_code == 302


def test_who_only_reads_and_votes_may_enter_with_a_code_by_mail(client, mayor):
    client.post(CODE, {"email": mayor.email})
    (message,) = mail.outbox
    code = re.search(r"^\s*([A-Z0-9-]{5,12})\s*$", message.body, re.MULTILINE)[1]

    page = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert page.url == reverse("desk:home")
    assert client.get(page.url).status_code == 200


def test_who_signs_is_not_sent_a_code(client, mayor):
    make_mandate(holder=mayor, role=Role.PLAN_DIRECTOR)

    page = client.post(CODE, {"email": mayor.email})

    assert "secondo fattore" in page.context["form"].errors["email"][0]
    assert not mail.outbox


def test_the_second_factor_is_set_once_and_then_the_page_opens(client, mayor):
    make_mandate(holder=mayor, role=Role.ACCOUNTANT, area=mayor.mandates.get().area)
    mayor.mandates.filter(role=Role.MAYOR).update(until="2021-01-01")
    log_in(client, mayor)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    client.post(reverse("mfa_activate_totp"), {"code": code})

    assert client.get(reverse("desk:home")).status_code == 200


def test_the_secret_of_the_second_factor_is_not_readable_in_the_database(client, mayor):
    test_the_second_factor_is_set_once_and_then_the_page_opens(client, mayor)

    kept = User.objects.get(pk=mayor.pk).authenticator_set.get(type="totp").data["secret"]
    assert kept.startswith("gAAAA")  # a Fernet token


def test_nobody_signs_up_by_himself(client):
    page = client.post(
        reverse("account_signup"), {"email": "nuovo@example.it", "password1": PASSWORD}
    )

    assert not User.objects.filter(email="nuovo@example.it").exists()
    assert page.status_code == 200


def test_a_password_too_short_is_refused_when_the_account_is_opened():
    with pytest.raises(Exception, match="14"):
        open_account(email="a@b.it", given_name="A", family_name="B", password="corta", by=SOMEBODY)


def test_the_same_address_does_not_open_two_accounts(mayor):
    with pytest.raises(Exception, match="C'è già un utente"):
        open_account(email=" SINDACA@example.it", given_name="A", family_name="B", by=SOMEBODY)


def test_after_entering_one_is_not_sent_to_another_site(client, mayor):
    page = client.post(
        f"{LOGIN}?next=//evil.example/", {"login": mayor.email, "password": PASSWORD}
    )

    assert page.url == reverse("desk:home")


def test_too_many_wrong_passwords_are_stopped_for_a_while(client, mayor, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/m/ip"}
    for _ in range(6):
        page = log_in(client, mayor, "sbagliata-sbagliata")

    assert page.status_code == 429 or "tentativi" in page.text
