import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.accounts.models import User
from raccordo.accounts.operations import close_account, open_account, reopen_account
from raccordo.journal.models import Entry
from raccordo.post.models import Message
from tests.make import SOMEBODY, make_mandate, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "una-frase-lunga-328"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
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

    assert client.get(reverse("desk:home")).url.startswith(LOGIN)


def test_who_has_entered_is_out_as_soon_as_her_account_is_closed(client, mayor):
    log_in(client, mayor)
    assert client.get(reverse("desk:home")).status_code == 200

    close_account(mayor, reason="Fine mandato", by=SOMEBODY)

    assert client.get(reverse("desk:home")).url.startswith(LOGIN)
    reopen_account(mayor, reason="Rieletta", by=SOMEBODY)
    log_in(client, mayor)
    assert client.get(reverse("desk:home")).status_code == 200


def test_who_only_reads_and_votes_may_enter_with_a_code_by_mail(client, mayor):
    client.post(CODE, {"email": mayor.email})
    (message,) = mail.outbox
    code = re.search(r"^\s*([A-Z0-9-]{5,12})\s*$", message.body, re.MULTILINE)[1]

    page = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert page.url == reverse("desk:home")
    assert client.get(page.url).status_code == 200


def test_who_asked_for_a_code_may_enter_another_way(client, mayor):
    page = client.post(CODE, {"email": mayor.email}, follow=True)
    assert 'id="other-way"' in page.text

    page = client.post(reverse("account_logout"), {"next": LOGIN}, follow=True)

    assert page.request["PATH_INFO"] == LOGIN
    assert log_in(client, mayor).url == reverse("desk:home")


def test_who_signs_is_not_sent_a_code_but_how_one_enters(client, mayor):
    make_mandate(holder=mayor, role=Role.PLAN_DIRECTOR)

    client.post(CODE, {"email": mayor.email})

    (message,) = mail.outbox
    assert "si entra con la password" in message.body
    page = client.post(reverse("account_confirm_login_code"), {"code": ""})
    assert page.status_code == 200


def test_asking_for_a_code_does_not_tell_who_has_an_account_nor_with_what_roles(client, mayor):
    director = make_mandate(role=Role.PLAN_DIRECTOR).holder
    closed = make_mandate(role=Role.MAYOR, holder=make_user(is_active=False)).holder
    addresses = [mayor.email, director.email, closed.email, "nessuno@example.it"]

    said = []
    for address in addresses:
        client.logout()
        page = client.post(CODE, {"email": address}, follow=True)
        wrong = client.post(reverse("account_confirm_login_code"), {"code": "SBAGLIATO"})
        for html in (page.text, wrong.text):
            said.append(TOKEN.sub("", html.replace(address, "")))

    assert len({(address, html) for address, html in zip([0, 1] * 4, said, strict=True)}) == 2
    assert [message.to for message in mail.outbox] == [[address] for address in addresses]


def test_forgetting_a_password_does_not_tell_who_has_an_account(client, mayor):
    said = []
    for address in (mayor.email, "nessuno@example.it"):
        page = client.post(reverse("account_reset_password"), {"email": address}, follow=True)
        said.append(TOKEN.sub("", page.text))

    assert said[0] == said[1]


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


def test_who_sets_or_removes_the_second_factor_is_told(
    client, mayor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        test_the_second_factor_is_set_once_and_then_the_page_opens(client, mayor)
    client.post(reverse("mfa_deactivate_totp"))

    said = set(Message.objects.values_list("subject", flat=True))
    assert said == {"Raccordo: Secondo fattore attivato", "Raccordo: Secondo fattore tolto"}


def test_the_secret_of_the_second_factor_is_not_readable_in_the_database(client, mayor):
    test_the_second_factor_is_set_once_and_then_the_page_opens(client, mayor)

    kept = User.objects.get(pk=mayor.pk).authenticator_set.get(type="totp").data["secret"]
    assert kept.startswith("gAAAA")  # a Fernet token


def test_nobody_signs_up_by_himself(client):
    page = client.post(
        reverse("account_signup"), {"email": "nuovo@example.it", "password1": PASSWORD}
    )

    assert not User.objects.filter(email="nuovo@example.it").exists()
    assert page.url == LOGIN


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


def test_too_many_wrong_passwords_are_stopped_and_one_is_told_until_when(client, mayor, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/m/ip"}
    cache.clear()
    for _ in range(6):
        page = log_in(client, mayor, "sbagliata-sbagliata")

    hour = re.search(r"si può riprovare dalle (\d\d:\d\d)", page.text)
    assert hour
    assert log_in(client, mayor).status_code == 200  # not even with the right one


def test_too_many_requests_are_stopped_and_one_is_told_until_when(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    cache.clear()
    for _ in range(2):
        page = client.post(reverse("account_reset_password"), {"email": "a@example.it"})

    assert page.status_code == 429
    assert re.search(r"si può riprovare dalle \d\d:\d\d", page.text)


def test_where_to_go_if_one_forgot_the_password_is_said_once(client):
    assert client.get(LOGIN).text.count("Password dimenticata?") == 1


def test_by_which_fiscal_code_one_is_recognised_is_read_in_the_profile(client):
    client.force_login(make_user(fiscal_code="RSSMRA80A01H501U"))  # the public specimen, of nobody

    assert "RSSMRA80A01H501U" in client.get(reverse("entrance:account")).text


def test_the_second_factor_is_missing_only_where_it_is_wanted(client, settings):
    holder = make_mandate(role=Role.PLAN_DIRECTOR).holder
    client.force_login(holder)
    assert "manca, ed è richiesto" in client.get(reverse("entrance:account")).text

    settings.SECOND_FACTOR = False
    assert "manca, ed è richiesto" not in client.get(reverse("entrance:account")).text
