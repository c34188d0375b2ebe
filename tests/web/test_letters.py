"""What is written to a person about her account: in our words, and once."""

from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.template.loader import get_template
from django.urls import get_resolver, reverse

import raccordo.web
from raccordo.accounts.operations import open_account
from raccordo.post.models import Message
from tests.conftest import sign_in
from tests.make import SOMEBODY

pytestmark = pytest.mark.django_db
HOUSE = Path(raccordo.web.__file__).parent / "templates"
PASSWORD, OTHER = "una-frase-lunga-328", "un'altra-frase-lunga"
LETTERS = [f"account/email/{name}" for name in ("login_code", "unknown_account", "password_wanted")]
LETTERS += ["account/email/password_reset_key"]
NOTICES = [f"account/email/password_{name}" for name in ("reset", "changed", "set")]
NOTICES += [f"mfa/email/totp_{name}" for name in ("activated", "deactivated")]
NOTICES += ["mfa/email/recovery_codes_generated"]
NOTICES += [f"socialaccount/email/account_{name}" for name in ("connected", "disconnected")]
FACTS = {"email": "ada@example.it", "code": "A1B2", "password_reset_url": "x", "provider": "SPID"}
INFORMAL = (
    " tuo",
    " tua",
    " tuoi",
    "ricevi",
    "hai ",
    " te ",
    "Ciao",
    "registra",
    "Hello",
    "clicca",
)


@pytest.fixture
def ada():
    names = {"given_name": "Ada", "family_name": "D'Esposito"}
    return open_account(email="ada@example.it", password=PASSWORD, by=SOMEBODY, **names)


@pytest.mark.parametrize("prefix", LETTERS + NOTICES)
@pytest.mark.parametrize("part", ["subject", "message"])
def test_every_letter_that_may_leave_is_ours(prefix, part):
    template = get_template(f"{prefix}_{part}.txt")

    assert Path(template.origin.name).is_relative_to(HOUSE)


@pytest.mark.parametrize("prefix", LETTERS + NOTICES)
def test_a_letter_is_in_the_words_of_the_house(rf, prefix, settings, ada):
    from raccordo.web.door import now

    settings.ADDRESS = "https://raccordo.example"
    message = get_adapter(rf.get("/")).render_mail(prefix, ada.email, FACTS | {"at": now()})

    assert message.subject.startswith("Raccordo: ")
    assert message.body.startswith("Buongiorno,")
    assert message.body.endswith("https://raccordo.example")
    assert not [word for word in INFORMAL if word in f"{message.subject} {message.body}"]
    assert "&#" not in message.body


def test_no_page_lets_a_person_change_her_address_so_that_no_letter_speaks_of_it():
    """allauth has letters for it too: they would leave in its words, if there were such a page."""
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}

    assert not names & {"account_email", "account_confirm_email", "account_email_verification_sent"}


def test_who_forgot_the_password_chooses_another_and_is_told_that_it_changed(client, ada):
    client.post(reverse("account_reset_password"), {"email": ada.email})
    (letter,) = mail.outbox
    assert letter.subject == "Raccordo: Scelta della password"
    (link,) = [line for line in letter.body.splitlines() if "/password/nuova/" in line]

    form = client.get(link.removeprefix("http://testserver"), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": OTHER, "password2": OTHER})

    ada.refresh_from_db()
    assert ada.check_password(OTHER)
    told = Message.objects.get()
    assert (told.subject, told.recipients) == ("Raccordo: Password cambiata", [ada.email])
    assert len(mail.outbox) == 1


def test_who_changes_the_password_is_told_even_if_the_mail_server_is_down(client, ada, settings):
    settings.EMAIL_BACKEND = "tests.web.test_letters.Down"
    sign_in(client, ada)
    facts = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}

    client.post(reverse("account_change_password"), facts)

    assert Message.objects.get().subject == "Raccordo: Password cambiata"


class Down:
    """A mail server that does not answer."""

    def __init__(self, **options):
        raise ConnectionRefusedError
