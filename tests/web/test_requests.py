"""Data asked of many, in the pages: who asks, who answers after entering, who answers by a link."""

import io
import logging
from datetime import timedelta
from decimal import Decimal
from time import sleep

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from raccordo.access.links import token_of
from raccordo.access.models import Link
from raccordo.access.rights import Role
from raccordo.acts.states import ActStage
from raccordo.governance.models import Answer, DataRequest
from raccordo.governance.operations.asking import close_request
from raccordo.governance.rules.questions import Kind, Question
from raccordo.governance.spreadsheet import sheet_of
from raccordo.governance.states import AnswerState, RequestState, SittingState
from raccordo.journal.models import Entry
from raccordo.parties.states import OrganisationKind
from raccordo.post.models import Message
from tests.make import (
    SOMEBODY,
    make_answer,
    make_area,
    make_body,
    make_duty,
    make_filed_act,
    make_hall,
    make_holding,
    make_link,
    make_office,
    make_organisation,
    make_part,
    make_representative,
    make_request,
    make_seat,
    make_sitting,
    make_town,
)
from tests.observatory.worlds import make_population

pytestmark = pytest.mark.django_db
TOLD = {"children": "60", "elderly": "40"}
OPTIONAL = [Question("total", "Spesa totale", Kind.EUROS, required=False)]
TYPED = {"d-total": "100,00", "d-children": "60", "d-elderly": "40", "given_by": "Anna Neri"}


@pytest.fixture
def soon():
    return localdate() + timedelta(days=9)


@pytest.fixture
def asked(soon):
    """A municipality that is asked, and has its link."""
    answer = make_answer(request=make_request(due_on=soon))
    link = make_link(organisation=answer.organisation, area=answer.request.area)
    return answer, token_of(link), link


def page_of(name, *args):
    return reverse(f"desk:{name}", args=args)


def seen_in(page):
    return page.context["form"]["seen"].value()


# --- by link -------------------------------------------------------------------------------


def test_from_the_letter_one_sees_what_is_owed_and_answers_it_without_an_account(client, asked):
    answer, token, _link = asked

    place = client.get(page_of("link", token))
    form = client.get(page_of("link_answer", token, answer.key))
    sent = client.post(
        page_of("link_answer", token, answer.key), TYPED | {"seen": seen_in(form)}, follow=True
    )

    assert page_of("link_answer", token, answer.key) in place.text
    assert "Risposta inviata" in sent.text
    answer.refresh_from_db()
    assert (answer.state, answer.given_by) == (
        AnswerState.GIVEN,
        "Anna Neri (protocollo@example.it)",
    )


def test_the_pages_of_a_link_are_in_no_cache_and_no_search_engine(client, asked):
    page = client.get(page_of("link", asked[1]))

    assert page["Cache-Control"] == "private, no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "same-origin"


def test_a_forged_link_is_a_page_that_is_not_there(client, asked):
    answer, token, _link = asked

    for wrong in (token[:-2] + "xx", "x", f"{answer.organisation.key.hex}.{token[33:]}"):
        page = client.get(page_of("link", wrong))
        assert page.status_code == 404
        assert "copiare tutto l'indirizzo" in page.text
        assert answer.organisation.name not in page.text
        assert "no-store" in page["Cache-Control"]


def test_the_log_does_not_tell_the_key_of_a_living_link(client, asked):
    _answer, token, _link = asked
    streams = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    before, said = streams[0].stream, io.StringIO()
    streams[0].setStream(said)
    try:
        client.get(page_of("link_answer", token, make_answer().key))
        client.get(page_of("calendar", token))
    finally:
        streams[0].setStream(before)

    assert said.getvalue().count("/…/") == 2
    assert token not in said.getvalue()


def test_who_tries_forged_links_is_stopped(client, settings, asked):
    settings.ACCOUNT_RATE_LIMITS = {"link": "100/m/ip", "link_forged": "3/m/ip"}
    cache.clear()
    codes = [client.get(page_of("link", "x" * n)).status_code for n in range(40, 45)]

    assert codes == [404, 404, 404, 429, 429]


