from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.acts.operations import change_standing
from raccordo.acts.states import ActStage, ActState
from raccordo.archive.models import StoredFile
from raccordo.archive.operations import store
from raccordo.journal.models import ChainHead
from raccordo.post.models import Job
from raccordo.post.states import JobState, MessageState
from tests.make import (
    LONG_AGO,
    SOMEBODY,
    TODAY,
    make_acting,
    make_area,
    make_filed_act,
    make_message,
    make_user,
    numbers,
)
from tests.web.test_mandates import GIVE, director, words

pytestmark = pytest.mark.django_db


def test_the_register_shows_what_was_done_in_words(client, enter):
    area = make_area()
    mandate = director(enter, area)
    client.post(reverse("desk:notices_read"))
    client.post(GIVE, words(mandate, make_user()))

    html = client.get(reverse("office:journal")).text

    assert "Ha dato un incarico" in html
    assert mandate.holder.family_name in html


def test_a_line_of_the_register_names_what_it_is_about(client, enter):
    area = make_area()
    director(enter, area)
    somebody = make_user(family_name="Verratti")
    client.post(GIVE, words(director(enter, area), somebody))
    act = make_filed_act(area)
    acting = make_acting(area=area, role=Role.PLAN_DIRECTOR)
    change_standing(act, to=ActState.SUSPENDED, since=LONG_AGO, reason="Prova", by=acting, on=TODAY)

    html = client.get(reverse("office:journal")).text

    assert "incarico: Ada Verratti: Sindaca, Sindaco o persona delegata" in html
    assert f"atto: {act}" in unescape(html)


def test_a_line_does_not_name_an_act_to_who_may_not_read_acts(client, enter):
    area = make_area()
    act = make_filed_act(area)
    acting = make_acting(area=area, role=Role.PLAN_DIRECTOR)
    change_standing(act, to=ActState.SUSPENDED, since=LONG_AGO, reason="Prova", by=acting, on=TODAY)
    enter(area, role=Role.DPO)

    html = unescape(client.get(reverse("office:journal")).text)

    assert "atto</span>" in html
    assert str(act) not in html


def test_a_verification_says_which_book_and_which_line_in_words(client, enter):
    area = make_area(name="Zona dei Fiumi")
    director(enter, area)
    for _ in range(3):
        client.post(reverse("office:person_open"), _somebody())
    book = ChainHead.objects.filter(chain=f"area:{area.key}")
    last = book.get().seq
    book.update(seq=F("seq") + 2)

    client.post(reverse("office:journal_verify"))

    outcome = Job.objects.get().outcome
    assert "Il registro NON è integro" in outcome
    gone = f"dalla n. {last + 1} alla n. {last + 2}, sono state tolte"
    assert f"Zona dei Fiumi. Le ultime righe, {gone}" in outcome
    assert f"Fino alla n. {last}, del" in outcome


def test_the_register_is_verified_from_its_page(client, enter):
    director(enter)

    page = client.post(reverse("office:journal_verify"))

    job = Job.objects.get()
    assert page.url == reverse("desk:job", args=[job.key])
    assert job.state == JobState.DONE
    assert "integro" in job.outcome
    assert job.done == job.total


def test_the_register_asks_the_same_questions(client, enter, queries_stay_flat):
    director(enter)

    queries_stay_flat(
        reverse("office:journal"),
        lambda: client.post(reverse("office:person_open"), _somebody()),
    )


def _somebody():
    email = f"p{next(numbers)}@example.it"
    return {"given_name": "A", "family_name": "B", "email": email}


def test_a_receipt_is_put_back_beside_its_message(client, enter):
    mandate = enter()
    message = make_message(chain=f"area:{mandate.area.key}", state=MessageState.BY_HAND)
    receipt = SimpleUploadedFile("r.eml", b"Subject: CONSEGNA: x\r\nFrom: a@b.it\r\n\r\nx")

    client.post(
        reverse("office:message_receipt", args=[message.key]),
        {"kind": "delivered", "on": "2025-03-03", "file": receipt},
    )

    message.refresh_from_db()
    kept = message.receipts.get()
    assert message.state == MessageState.DELIVERED
    got = client.get(reverse("office:message_file", args=[message.key, kept.key]))
    assert b"CONSEGNA" in got.getvalue()


def test_a_receipt_that_is_refused_leaves_no_file_behind(client, enter):
    mandate = enter()
    message = make_message(chain=f"area:{mandate.area.key}", state=MessageState.BY_HAND)
    receipt = SimpleUploadedFile("r.eml", b"<html><script>")
    url = reverse("office:message_receipt", args=[message.key])

    page = client.post(url, {"kind": "delivered", "on": "2025-03-03", "file": receipt})

    assert "formato accettato" in page.context["form"].errors["file"][0]
    assert not StoredFile.objects.exists()
    assert not message.receipts.exists()


