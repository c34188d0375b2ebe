"""A voice arrives: from the site, on paper, twice, by thousands, forged, too long."""

import io
import zlib
from datetime import date, timedelta
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.signing import Signer

from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.participation.codes import from_site, opens, token_of
from raccordo.participation.models import Author, Contribution
from raccordo.participation.operations.hearing import (
    confirm_contribution,
    forget_unconfirmed,
    renew_code,
    take_contribution,
    write_from_site,
)
from raccordo.participation.queries.confirming import to_confirm
from raccordo.participation.queries.contributions import awaiting_answer
from raccordo.participation.queries.public import as_public, follow
from raccordo.participation.states import (
    AuthorKind,
    ConsultationState,
    VoiceChannel,
    VoiceState,
)
from raccordo.participation.voices import Voice, Writer
from raccordo.post.models import Message
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_area,
    make_consultation,
    make_contribution,
    make_occasion,
    make_organisation,
    make_town,
)

pytestmark = pytest.mark.django_db
HOUSE = "https://piano.example.it"
TRANSPORT = "Da Frisa e Treglio non c'è un mezzo per le visite in ospedale."
ADA = Writer("Ada", "Esposito", email="Ada@Example.it")


@pytest.fixture
def area():
    return make_area(name="Ambito 11")


def write(area, text=TRANSPORT, writer=ADA, at=NOW, **facts):
    voice = Voice(text, **facts)
    return write_from_site(area, voice, writer, by=from_site(area), at=at, house=HOUSE)


def take(area, text=TRANSPORT, writer=None, at=NOW, received_at=None, **facts):
    facts = {"channel": VoiceChannel.PAPER, "by": SOMEBODY, "at": at} | {
        "received_at": received_at,
        "voice": Voice(text, **facts),
    }
    return take_contribution(area, facts.pop("voice"), writer, **facts)


def confirm(contribution, at=NOW):
    return confirm_contribution(contribution, by=from_site(contribution.area), at=at)


def test_what_is_written_on_the_site_has_no_number_until_its_address_is_confirmed(area):
    received = write(area)

    written = received.contribution
    letter = Message.objects.get()
    assert (written.number, written.state, received.code) == (None, VoiceState.UNCONFIRMED, "")
    assert letter.recipients == ["ada@example.it"]
    assert f"{HOUSE}/partecipazione/conferma/{token_of(written)}/" in letter.body
    told = f"{letter.subject} {letter.body}"
    assert written.title not in told  # the address may be a stranger's
    assert written.text not in told


def test_who_confirms_has_a_number_a_term_and_a_code(area):
    written = write(area).contribution

    received = confirm(to_confirm(token_of(written)), at=NOW + timedelta(days=2))

    one = received.contribution
    assert (one.number, one.year, one.state) == (1, 2025, VoiceState.RECEIVED)
    assert one.answer_due_on == date(2025, 4, 4)
    assert opens(one, received.code)
    assert received.code not in str(Contribution.objects.values().get(pk=one.pk))
    assert Entry.objects.get(what="contribution.confirmed").acting == "site"


def test_who_confirms_twice_finds_it_confirmed_and_the_code_is_told_once(area):
    written = write(area).contribution
    first = confirm(written)

    again = confirm(written)

    assert (again.contribution.number, again.code) == (first.contribution.number, "")
    assert opens(again.contribution, first.code)


def test_a_forged_link_confirms_nothing(area):
    written = write(area).contribution
    token = token_of(written)

    elsewhere = Signer(salt="another", sep=".").sign(written.key.hex)
    for forged in (token[:-1], f"{uuid4().hex}.{token.partition('.')[2]}", elsewhere, "", "x.y"):
        assert to_confirm(forged) is None


def test_after_a_week_what_nobody_confirmed_is_refused_and_goes(area):
    written, fresh = write(area).contribution, write(area, at=NOW + timedelta(days=3)).contribution
    week_after = NOW + timedelta(days=7)

    with pytest.raises(Refused, match="scaduto"):
        confirm(written, at=week_after)

    assert forget_unconfirmed(by=SOMEBODY, at=week_after) == 1
    assert [one.pk for one in Contribution.objects.all()] == [fresh.pk]
    assert Author.objects.count() == 1
    with pytest.raises(Refused, match="non c'è più"):
        confirm(written)
    assert forget_unconfirmed(by=SOMEBODY, at=week_after) == 0