def test_who_works_slowly_is_never_stopped_however_long(client, settings, asked, tmp_path):
    kept = "django.core.cache.backends.filebased.FileBasedCache"  # as in every installation
    settings.CACHES = {"default": {"BACKEND": kept, "LOCATION": tmp_path}}
    settings.ACCOUNT_RATE_LIMITS = {"link": "2/1s/ip"}
    codes = []
    for _once in range(6):  # never more than two in a second
        codes.append(client.get(page_of("link", asked[1])).status_code)
        sleep(0.55)

    assert set(codes) == {200}


def test_a_link_opens_nothing_that_was_asked_of_another(client, asked):
    other = make_answer(request=asked[0].request)

    for name in ("link_answer", "link_sheet"):
        assert client.get(page_of(name, asked[1], other.key)).status_code == 404
    assert client.post(page_of("link_keep", asked[1], other.key)).status_code == 404


def test_an_expired_link_says_so_and_another_is_sent_to_the_address_that_is_known(client, asked):
    answer, token, link = asked
    link.until = localdate()
    link.save()

    page = client.get(page_of("link_answer", token, answer.key))
    again = client.post(page.context["again"])

    assert page.status_code == 410
    assert "Il collegamento è scaduto" in page.text
    assert "in partenza" in again.text
    assert Message.objects.get().recipients == [answer.organisation.email]


def test_who_has_a_link_does_not_make_it_last_longer(client, asked):
    _answer, token, link = asked
    link.until = until = localdate() + timedelta(days=1)
    link.save()

    answer = client.post(page_of("link_again", token))
    link.refresh_from_db()

    assert answer.url == page_of("link", token)
    assert (link.until, Message.objects.count()) == (until, 0)


def test_the_office_sends_another_link_or_stops_them_and_is_told_what_left(client, enter, asked):
    answer, token, link = asked
    enter(link.area)
    sent = client.post(page_of("request_answer_link", answer.key), follow=True)
    again = client.post(page_of("request_answer_link", answer.key), follow=True)
    last = Link.objects.order_by("pk").last()
    client.post(page_of("request_answer_revoke", answer.key))
    stopped = client.post(page_of("request_remind", answer.request.key), follow=True)

    for page in (sent, again):
        assert f"è in partenza per {answer.organisation.email}" in page.text
    assert Message.objects.count() == 2
    assert "1 ente ha il collegamento revocato" in stopped.text
    for old in (token, token_of(last)):
        assert client.get(page_of("link", old)).status_code == 410


def test_whoever_has_a_former_link_is_told_that_there_is_a_newer_one(client, enter, asked):
    answer, token, link = asked
    enter(link.area)
    client.post(page_of("request_answer_link", answer.key))

    page = client.get(page_of("link", token))

    assert (page.status_code, "uno più recente" in page.text) == (410, True)
    newer = Link.objects.order_by("pk").last()
    assert client.get(page_of("link", token_of(newer))).status_code == 200


def test_a_revoked_link_opens_nothing_and_sends_none(client, asked):
    answer, token, link = asked
    link.revoked_on = localdate()
    link.save()

    page = client.get(page_of("link_answer", token, answer.key))
    client.post(page_of("link_again", token))

    assert "non vale più" in page.text
    assert not Message.objects.exists()


def test_looking_changes_nothing(client, asked):
    answer, token, _link = asked

    client.get(page_of("link", token))
    client.get(page_of("link_answer", token, answer.key))
    client.get(page_of("link_sheet", token, answer.key))

    assert not Entry.objects.exists()


def test_what_is_typed_is_kept_while_typing_and_found_again(client, asked):
    answer, token, _link = asked
    form = client.get(page_of("link_answer", token, answer.key))

    typed = {"d-total": "cento?", "seen": seen_in(form), "note": "da finire"}
    kept = client.post(page_of("link_keep", token, answer.key), typed)
    again = client.get(page_of("link_answer", token, answer.key))

    assert "Non è ancora inviato" in kept.text
    assert 'value="cento?"' in again.text
    assert f'value="{seen_in(again)}"' in kept.text
    answer.refresh_from_db()
    assert answer.state == AnswerState.AWAITED


