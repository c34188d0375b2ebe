"""Whoever comes to the site writes a proposal, confirms it and has its number; floods do not."""

import re
import time
from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import b62_encode
from django.urls import reverse
from django.utils import timezone

from raccordo.access.rights import Role
from raccordo.participation.codes import opens, token_of
from raccordo.participation.models import Author, Consultation, Contribution
from raccordo.participation.operations.consulting import prepare_consultation
from raccordo.participation.states import AuthorKind, VoiceChannel, VoiceState
from raccordo.post.models import Message
from raccordo.web.public.writing_forms import SALT
from raccordo.web.uploads import most_at
from tests.make import (
    LONG_AGO,
    SOMEBODY,
    make_area,
    make_consultation,
    make_organisation,
    make_town,
)

pytestmark = pytest.mark.django_db
TEXT = "Chiediamo un trasporto da Frisa e da Treglio."
CODE = re.compile(r"<strong>([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})</strong>")


class Aged(signing.TimestampSigner):
    """A mark made some time ago."""

    age = 60

    def timestamp(self):
        return b62_encode(int(time.time()) - self.age)


def mark(age=60, value="a" * 32):
    signer = Aged(salt=SALT, sep=".")
    signer.age = age
    return signer.sign(value)


@pytest.fixture
def one():
    return make_consultation()


def address(one, name="propose"):
    return reverse(f"public:{name}", args=[one.slug])


def send(client, one, **more):
    told = {"text": TEXT, "sort": "proposal", "author_kind": "citizen", "token": mark()}
    return client.post(address(one), told | {"email": "ada@example.it"} | more)


def confirm(client, contribution, **more):
    return client.post(reverse("public:confirm", args=[token_of(contribution)]), more)


def test_who_has_no_account_writes_confirms_has_a_code_and_follows_by_it(client, one):
    assert send(client, one).url == address(one, "sent")
    assert "Manca solo la conferma" in client.get(address(one, "sent")).text
    written = Contribution.objects.get()
    link = re.search(r"http\S+", Message.objects.get().body)[0]

    shown = client.get(link)
    still = Contribution.objects.get().state
    page = client.post(link)

    assert TEXT in shown.text
    assert still == VoiceState.UNCONFIRMED  # a program that opens links confirms nothing
    code = CODE.search(page.text)[1]
    written.refresh_from_db()
    assert (written.state, written.channel) == (VoiceState.RECEIVED, VoiceChannel.SITE)
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    asked = {"number": f"{written.number}/{written.year}", "code": code}
    assert TEXT in client.post(reverse("public:follow"), asked).text
    receipt = client.post(reverse("public:follow"), asked | {"receipt": "1"})
    assert receipt.content[:5] == b"%PDF-"


def test_sent_twice_it_is_one_and_changed_meanwhile_it_is_another(client, one):
    again = {"token": mark()}
    for text in (TEXT, TEXT, TEXT + " Anche il sabato."):
        assert send(client, one, text=text, **again).status_code == 302
    assert Contribution.objects.count() == 2
    assert Message.objects.count() == 2


def test_who_lost_the_code_has_another_by_her_link_for_a_week(client, one):
    send(client, one)
    written = Contribution.objects.get()
    first = CODE.search(confirm(client, written).text)[1]
    twice = confirm(client, written)
    second = CODE.search(confirm(client, written, again="1").text)[1]
    written.refresh_from_db()

    assert "già confermata" in twice.text
    assert not CODE.search(twice.text)
    assert opens(written, second)
    assert not opens(written, first)
    Contribution.objects.update(written_at=timezone.now() - timedelta(days=8))
    late = confirm(client, written, again="1")
    assert "già confermata" in late.text
    assert not CODE.search(late.text)


