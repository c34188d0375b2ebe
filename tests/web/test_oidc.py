"""Entering with SPID or CIE, through a provider that is on loopback and sometimes lies."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.accounts.models import User
from raccordo.accounts.operations import close_account
from raccordo.journal.models import Entry
from tests.make import SOMEBODY, make_mandate, make_user
from tests.web.oidc_provider import CLAIMS, CLIENT, MANNERS, SECRET, SIGNATURES
from tests.web.oidc_provider import provider_on_loopback as on_loopback

pytestmark = pytest.mark.django_db
SPECIMEN = "RSSMRA80A01H501U"
GO = reverse("openid_connect_login", args=["spid"])
BACK = reverse("openid_connect_callback", args=["spid"])
DESK = reverse("desk:home")


@pytest.fixture(scope="module")
def listening():
    with on_loopback() as provider:
        yield provider


@pytest.fixture
def provider(listening, settings, monkeypatch):
    """A provider without faults, that recognises the person of the public specimen."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    listening.be_good()
    listening.person = {"fiscalNumber": f"TINIT-{SPECIMEN}"}
    app = {"provider_id": "spid", "name": "SPID o CIE", "client_id": CLIENT, "secret": SECRET}
    app["settings"] = {"server_url": listening.url}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    return listening


@pytest.fixture
def mario():
    return make_mandate(holder=make_user(fiscal_code=SPECIMEN), role=Role.MAYOR).holder


def recognised(client, address=GO):
    """The address the provider sends the person back to, after it has recognised her."""
    return sent_back(client.post(address).url)


def sent_back(question):
    return requests.get(question, allow_redirects=False, timeout=5).headers["Location"]


def come_by(client, address=GO):
    """Go to the provider and come back, as a browser does."""
    return client.get(recognised(client, address))


def is_inside(client):
    return SESSION_KEY in client.session


def nobody_came_in(client, page):
    """Whoever reads this page is told in words, and is not inside."""
    return page.status_code == 401 and "Accesso non riuscito" in page.text and not is_inside(client)


def test_who_has_an_account_enters_arrives_at_the_desk_and_it_is_written(client, provider, mario):
    page = come_by(client)

    assert page.url == DESK
    assert client.get(DESK).context["user"] == mario
    line = Entry.objects.get(what="account.entered")
    assert (line.user, json.loads(line.details)["how"]) == (mario, "provider")


def test_a_second_time_one_enters_again_and_remains_one(client, provider, mario):
    come_by(client)
    client.post(reverse("account_logout"))
    assert not is_inside(client)

    assert come_by(client).url == DESK
    assert SocialAccount.objects.get().user == mario


def test_who_needs_a_second_factor_has_given_it_to_the_provider(client, provider, mario, settings):
    settings.SECOND_FACTOR = True
    make_mandate(holder=mario, role=Role.PLAN_DIRECTOR)
    mario.mandates.filter(role=Role.MAYOR).update(until="2021-01-01")

    assert come_by(client).url == DESK
    assert client.get(DESK).status_code == 200


def test_the_code_of_the_phone_is_not_asked_on_top_of_spid(client, provider, mario):
    Authenticator.objects.create(user=mario, type="totp", data={"secret": ""})

    assert come_by(client).url == DESK


def test_the_code_of_the_phone_is_asked_of_who_enters_with_the_password(client, mario):
    Authenticator.objects.create(user=mario, type="totp", data={"secret": ""})
    mario.set_password("una-frase-lunga-328")
    mario.save()

    typed = {"login": mario.email, "password": "una-frase-lunga-328"}
    page = client.post(reverse("account_login"), typed)

    assert page.url == reverse("mfa_authenticate")
    assert not is_inside(client)


def test_a_fiscal_code_of_nobody_finds_no_account_and_opens_none(client, provider):
    page = come_by(client)

    assert page.status_code == 403
    assert "Utenza non trovata" in page.text
    assert not is_inside(client)
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()
    line = Entry.objects.get(what="account.refused")
    assert SPECIMEN not in line.details + line.purpose


def test_a_closed_account_does_not_enter(client, provider, mario):
    close_account(mario, reason="Fine mandato", by=SOMEBODY)

    assert come_by(client).status_code == 403
    assert not is_inside(client)


def test_an_account_closed_after_it_entered_enters_no_more(client, provider, mario):
    come_by(client)
    close_account(mario, reason="Fine mandato", by=SOMEBODY)

    window = Client()
    assert come_by(window).status_code == 403
    assert not is_inside(window)


def test_when_the_office_corrects_a_fiscal_code_who_had_entered_by_it_is_out(
    client, provider, mario
):
    come_by(client)
    User.objects.filter(pk=mario.pk).update(fiscal_code="VRDLGU75D04F205Z")
    other = make_mandate(holder=make_user(fiscal_code=SPECIMEN), role=Role.MAYOR).holder

    window = Client()
    come_by(window)

    assert window.get(DESK).context["user"] == other
    assert SocialAccount.objects.get().user == other