def test_an_answer_that_does_not_add_up_is_told_at_its_field_and_kept(client, asked):
    answer, token, _link = asked
    form = client.get(page_of("link_answer", token, answer.key))

    page = client.post(
        page_of("link_answer", token, answer.key),
        TYPED | {"d-elderly": "41", "d-workers": "molti", "seen": seen_in(form)},
    )
    assert "non è un numero" in page.context["form"].errors["d-workers"][0]
    page = client.post(
        page_of("link_answer", token, answer.key),
        TYPED | {"d-elderly": "41", "seen": seen_in(page)},
    )

    assert "la differenza è 1,00" in page.context["form"].errors["d-total"][0]
    answer.refresh_from_db()
    assert answer.figures["elderly"] == "41"


def test_only_what_was_sent_can_be_accepted_by_the_office(client, enter, asked):
    answer, token, link = asked
    there, judged = page_of("link_answer", token, answer.key), page_of("request_answer", answer.key)
    accept = page_of("request_answer_accept", answer.key)
    wrong = TYPED | {"d-elderly": "41"}

    client.post(there, wrong | {"seen": seen_in(client.get(there)), "later": "1"})
    enter(link.area)
    assert accept not in client.get(judged).text
    refused = client.post(accept, {"remark": "Va bene"})
    client.post(there, wrong | {"seen": seen_in(client.get(there))})
    assert accept in client.get(judged).text
    client.post(accept, {"remark": "Arrotondati"})

    assert "non ha inviato la risposta" in refused.text
    answer.refresh_from_db()
    assert (answer.state, answer.given_by) == (
        AnswerState.GIVEN,
        "Anna Neri (protocollo@example.it)",
    )


def test_a_sheet_older_than_what_was_typed_is_taken_only_by_who_says_so(client, asked):
    answer, token, _link = asked
    empty = make_request(area=answer.request.area, questions=OPTIONAL)
    answer = make_answer(request=empty, organisation=answer.organisation)
    there, old = page_of("link_answer", token, answer.key), sheet_of(answer)
    client.post(there, {"d-total": "7", "seen": seen_in(client.get(there)), "later": "1"})

    def upload(**more):
        file = SimpleUploadedFile("f.xlsx", old)
        return client.post(there, {"sheet": "1", "file": file} | more, follow=True)

    refused = upload()
    assert "già scritto 7, nel foglio nulla" in refused.context["file_form"].errors["file"][0]
    assert 'name="replaces"' in refused.text
    assert 'name="replaces"' not in client.get(there).text
    assert "Risposta inviata" in upload(replaces="on").text
    answer.refresh_from_db()
    assert answer.figures == {}


def test_two_who_write_at_once_are_told(client, asked):
    answer, token, _link = asked
    old = seen_in(client.get(page_of("link_answer", token, answer.key)))
    client.post(page_of("link_keep", token, answer.key), {"d-total": "7", "seen": old})

    page = client.post(page_of("link_answer", token, answer.key), TYPED | {"seen": old})

    assert "Nel frattempo qualcun altro" in page.text
    assert 'value="60"' in page.text


def test_a_closed_request_is_read_and_no_more_written(client, asked):
    answer, token, _link = asked
    seen = seen_in(client.get(page_of("link_answer", token, answer.key)))
    close_request(answer.request, by=SOMEBODY, on=localdate())

    page = client.get(page_of("link_answer", token, answer.key))
    late = client.post(page_of("link_answer", token, answer.key), TYPED | {"seen": seen})

    assert "i dati non si cambiano più" in page.text
    assert late.status_code == 200
    answer.refresh_from_db()
    assert answer.state == AnswerState.AWAITED


def test_the_sheet_is_taken_downloaded_and_sent_back(client, asked):
    answer, token, _link = asked
    book = io.BytesIO(client.get(page_of("link_sheet", token, answer.key)).content)

    page = client.post(
        page_of("link_answer", token, answer.key),
        {"sheet": "1", "file": SimpleUploadedFile("f.xlsx", book.getvalue())},
    )

    assert "Manca la risposta" in page.context["file_form"].errors["file"][0]