def test_numbers_follow_one_another_in_an_area_and_a_year_and_begin_again(area):
    first, second = take(area), take(area)
    elsewhere = take(make_area())
    next_year = take(area, at=NOW + timedelta(days=365))
    late = take(area, at=NOW + timedelta(days=366), received_at=NOW)

    numbered = [one.contribution for one in (first, second, elsewhere, next_year, late)]
    assert [(one.number, one.year) for one in numbered] == [
        (1, 2025),
        (2, 2025),
        (1, 2025),
        (1, 2026),
        (3, 2025),
    ]


def test_sent_twice_from_the_same_page_it_is_taken_once(area):
    key = uuid4()

    first, again = take(area, key=key), take(area, key=key)
    write(area, key=(other := uuid4()))
    write(area, key=other)

    assert first.contribution.pk == again.contribution.pk
    assert (Contribution.objects.count(), Message.objects.count()) == (2, 1)


def test_a_text_too_long_is_refused_telling_both_figures(area):
    with pytest.raises(Refused, match=r"50\.000 caratteri: il limite è 10\.000") as refusal:
        write(area, text="a" * 50_000)
    with pytest.raises(Refused, match="201"):
        write(area, title="t" * 201)
    with pytest.raises(Refused, match="Manca il testo"):
        write(area, text=" \n\x00 ")

    assert refusal.value.field == "text"
    assert Contribution.objects.count() == 0


def test_emoji_and_scripts_are_kept_as_they_were_written(area):
    text = "<script>alert(1)</script> 🚌👩‍🦽 «così» \u202etxt\r\nriga\x00 due"

    one = take(area, text=text).contribution

    one.refresh_from_db()
    assert one.text == "<script>alert(1)</script> 🚌👩‍🦽 «così» txt\nriga due"


def test_a_flood_from_one_address_stops_at_five(area):
    for _ in range(5):
        write(area)

    with pytest.raises(Refused, match="ci sono già 5 proposte da confermare") as refusal:
        write(area)

    assert refusal.value.field == "email"
    confirm(Contribution.objects.first())
    write(area)  # one was confirmed: there is room again


def test_a_flood_from_many_addresses_is_out_of_the_offices_sight_and_goes(area):
    taken = take(area).contribution
    for number in range(300):
        write(area, writer=Writer(email=f"robot{number}@example.com"))

    assert list(awaiting_answer(area)) == [taken]
    assert forget_unconfirmed(by=SOMEBODY, at=NOW + timedelta(days=8)) == 300
    assert take(area).contribution.number == 2


def test_an_address_is_needed_and_must_be_one(area):
    with pytest.raises(Refused, match="Serve un indirizzo"):
        write(area, writer=Writer("Ada", "Esposito"))
    with pytest.raises(Refused, match="non è valido"):
        write(area, writer=Writer(email="ada@"))
    with pytest.raises(Refused, match="il limite è 80") as refusal:
        write(area, writer=Writer("A" * 81, email="ada@example.it"))

    assert refusal.value.field == "given_name"


def test_a_consultation_receives_in_its_phases_alone(area):
    days = {"since": TODAY, "until": TODAY + timedelta(days=2)}
    consultation = make_consultation(area=area, phase=days)

    with pytest.raises(Refused, match="riceve proposte dal 3 marzo 2025"):
        write(area, consultation=consultation, at=NOW - timedelta(days=1))
    with pytest.raises(Refused, match="fino al 4 marzo 2025"):
        write(area, consultation=consultation, at=NOW + timedelta(days=2))
    write(area, consultation=consultation)
    # What arrived in time may be typed in later; who comes to an occasion is always heard.
    later = {"at": NOW + timedelta(days=9), "consultation": consultation}
    take(area, received_at=NOW, **later)
    take(area, occasion=make_occasion(area=area), **later)


def test_a_consultation_that_is_not_open_or_is_elsewhere_receives_nothing(area):
    for state in (ConsultationState.PREPARED, ConsultationState.CONCLUDED):
        with pytest.raises(Refused, match="non è aperta"):
            take(area, consultation=make_consultation(area=area, state=state))
    with pytest.raises(Refused, match="altro territorio"):
        take(area, consultation=make_consultation())
    with pytest.raises(Refused, match="altro territorio"):
        take(area, occasion=make_occasion())


def test_the_term_is_that_of_the_consultation(area):
    consultation = make_consultation(area=area, answer_within=45)

    one = take(area, consultation=consultation).contribution

    assert one.answer_due_on == TODAY + timedelta(days=45)


