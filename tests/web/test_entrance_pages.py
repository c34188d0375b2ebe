"""Every page of allauth's that can be reached: in our look, in our words, and saying what to do."""

import gettext
import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import allauth
import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.template.loader import get_template
from django.urls import get_resolver, reverse

from raccordo.access.rights import Role
from raccordo.accounts.operations import open_account
from scripts import messages
from tests.make import SOMEBODY, make_mandate

pytestmark = pytest.mark.django_db
PASSWORD, OTHER = "una-frase-lunga-328", "quattro parole a caso"
THEIRS = Path(allauth.__file__).parent
LOGIN, ASK, CHANGE = (
    reverse(f"account_{name}") for name in ("login", "reset_password", "change_password")
)
ACTIVATE, CODES = reverse("mfa_activate_totp"), reverse("mfa_view_recovery_codes")
RULES = "Almeno 14 caratteri"


@pytest.fixture
def ada():
    names = {"given_name": "Ada", "family_name": "D'Esposito"}
    user = open_account(email="ada@example.it", password=PASSWORD, by=SOMEBODY, **names)
    make_mandate(holder=user, role=Role.MAYOR)
    return user


def log_in(client, password=PASSWORD):
    return client.post(LOGIN, {"login": "ada@example.it", "password": password})


def activate(client):
    secret = client.get(ACTIVATE).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    return client.post(ACTIVATE, {"code": code})


def link_of(letter):
    (link,) = [line for line in letter.body.splitlines() if "/password/nuova/" in line]
    return link.removeprefix("http://testserver")


def walk(client, ada):
    """Every page, as it opens and as it answers to what is wrong: its name, and what one sees."""

    def both(name, wrong, url=None):
        url = url or reverse(name)
        yield name, client.get(url)
        yield name, client.post(url, wrong)

    yield from both("account_login", {"login": "ada@example.it", "password": "sbagliata"})
    yield from both("account_login", {"login": "non un indirizzo"})
    for name in (
        "account_inactive",
        "account_reset_password_done",
        "socialaccount_login_cancelled",
    ):
        yield name, client.get(reverse(name))
    yield "socialaccount_login_error", client.get(reverse("socialaccount_login_error"))
    yield from out_by_letters(client, both)
    log_in(client)
    yield "account_logout", client.get(reverse("account_logout"))
    yield from both("account_reauthenticate", {"password": "sbagliata"})
    wrong = {"oldpassword": "sbagliata", "password1": "corta", "password2": "altra"}
    yield from both("account_change_password", wrong)
    different = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER + "!"}
    yield from both("account_change_password", different)
    yield from second_factor(client, both)
    ada.set_unusable_password()
    ada.save()
    client.force_login(ada)
    wrong = {"password1": "ada@example.it", "password2": "ada@example.it"}
    yield from both("account_set_password", wrong)


def out_by_letters(client, both):
    yield from both("account_request_login_code", {"email": "non un indirizzo"})
    client.post(reverse("account_request_login_code"), {"email": "ada@example.it"})
    yield from both("account_confirm_login_code", {"code": "SBAGLIATO"})
    for _ in range(2):
        last = client.post(reverse("account_confirm_login_code"), {"code": "NO"}, follow=True)
    yield "account_confirm_login_code", last
    yield from both("account_reset_password", {"email": "non un indirizzo"})
    client.post(ASK, {"email": "ada@example.it"})
    form = client.get(link_of(mail.outbox[-1]), follow=True).request["PATH_INFO"]
    wrong = {"password1": "12345678901234567", "password2": "altra"}
    yield from both("account_reset_password_from_key", wrong, form)
    used = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "1-a"})
    yield "account_reset_password_from_key", client.get(used)


def second_factor(client, both):
    yield "mfa_index", client.get(reverse("mfa_index"))
    yield from both("mfa_generate_recovery_codes", {})
    yield from both("mfa_activate_totp", {"code": "000000"})
    activate(client)
    for name in ("index", "deactivate_totp", "view_recovery_codes", "download_recovery_codes"):
        yield f"mfa_{name}", client.get(reverse(f"mfa_{name}"))
    yield from both("mfa_reauthenticate", {"code": "000000"})
    yield "account_reauthenticate", client.get(reverse("account_reauthenticate"))
    client.post(reverse("account_logout"))
    log_in(client)
    yield from both("mfa_authenticate", {"code": "000000"})
    client.post(reverse("account_logout"))