def test_an_account_without_fiscal_code_is_not_entered_by_who_has_none(client, provider):
    make_user(fiscal_code="")
    provider.person = {"fiscalNumber": "TINIT-"}

    assert nobody_came_in(client, come_by(client))


@pytest.mark.parametrize(
    "claims",
    [
        {"fiscalNumber": SPECIMEN},
        {"fiscal_number": f"TINIT-{SPECIMEN}"},
        {"https://attributes.eid.gov.it/fiscal_number": f"TINIT-{SPECIMEN}"},
        {"fiscalNumber": [f"TINIT-{SPECIMEN}"]},
        {"fiscalNumber": f" tinit-{SPECIMEN.lower()}"},
    ],
)
def test_the_fiscal_code_is_read_however_proxies_write_it(client, provider, mario, claims):
    provider.person = claims

    assert come_by(client).url == DESK


def test_the_fiscal_code_may_be_told_in_userinfo(client, provider, mario):
    provider.in_userinfo, provider.person = provider.person, {}

    assert come_by(client).url == DESK


def test_what_is_signed_prevails_on_userinfo(client, provider, mario):
    provider.in_userinfo = {"fiscalNumber": "TINIT-VRDLGU75D04F205Z"}

    come_by(client)

    assert client.get(DESK).context["user"] == mario


def test_of_what_the_provider_tells_only_the_fiscal_code_is_kept(client, provider, mario):
    provider.person |= {"name": "Mario", "address": "Via Roma 1", "email": "mario@altrove.example"}

    come_by(client)

    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == (SPECIMEN, {})
    assert "Via Roma" not in str(dict(client.session))
    assert User.objects.get().email == mario.email


@pytest.mark.parametrize("fault", sorted({*CLAIMS, *SIGNATURES} | MANNERS))
def test_a_reply_that_cannot_be_believed_lets_nobody_in(client, provider, mario, fault):
    provider.fault = fault
    if "userinfo" in fault:
        provider.in_userinfo, provider.person = provider.person, {}

    assert nobody_came_in(client, come_by(client))
    assert not SocialAccount.objects.exists()
    assert not Entry.objects.filter(what="account.entered").exists()


def test_a_reply_that_cannot_be_believed_is_written(client, provider, mario):
    provider.fault = "it was changed"

    come_by(client)

    assert Entry.objects.get(what="account.refused").purpose == "provider"


def test_who_comes_back_with_another_state_does_not_enter(client, provider, mario):
    provider.fault = "the state is another"

    assert nobody_came_in(client, come_by(client))


def test_who_comes_back_without_having_left_does_not_enter(client, provider, mario):
    back = recognised(Client())  # another person, in another browser

    assert nobody_came_in(client, client.get(back))
    assert nobody_came_in(client, client.get(BACK))


def test_who_comes_back_twice_enters_once(client, provider, mario):
    back = recognised(client)
    client.get(back)
    client.post(reverse("account_logout"))

    assert nobody_came_in(client, client.get(back))


def test_the_reply_to_one_question_does_not_answer_another_of_the_same_browser(
    client, provider, mario
):
    first, second = recognised(client), recognised(client)
    code = parse_qs(urlsplit(first).query)["code"][0]
    state = parse_qs(urlsplit(second).query)["state"][0]

    page = client.get(f"{BACK}?{urlencode({'code': code, 'state': state})}")

    assert nobody_came_in(client, page)


def test_who_cancels_is_told_so(client, provider, mario):
    provider.fault = "the person cancels"

    page = client.get(come_by(client).url)

    assert "Accesso annullato" in page.text
    assert not is_inside(client)


def test_a_wrong_secret_is_refused_by_the_provider_and_told_in_words(
    client, provider, mario, settings
):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "altro"

    assert nobody_came_in(client, come_by(client))


@pytest.mark.parametrize("told", [{"issuer": "https://altro.example"}, {"issuer": None}])
def test_a_configuration_of_another_provider_is_not_followed(client, provider, mario, told):
    provider.told = told

    assert nobody_came_in(client, client.post(GO))


def test_an_address_that_is_not_of_a_provider_is_told_in_words(client, provider, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": f"{provider.url}/.well-known/altro"}

    assert nobody_came_in(client, client.post(GO))


def test_a_provider_that_does_not_answer_is_told_in_words(client, provider, mario, settings):
    back = recognised(client)
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": "http://127.0.0.1:9"}  # nobody listens there

    assert nobody_came_in(client, client.post(GO))
    assert nobody_came_in(client, client.get(back))


@pytest.mark.parametrize("name", ["altro", "openid_connect"])
def test_a_provider_that_is_not_configured_is_not_found(client, provider, settings, name):
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps.append(apps[0] | {"provider_id": "cie"})

    assert client.get(reverse("openid_connect_login", args=[name])).status_code == 404
    assert client.get(reverse("openid_connect_callback", args=[name])).status_code == 404


def test_the_provider_is_asked_for_level_2_with_proof_state_and_nonce(client, provider):
    come_by(client)

    (asked,) = provider.asked
    assert asked["acr_values"] == "https://www.spid.gov.it/SpidL2"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) == 64
    assert set(asked["scope"].split()) == {"openid", "profile"}