def test_a_great_change_is_accepted_and_asked_to_be_explained(client, asked):
    answer, token, _link = asked
    before = make_request(area=answer.request.area, year=2020)
    figures = {"total": "10,00", "children": "10,00"}
    make_answer(
        request=before,
        organisation=answer.organisation,
        figures=figures,
        state=AnswerState.GIVEN,
    )
    form = client.get(page_of("link_answer", token, answer.key))

    sent = client.post(
        page_of("link_answer", token, answer.key), TYPED | {"seen": seen_in(form)}, follow=True
    )

    assert "Nel 2020: 10,00" in form.text
    assert "molto diversi dall'anno prima" in sent.text
    assert "+900\xa0%" in sent.text


# --- after entering ------------------------------------------------------------------------


def test_a_mayor_finds_on_the_desk_what_the_municipality_owes_and_answers(client, enter, soon):
    town = make_town()
    answer = make_answer(request=make_request(due_on=soon), organisation=make_hall(town))
    enter(town, role=Role.MAYOR)

    home = client.get(reverse("desk:home"))
    place = client.get(page_of("place"))
    form = client.get(page_of("answer", answer.key))
    client.post(page_of("answer", answer.key), TYPED | {"seen": seen_in(form)})

    assert "1 richiesta di dati a cui rispondere" in home.text
    assert page_of("answer", answer.key) in place.text
    answer.refresh_from_db()
    assert answer.state == AnswerState.GIVEN


def test_what_is_late_comes_first_with_its_days(client, enter):
    town, today = make_town(), localdate()
    hall = make_hall(town)
    for days in (5, -3):
        make_answer(
            request=make_request(title=f"Tra {days}", due_on=today + timedelta(days=days)),
            organisation=hall,
        )
    enter(town, role=Role.MAYOR)

    owed = client.get(page_of("place")).context["desk"].owed

    assert [(one.what, one.late) for one in owed] == [
        ("Tra -3, anno 2024", 3),
        ("Tra 5, anno 2024", 0),
    ]


def test_the_desk_of_a_body_asks_the_same_questions_however_much_it_owes(enter, queries_stay_flat):
    town = make_town()
    hall = make_hall(town)
    enter(town, role=Role.MAYOR)

    queries_stay_flat(page_of("place"), lambda: make_answer(organisation=hall))


def test_the_desk_tells_duties_and_sittings_too_and_by_link_only_those_of_who_asked(
    client, enter, asked
):
    answer, token, link = asked
    hall, area, today = answer.organisation, link.area, localdate()
    for place, title in ((area, "Certificare la quota"), (make_area(), "Di un'altra area")):
        make_duty(area=place, organisation=hall, title=title, due_on=today - timedelta(days=1))
    office = make_office(organisation=hall)
    body = make_body(area=area, name="Conferenza dei Sindaci")
    make_seat(body=body, office=office)
    first_call = timezone.now() + timedelta(days=20)
    make_sitting(body=body, state=SittingState.CONVENED, first_call=first_call)
    make_filed_act(area, subject="Regolamento della Conferenza")
    make_filed_act(area, subject="Ancora in bozza", stage=ActStage.DRAFT, number="", date=None)

    page = client.get(page_of("link", token))
    enter(hall.area, role=Role.MAYOR)
    entered = client.get(page_of("place"))

    what = [one.what for one in page.context["desk"].owed]
    assert what[0] == "Certificare la quota"
    assert what[1] == "Spesa sociale, anno 2024"
    assert what[2].startswith("Seduta: Conferenza dei Sindaci")
    assert len(what) == 3
    assert "Regolamento della Conferenza" in page.text
    assert "Ancora in bozza" not in page.text
    assert len(entered.context["desk"].owed) == 4


