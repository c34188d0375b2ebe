"""Data asked of many: sent, answered, corrected, closed, cited."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from raccordo.access.links import is_living, link_of, through, token_of
from raccordo.access.models import Link
from raccordo.access.operations import revoke_link, revoke_links
from raccordo.archive.shelves import content_of
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Answer, DataRequest
from raccordo.governance.operations.answering import (
    accept_answer,
    give_answer,
    save_partial,
    send_back,
)
from raccordo.governance.operations.asking import (
    change_request,
    close_request,
    discard_request,
    prepare_request,
    publish_collected,
    reopen_request,
    withdraw_collected,
    write_questions,
)
from raccordo.governance.operations.sending import remind_missing, send_link_again, send_request
from raccordo.governance.queries.requests import (
    answers_by,
    before_of,
    citation_of,
    collected_about,
    collected_from,
    requests_to_remind,
    stamp_of,
)
from raccordo.governance.states import AnswerState, RequestState
from raccordo.journal.models import Entry
from raccordo.keeper.reminding import remind_asked as remind
from raccordo.parties.models import Organisation
from raccordo.post.delivery import deliver_due
from raccordo.post.models import Message
from raccordo.post.states import Channel, MessageState
from tests.make import (
    NOW,
    QUESTIONS,
    SOMEBODY,
    TODAY,
    make_answer,
    make_area,
    make_hall,
    make_link,
    make_organisation,
    make_part,
    make_request,
)

pytestmark = pytest.mark.django_db
HOUSE = "https://raccordo.example.it"
GOOD = {"total": "100,00", "children": "60", "elderly": "40"}
DAY = timedelta(days=1)


def prepared(area=None, **fields):
    return make_request(
        area=area or make_area(), state=RequestState.PREPARED, sent_on=None, **fields
    )


def send(request, *, towns=(), on=TODAY, **more):
    return send_request(request, towns=towns, house=HOUSE, by=SOMEBODY, on=on, at=NOW, **more)


def give(answer, figures=GOOD, **more):
    usual = {"note": "", "given_by": "Ada", "seen": stamp_of(answer), "by": SOMEBODY, "at": NOW}
    return give_answer(answer, figures=figures, **usual | more)


def close(request, on=TODAY):
    return close_request(request, by=SOMEBODY, on=on)


def remind_by_hand(request, on=TODAY):
    return remind_missing(request, house=HOUSE, by=SOMEBODY, on=on, at=NOW)


# --- preparing -----------------------------------------------------------------------------


def prepare(**more):
    usual = {"title": "Spesa", "year": 2024, "due_on": TODAY + DAY, "by": SOMEBODY, "on": TODAY}
    return prepare_request(make_area(), **usual | more)


def test_a_request_is_prepared_and_its_questions_are_written():
    request = write_questions(prepare(), questions=QUESTIONS, by=SOMEBODY)

    assert (request.state, len(request.questions)) == (RequestState.PREPARED, 4)
    lines = ["request.prepared", "request.questions_written"]
    assert list(Entry.objects.order_by("pk").values_list("what", flat=True)) == lines


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"due_on": TODAY - DAY}, "è già passato"),
        ({"year": 2027}, "Dati del 2027 non si possono chiedere"),
        ({"questions": [QUESTIONS[1]]}, "non c'è nessuna domanda"),
    ],
)
def test_what_cannot_be_asked_is_not_prepared(facts, why):
    with pytest.raises(Refused, match=why):
        prepare(**facts)


def test_once_sent_neither_questions_nor_year_change_but_the_day_does():
    request = make_request()
    facts = {"title": "Spesa", "subject": "spending", "by": SOMEBODY, "on": TODAY}

    changed = change_request(request, year=2024, due_on=TODAY + 30 * DAY, **facts)

    assert changed.due_on == TODAY + 30 * DAY
    with pytest.raises(Refused, match="non cambiano più"):
        change_request(request, year=2023, due_on=TODAY, **facts)
    with pytest.raises(Refused, match="non cambiano più"):
        write_questions(request, questions=QUESTIONS, by=SOMEBODY)
    with pytest.raises(Refused, match="si può solo chiudere"):
        discard_request(request, by=SOMEBODY)


def test_a_request_that_nobody_received_can_be_thrown_away():
    discard_request(prepared(), by=SOMEBODY)

    assert not DataRequest.objects.exists()
    assert Entry.objects.get().what == "request.discarded"


# --- sending -------------------------------------------------------------------------------


def test_all_the_municipalities_are_asked_at_once_and_those_not_known_are_added():
    zone = make_area()
    towns = [make_part(zone), make_part(zone)]
    hall = make_hall(towns[0])

    sent = send(prepared(zone), towns=towns)

    assert [answer.organisation for answer in sent.written] == [hall]
    assert [str(answer.organisation) for answer in sent.by_hand] == [f"Comune di {towns[1].name}"]
    message = Message.objects.get()
    assert message.recipients == [hall.email]
    assert message.channel == Channel.EMAIL
    link = Link.objects.get(organisation=hall)
    assert f"{HOUSE}/risposte/{token_of(link)}/" in message.body
    assert message.attachments.get().name.endswith(".xlsx")


def test_who_has_no_address_has_a_link_to_be_copied():
    town = make_part(make_area())

    (answer,) = send(prepared(), towns=[town]).by_hand

    assert is_living(Link.objects.get(organisation=answer.organisation), on=TODAY)
    assert not Message.objects.exists()


def test_who_has_only_a_certified_address_is_written_to_there():
    body = make_organisation(pec="asl@pec.example.it")

    send(prepared(), organisations=[body])

    assert Message.objects.get().channel == Channel.PEC


def test_the_municipality_is_asked_and_not_another_public_body_of_its_territory():
    town = make_part(make_area())
    make_hall(town, name="Azienda speciale")
    hall = make_hall(town)

    send(prepared(), towns=[town])

    assert Answer.objects.get().organisation == hall


def test_sending_again_asks_only_who_was_not_asked():
    zone = make_area()
    one, two = make_hall(make_part(zone)), make_hall(make_part(zone))
    request = prepared(zone)
    send(request, towns=[one.area])

    sent = send(request, towns=[one.area, two.area], on=TODAY + DAY)

    assert [answer.organisation for answer in sent.written] == [two]
    assert Message.objects.count() == 2
    request.refresh_from_db()
    assert request.sent_on == TODAY
    with pytest.raises(Refused, match="almeno un ente"):
        send(request, towns=[one.area])


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"questions": []}, "Mancano le domande"),
        ({"due_on": TODAY - DAY}, "è passato"),
        ({"state": RequestState.CLOSED}, "è chiusa"),
    ],
)
def test_what_is_not_ready_is_not_sent(fields, why):
    with pytest.raises(Refused, match=why):
        send(make_request(**fields), organisations=[make_hall()])
    assert not Message.objects.exists()


def test_with_the_mail_server_down_the_request_waits_in_the_outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    request = prepared()
    send(request, organisations=[make_hall()])

    deliver_due(now=lambda: NOW)

    assert Message.objects.get().state == MessageState.WAITING
    request.refresh_from_db()
    assert request.state == RequestState.OPEN
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_due(now=lambda: NOW + DAY)
    assert len(mail.outbox) == 1


# --- the link ------------------------------------------------------------------------------


def test_a_forged_link_is_no_link():
    link = make_link()

    token = token_of(link)

    assert link_of(token) == link
    assert link_of(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert link_of(f"{uuid4().hex}.{token.partition('.')[2]}") is None
    assert link_of("") is None


def test_a_link_ends_on_its_day_or_when_it_is_revoked():
    link = make_link(until=TODAY + DAY)

    assert is_living(link, on=TODAY)
    assert not is_living(link, on=TODAY + DAY)
    assert not is_living(revoke_link(link, on=TODAY, by=SOMEBODY), on=TODAY)


def test_a_link_opens_only_what_its_area_asks_of_its_body():
    link = make_link()
    asked = make_answer(organisation=link.organisation, request=make_request(area=link.area))
    make_answer(request=asked.request)
    make_answer(organisation=link.organisation)
    make_answer(organisation=link.organisation, request=prepared(link.area))

    assert list(answers_by(link)) == [asked]


def test_what_is_done_by_a_link_is_in_the_book_of_its_body():
    link = make_link()
    answer = make_answer(organisation=link.organisation, request=make_request(area=link.area))

    give(answer, by=through(link))

    line = Entry.objects.get(what="answer.given")
    assert line.chain == f"organisation:{link.organisation.key}"
    assert line.acting == f"link:{link.key}"
    assert line.user is None


def test_one_request_after_another_lengthens_the_same_link():
    hall, area = make_hall(), make_area()
    send(prepared(area), organisations=[hall])
    until = Link.objects.get().until

    send(prepared(area, due_on=TODAY + 60 * DAY), organisations=[hall])

    assert Link.objects.get().until > until


def test_a_new_link_goes_to_the_address_that_is_known_once_a_day():
    link = make_link(until=TODAY)
    facts = {"area": link.area, "house": HOUSE, "by": through(link), "on": TODAY, "at": NOW}

    send_link_again(link.organisation, **facts)
    with pytest.raises(Refused, match="Oggi c'è già un messaggio"):
        send_link_again(link.organisation, **facts)

    message = Message.objects.get()
    assert message.recipients == [link.organisation.email]
    assert message.chain == f"area:{link.area.key}"
    assert Link.objects.exclude(pk=link.pk).get().sent_to == link.organisation.email


def renew(link, on=TODAY):
    body, facts = link.organisation, {"house": HOUSE, "by": SOMEBODY, "at": NOW}
    return send_link_again(body, area=link.area, on=on, renews=True, **facts)


def test_a_link_that_the_office_sends_anew_is_another_and_the_former_opens_nothing():
    link = make_link()

    first, second = renew(link), renew(link)

    for old in (link, first):
        old.refresh_from_db()
        assert not is_living(old, on=TODAY)
    assert is_living(second, on=TODAY)
    letters = Message.objects.order_by("pk").values_list("body", flat=True)
    told = zip((first, second), letters, strict=True)
    assert all(token_of(one) in letter for one, letter in told)


def test_whose_link_was_revoked_is_not_reminded_until_a_person_sends_a_link_again():
    request = make_request(due_on=TODAY + 7 * DAY, sent_on=TODAY - 30 * DAY)
    answer, other = make_answer(request=request), make_answer(request=request)
    link = make_link(organisation=answer.organisation, area=request.area)
    make_link(organisation=answer.organisation, area=request.area, until=TODAY)
    revoke_links(answer.organisation, area=request.area, on=TODAY, by=SOMEBODY)

    assert remind(on=TODAY, now=lambda: NOW) == 1
    by_hand = remind_by_hand(request, on=TODAY + DAY)
    assert (by_hand.written, by_hand.stopped) == ((other,), (answer,))
    assert not Message.objects.filter(recipients=[answer.organisation.email]).exists()

    renew(link, on=TODAY + 2 * DAY)
    assert answer in remind_by_hand(request, on=TODAY + 2 * DAY).written


def test_to_revoke_is_for_one_area_and_reaches_links_that_are_over_too():
    link = make_link(until=TODAY)
    other = make_link(organisation=link.organisation)

    assert revoke_links(link.organisation, area=link.area, on=TODAY, by=SOMEBODY) == (link,)

    link.refresh_from_db()
    assert link.revoked_on == TODAY
    other.refresh_from_db()
    assert is_living(other, on=TODAY)
    assert not revoke_links(link.organisation, area=link.area, on=TODAY, by=SOMEBODY)


def test_where_no_address_is_known_no_link_is_sent():
    body = make_organisation()

    with pytest.raises(Refused, match="nessun indirizzo"):
        send_link_again(body, area=make_area(), house=HOUSE, by=SOMEBODY, on=TODAY, at=NOW)


# --- answering -----------------------------------------------------------------------------


def test_an_answer_is_kept_in_one_notation_whatever_was_typed():
    answer = give(make_answer(), {"total": "1.100", "children": "1 000,50", "elderly": "99,5"})

    assert answer.state == AnswerState.GIVEN
    assert answer.figures == {"total": "1100,00", "children": "1000,50", "elderly": "99,50"}


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        (GOOD | {"elderly": "40,01"}, "la differenza è 0,01"),
        (GOOD | {"elderly": "quaranta"}, "«Anziani»: «quaranta» non è un numero"),
        ({"children": "60", "elderly": "40"}, "«Spesa totale»: Manca la risposta"),
    ],
)
def test_an_answer_that_does_not_add_up_is_refused(figures, why):
    answer = make_answer()

    with pytest.raises(Refused, match=why):
        give(answer, figures)
    answer.refresh_from_db()
    assert answer.state == AnswerState.AWAITED


def test_what_was_typed_is_kept_as_it_was_even_if_wrong():
    answer = make_answer()

    kept = save_partial(
        answer,
        figures={"total": "mille?", "children": " ", "unknown": "x"},
        note="da finire",
        seen=stamp_of(answer),
        by=SOMEBODY,
    )

    assert (kept.state, kept.figures, kept.note) == (
        AnswerState.AWAITED,
        {"total": "mille?"},
        "da finire",
    )


def test_a_given_answer_is_not_overwritten_by_a_draft():
    answer = give(make_answer())

    with pytest.raises(Refused, match="già stata inviata"):
        save_partial(answer, figures={}, note="", seen=stamp_of(answer), by=SOMEBODY)


def test_too_much_text_is_not_kept():
    answer = make_answer()

    with pytest.raises(Refused, match="troppo lungo"):
        save_partial(answer, figures={}, note="x" * 50_000, seen=stamp_of(answer), by=SOMEBODY)


def test_who_writes_on_what_another_has_changed_is_stopped():
    answer = make_answer()
    seen = stamp_of(answer)
    give(answer)

    with pytest.raises(Refused, match="Nel frattempo qualcun altro"):
        give(answer, GOOD | {"total": "99"}, seen=seen)


def test_after_closing_nobody_answers():
    answer = make_answer()
    seen = stamp_of(answer)
    close(answer.request)

    with pytest.raises(Refused, match="La richiesta è chiusa"):
        give(answer, seen=seen)
    with pytest.raises(Refused, match="La richiesta è chiusa"):
        save_partial(answer, figures=GOOD, note="", seen=seen, by=SOMEBODY)


def test_an_answer_sent_back_is_corrected_and_given_again():
    answer = give(make_answer())

    back = send_back(answer, remark="Mancano le rette", by=SOMEBODY)

    assert back.state == AnswerState.TO_CORRECT
    assert give(back).state == AnswerState.GIVEN
    with pytest.raises(Refused, match="solo una risposta ricevuta"):
        send_back(back := send_back(answer, remark="x", by=SOMEBODY), remark="x", by=SOMEBODY)
    with pytest.raises(Refused, match="che cosa correggere"):
        send_back(give(back), remark=" ", by=SOMEBODY)


def test_what_does_not_add_up_is_accepted_only_with_its_explanation():
    answer = make_answer(figures=GOOD | {"elderly": "41"}, given_by="Ada")

    with pytest.raises(Refused, match="Scrivere perché"):
        accept_answer(answer, remark="", by=SOMEBODY, at=NOW)
    accepted = accept_answer(answer, remark="Arrotondati alla fonte", by=SOMEBODY, at=NOW)

    assert (accepted.state, accepted.remark) == (AnswerState.GIVEN, "Arrotondati alla fonte")
    assert accepted.figures["elderly"] == "41,00"
    with pytest.raises(Refused, match="già ricevuta"):
        accept_answer(accepted, remark="x", by=SOMEBODY, at=NOW)


def test_nothing_cannot_be_accepted_nor_what_cannot_be_read():
    with pytest.raises(Refused, match="nessun dato"):
        accept_answer(make_answer(), remark="x", by=SOMEBODY, at=NOW)
    unread = make_answer(figures=GOOD | {"total": "boh"}, given_by="Ada")
    with pytest.raises(Refused, match="non è un numero"):
        accept_answer(unread, remark="x", by=SOMEBODY, at=NOW)


def test_what_a_body_is_still_writing_is_not_accepted_for_its_answer():
    answer = make_answer()

    def keep(**more):
        facts = {"figures": GOOD | {"elderly": "41"}, "note": "", "seen": stamp_of(answer)}
        return save_partial(answer, by=SOMEBODY, **facts | more)

    answer = keep()
    with pytest.raises(Refused, match="non ha inviato la risposta"):
        accept_answer(answer, remark="x", by=SOMEBODY, at=NOW)
    answer = keep(sent_by="Anna Neri")
    answer = keep(figures=GOOD | {"elderly": "4"})
    with pytest.raises(Refused, match="non ha inviato la risposta"):
        accept_answer(answer, remark="x", by=SOMEBODY, at=NOW)
    answer = keep(sent_by="Anna Neri")

    assert accept_answer(answer, remark="x", by=SOMEBODY, at=NOW).given_by == "Anna Neri"


def test_who_gave_an_answer_is_still_told_while_it_is_corrected():
    back = send_back(give(make_answer()), remark="Mancano le rette", by=SOMEBODY)

    kept = save_partial(back, figures=GOOD, note="", seen=stamp_of(back), by=SOMEBODY)

    assert kept.given_by == "Ada"
    assert accept_answer(kept, remark="Va bene", by=SOMEBODY, at=NOW).state == AnswerState.GIVEN


def test_the_answer_of_the_year_before_is_the_last_given_on_the_same_subject():
    area, hall = make_area(), make_hall()

    def of(year, **fields):
        request = make_request(area=area, year=year, **fields)
        return make_answer(request=request, organisation=hall, state=AnswerState.GIVEN)

    of(2021)
    last = of(2022)
    of(2023, subject="workers")
    make_answer(request=make_request(area=area, year=2023), organisation=hall)
    of(2025)

    assert before_of(of(2024)) == last


# --- reminding -----------------------------------------------------------------------------


def test_who_is_missing_is_reminded_once_a_day_at_most():
    request = make_request()
    make_answer(request=request, state=AnswerState.GIVEN)
    late = make_answer(request=request)

    assert [one.pk for one in remind_by_hand(request).written] == [late.pk]
    with pytest.raises(Refused, match="già stato sollecitato oggi"):
        remind_by_hand(request)
    remind_by_hand(request, on=TODAY + DAY)

    assert Message.objects.filter(recipients=[late.organisation.email]).count() == 2


def test_nobody_is_reminded_when_all_have_answered_or_the_request_is_not_open():
    answer = make_answer(state=AnswerState.GIVEN)

    with pytest.raises(Refused, match="Hanno risposto tutti"):
        remind_by_hand(answer.request)
    with pytest.raises(Refused, match="mentre la richiesta è aperta"):
        remind_by_hand(prepared())


def test_the_worker_reminds_seven_three_and_one_day_before_and_never_twice():
    answer = make_answer(request=make_request(due_on=TODAY + 14 * DAY))
    days = []
    for n in range(16):
        for _ in range(2):
            if remind(on=TODAY + n * DAY, now=lambda: NOW):
                days.append(n)

    assert days == [7, 11, 13]
    assert Message.objects.count() == 3
    assert Message.objects.first().chain == f"area:{answer.request.area.key}"


def test_a_reminder_whose_day_was_missed_leaves_the_day_after():
    make_answer(request=make_request(due_on=TODAY + 14 * DAY))

    assert remind(on=TODAY + 9 * DAY, now=lambda: NOW) == 1
    assert remind(on=TODAY + 10 * DAY, now=lambda: NOW) == 0
    assert remind(on=TODAY + 11 * DAY, now=lambda: NOW) == 1


def test_what_was_asked_three_days_before_is_not_reminded_the_same_day():
    make_answer(request=make_request(due_on=TODAY + 3 * DAY))

    assert remind(on=TODAY, now=lambda: NOW) == 0
    assert remind(on=TODAY + 2 * DAY, now=lambda: NOW) == 1


def test_who_was_reminded_by_hand_is_not_reminded_by_the_worker_the_same_day():
    request = make_request(due_on=TODAY + 7 * DAY, sent_on=TODAY - 30 * DAY)
    make_answer(request=request)
    remind_by_hand(request)

    assert remind(on=TODAY, now=lambda: NOW) == 0
    assert list(requests_to_remind(on=TODAY)) == [request]


# --- closing -------------------------------------------------------------------------------


def rows_of(file):
    text = content_of(file.sha256).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_closing_freezes_the_figures_and_their_totals_and_no_person():
    request = make_request()
    hall = make_hall(tax_code="00091240697")
    give(make_answer(request=request, organisation=hall), given_by="Anna Neri")
    make_answer(request=request)

    closed = close(request)

    heading, *rows, last = rows_of(closed.file)
    assert heading[3:6] == ["ente", "codice fiscale", "codice ISTAT"]
    assert heading[8] == "total: Spesa totale"
    told = {row[3]: row for row in rows}[hall.name]
    assert told[:6] == [
        "Spesa sociale",
        "2024",
        "03/03/2025",
        hall.name,
        "00091240697",
        hall.area.istat_code,
    ]
    assert told[8:11] == ["100,00", "60,00", "40,00"]
    assert last[3] == "Totale (risposte: 1 su 2)"
    assert last[8] == "100,00"
    assert b"Neri" not in content_of(closed.file.sha256)


def test_the_same_answers_give_the_same_bytes():
    answer = give(make_answer())

    first = close(answer.request).file.sha256
    reopen_request(answer.request, due_on=TODAY + DAY, reason="x", by=SOMEBODY, on=TODAY)

    assert close(answer.request).file.sha256 == first


def test_what_a_body_is_called_cannot_stop_the_closing():
    answer = give(make_answer(organisation=make_organisation(name="<script>alert(1)</script>")))

    assert close(answer.request).file


def test_a_closed_request_is_cited_by_its_particulars_and_its_fingerprint():
    request = make_request(wanted_by="Regione Abruzzo")
    give(make_answer(request=request))
    make_answer(request=request)

    closed = close(request)

    assert citation_of(closed) == (
        f"Spesa sociale, anno 2024. Dati chiesti da {request.area}, chiusi il 3 marzo 2025;"
        f" risposte: 1 su 2. SHA-256 {closed.file.sha256}"
    )


def test_what_was_collected_is_told_with_the_profile_only_while_it_is_published():
    answer = give(make_answer())
    closed, area = close(answer.request), answer.request.area
    assert not collected_about(area)

    publish_collected(closed, by=SOMEBODY, on=TODAY)
    assert list(collected_about(area)) == [closed]
    assert not collected_about(make_area())

    with pytest.raises(Refused, match="Dire perché"):
        withdraw_collected(closed, reason=" ", by=SOMEBODY)
    withdraw_collected(closed, reason="Un dato era sbagliato", by=SOMEBODY)
    assert not collected_about(area)
    whats = Entry.objects.filter(what__startswith="collected.").values_list("what", flat=True)
    assert list(whats) == ["collected.published", "collected.withdrawn"]


def test_reopening_keeps_the_bytes_that_were_cited():
    request = make_request()
    answer = give(make_answer(request=request))
    first = close(request)
    kept = content_of(first.file.sha256)

    reopen_request(request, due_on=TODAY + DAY, reason="Un errore", by=SOMEBODY, on=TODAY)
    answer.refresh_from_db()
    give(answer, GOOD | {"total": "101", "elderly": "41"})
    second = close(request, on=TODAY + DAY)

    assert second.file != first.file
    assert list(collected_from(request)) == [second, first]
    assert content_of(first.file.sha256) == kept


def test_what_is_closed_is_not_closed_again_and_what_is_open_is_not_reopened():
    request = make_request()

    with pytest.raises(Refused, match="non si può passare"):
        reopen_request(request, due_on=TODAY, reason="x", by=SOMEBODY, on=TODAY)
    close(request)
    with pytest.raises(Refused, match="non si può passare"):
        close(request)
    with pytest.raises(Refused, match="già passato"):
        reopen_request(request, due_on=TODAY - DAY, reason="x", by=SOMEBODY, on=TODAY)


def test_a_body_is_added_once_even_if_asked_in_two_requests():
    town = make_part(make_area())

    send(prepared(), towns=[town])
    send(prepared(), towns=[town])

    assert Organisation.objects.filter(area=town).count() == 1