def test_a_citizen_without_e_mail_is_heard_on_paper(area):
    town = make_town()
    received = take(area, writer=Writer("Nicola", "Di Paolo", phone="0872 1"), towns=[town])

    one = received.contribution
    assert (one.author.family_name, one.channel) == ("Di Paolo", VoiceChannel.PAPER)
    assert list(one.towns.all()) == [town]
    assert Message.objects.count() == 0
    assert follow(one.__str__().split()[-1], received.code).text == TRANSPORT


def test_a_body_says_which_it_is_and_nothing_arrives_from_the_future(area):
    with pytest.raises(Refused, match="Dire quale ente"):
        take(area, author_kind=AuthorKind.ORGANISATION)
    with pytest.raises(Refused, match="futuro"):
        take(area, received_at=NOW + timedelta(days=1))

    body = make_organisation()
    one = take(area, author_kind=AuthorKind.ORGANISATION, organisation=body).contribution
    assert one.organisation == body


def test_the_code_opens_its_own_proposal_however_it_is_typed(area):
    received, other = take(area), take(make_area())
    number, code = f"{received.contribution.number}/2025", received.code

    assert len(code) == len("ABCD-EFGH-JKLM")
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("-", "")):
        assert follow(number, typed).key == str(received.contribution.key)
    assert follow(number, other.code).key == str(other.contribution.key)


def test_a_forged_code_or_number_opens_nothing(area):
    received = take(area)
    make_contribution(number=1, code_hash="")  # of a questionnaire: it has no code

    assert follow("1/2025", "ACDE-FGHJ-KMNP") is None
    assert follow("1/2025", "") is None
    for number in ("", "1", "0/2025", "1/2024", "1/2025/3", "x/2025", "9" * 30 + "/2025", "²/2025"):
        assert follow(number, received.code) is None


def test_a_new_code_closes_the_old_one(area):
    received = take(area)

    renewed = renew_code(received.contribution, by=SOMEBODY)

    assert follow("1/2025", received.code) is None
    assert follow("1/2025", renewed.code)
    with pytest.raises(Refused, match="da confermare"):
        renew_code(write(area).contribution, by=SOMEBODY)


def test_files_are_of_a_few_formats_and_no_bomb_enters(area):
    pdf = b"%PDF-1.7 una relazione"
    one = take(area, files=[("../relazione.exe", pdf)]).contribution
    assert [file.name for file in one.files.all()] == ["relazione.exe.pdf"]

    with pytest.raises(Refused, match="enorme"):
        take(area, files=[("bomba.docx", bomb())])
    with pytest.raises(Refused, match="formato accettato"):
        take(area, files=[("pagina.html", b"<html><script>alert(1)</script>")])
    with pytest.raises(Refused, match="Gli allegati sono 6"):
        take(area, files=[("a.pdf", pdf)] * 6)
    with pytest.raises(Refused, match="limite è 10 MB"):
        take(area, files=[("a.pdf", pdf + zlib.crc32(b"").to_bytes(4) * 3_000_000)])
    assert Contribution.objects.count() == 1  # nothing is half taken


def bomb():
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 80 * 1024 * 1024)
    return out.getvalue()


def test_nobodys_name_or_address_enters_the_register(area):
    write(area)
    take(area, writer=ADA)

    lines = " ".join(f"{line.details} {line.purpose}" for line in Entry.objects.all())
    assert "Esposito" not in lines
    assert "example.it" not in lines.lower()


def test_the_public_reads_a_name_only_if_it_may(area):
    writer = Writer("Ada", "Esposito")
    body = make_organisation(name="Auser Frisa")
    shown = take(area, writer=writer, named_in_public=True).contribution
    hidden = take(area, writer=writer).contribution
    facts = {"author_kind": AuthorKind.ORGANISATION, "organisation": body}
    of_body = take(area, named_in_public=True, **facts).contribution
    silent = take(area, **facts).contribution
    every = [shown, hidden, of_body, silent]

    # A name that anybody may have made up is not told before the office has admitted the words.
    kinds = ["Cittadina o cittadino", "Cittadina o cittadino", "Ente", "Ente"]
    assert [one.author for one in as_public(every)] == kinds
    for one in every:
        one.state = VoiceState.ADMITTED
    told = [one.author for one in as_public(every)]
    assert told == [
        "Ada Esposito",
        "Cittadina o cittadino (nome non pubblicato)",
        "Auser Frisa",
        "Ente (nome non pubblicato)",
    ]
