"""What anybody reads of the consultations, and what nobody reads there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from raccordo.access.rights import Role
from raccordo.participation.models import OccasionAid, Subscription
from raccordo.participation.operations.sorting import recognise_body
from raccordo.participation.operations.withdrawing import hide, write_public_text
from raccordo.participation.states import AidKind, AuthorKind, Stance
from tests.make import (
    LONG_AGO,
    SOMEBODY,
    TODAY,
    make_aim,
    make_area,
    make_author,
    make_consultation,
    make_contribution,
    make_occasion,
    make_organisation,
    make_part,
)

pytestmark = pytest.mark.django_db
LIST = reverse("public:consultations")


def page_of(client, one, name="consultation", **query):
    return client.get(reverse(f"public:{name}", args=[one.slug]), query)


def read(client, voice):
    return client.get(reverse("public:proposal", args=[voice.key]))


def admitted(consultation, **fields):
    made = {"consultation": consultation, "area": consultation.area, "state": "admitted"}
    return make_contribution(**made | fields)


def test_the_list_shows_what_is_open_what_is_over_and_nothing_that_is_being_prepared(client):
    make_consultation(title="Verso il piano")
    over = {"since": LONG_AGO, "until": LONG_AGO + timedelta(days=30)}
    make_consultation(title="Piano di prima", phase=over)
    make_consultation(title="Segreta", state="prepared", published_on=None)

    page = client.get(LIST)

    assert [str(one) for one, _phase in page.context["open"]] == ["Verso il piano"]
    assert [str(one) for one, _why in page.context["others"]] == ["Piano di prima"]
    assert "ha ricevuto proposte fino al" in page.text
    assert "Segreta" not in page.text
    assert "Nessuna consultazione corrisponde" in client.get(LIST, {"q": "zzz"}).text


def test_a_consultation_being_prepared_is_no_page(client):
    one = make_consultation(state="prepared", published_on=None)
    hidden = admitted(one)
    for name in ("consultation", "proposals", "propose", "sent"):
        assert page_of(client, one, name).status_code == 404
    assert read(client, hidden).status_code == 404
    assert client.get(reverse("public:proposal", args=[uuid4()])).status_code == 404


def test_the_page_tells_phases_objectives_occasions_and_figures(client):
    one = make_consultation()
    aim = make_aim(consultation=one, title="Trasporti")
    for name, stance, reason in (("Auser", "subscribes", ""), ("Anffas", "objects", "Manca LIS")):
        body = make_organisation(name=name)
        told = {"stance": Stance(stance), "reason": reason, "since": TODAY}
        Subscription.objects.create(aim=aim, organisation=body, **told)
    met = make_occasion(area=one.area, consultation=one, title="Tavolo anziani")
    OccasionAid.objects.create(occasion=met, aid=AidKind.LIS, kept=False)
    admitted(one, title="Trasporto", answered_on=TODAY, outcome="accepted", state="answered")
    admitted(one, title="Sportello")

    page = page_of(client, one)

    for words in ("1 ente lo condivide", "1 ente non lo condivide", "Manca LIS", "Tavolo anziani"):
        assert words in page.text
    for words in (
        "non come annunciato",
        "50%",
        "Trasporto",
        "Sportello",
        "Raccolta delle proposte",
    ):
        assert words in page.text.replace("&#x27;", "'")
    assert page.context["figures"].whole.received == 2


def test_of_the_meetings_those_to_come_are_told_first(client):
    one, day = make_consultation(), timedelta(days=1)
    for name, away in (("Tenuta", -2 * day), ("Lontana", 9 * day), ("Vicina", day)):
        soon = {"held_at": timezone.now() + away, "title": name}
        make_occasion(area=one.area, consultation=one, **soon)

    shown = page_of(client, one)

    assert [met.title for met in shown.context["coming"]] == ["Vicina", "Lontana"]
    assert shown.text.index("Vicina") < shown.text.index("Tenuta")
    assert "Nessun incontro" not in shown.text


def test_where_nothing_is_received_the_page_says_why_and_offers_no_form(client):
    over = {"since": LONG_AGO, "until": LONG_AGO + timedelta(days=30)}
    one = make_consultation(phase=over)
    done = make_consultation(state="concluded", concluded_on=TODAY)
    assert "Scrivi una proposta" not in page_of(client, one).text
    assert "si è conclusa il 3 marzo 2025" in page_of(client, done).text


def test_a_proposal_is_read_with_its_answer_and_without_who_wrote(client):
    one = make_consultation()
    voice = admitted(one, text="<script>alert(1)</script> 🚌")
    make_author(contribution=voice, given_name="Ada", family_name="Segreta", email="ada@x.example")

    page = read(client, voice)

    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🚌" in page.text
    assert "Segreta" not in page.text
    assert "ada@x" not in page.text
    assert "nome non pubblicato" in page.text


def test_who_only_says_to_write_for_a_body_is_not_named_until_the_office_knows_it(client):
    one = make_consultation()
    kind = {"author_kind": AuthorKind.ORGANISATION, "named_in_public": True}
    voice = admitted(one, **kind)
    make_author(contribution=voice, group_name="Croce Rossa", family_name="Furbi")
    before = read(client, voice).text
    recognise_body(voice, organisation=make_organisation(name="Auser Frisa"), by=SOMEBODY)

    assert "Croce Rossa" not in before
    assert "Furbi" not in before
    assert "Auser Frisa" in read(client, voice).text


def test_a_group_is_named_and_the_person_who_wrote_for_it_is_not(client):
    one = make_consultation()
    voice = admitted(one, author_kind=AuthorKind.GROUP, named_in_public=True)
    make_author(contribution=voice, group_name="Genitori di Frisa", family_name="Rossi")
    page = read(client, voice)
    assert "Genitori di Frisa" in page.text
    assert "Rossi" not in page.text


def test_words_find_what_all_read_and_nothing_that_is_hidden(client):
    one = make_consultation()
    admitted(one, title="Trasporto", text="Serve una navetta.")
    with_omissis = admitted(one, title="", text="Il vicino Mario beve: serve un servizio.")
    write_public_text(with_omissis, text="OMISSIS: serve un servizio.", by=SOMEBODY)
    hidden = admitted(one, title="Offese", text="Parole brutte.")
    hide(hidden, reason="Offende una persona.", by=SOMEBODY, on=TODAY)
    admitted(one, title="Nuova", text="In esame.", state="received")

    def found(words):
        return len(page_of(client, one, "proposals", q=words).context["voices"])

    assert (found("navetta"), found("servizio"), found("")) == (1, 1, 4)
    assert (found("mario"), found("brutte"), found("esame")) == (0, 0, 0)
    assert "Nessuna proposta corrisponde" in page_of(client, one, "proposals", q="mario").text


def test_proposals_are_looked_for_by_their_outcome(client):
    one = make_consultation()
    admitted(one, title="Attesa")
    admitted(one, title="Detta", state="answered", outcome="accepted", answered_on=TODAY)

    def titles(outcome):
        voices = page_of(client, one, "proposals", esito=outcome).context["voices"]
        return [voice.title for voice in voices]

    assert titles("attesa") == ["Attesa"]
    assert titles("accepted") == ["Detta"]
    assert len(titles("qualcosa")) == 2


def test_a_merged_proposal_leads_to_the_one_it_follows(client):
    one = make_consultation()
    root = admitted(one)
    follower = admitted(one, state="merged", merged_into=root)
    assert reverse("public:proposal", args=[root.key]) in read(client, follower).text


def test_the_pages_ask_as_many_questions_however_much_there_is(client, queries_stay_flat):
    one = make_consultation()

    def more():
        area = make_area()
        for _ in range(3):
            voice = admitted(one, named_in_public=True)
            make_author(contribution=voice)
            make_aim(consultation=one)
            soon = {"held_at": timezone.now() + timedelta(days=3), "consultation": one}
            make_occasion(area=one.area, **soon)
            make_consultation(area=area)

    more()
    for name in ("consultation", "proposals"):
        queries_stay_flat(reverse(f"public:{name}", args=[one.slug]), more)
    queries_stay_flat(LIST, more)
    queries_stay_flat(reverse("public:home"), more)


def test_who_reads_of_a_municipality_finds_where_to_write(client):
    area = make_area()
    town = make_part(area)
    one = make_consultation(area=area)
    make_consultation(title="D'altri")
    over = {"since": LONG_AGO, "until": LONG_AGO + timedelta(days=3)}
    make_consultation(area=area, title="Finita", phase=over)

    page = client.get(reverse("territory:area", args=[town.slug]))

    assert page.context["consultations"] == [one]
    assert one in client.get(reverse("public:home")).context["open"]


def test_the_search_of_the_site_finds_what_each_may_read(client, enter):
    one = make_consultation(title="Verso il piano")
    make_consultation(title="Verso altro", state="prepared", published_on=None)
    admitted(one, title="Verso Frisa una navetta")
    search = reverse("desk:search")
    outside = client.get(search, {"q": "verso"}).text
    enter(one.area)
    inside = client.get(search, {"q": "verso"}).text

    assert reverse("public:consultation", args=[one.slug]) in outside
    assert "navetta" not in outside
    assert "Verso altro" not in outside + inside
    assert reverse("voices:consultation", args=[one.key]) in inside
    assert "Verso Frisa una navetta" in inside


def test_a_body_finds_on_its_desk_what_it_proposed_and_where_it_may_write(client, enter):
    area = make_area()
    body = make_organisation(area=make_part(area))
    enter(body, Role.THIRD_SECTOR)
    one = make_consultation(area=area)
    own = {"author_kind": AuthorKind.ORGANISATION, "organisation": body}
    admitted(one, title="Corse", **own, state="answered", outcome="accepted", answered_on=TODAY)
    admitted(one, title="Da confermare", state="unconfirmed", organisation=body)
    admitted(one, title="Di altri", author_kind="organisation", organisation=make_organisation())
    make_consultation(title="Di un altro territorio")

    page = client.get(reverse("desk:place"))

    assert [voice.title for voice in page.context["desk"].voices] == ["Corse"]
    assert page.context["desk"].open == [one]
    assert "Accolta" in page.text