@pytest.mark.parametrize(
    ("call", "days", "shown"), [(2, 0, 1), (2, 3, 1), (2, -1, 0), (None, 3, 0)]
)
def test_a_sitting_that_awaits_its_second_call_stays_on_the_desk_until_then(
    client, enter, call, days, shown
):
    zone, now = make_area(), timezone.now()
    town = make_part(zone)
    hall = make_hall(town)
    office = make_office(organisation=hall)
    mayor = enter(town, role=Role.MAYOR).holder
    make_holding(office=office, holder=make_representative(user=mayor))
    body = make_body(area=zone)
    make_seat(body=body, office=office)
    calls = {"first_call": now - timedelta(days=2), "second_call": now + timedelta(days=days)}
    make_sitting(
        body=body, state=SittingState.CONVENED, convened_on=localdate(), call=call, **calls
    )

    by_link = client.get(page_of("link", token_of(make_link(organisation=hall, area=zone))))
    own = client.get(page_of("place"))

    meets_on = localdate(calls["second_call"])
    for page in (by_link, own):
        assert [one.due_on for one in page.context["desk"].owed] == [meets_on] * shown
    assert ("1 seduta in programma" in client.get(page_of("home")).text) is bool(shown)


def test_what_one_owes_is_opened_from_the_desk_only_by_who_has_entered(client, enter):
    zone = make_area()
    hall = make_hall(make_part(zone))
    link = make_link(organisation=hall, area=zone)
    duty = make_duty(area=zone, organisation=hall, due_on=localdate())
    body = make_body(area=zone)
    make_seat(body=body, office=make_office(organisation=hall))
    soon, facts = timezone.now() + timedelta(days=20), {"convened_on": localdate()}
    sitting = make_sitting(body=body, state=SittingState.CONVENED, first_call=soon, **facts)
    there = [("desk:duty", duty), ("assemblies:sitting", sitting)]

    by_link = client.get(page_of("link", token_of(link))).text
    enter(hall.area, role=Role.MAYOR)
    entered = client.get(page_of("place")).text

    for name, thing in there:
        address = reverse(name, args=[thing.key])
        assert address not in by_link
        assert address in entered
        assert client.get(address).status_code == 200


def test_what_is_due_in_months_is_told_apart_from_what_is_due_now(client, enter):
    town, today = make_town(), localdate()
    hall = make_hall(town)
    for days in (-2, 59, 61):
        due_on = today + timedelta(days=days)
        make_duty(organisation=hall, title=f"Tra {days}", due_on=due_on)
    enter(town, role=Role.MAYOR)

    page = client.get(page_of("place"))

    assert [one.what for one in page.context["desk"].owed] == ["Tra -2", "Tra 59"]
    assert [one.what for one in page.context["desk"].later] == ["Tra 61"]
    assert "Più avanti: 1 scadenza" in page.text


def test_who_asked_nothing_finds_nothing_pending(client, enter):
    enter(make_town(), role=Role.MAYOR)

    assert "Niente in sospeso" in client.get(page_of("place")).text


# --- who asks ------------------------------------------------------------------------------


def test_the_office_asks_all_its_municipalities_from_a_form_that_is_ready(client, enter, soon):
    zone = make_area()
    halls = [make_hall(make_part(zone)), make_hall(make_part(zone))]
    enter(zone)

    facts = {"form": "spesa-sociale", "area": zone.key, "year": 2025, "due_on": soon.isoformat()}
    client.post(page_of("request_new"), facts)
    request = DataRequest.objects.get()
    choose = client.get(page_of("request_send", request.key))
    towns = [key for key, _name in choose.context["form"].fields["towns"].choices]
    sent = client.post(
        page_of("request_send", request.key), {"towns": towns, "channel": "email"}, follow=True
    )

    assert request.title == "Spesa sociale del Comune"
    assert len(request.questions) == 15
    assert "2 messaggi in partenza" in sent.text
    assert Answer.objects.filter(organisation__in=halls).count() == 2


def test_all_the_bodies_of_a_kind_in_the_territory_are_asked_with_one_tick(client, enter, soon):
    zone = make_area()
    kinds = [OrganisationKind.PROVIDER, OrganisationKind.PROVIDER, OrganisationKind.HEALTH]
    first, second, health = [make_organisation(kind=kind, area=zone) for kind in kinds]
    far = make_organisation(kind=OrganisationKind.PROVIDER, area=make_area())
    request = make_request(area=zone, due_on=soon, state=RequestState.PREPARED, sent_on=None)
    enter(zone)
    here = page_of("request_send", request.key)
    assert "Gestore privato (2)" in client.get(here).text

    words = {"kinds": ["provider"], "organisations": [str(first.key), str(health.key)]}
    client.post(here, words | {"channel": "email"})

    asked = set(Answer.objects.values_list("organisation", flat=True))
    assert asked == {first.pk, second.pk, health.pk}
    again = client.get(here)
    assert "kinds" not in again.context["form"].fields
    assert far.name in again.text