def test_a_forged_link_is_no_page_and_a_late_one_gives_the_text_back(client, one):
    send(client, one)
    written = Contribution.objects.get()
    assert client.get(reverse("public:confirm", args=["abc.def"])).status_code == 404
    Contribution.objects.update(written_at=timezone.now() - timedelta(days=8))

    page = confirm(client, written)

    assert page.status_code == 410
    assert "Il collegamento è scaduto" in page.text
    assert TEXT in page.text
    written.refresh_from_db()
    assert written.number is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"token": mark(age=-3600)}, "troppo in fretta"),
        ({"token": mark(age=90000)}, "rimasta aperta a lungo"),
        ({"token": "a.b.c"}, "rimasta aperta a lungo"),
        ({"token": ""}, "rimasta aperta a lungo"),
        ({"token": mark(value="non un segno")}, "rimasta aperta a lungo"),
        ({"website": "http://x"}, "va lasciato vuoto"),
        ({"email": "ada@"}, "indirizzo"),
        ({"email": ""}, "obbligatorio"),
        ({"text": TEXT + "a" * 50_000}, "il limite è 10.000"),
        ({"title": "a" * 201}, "200 caratteri"),
        ({"author_kind": "group"}, "Dire come si chiama il gruppo"),
        ({"author_kind": "organisation"}, "Dire quale ente propone"),
        ({"author_kind": "office"}, "valida"),
        ({"sort": "altro"}, "valida"),
        ({"towns": "x"}, "valid"),
    ],
)
def test_what_is_wrong_is_said_and_the_text_stays(client, one, wrong, said):
    page = send(client, one, **wrong)

    assert page.status_code == 200
    assert said in page.text
    assert TEXT in page.text
    assert not Contribution.objects.exists()
    assert not Message.objects.exists()


def test_a_page_left_open_can_be_sent_again_as_it_is(client, one):
    page = send(client, one, token="")
    new = page.context["form"]["token"].value()
    assert new.count(".") == 2
    assert page.context["form"].data["token"] == new


def test_emoji_and_other_writings_are_kept_as_they_are(client, one):
    send(client, one, text="مساعدة للمسنين 🚌 <b>Șoseaua</b>")
    assert Contribution.objects.get().text == "مساعدة للمسنين 🚌 <b>Șoseaua</b>"


def test_too_heavy_or_swelling_attachments_are_refused(client, one, monkeypatch):
    monkeypatch.setattr("raccordo.web.public.writing_forms.MOST_BYTES", 10)
    heavy = SimpleUploadedFile("scansione.pdf", b"%PDF-1.4" + b"0" * 100)
    page = send(client, one, files=[heavy])
    assert "Gli allegati pesano insieme" in page.text
    assert "vanno scelti di nuovo" in page.text
    assert not Contribution.objects.exists()


def test_what_is_attached_is_kept_with_the_proposal(client, one):
    send(client, one, files=[SimpleUploadedFile("nota.txt", b"orari")])
    assert [file.name for file in Contribution.objects.get().files.all()] == ["nota.txt"]


def test_who_sends_too_many_is_stopped_and_keeps_her_text(client, one, settings):
    settings.ACCOUNT_RATE_LIMITS = {"propose": "2/h/ip"}
    sent = [send(client, one, token=mark(value=f"{n:032x}")).status_code for n in range(3)]
    page = send(client, one)
    assert sent == [302, 302, 429]
    assert TEXT in page.text
    assert Contribution.objects.count() == 2


def test_all_together_no_more_than_so_many_in_an_hour(client, one, monkeypatch):
    monkeypatch.setattr("raccordo.participation.receiving.MOST_IN_AN_HOUR", 2)
    for n in range(3):
        page = send(client, one, token=mark(value=f"{n:032x}"), email=f"p{n}@example.it")
    assert "troppe proposte" in page.text
    assert TEXT in page.text
    assert Contribution.objects.count() == 2
    Contribution.objects.update(written_at=timezone.now() - timedelta(hours=2))
    assert send(client, one, token=mark(value="b" * 32)).status_code == 302