def test_every_question_has_its_own_proof_state_and_nonce(client, provider):
    come_by(client)
    come_by(client)

    first, second = provider.asked
    assert not {first[name] for name in ("nonce", "state", "code_challenge")} & set(second.values())


def test_the_address_one_comes_with_does_not_change_what_is_asked(client, provider, mario):
    changes = {"scope": "address", "process": "connect"}
    changes |= {"auth_params": "acr_values=https://www.spid.gov.it/SpidL1&nonce=0&state=0"}

    page = come_by(client, f"{GO}?{urlencode(changes)}")

    (asked,) = provider.asked
    assert asked["acr_values"].endswith("SpidL2")
    assert "address" not in asked["scope"]
    assert page.url == DESK


def test_after_entering_one_goes_where_one_was_going(client, provider, mario):
    assert come_by(client, f"{GO}?next=/profilo/").url == "/profilo/"


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_after_entering_one_is_not_sent_to_another_site(client, provider, mario, there):
    assert come_by(client, f"{GO}?{urlencode({'next': there})}").url == DESK


def test_reading_the_page_does_not_start_anything(client, provider):
    page = client.get(f"{GO}?process=login")

    assert "Entra con SPID o CIE" in page.text
    assert "socialaccount_states" not in client.session
    assert not provider.asked


def test_a_form_of_another_site_does_not_start_anything(provider):
    assert Client(enforce_csrf_checks=True).post(GO).status_code == 403


def test_only_the_page_that_goes_to_the_provider_lets_a_form_end_elsewhere(client, provider):
    def where_forms_end(page):
        rules = page["Content-Security-Policy"].split("; ")
        return next(rule for rule in rules if rule.startswith("form-action"))

    assert where_forms_end(client.get(GO)) == f"form-action 'self' https: {provider.url}"
    assert where_forms_end(client.get("/")) == "form-action 'self'"


def test_the_page_where_one_enters_leads_to_the_provider(client, provider):
    page = client.get(f"{reverse('account_login')}?next=/profilo/")

    assert f'href="{GO}?process=login&amp;next=%2Fprofilo%2F"' in page.text


def test_who_enters_as_another_is_that_other_and_no_more_the_first(client, provider, mario):
    first = make_mandate(role=Role.MAYOR).holder
    client.force_login(first)

    come_by(client)

    assert client.get(DESK).context["user"] == mario


WRITTEN = """
[[oidc]]
provider_id = "spid"
name = "SPID o CIE"
client_id = "raccordo"
secret = "scritto-dove-non-si-deve"
settings.server_url = "https://proxy.example"
settings.scope = ["openid", "spid"]

[[oidc]]
provider_id = "ente"
name = "Utenze dell'ente"
client_id = "raccordo"
[oidc.settings]
server_url = "https://ente.example"
"""


def providers_of(folder):
    """What the settings of production make of the options and of the keys of a folder."""
    ask = "import json\nfrom config import settings\nprint(json.dumps(settings.{}))"
    command = [sys.executable, "-c", ask.format("SOCIALACCOUNT_PROVIDERS")]
    environment = {"PATH": os.environ["PATH"], "RACCORDO_DATA": str(folder)}
    root = Path(__file__).parents[2]
    return json.loads(subprocess.check_output(command, cwd=root, env=environment, text=True))


def test_the_providers_of_raccordo_toml_have_their_secrets_from_the_keys(tmp_path, settings):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "oidc_spid").write_text("segreto-di-spid\n", "utf-8")
    (tmp_path / "raccordo.toml").write_text(WRITTEN, "utf-8")

    settings.SOCIALACCOUNT_PROVIDERS = providers_of(tmp_path)
    spid, body = get_adapter().list_apps(None, provider="openid_connect")

    assert (spid.provider_id, spid.name, spid.client_id) == ("spid", "SPID o CIE", "raccordo")
    assert spid.secret == "segreto-di-spid"
    assert spid.settings == {"server_url": "https://proxy.example", "scope": ["openid", "spid"]}
    assert (body.name, body.secret) == ("Utenze dell'ente", "")
    assert body.settings == {"server_url": "https://ente.example"}


def test_without_providers_nobody_is_offered_another_way(tmp_path):
    assert providers_of(tmp_path)["openid_connect"]["APPS"] == []
