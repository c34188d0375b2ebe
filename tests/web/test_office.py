import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from raccordo.access.models import Mandate
from raccordo.access.operations import file_act
from raccordo.access.rights import Role
from raccordo.accounts.models import User
from raccordo.acts.states import ActStage
from raccordo.journal.models import Entry
from raccordo.post.models import Job, Message
from raccordo.post.states import JobState, MessageState
from tests.make import (
    SOMEBODY,
    make_act,
    make_area,
    make_filed_act,
    make_mandate,
    make_message,
    make_user,
    numbers,
)

pytestmark = pytest.mark.django_db
GIVE, LIST = reverse("office:mandate_give"), reverse("office:mandates")


def director(enter, area=None):
    return enter(area or make_area(), role=Role.PLAN_DIRECTOR)


def words(mandate, holder, **more):
    file_act(mandate.act, place=mandate.area, by=SOMEBODY)
    usual = {"holder": holder.email, "place": mandate.area.key, "role": "mayor"}
    return usual | {"act": mandate.act.pk, "since": "2025-03-03"} | more


def test_a_mandate_is_given_by_an_act_from_a_day_until_another(client, enter):
    mandate, user = director(enter), make_user()

    client.post(GIVE, words(mandate, user, last_day="2025-12-31"))

    given = Mandate.objects.get(holder=user)
    assert (given.role, str(given.until)) == ("mayor", "2026-01-01")
    assert Entry.objects.filter(what="mandate.given").exists()


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"act": ""}, "act", "Manca l'atto"),
        ({"last_day": "2025-03-01"}, "until", "La fine deve seguire"),
        ({"holder": "nessuno@example.it"}, "holder", "Nessuna utenza attiva"),
        ({"role": "third_sector"}, "role", "per un ente"),
        ({"role": "administrator", "act": ""}, "role", "solo chi già la tiene"),
        ({"since": "ieri"}, "since", "Scrivere una data"),
    ],
)
def test_a_wrong_mandate_is_refused_with_its_reason(client, enter, wrong, field, said):
    mandate, user = director(enter), make_user()

    page = client.post(GIVE, words(mandate, user) | wrong)

    errors = page.context["form"].errors
    assert said in " ".join(str(error) for error in (errors.get(field) or errors["__all__"]))
    assert not Mandate.objects.filter(holder=user).exists()


def test_two_directors_on_one_mandate_the_second_is_told(client, enter):
    area = make_area()
    director(enter, area)
    mandate = make_mandate(area=area, role=Role.MAYOR)
    url = reverse("office:mandate_end", args=[mandate.key])
    facts = {"until": "2025-03-03", "reason": "Dimissioni"}

    client.post(url, facts)
    page = client.post(url, facts)

    assert "già cessato il 3 marzo 2025" in page.context["form"].errors["until"][0]


def test_a_person_is_let_in_and_written_to_once(client, enter):
    director(enter)
    facts = {"given_name": "Elena", "family_name": "Verratti", "email": "Elena@Example.it"}

    client.post(reverse("office:person_open"), facts)
    again = client.post(reverse("office:person_open"), facts)

    user = User.objects.get(email="elena@example.it")
    assert Message.objects.get().recipients == [user.email]
    assert "C'è già un utente" in again.context["form"].errors["email"][0]


def test_who_has_mandates_elsewhere_is_not_kept_out_from_here(client, enter):
    area = make_area()
    director(enter, area)
    here = make_mandate(area=area, role=Role.MAYOR)
    make_mandate(holder=here.holder)

    page = client.post(reverse("office:person_close", args=[here.holder.key]), {"reason": "Sgarbo"})

    assert page.status_code == 404
    here.holder.refresh_from_db()
    assert here.holder.is_active


def test_the_list_of_mandates_asks_the_same_questions(enter, queries_stay_flat):
    area = make_area()
    director(enter, area)

    queries_stay_flat(LIST, lambda: make_mandate(area=area, role=Role.MAYOR))


def test_the_register_shows_what_was_done_in_words(client, enter):
    area = make_area()
    mandate = director(enter, area)
    client.post(reverse("desk:notices_read"))
    client.post(GIVE, words(mandate, make_user()))

    html = client.get(reverse("office:journal")).text

    assert "Ha dato un incarico" in html
    assert mandate.holder.family_name in html


def test_the_register_is_verified_from_its_page(client, enter):
    director(enter)

    page = client.post(reverse("office:journal_verify"))

    job = Job.objects.get()
    assert page.url == reverse("desk:job", args=[job.key])
    assert job.state == JobState.DONE
    assert "integro" in job.outcome


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


def test_an_act_that_is_annulled_gives_no_mandate(client, enter):
    mandate, act = director(enter), make_act(enforceable_from=None)
    file_act(act, place=mandate.area, by=SOMEBODY)

    page = client.post(GIVE, words(mandate, make_user(), act=act.pk))

    assert "non è ancora esecutivo" in page.context["form"].errors["act"][0]