def test_attachments_nobody_confirms_do_not_fill_the_disk(client, one, monkeypatch):
    monkeypatch.setattr("raccordo.participation.receiving.MOST_BYTES_WAITING", 3)
    send(client, one, files=[SimpleUploadedFile("nota.txt", b"orari")])
    again = {"token": mark(value="c" * 32), "email": "b@example.it"}
    page = send(client, one, files=[SimpleUploadedFile("altra.txt", b"orari")], **again)
    assert "Adesso non si ricevono allegati" in page.text
    assert send(client, one, **again).status_code == 302


def test_marks_heaped_on_a_letter_by_the_thousand_do_not_stop_the_house(client, one):
    began = time.monotonic()
    heap = "e" + "\u0300\u0316" * 40_000
    send(client, one, text=heap)
    page = send(client, one, text=heap * 10)
    assert time.monotonic() - began < 5
    assert len(Contribution.objects.get().text) <= 31
    assert "il limite è 10.000" in page.text


def test_a_bomb_is_refused_where_it_was_chosen(client, one):
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as bomb:
        bomb.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        bomb.writestr("content.xml", b"0" * 300_000_000)
    page = send(client, one, files=[SimpleUploadedFile("a.odt", packed.getvalue())])
    assert "una volta aperto sarebbe enorme" in page.text
    assert TEXT in page.text
    assert not Contribution.objects.exists()


def test_visits_begun_by_the_hundred_keep_no_drafts(client, one, settings):
    settings.ACCOUNT_RATE_LIMITS = {"propose_visit": "1/h/ip"}
    first = client.post(address(one, "propose_draft"), {"text": TEXT})
    again = client.post(address(one, "propose_draft"), {"text": TEXT + "!"})
    client.cookies.clear()
    other = client.post(address(one, "propose_draft"), {"text": TEXT})
    assert "Bozza salvata" in first.text
    assert "Bozza salvata" in again.text
    assert "non si salva" in other.text


def test_an_address_that_never_confirms_is_not_written_to_for_ever(client, one):
    for n in range(6):
        page = send(client, one, token=mark(value=f"{n:032x}"))
    assert Message.objects.count() == 5
    assert "ci sono già 5 proposte da confermare" in page.text


def test_where_it_closed_meanwhile_the_text_is_given_back(client, one):
    one.phases.update(until=LONG_AGO + timedelta(days=1))
    page = send(client, one)
    assert "Adesso non si ricevono proposte" in page.text
    assert TEXT in page.text
    assert "Adesso non si ricevono" in client.get(address(one)).text


def test_what_is_being_written_is_found_again_without_who_is_writing(client, one):
    kept = client.post(
        address(one, "propose_draft"),
        {"text": TEXT, "title": "Corse", "email": "ada@example.it", "given_name": "Ada"},
    )
    page = client.get(address(one))

    assert "Bozza salvata alle" in kept.text
    assert TEXT in page.text
    assert "ada@example.it" not in page.text
    assert "ada@example.it" not in str(dict(client.session))
    emptied = client.post(address(one), {"discard_draft": "1"})
    assert TEXT not in emptied.text
    assert TEXT not in client.get(address(one)).text


def test_a_draft_that_would_fill_the_disk_is_not_kept(client, one):
    said = client.post(address(one, "propose_draft"), {"text": "a" * 50_000})
    assert "troppo lungo" in said.text
    assert "a" * 100 not in client.get(address(one)).text
    client.post(address(one, "propose_draft"), {"text": " "})
    assert not [name for name in dict(client.session) if name.startswith("voice:")]


def test_once_sent_the_draft_is_gone(client, one):
    client.post(address(one, "propose_draft"), {"text": TEXT})
    send(client, one)
    assert TEXT not in client.get(address(one)).text