def test_a_kind_that_is_not_there_is_refused(client, enter, soon):
    zone = make_area()
    request = make_request(area=zone, due_on=soon, state=RequestState.PREPARED, sent_on=None)
    make_organisation(kind=OrganisationKind.HEALTH, area=zone)
    enter(zone)

    words = {"kinds": ["provider"], "channel": "email"}
    page = client.post(page_of("request_send", request.key), words)

    assert page.context["form"].errors["kinds"]
    assert not Answer.objects.exists()


def test_who_has_no_address_is_listed_with_the_link_to_be_copied(client, enter, soon):
    zone = make_area()
    part = make_part(zone)
    request = make_request(area=zone, due_on=soon, state=RequestState.PREPARED, sent_on=None)
    enter(zone)

    page = client.post(
        page_of("request_send", request.key), {"towns": [part.key], "channel": "email"}, follow=True
    )

    assert "1 ente è senza indirizzo" in page.text
    assert f"Comune di {part.name}" in page.text
    assert "/risposte/" in page.text


def test_questions_are_written_in_rows_or_brought_in_a_table(client, enter):
    zone = make_area()
    request = make_request(area=zone, questions=[], state=RequestState.PREPARED)
    enter(zone)
    here = page_of("request_questions", request.key)

    rows = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 0}
    rows |= {"form-0-label": "Spesa totale", "form-0-kind": "euros", "form-0-required": "on"}
    rows |= {"form-1-label": "Minori", "form-1-kind": "euros", "form-1-part_of": "spesa-totale"}
    client.post(here, rows)
    request.refresh_from_db()
    assert [one["code"] for one in request.questions] == ["spesa-totale", "minori"]

    wrong = client.post(here, rows | {"form-1-part_of": "altro"})
    assert "non c&#x27;è nessuna domanda" in wrong.text
    table = b"Domanda;Tipo;Scelte\nCome;Scelta da un elenco;Uno;\nQuanti;Numero intero;\n"
    bad = client.post(here, {"table": "1", "file": SimpleUploadedFile("d.csv", table)})
    assert "almeno due" in bad.text
    table = "Domanda;Tipo;Unità\nQuanti;Numero intero;persone\nQuali;testo;\n".encode()
    client.post(here, {"table": "1", "file": SimpleUploadedFile("d.csv", table)})
    request.refresh_from_db()
    assert [one["code"] for one in request.questions] == ["quanti", "quali"]


def test_the_page_of_a_request_shows_answers_side_by_side_with_totals(client, enter, soon):
    zone = make_area()
    request = make_request(area=zone, due_on=soon)
    for total in ("100,00", "50,50"):
        make_answer(request=request, figures={"total": total}, state=AnswerState.GIVEN)
    make_answer(request=request)
    enter(zone)

    page = client.get(page_of("request", request.key))
    assert client.get(page_of("request_table", request.key)).status_code == 200

    assert "Hanno risposto 2 su 3" in page.text


def test_a_number_is_drawn_for_each_resident_with_its_table(client, enter):
    zone = make_area()
    request = make_request(area=zone)
    halls = [make_hall(make_part(zone)) for _ in range(2)]
    make_population({hall.area.istat_code: {30: (50, 50)} for hall in halls})
    for hall, total in zip(halls, ("500", "1500"), strict=True):
        make_answer(
            request=request,
            organisation=hall,
            figures=TOLD | {"total": total},
            state=AnswerState.GIVEN,
        )
    enter(zone)

    page = client.get(page_of("request", request.key) + "?voce=total")

    assert [row["each"] for row in page.context["drawn"]["rows"]] == [Decimal(15), Decimal(5)]
    assert "<svg" in page.text