class Seen(HTMLParser):
    """What a person reads in the body of a page, and which boxes have no label."""

    def __init__(self, response):
        super().__init__()
        self.words, self.boxes, self.labels = [], set(), set()
        text = response.text
        html = "text/html" in response["Content-Type"]
        self.feed(text[text.index("<main") : text.index("</main>")] if html else text)
        self.title = re.search(r"<title>(.*?)</title>", text)[1] if html else ""

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.words += [facts[name] for name in ("placeholder", "alt", "title") if name in facts]
        if tag == "label":
            self.labels.add(facts.get("for"))
        if tag == "input" and facts.get("type") != "hidden":
            self.boxes.add(facts.get("id"))

    def handle_data(self, data):
        if data.strip():
            self.words.append(" ".join(data.split()))


def sentences_of_others(language):
    """What allauth says in a language, but for the words that are also ours."""
    catalogue = gettext.translation("django", THEIRS / "locale", ["it"])._catalog
    pairs = [(k[0] if isinstance(k, tuple) else k, v) for k, v in catalogue.items() if k]
    said = {" ".join(pair[language == "it"].split()) for pair in pairs}
    english = {m.string for m in messages.read("en") if isinstance(m.string, str)}
    return said - (set(messages.extracted()) if language == "it" else english)


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_page_is_in_our_look_and_in_our_words(client, ada, settings, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    theirs = sentences_of_others(language)
    walked = set()
    for name, page in walk(client, ada):
        walked.add(name)
        assert page.status_code in {200, 401}, name
        of_others = [t.name for t in page.templates if Path(t.origin.name).is_relative_to(THEIRS)]
        assert not of_others, name
        seen = Seen(page)
        assert not theirs & {*seen.words, seen.title.removesuffix(" · Raccordo")}, name
        assert seen.boxes <= seen.labels, name
        if name != "mfa_download_recovery_codes":
            main = page.text[page.text.index("<main") :]
            assert main.count("btn btn-primary") <= 1, f"{name}: one primary button"

    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    reached = {n for n in names if n.startswith(("account_", "mfa_", "socialaccount_"))}
    assert walked == reached - {"account_signup"}  # it leads to the entrance


@pytest.mark.parametrize("page", ["login", "authentication_error", "login_cancelled"])
def test_the_pages_of_spid_and_cie_are_ours(page):
    origin = get_template(f"socialaccount/{page}.html").origin.name

    assert not Path(origin).is_relative_to(THEIRS)


@pytest.mark.parametrize("name", ["account_signup", "account_login"])
def test_who_looks_for_a_place_to_register_reads_who_opens_accounts(client, name):
    assert "Le utenze le apre l'Ufficio di Piano" in client.get(reverse(name), follow=True).text


def test_the_rules_of_a_password_are_said_before_one_writes_it(client, ada):
    client.post(ASK, {"email": ada.email})
    assert RULES in client.get(link_of(mail.outbox[-1]), follow=True).text

    log_in(client)
    assert RULES in client.get(CHANGE).text


@pytest.mark.parametrize(
    ("first", "second", "field", "said"),
    [
        ("corta", "corta", "password1", "almeno 14 caratteri"),
        ("12345678901234567", "12345678901234567", "password1", "solo di cifre"),
        ("ada@example.it", "ada@example.it", "password1", "somiglia troppo"),
        (OTHER, "quattro parole per sbaglio", "password2", "non sono uguali"),
    ],
)
def test_a_password_is_refused_beside_its_field(client, ada, first, second, field, said):
    log_in(client)

    page = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": first, "password2": second})

    assert list(page.context["form"].errors) == [field]
    assert said in page.context["form"].errors[field][0]
    assert f'id="id_{field}_error"' in page.text


def test_a_password_that_many_use_is_refused(client, ada, settings):
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": "raccordo.accounts.passwords.NotCommon"}]
    log_in(client)

    page = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": "pw", "password2": "pw"})
    assert page.status_code == 302
    facts = {"oldpassword": "pw", "password1": "password", "password2": "password"}
    assert "usate da molti" in client.post(CHANGE, facts).context["form"].errors["password1"][0]


def test_who_changes_the_password_is_back_at_her_profile_and_told(client, ada):
    log_in(client)
    facts = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}

    page = client.post(CHANGE, facts, follow=True)

    assert page.request["PATH_INFO"] == reverse("entrance:account")
    assert "La password è cambiata." in page.text