def test_a_body_that_has_entered_is_received_at_once_in_its_own_name(client, enter, one):
    body = make_organisation(name="Auser Frisa")
    mandate = enter(body, Role.THIRD_SECTOR)
    page = client.get(address(one))

    told = {"text": TEXT, "sort": "proposal", "token": mark(), "in_name_of": mandate.key}
    done = client.post(address(one), told)

    assert "Auser Frisa" in page.text
    made = Contribution.objects.get()
    assert (made.state, made.organisation) == (VoiceState.RECEIVED, body)
    assert made.author_kind == AuthorKind.ORGANISATION
    assert Author.objects.get().email == mandate.holder.email
    assert opens(made, CODE.search(done.text)[1])
    assert not Message.objects.exists()
    again = client.post(address(one), told)  # a reload: the first code was lost with its page
    made.refresh_from_db()
    assert opens(made, CODE.search(again.text)[1])
    Contribution.objects.update(written_at=timezone.now() - timedelta(hours=1))
    assert "Era già stata inviata" in client.post(address(one), told).text
    assert Contribution.objects.count() == 1


def test_who_entered_in_another_window_does_not_write_for_her_body_unawares(client, enter, one):
    enter(make_organisation(name="Auser Frisa"), Role.THIRD_SECTOR)

    page = send(client, one)

    assert "ora si scrive per conto di «Auser Frisa" in page.text
    assert TEXT in page.text
    assert not Contribution.objects.exists()


def test_what_is_wrong_does_not_use_up_what_may_be_sent(client, one, settings):
    settings.ACCOUNT_RATE_LIMITS = {"propose": "1/h/ip", "propose_try": "5/h/ip"}
    wrong = [send(client, one, email="x").status_code for _ in range(3)]
    good = send(client, one, token=mark(value="a" * 32)).status_code
    settings.ACCOUNT_RATE_LIMITS = {"propose_files": "0/h/ip"}
    heavy = send(client, one, token=mark(value="b" * 32), files=[SimpleUploadedFile("n.txt", b"x")])
    assert (wrong, good, heavy.status_code) == ([200] * 3, 302, 429)


def test_the_one_who_confirms_reads_all_that_she_confirms(client, one):
    told = {"given_name": "Ada", "family_name": "Rossi", "named_in_public": "on"}
    send(client, one, files=[SimpleUploadedFile("orari.txt", b"orari")], **told)

    page = client.get(reverse("public:confirm", args=[token_of(Contribution.objects.get())]))

    for words in ("Ada Rossi", "Nel sito si leggerà", "orari.txt", "di tutto il territorio"):
        assert words in page.text


def test_a_draft_holds_no_more_than_its_page_offers(client, one):
    place = reverse("public:propose_draft", args=[one.slug])
    town = make_town()
    client.post(place, {"text": "ciao", "towns": ["x" * 8_000, str(town.key)]})
    [kept] = [value for key, value in client.session.items() if key.startswith("voice:")]
    assert kept["content"]["towns"] == [str(town.key)]
    assert "no-store" in client.get(address(one))["Cache-Control"]


def test_a_visitor_sends_less_at_once_than_who_has_entered(client, one, settings):
    settings.MAX_PUBLIC_BODY = 1000
    page = send(client, one, files=[SimpleUploadedFile("n.txt", b"x" * 2000)])
    assert page.status_code == 413
    assert most_at("/atti/") == settings.MAX_BODY


def test_who_changed_mandate_in_another_window_does_not_write_in_the_wrong_name(client, enter, one):
    enter(make_organisation(), Role.THIRD_SECTOR)
    told = {"text": TEXT, "sort": "proposal", "token": mark(), "in_name_of": "altro"}
    page = client.post(address(one), told)
    assert "altro incarico" in page.text
    assert not Contribution.objects.exists()


def test_a_consultation_never_takes_the_place_of_a_page_of_the_site(client):
    made = prepare_consultation(make_area(), title="Segui", by=SOMEBODY)
    assert Consultation.objects.get(pk=made.pk).slug == "segui-2"