def test_the_whole_life_of_a_request_in_the_pages(client, enter, soon):
    zone = make_area()
    request = make_request(area=zone, due_on=soon)
    answer = make_answer(request=request)
    enter(zone)
    here, one = page_of("request", request.key), page_of("request_answer", answer.key)

    assert (
        "1 messaggio in partenza"
        in client.post(page_of("request_remind", request.key), follow=True).text
    )
    again = client.post(page_of("request_remind", request.key))
    assert again.status_code == 409
    client.post(one, TYPED | {"seen": seen_in(client.get(one))})
    client.post(page_of("request_answer_back", answer.key), {"remark": "Mancano le rette"})
    assert "Mancano le rette" in client.get(one).text
    client.post(page_of("request_answer_accept", answer.key), {"remark": "Va bene così"})
    closed = client.post(page_of("request_close", request.key), follow=True)
    assert "risposte: 1 su 1. SHA-256" in closed.text
    client.post(
        page_of("request_reopen", request.key), {"due_on": soon.isoformat(), "reason": "Errore"}
    )
    assert "Hanno risposto 1 su 1" in client.get(here).text
    answer.refresh_from_db()
    assert answer.given_by.endswith("(per conto dell'ente)")


def test_the_list_of_requests_asks_the_same_questions_however_long(enter, queries_stay_flat):
    zone = make_area()
    enter(zone)

    queries_stay_flat(page_of("requests"), lambda: make_answer(request=make_request(area=zone)))


def test_the_page_of_a_request_asks_the_same_questions_however_many_answer(
    enter, queries_stay_flat
):
    zone = make_area()
    request = make_request(area=zone)
    enter(zone)

    queries_stay_flat(
        page_of("request", request.key),
        lambda: make_answer(request=request, figures={"total": "1"}, state=AnswerState.GIVEN),
    )


def test_the_requests_of_a_sister_area_are_not_there(client, enter):
    answer = make_answer()
    enter(make_area())

    for url in (page_of("request", answer.request.key), page_of("request_answer", answer.key)):
        assert client.get(url).status_code == 404


def test_a_sheet_of_another_is_not_taken(client, asked):
    answer, token, _link = asked
    other = sheet_of(make_answer(request=answer.request))

    page = client.post(
        page_of("link_answer", token, answer.key),
        {"sheet": "1", "file": SimpleUploadedFile("f.xlsx", other)},
    )

    assert "è di un altro ente" in page.context["file_form"].errors["file"][0]


def test_what_was_collected_is_read_beside_the_profile_when_the_office_publishes_it(client, enter):
    zone = make_area()
    asked = make_request(area=zone, title="Spesa sociale", year=2024)
    make_answer(request=asked, organisation=make_hall(make_part(zone)))
    collected = close_request(asked, by=SOMEBODY, on=localdate())
    enter(zone)
    profile, file = (
        reverse("territory:profile", args=[zone.slug]),
        page_of("collected", collected.key),
    )
    before = client.get(profile).text, client.get(file).status_code

    client.post(page_of("request_publish", asked.key, collected.key))
    page = client.get(page_of("request", asked.key)).text
    client.logout()
    told, csv = client.get(profile).text, b"".join(client.get(file)).decode()

    assert before == (before[0], 404)
    assert file not in before[0]
    assert "Nel profilo sociale dal" in page
    assert file in told
    assert collected.file.sha256 in told
    assert csv.startswith("\ufeffrichiesta;anno")

    enter(zone)
    why = {"reason": "Un dato era sbagliato"}
    client.post(page_of("request_withdraw", asked.key, collected.key), why)
    assert client.get(file).status_code == 404


def test_the_desk_of_a_body_leaves_nothing_out_of_what_it_owes_and_gave(client, enter):
    town = make_town()
    hall, area = make_hall(town), make_area()
    enter(town, Role.MAYOR)
    for n in range(14):
        make_duty(area=area, organisation=hall, title=f"Scadenza di prova {n:02}")
        make_answer(
            request=make_request(area=area, title=f"Domanda {n:02}"),
            organisation=hall,
            state=AnswerState.GIVEN,
            given_at=timezone.now(),
        )

    page = client.get(reverse("desk:place")).text

    for n in range(14):
        assert f"Scadenza di prova {n:02}" in page
        assert f"Domanda {n:02}" in page
    assert "Altre 2 risposte, meno recenti" in page