def test_who_chooses_the_password_from_a_letter_is_at_the_entrance_and_told(client, ada):
    client.post(ASK, {"email": ada.email})
    form = client.get(link_of(mail.outbox[-1]), follow=True)
    assert ada.email in form.text

    facts = {"password1": OTHER, "password2": OTHER}
    page = client.post(form.request["PATH_INFO"], facts, follow=True)

    assert page.request["PATH_INFO"] == LOGIN
    assert "ora si entra con questa" in page.text
    assert log_in(client, OTHER).url == reverse("desk:home")


def test_a_link_already_used_says_what_to_do_and_sends_another(client, ada):
    client.post(ASK, {"email": ada.email})
    link = link_of(mail.outbox[-1])
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": OTHER, "password2": OTHER})

    page = client.get(link)
    assert "è già stato usato" in page.text
    action = re.search(r'<form method="post" action="([^"]*)" novalidate>', page.text)[1]
    assert ada.email not in page.text  # a link made up must not tell whose account it is

    client.post(action, {"email": ada.email})
    assert link_of(mail.outbox[-1]) != link
    assert "Nuova password" in client.get(link_of(mail.outbox[-1]), follow=True).text


def test_a_link_is_worth_as_long_as_the_letter_says(client, ada, settings):
    client.post(ASK, {"email": ada.email})
    assert "vale tre giorni" in mail.outbox[-1].body
    assert timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) == timedelta(days=3)

    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "Collegamento non più valido" in client.get(link_of(mail.outbox[-1])).text


def test_the_second_factor_can_be_set_with_the_drawing_or_by_hand(client, ada):
    log_in(client)
    page = client.get(ACTIVATE)
    secret = page.context["form"].secret

    assert 'src="data:image/svg+xml;base64,' in page.text
    assert "img-src 'self' data:" in page["Content-Security-Policy"]
    assert " ".join(re.findall("....", secret)) in page.text
    assert "otpauth://totp/" in page.text


def test_who_chose_the_password_from_a_letter_can_set_the_second_factor(client, ada):
    client.post(ASK, {"email": ada.email})
    form = client.get(link_of(mail.outbox[-1]), follow=True).request["PATH_INFO"]
    client.post(form, {"password1": OTHER, "password2": OTHER})
    log_in(client, OTHER)

    assert activate(client).url == CODES


def test_after_the_second_factor_the_recovery_codes_are_shown_and_one_goes_on(client, ada):
    log_in(client)
    client.get(reverse("entrance:second_factor"), {"next": "/atti/"})

    page = client.get(activate(client).url)

    codes = page.context["codes"]
    assert len(codes) == 10
    assert all(code in page.text for code in codes)
    assert 'href="/atti/">Li ho conservati: prosegui' in page.text
    assert 'href="/atti/"' not in client.get(CODES).text.split('id="main"')[1]
    sheet = client.get(reverse("mfa_download_recovery_codes"))
    assert all(code in sheet.text for code in codes)
    assert ada.email in sheet.text


def test_a_recovery_code_opens_once(client, ada):
    log_in(client)
    code = client.get(activate(client).url).context["codes"][0]
    enter = reverse("mfa_authenticate")

    for there in (reverse("desk:home"), None):
        client.post(reverse("account_logout"))
        log_in(client)
        page = client.post(enter, {"code": code})
        assert getattr(page, "url", None) == there


def test_to_see_the_recovery_codes_after_a_while_one_confirms_who_one_is(client, ada, settings):
    log_in(client)
    activate(client)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    assert client.get(CODES).url.startswith(reverse("account_reauthenticate"))


def test_who_has_no_recovery_codes_finds_no_page_of_them(client, ada):
    log_in(client)

    assert client.get(CODES).status_code == 404