def test_what_is_sent_by_hand_has_text_addresses_and_attachments_ready(client, enter):
    mandate = enter()
    message = make_message(chain=f"area:{mandate.area.key}", state=MessageState.BY_HAND)
    file = store(b"Ordine del giorno", by=SOMEBODY)
    message.attachments.create(file=file, name="ordine.txt")

    html = client.get(reverse("office:message", args=[message.key])).text

    there = reverse("office:message_attachment", args=[message.key, file.key])
    assert "copiarli nel programma di protocollo" in html
    assert message.recipients[0] in html
    assert f'href="{there}"' in html
    assert client.get(there).getvalue() == b"Ordine del giorno"


def test_the_same_file_attached_twice_is_downloaded(client, enter):
    message = make_message(chain=f"area:{enter().area.key}", state=MessageState.BY_HAND)
    file = store(b"Ordine del giorno", by=SOMEBODY)
    for name in ("ordine.txt", "copia.txt"):
        message.attachments.create(file=file, name=name)

    there = reverse("office:message_attachment", args=[message.key, file.key])
    assert client.get(there).getvalue() == b"Ordine del giorno"


@pytest.mark.parametrize(
    ("role", "status", "state"),
    [
        (Role.ADMINISTRATOR, 302, MessageState.WAITING),
        (Role.PLAN_OFFICER, 404, MessageState.GIVEN_UP),
    ],
)
def test_what_the_house_writes_is_decided_by_who_keeps_it(client, enter, role, status, state):
    enter(role=role)
    message = make_message(chain="house", state=MessageState.GIVEN_UP)

    page = client.post(reverse("office:message_decide", args=[message.key]), {"what": "again"})

    message.refresh_from_db()
    assert (page.status_code, message.state) == (status, state)


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (MessageState.SENT, "again"),
        (MessageState.BY_HAND, "again"),
        (MessageState.GIVEN_UP, "sent"),
        (MessageState.WAITING, "give_up"),
    ],
)
def test_what_is_not_offered_is_not_decided(client, enter, state, what):
    mandate = enter()
    message = make_message(chain=f"area:{mandate.area.key}", state=state)

    page = client.post(reverse("office:message_decide", args=[message.key]), {"what": what})

    message.refresh_from_db()
    assert page.status_code == 409
    assert message.state == state


@pytest.mark.parametrize("state", [MessageState.GIVEN_UP, MessageState.PARTLY])
def test_what_did_not_leave_can_be_tried_anew(client, enter, state):
    mandate = enter()
    message = make_message(chain=f"area:{mandate.area.key}", state=state)

    client.post(reverse("office:message_decide", args=[message.key]), {"what": "again"})

    message.refresh_from_db()
    assert message.state == MessageState.WAITING
    assert mandate.holder.family_name in message.trouble


def test_an_uncertain_message_waits_for_a_decision(client, enter):
    mandate = enter()
    message = make_message(chain=f"area:{mandate.area.key}", state=MessageState.UNCERTAIN)
    page = client.get(reverse("office:message", args=[message.key]))

    client.post(reverse("office:message_decide", args=[message.key]), {"what": "sent"})

    message.refresh_from_db()
    assert message.message_id[1:-1] in page.text
    assert message.state == MessageState.SENT


def test_the_outbox_asks_the_same_questions(enter, queries_stay_flat):
    mandate = enter()

    queries_stay_flat(
        reverse("office:outbox"), lambda: make_message(chain=f"area:{mandate.area.key}")
    )


def test_the_desk_tells_what_awaits_and_asks_the_same_questions(client, enter, queries_stay_flat):
    area = make_area()
    enter(area)
    facts = {"stage": ActStage.DRAFT, "made_here": True, "number": "", "date": None}

    queries_stay_flat(reverse("desk:home"), lambda: make_filed_act(area, **facts))
    assert "20 atti in bozza" in client.get(reverse("desk:home")).text


def test_ones_own_job_is_seen_by_oneself_alone(client, enter):
    director(enter)
    client.post(reverse("office:journal_verify"))
    page = reverse("desk:job", args=[Job.objects.get().key])
    assert client.get(page).status_code == 200

    director(enter)
    assert client.get(page).status_code == 404


def test_the_register_says_of_whom_and_of_what_each_line_is(client, enter):
    area = make_area(name="Zona del Sangro")
    mandate = director(enter, area)
    holder = make_user(given_name="Nicolò", family_name="D’Alonzo")
    client.post(GIVE, words(mandate, holder))

    html = client.get(reverse("office:journal")).text

    assert "Nicolò D’Alonzo: Sindaca, Sindaco o persona delegata · Zona del Sangro" in html


def test_the_register_is_searched_by_the_name_of_who_acted(client, enter):
    area = make_area()
    mandate = director(enter, area)
    client.post(GIVE, words(mandate, make_user()))
    register = reverse("office:journal")

    assert client.get(register, {"chi": "ada ESPOSITO"}).context["page"].paginator.count
    assert not client.get(register, {"chi": "nessuno"}).context["page"].paginator.count
