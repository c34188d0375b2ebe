import errno
import sqlite3
from smtplib import SMTPServerDisconnected

import pytest
from django.db import DataError, IntegrityError, OperationalError
from django.test import Client
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.acts.models import Act
from raccordo.acts.states import ActStage
from raccordo.post.models import Draft
from raccordo.web.assemblies.acts import writing
from tests.conftest import sign_in
from tests.make import make_area, make_filed_act, make_mandate

pytestmark = pytest.mark.django_db
WRITE = reverse("assemblies:write")


def words(mandate):
    return {
        "place": mandate.area.key,
        "organ": "Giunta di Frisa",
        "organ_kind": "giunta",
        "genitive": "della Giunta di Frisa",
        "kind": "resolution",
        "subject": "Testo scritto a fatica",
        "text": "Riga uno\nriga due",
    }


@pytest.fixture
def breaks(monkeypatch):
    """Make saving an act fail as the machine may fail."""

    def fail(error):
        def broken(**facts):
            raise error

        monkeypatch.setattr(writing, "begin_act", broken)

    return fail


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperationalError("database is locked"), "altri stanno salvando"),
        (OperationalError("database or disk is full"), "Lo spazio su disco è finito"),
        (OSError(errno.ENOSPC, "No space left on device"), "Lo spazio su disco è finito"),
        (OperationalError("connection refused"), "non risponde"),
        (ConnectionRefusedError(111, "Connection refused"), "Il server di posta non risponde"),
        (SMTPServerDisconnected("gone"), "Il server di posta non risponde"),
    ],
)
def test_what_the_machine_cannot_do_is_told_and_the_text_is_kept(
    client, enter, breaks, error, said
):
    mandate = enter()
    breaks(error)

    page = client.post(WRITE, words(mandate))

    assert page.status_code == 503
    assert page["Retry-After"] == "5"
    assert said in page.text
    assert 'name="subject" value="Testo scritto a fatica"' in page.text
    assert "Riprova con quanto scritto" in page.text
    assert page.text.count('name="csrfmiddlewaretoken"') >= 1


def test_a_password_is_never_given_back_on_a_page(client, enter, breaks):
    mandate = enter()
    breaks(OperationalError("database is locked"))

    page = client.post(WRITE, words(mandate) | {"password": "segretissima"})

    assert "segretissima" not in page.text


def test_trying_again_with_what_was_kept_saves_it(client, enter, breaks, monkeypatch):
    mandate = enter()
    breaks(OperationalError("database is locked"))
    client.post(WRITE, words(mandate))
    monkeypatch.undo()

    assert client.post(WRITE, words(mandate)).status_code == 302
    assert Act.objects.filter(subject="Testo scritto a fatica").exists()


def test_a_form_too_old_is_refused_with_its_text():
    client, mandate = Client(enforce_csrf_checks=True), make_mandate()
    sign_in(client, mandate.holder)

    page = client.post(WRITE, words(mandate))

    assert page.status_code == 403
    assert "La pagina è scaduta" in page.text
    assert 'value="Testo scritto a fatica"' in page.text


def test_a_refusal_that_no_form_shows_has_its_page(client, enter):
    area = make_area()
    enter(area)
    act = make_filed_act(area, stage=ActStage.DRAFT, made_here=True, text="Bene 😀")

    page = client.get(reverse("assemblies:preview", args=[act.key]))

    assert page.status_code == 409
    assert "Il carattere «😀»" in page.text


def test_who_comes_second_is_told_and_keeps_the_text(client, enter, breaks):
    mandate = enter()
    breaks(IntegrityError("UNIQUE constraint failed: acts_act.number"))

    page = client.post(WRITE, words(mandate))

    assert page.status_code == 409
    assert "qualcun altro ha salvato questo" in page.text
    assert 'value="Testo scritto a fatica"' in page.text


@pytest.mark.parametrize("page", ["/registro/?chi=%00", "/cerca/?q=a%00b", "/atti/%00/"])
def test_a_character_that_no_keyboard_writes_is_refused_at_the_door(client, enter, page):
    enter(make_area(), role=Role.PLAN_DIRECTOR)

    answer = client.get(page)

    assert answer.status_code == 400
    assert "Il server non ha capito la richiesta" in answer.text


def test_in_a_cookie_too(client):
    client.cookies["sessionid"] = "\0aaaaaaaaa"

    assert client.get("/").status_code == 400


def test_in_a_form_it_is_told_beside_the_field(client, enter):
    mandate = enter()

    page = client.post(WRITE, words(mandate) | {"subject": "a\0b"})

    assert page.status_code == 200
    assert page.context["form"].errors["subject"]


@pytest.mark.parametrize(
    "said",
    [
        "PostgreSQL text fields cannot contain NUL (0x00) bytes",
        "unsupported Unicode escape sequence",
    ],
)
def test_what_the_database_says_of_it_is_a_bad_request(client, enter, breaks, said):
    mandate = enter()
    breaks(DataError(said))

    assert client.post(WRITE, words(mandate)).status_code == 400


def keep(client, **typed):
    return client.post(reverse("desk:keep_draft"), {"draft_page": WRITE} | typed)


def test_a_draft_says_when_it_was_saved_or_why_it_was_not(client, enter):
    enter()

    assert "Bozza salvata alle" in keep(client, text="prima\0 riga").text
    assert "più lungo di 200.000 caratteri" in keep(client, text="a" * 200_001).text
    assert Draft.objects.get().content == {"text": "prima riga"}


def test_a_draft_after_the_session_says_that_it_is_over(client, enter):
    enter()
    client.logout()

    answer = keep(client, text="riga")

    assert "La sessione è finita" in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("page", ["", "/nulla/", "https://altrove.example/", "/atti/" + "a" * 300])
def test_a_draft_is_of_a_page_of_this_site(client, enter, page):
    enter()

    assert keep(client, draft_page=page, text="riga").status_code == 400
    assert not Draft.objects.exists()


def test_a_page_that_is_not_there_says_what_to_do(client):
    page = client.get("/nulla/")

    assert page.status_code == 404
    assert "Pagina non trovata" in page.text


def test_our_own_fault_is_told_with_a_number_and_no_detail(client, enter, breaks):
    client.raise_request_exception = False
    mandate = enter()
    breaks(ZeroDivisionError("secret detail"))

    page = client.post(WRITE, words(mandate))

    assert page.status_code == 500
    assert "Qualcosa non ha funzionato" in page.text
    assert "secret detail" not in page.text


def test_nobody_can_be_answered_from_a_page_in_a_frame_or_with_a_script_of_others(client):
    page = client.get("/")

    policy = page["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page["X-Frame-Options"] == "DENY"


def test_a_locked_database_is_waited_for_and_then_told(tmp_path):
    """SQLite's own words, so that the page that reads them keeps reading them."""
    path = tmp_path / "busy.sqlite3"
    one, two = (sqlite3.connect(path, timeout=0.05, isolation_level=None) for _ in range(2))
    one.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        two.execute("BEGIN IMMEDIATE")
    one.close()
    two.close()
