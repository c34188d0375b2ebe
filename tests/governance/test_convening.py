"""The components are called: in time, under the rules of the day, each once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from raccordo.archive.shelves import content_of
from raccordo.documents.blocks import Listed
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Summons
from raccordo.governance.operations.attending import Presence, record_attendance
from raccordo.governance.operations.convening import (
    cancel_sitting,
    convene_sitting,
    reconvene_sitting,
    summon_again,
)
from raccordo.governance.operations.preparing import add_item, attach_paper, withdraw_item
from raccordo.governance.papers.convening import convocation
from raccordo.governance.queries.convocations import called_to
from raccordo.governance.queries.papers import sitting_told
from raccordo.governance.queries.sittings import notice_of, rules_of
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.rulebook import (
    ASSIGNED,
    HEADS,
    POPULATION,
    VOTERS,
    Rulebook,
    Share,
)
from raccordo.governance.states import AttendanceHow, SeatPart, SittingState, StandIn
from raccordo.parties.models import Organisation
from raccordo.post.delivery import deliver_due
from raccordo.post.models import Message
from raccordo.post.operations import add_receipt, move_message
from raccordo.post.states import Channel, MessageState, ReceiptKind
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    attend,
    make_body,
    make_conference,
    make_convened,
    make_item,
    make_open,
    make_organisation,
    make_regulation,
    make_representative,
    make_seat,
    make_seating,
    make_sitting,
    make_town,
)
from tests.observatory.worlds import make_population
from tests.post.mail_server import mail_server

pytestmark = pytest.mark.django_db
CITES = {"notice_days": "art. 4", "first_call": "art. 6", "majority": "art. 7"}
FIVE_DAYS = Rulebook(notice_days=5, cites=CITES)
BOTH = (Share(HEADS, VOTERS), Share(POPULATION, VOTERS))


def prepared(towns=3, *, body=None, **fields):
    sitting = make_sitting(body=body or make_conference(towns), **fields)
    make_item(sitting=sitting, title="Bilancio; riparto, quote")
    return sitting


def convene(sitting, **facts):
    usual = {"channel": Channel.PEC, "by": SOMEBODY, "on": TODAY, "at": NOW}
    return convene_sitting(sitting, **usual | facts)


def ordered(block):
    return isinstance(block, Listed) and block.numbered


def letters():
    return list(Message.objects.order_by("pk"))


# --- who is called


def test_every_component_is_written_to_by_certified_mail_with_agenda_and_calendar():
    sitting = convene(prepared())

    assert sitting.state == SittingState.CONVENED
    assert (sitting.number, sitting.convened_on) == (1, TODAY)
    assert [m.recipients for m in letters()] == [[f"pec{n}@comune.example"] for n in (1, 2, 3)]
    one = letters()[0]
    assert one.channel == Channel.PEC
    assert one.subject.startswith("Convocazione: seduta ")
    assert one.subject.endswith("10 marzo 2025 alle 10:30")
    assert "1. Bilancio; riparto, quote" in one.body
    assert "Luogo: Sala consiliare" in one.body
    notice, calendar = one.attachments.all()
    assert notice.name == "convocazione.pdf"
    assert content_of(notice.file.sha256).startswith(b"%PDF-")
    text = content_of(calendar.file.sha256).decode()
    assert calendar.name == "convocazione.ics"
    assert "DTSTART:20250310T093000Z" in text
    assert "Bilancio\\; riparto\\, quote" in text.replace("\r\n ", "")


def test_the_notice_is_kept_as_it_left_and_made_anew_when_the_sitting_is_convened_anew():
    sitting = convene(prepared(1))
    first = sitting.notice
    assert letters()[0].attachments.first().file == first

    add_item(sitting, title="Aggiunto dopo", by=SOMEBODY)
    facts = {"channel": Channel.PEC, "reason": "Un punto in più", "by": SOMEBODY, "on": TODAY}
    again = reconvene_sitting(sitting, at=NOW, first_call=sitting.first_call, **facts)

    assert again.notice not in {None, first}
    sitting.refresh_from_db()
    assert sitting.notice == again.notice


def test_papers_leave_with_the_letter():
    sitting = prepared(1)
    attach_paper(sitting, content=b"testo", name="nota.txt", title="", by=SOMEBODY, on=TODAY)
    convene(sitting)
    names = [a.name for a in letters()[0].attachments.all()]
    assert names == ["convocazione.pdf", "convocazione.ics", "nota.txt"]


def test_the_notice_lists_no_item_that_was_withdrawn():
    sitting = convene(prepared(1))
    withdraw_item(make_item(sitting=sitting, title="Gemellaggio", position=2), by=SOMEBODY)
    (agenda,) = [one for one in convocation(sitting_told(sitting), None).blocks if ordered(one)]
    assert agenda.items == ["Bilancio; riparto, quote"]


def test_a_sign_that_cannot_be_printed_stops_the_convocation_and_is_named():
    sitting = prepared(1)
    make_item(sitting=sitting, title="Festa dei nonni \U0001f382", position=2)
    with pytest.raises(Refused, match="non si può stampare nel PDF"):
        convene(sitting)
    assert not Message.objects.exists()


def test_who_may_stand_in_has_a_copy_where_the_rules_allow_it():
    def with_alternate(**rules):
        body = make_body()
        make_regulation(body=body, rules=Rulebook(**rules))
        seat = make_seat(body=body, organisation=make_organisation(pec="asl@pec.example"))
        make_seating(seat=seat)
        bruno = make_representative(email="bruno@asl.example")
        make_seating(seat=seat, part=SeatPart.ALTERNATE, person=bruno)
        return convene(prepared(body=body))

    with_alternate()
    assert [(m.channel, m.recipients[0]) for m in letters()] == [
        (Channel.PEC, "asl@pec.example"),
        (Channel.EMAIL, "bruno@asl.example"),
    ]
    assert Summons.objects.filter(copy=True).count() == 1
    with_alternate(alternates=False)
    assert len(letters()) == 3


def test_a_component_without_an_address_or_without_a_person_is_listed_and_stops_nobody():
    body = make_conference(1)
    unreachable = make_seat(body=body, organisation=make_organisation(), position=2)
    make_seating(seat=unreachable, person=make_representative(family_name="Senzaposta"))
    make_seat(body=body, position=3)

    sitting = convene(prepared(body=body))

    called = called_to(sitting, sitting.attendances.all())
    assert [bool(one.message) for one in called] == [True, False, False]
    assert [bool(one.attendance.summoned) for one in called] == [True, True, False]


def test_who_has_no_certified_mail_is_written_by_mail_and_by_hand_nothing_leaves_from_here():
    Organisation.objects.update(pec="")
    body = make_conference(2)
    Organisation.objects.filter(pec="pec1@comune.example").update(pec="")
    convene(prepared(body=body))
    assert [(m.channel, m.recipients[0]) for m in letters()] == [
        (Channel.EMAIL, "sindaco1@comune.example"),
        (Channel.PEC, "pec2@comune.example"),
    ]
    sitting = convene(prepared(body=body), channel=Channel.PROTOCOL)
    by_hand = letters()[2:]
    assert {m.state for m in by_hand} == {MessageState.BY_HAND}
    receipt = {"kind": ReceiptKind.DELIVERED, "by": SOMEBODY, "on": TODAY}
    add_receipt(by_hand[0], content=b"Consegna", name="r.txt", **receipt)
    called = called_to(sitting, sitting.attendances.all())
    assert [one.message.state for one in called] == [MessageState.DELIVERED, MessageState.BY_HAND]


# --- what is frozen


def test_rules_weights_and_seats_are_those_of_the_day_of_the_notice():
    rules = Rulebook(majority=BOTH, cites=CITES)
    body = make_conference(2, rules=rules)
    towns = [make_town(), make_town()]
    for seat, town in zip(body.seats.all(), towns, strict=True):
        seat.weighs_for = town
        seat.save()
    make_population({towns[0].istat_code: {30: (5, 5)}, towns[1].istat_code: {30: (1, 2)}})
    vacant = make_seat(body=body, position=9, weighs_for=towns[0])

    sitting = convene(prepared(body=body))

    assert [(a.weight, bool(a.summoned)) for a in sitting.attendances.all()] == [
        (10, True),
        (3, True),
        (10, False),
    ]
    assert sitting.weighed_by == "ISTAT, popolazione residente al 1° gennaio 2023"
    assert vacant.attendances.get().title == vacant.title
    body.regulations.update(content={})
    sitting.refresh_from_db()
    assert rules_of(sitting) == rules


def test_without_residents_a_body_that_weighs_them_is_not_convened_and_one_that_does_not_is():
    weighing = Rulebook(majority=BOTH, cites=CITES)
    body = make_conference(2, rules=weighing)
    for seat in body.seats.all():
        seat.weighs_for = make_town(name=f"Borgo {seat.position}")
        seat.save()
    with pytest.raises(Refused, match=r"mancano per: Borgo 1, Borgo 2\. Caricare"):
        convene(prepared(body=body))

    heads = make_conference(2)
    heads.seats.update(weighs_for=make_town())
    assert convene(prepared(body=heads)).weighed_by == ""


def test_a_component_of_no_area_cannot_be_weighed():
    body = make_conference(1, rules=Rulebook(majority=BOTH, cites=CITES))
    with pytest.raises(Refused, match="mancano per: Sindaco di Comune 1"):
        convene(prepared(body=body))


def test_numbers_follow_one_another_in_the_year():
    body = make_conference(1)
    numbers = [convene(prepared(body=body)).number for _ in range(2)]
    next_year = prepared(body=body, first_call=NOW + timedelta(days=365))
    assert [*numbers, convene(next_year).number] == [1, 2, 1]


# --- what is refused


def test_a_short_notice_is_refused_with_the_last_good_day():
    body = make_conference(1, rules=FIVE_DAYS)
    four = prepared(body=body, first_call=NOW + timedelta(days=4))
    with pytest.raises(Refused) as refusal:
        convene(four)
    assert refusal.value.message == (
        "Preavviso non rispettato: giorni 4, richiesti 5 (art. 4). "
        "Ultimo giorno utile per convocare: 2 marzo 2025."
    )
    exactly = prepared(body=body, first_call=NOW + timedelta(days=5))
    assert convene(exactly).state == SittingState.CONVENED


def test_an_urgent_sitting_has_its_reason_and_rules_that_allow_it():
    urgent = Rulebook(notice_days=5, urgent_days=1, cites=CITES)
    body = make_conference(1, rules=urgent)
    soon = prepared(body=body, first_call=NOW + timedelta(days=1))
    with pytest.raises(Refused, match="Se è urgente, scriverne il motivo") as refusal:
        convene(soon)
    assert refusal.value.field == "urgency"
    assert convene(soon, urgency="Scade il termine").urgency == "Scade il termine"
    assert "Convocazione d'urgenza: Scade il termine" in letters()[0].body

    never = prepared(body=make_conference(1, rules=FIVE_DAYS))
    with pytest.raises(Refused, match="non prevedono convocazioni d'urgenza"):
        convene(never, urgency="Presto")


def test_an_item_of_a_matter_that_the_rules_of_the_day_have_not_stops_the_convocation():
    sitting = prepared()
    sitting.items.update(matter="convention")
    with pytest.raises(
        Refused, match=r"Il punto \d+ \(«Bilancio; riparto, quote»\) è di una materia"
    ):
        convene(sitting)
    sitting.items.update(matter="")
    assert convene(sitting).state == SittingState.CONVENED


def test_an_empty_agenda_a_body_without_components_and_a_day_gone_are_refused():
    with pytest.raises(Refused, match="L'ordine del giorno è vuoto"):
        convene(make_sitting(body=make_conference(1)))
    with pytest.raises(Refused, match="non ha componenti il 10 marzo 2025"):
        convene(prepared(body=make_body()))
    gone = prepared(first_call=NOW - timedelta(days=1))
    with pytest.raises(Refused, match="registrarla come già convocata") as refusal:
        convene(gone)
    assert refusal.value.field == "channel"
    with pytest.raises(Refused, match="è dopo la seduta"):
        convene(gone, channel=None)
    with pytest.raises(Refused, match="deve ancora venire"):
        convene(prepared(), channel=None, on=TODAY + timedelta(days=1))


def test_what_is_still_to_come_is_not_entered_as_convened_with_a_short_notice():
    body = make_conference(1, rules=FIVE_DAYS)
    tomorrow = prepared(body=body, first_call=NOW + timedelta(days=1))
    with pytest.raises(Refused, match="Preavviso non rispettato: giorni 1, richiesti 5"):
        convene(tomorrow, channel=None)
    in_time = prepared(body=body, first_call=NOW + timedelta(days=1))
    convened = convene(in_time, channel=None, on=TODAY - timedelta(days=4))
    assert convened.state == SittingState.CONVENED


def test_a_second_call_is_of_the_rules_and_after_the_hours_they_want():
    none = prepared(second_call=NOW + timedelta(days=9))
    with pytest.raises(Refused, match="non prevedono una seconda convocazione"):
        convene(none)
    third = (Share(HEADS, ASSIGNED, 1, 3, strict=False),)
    rules = Rulebook(
        second_call=third, second_call_after=24, cites=CITES | {"second_call": "art. 6 c. 2"}
    )
    body = make_conference(1, rules=rules)
    first = NOW + timedelta(days=7)
    early = prepared(body=body, second_call=first + timedelta(hours=23))
    with pytest.raises(
        Refused, match=r"non può essere prima dell'11 marzo 2025 alle 10:30 \(art. 6 c. 2\)"
    ):
        convene(early)
    assert convene(prepared(body=body, second_call=first + timedelta(hours=24)))


def test_a_sitting_of_the_past_is_entered_as_already_convened_with_its_short_notice_said():
    body = make_conference(8, rules=FIVE_DAYS, since=date(2003, 1, 1))
    body.regulations.update(since=date(2003, 1, 1))
    body.seats.update(since=date(2003, 1, 1))
    for seat in body.seats.all():
        seat.office.holdings.update(since=date(2019, 1, 1))
    held = datetime(2019, 5, 14, 15, tzinfo=UTC)
    sitting = prepared(body=body, first_call=held)

    convened = convene(sitting, channel=None, on=date(2019, 5, 11))

    assert not Message.objects.exists()
    assert convened.attendances.exclude(summoned="").count() == 8
    assert sentence(notice_of(convened)).startswith("Preavviso non rispettato: giorni 3")


# --- again, changed, called off


def test_again_is_written_only_to_who_was_not_reached():
    sitting = convene(prepared(3))
    sent, lost, waiting = letters()
    for message, states in ((sent, ["leaving", "sent"]), (lost, ["leaving", "given_up"])):
        for state in states:
            move_message(message, to=MessageState(state), by=SOMEBODY)

    assert summon_again(sitting, channel=Channel.EMAIL, by=SOMEBODY, at=NOW) == 1

    assert [m.recipients for m in letters()[3:]] == [["sindaco2@comune.example"]]
    with pytest.raises(Refused, match="Non c'è nessuno a cui inviare di nuovo"):
        summon_again(sitting, channel=Channel.EMAIL, by=SOMEBODY, at=NOW)
    waiting.refresh_from_db()
    assert waiting.state == MessageState.WAITING


def test_a_new_day_is_told_as_such_and_takes_the_old_one_s_place_in_the_calendar():
    sitting = convene(prepared(1))
    later = sitting.first_call + timedelta(days=3)

    reconvene_sitting(
        sitting,
        first_call=later,
        place="Lanciano",
        channel=Channel.PEC,
        reason="Allerta meteo",
        by=SOMEBODY,
        on=TODAY,
        at=NOW,
    )

    told = letters()[1]
    assert told.subject.startswith("Riconvocazione: seduta")
    assert "spostata al 13 marzo 2025 alle 10:30" in told.subject
    assert "Era convocata per il 10 marzo 2025 alle 10:30." in told.body
    assert "Motivo: Allerta meteo" in told.body
    _notice, file = told.attachments.all()
    calendar = content_of(file.file.sha256).decode()
    assert "SEQUENCE:1" in calendar
    sitting.refresh_from_db()
    assert (sitting.convocations, sitting.number) == (2, 1)
    assert [bool(one.message) for one in called_to(sitting, sitting.attendances.all())] == [True]


def test_an_agenda_that_changed_is_told_as_an_update_and_only_before_it_opens():
    sitting = convene(prepared(1))
    when = {"first_call": sitting.first_call, "channel": Channel.EMAIL, "reason": ""}
    reconvene_sitting(sitting, **when, by=SOMEBODY, on=TODAY, at=NOW)
    assert letters()[1].subject.startswith("Aggiornamento: seduta")
    with pytest.raises(Refused, match="non ancora aperta"):
        reconvene_sitting(make_open(), **when, by=SOMEBODY, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="finché la seduta non è aperta"):
        summon_again(make_sitting(), channel=Channel.PEC, by=SOMEBODY, at=NOW)


def test_who_was_said_to_be_there_is_awaited_anew_at_a_sitting_that_was_moved():
    sitting = convene(prepared(3))
    attend(sitting, 2)
    one = sitting.attendances.first()
    sitting.attendances.filter(pk=one.pk).update(left_at=NOW, stand_in=StandIn.PROXY)
    successor = make_representative(family_name="Nuova")
    one.seat.office.holdings.update(holder=successor)
    when = {"channel": Channel.EMAIL, "reason": "", "by": SOMEBODY, "on": TODAY, "at": NOW}

    reconvene_sitting(sitting, first_call=sitting.first_call + timedelta(days=30), **when)

    told = sitting.attendances.values_list("how", "stand_in", "name", "left_at")
    assert set(told) == {("expected", "holder", "", None)}
    assert sitting.attendances.first().summoned == "Ada Nuova"


def test_who_excused_herself_for_that_day_is_not_asked_again_when_only_the_agenda_changes():
    sitting = convene(prepared(2))
    one, other = sitting.attendances.all()
    excused = [Presence(one, AttendanceHow.JUSTIFIED), Presence(other, AttendanceHow.PRESENT)]
    record_attendance(sitting, entries=excused, by=SOMEBODY)
    when = {"channel": Channel.EMAIL, "reason": "", "by": SOMEBODY, "on": TODAY, "at": NOW}
    for later, hows in ((0, ["justified", "expected"]), (1, ["expected", "expected"])):
        moment = sitting.first_call + timedelta(days=later)
        reconvene_sitting(sitting, first_call=moment, **when)
        assert [a.how for a in sitting.attendances.all()] == hows


def test_who_was_called_is_told_that_it_is_called_off_and_why():
    sitting = convene(prepared(2))
    with pytest.raises(Refused, match="Serve il motivo"):
        cancel_sitting(sitting, reason=" ", by=SOMEBODY, at=NOW)
    cancelled = cancel_sitting(sitting, reason="Allerta meteo", by=SOMEBODY, at=NOW)
    assert cancelled.state == SittingState.CANCELLED
    told = letters()[2:]
    assert [m.recipients for m in told] == [[f"pec{n}@comune.example"] for n in (1, 2)]
    assert told[0].subject.startswith("Annullamento: seduta")
    assert "Allerta meteo" in told[0].body
    calendar = content_of(told[0].attachments.get().file.sha256).decode()
    assert "STATUS:CANCELLED" in calendar
    with pytest.raises(Refused):
        cancel_sitting(make_open(), reason="x", by=SOMEBODY, at=NOW)


def test_a_sitting_in_preparation_is_called_off_without_telling_anybody():
    cancel_sitting(prepared(), reason="Doppia", by=SOMEBODY, at=NOW)
    assert not Message.objects.exists()


# --- the mail


def test_the_calendar_leaves_as_such():
    convene(prepared(1), channel=Channel.EMAIL)
    deliver_due(now=lambda: NOW)
    (sent,) = mail.outbox
    assert [(name, kind) for name, _content, kind in sent.attachments] == [
        ("convocazione.pdf", "application/pdf"),
        ("convocazione.ics", "text/calendar"),
    ]


def test_when_the_mail_server_is_down_nothing_is_lost(settings):
    settings.EMAIL_BACKEND = "raccordo.post.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
    sitting = convene(prepared(2), channel=Channel.EMAIL)

    assert deliver_due(now=lambda: NOW) == 0
    assert {m.state for m in letters()} == {MessageState.WAITING}
    with pytest.raises(Refused, match="Non c'è nessuno"):  # they are on their way
        summon_again(sitting, channel=Channel.EMAIL, by=SOMEBODY, at=NOW)

    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        assert deliver_due(now=lambda: NOW + timedelta(hours=1)) == 2
        assert server.recipients == [["sindaco1@comune.example"], ["sindaco2@comune.example"]]
        assert all("text/calendar" in text for text in server.texts)
    assert {m.state for m in letters()} == {MessageState.SENT}


def test_a_convened_sitting_is_not_convened_twice():
    with pytest.raises(Refused, match="non si può passare"):
        convene(make_convened())
