"""The pages of a sitting: what each shows, to whom, and how its day goes by."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from raccordo.access.rights import Role
from raccordo.governance.models import Ballot, Sitting, Vote
from raccordo.governance.operations.attending import close_sitting
from raccordo.governance.operations.preparing import add_item, admit_item
from raccordo.governance.operations.voting import open_ballot
from raccordo.governance.states import (
    AttendanceHow,
    ItemOutcome,
    SeatPart,
    SittingState,
    VoteChoice,
)
from raccordo.post.models import Message
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    attend,
    make_area,
    make_attendance,
    make_ballot,
    make_body,
    make_conference,
    make_convened,
    make_held_sitting,
    make_holding,
    make_item,
    make_office,
    make_open,
    make_organisation,
    make_representative,
    make_seat,
    make_seating,
    make_sitting,
)
from tests.web.test_assemblies import upload

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("assemblies:sittings"), reverse("assemblies:sitting_new")
DESK = reverse("desk:home")
CAST = "sitting_ballot_cast"


def page_of(sitting, name="sitting", *more):
    return reverse(f"assemblies:{name}", args=[sitting.key, *(one.key for one in more)])


def conference(area, towns=3, **fields):
    return make_conference(towns, area=area, **fields)


@pytest.fixture
def zone(enter):
    area = make_area()
    enter(area)
    return area


# --- the list


def test_the_list_is_filtered_and_asks_the_same_questions(client, zone, queries_stay_flat):
    body = conference(zone, name="Conferenza dei Sindaci")
    queries_stay_flat(LIST, lambda: make_sitting(body=body))
    other = make_convened(conference(zone, name="Tavolo"), first_call=NOW + timedelta(days=400))
    for query, there in (
        ("q=tavolo", True),
        ("stato=convened", True),
        ("anno=2026", True),
        (f"organismo={other.body.key}", True),
        ("anno=2025", False),
        ("stato=open", False),
        (f"organismo={body.key}", False),
        ("organismo=x", False),
    ):
        html = client.get(f"{LIST}?{query}").text
        assert (page_of(other) in html) is there, query


def test_the_list_of_five_hundred_asks_few_questions(client, zone, django_assert_max_num_queries):
    body = conference(zone)
    at = NOW
    Sitting.objects.bulk_create(
        Sitting(body=body, first_call=at, held_on=at.date()) for _ in range(500)
    )
    with django_assert_max_num_queries(15):
        assert "pagina 1 di 20" in client.get(LIST).text


def test_a_sitting_in_preparation_is_of_who_convenes_it(client, enter):
    area = make_area()
    sitting = make_sitting(body=conference(area))
    enter(area, role=Role.ACCOUNTANT)
    assert page_of(sitting) not in client.get(LIST).text
    assert client.get(page_of(sitting)).status_code == 404
    convened = make_convened(sitting.body)
    html = client.get(page_of(convened)).text
    assert "Ordine del giorno" in html
    assert "Salva le presenze" not in html
    assert "Cronologia" not in html


def test_an_empty_list_says_what_to_do(client, zone):
    assert "Si prepara la prima scegliendo" in client.get(LIST).text
    assert "Nessuna seduta corrisponde" in client.get(f"{LIST}?q=niente").text


# --- from the preparation to the convocation


def test_a_sitting_is_prepared_given_an_agenda_and_convened(client, zone):
    body = conference(zone)
    when = timezone.localtime() + timedelta(days=9)
    moment = when.strftime("%Y-%m-%dT%H:%M")

    page = client.post(NEW, {"body": body.key, "first_call": moment, "place": "Lanciano"})
    sitting = Sitting.objects.get()
    assert page.url == page_of(sitting)
    assert "L'ordine del giorno è vuoto" in client.get(page.url).text.replace("&#x27;", "'")

    client.post(page_of(sitting, "sitting_item_new"), {"title": "Riparto", "sort": "decision"})
    html = client.get(page.url).text
    assert "1. Riparto" in html
    assert html.count("btn-primary") == 2  # one, and that of the entrance's way out
    client.post(page_of(sitting, "sitting_convene"), {"channel": "pec"})
    sitting.refresh_from_db()
    assert sitting.state == SittingState.CONVENED
    assert Message.objects.count() == 3
    html = client.get(page.url).text
    assert "In attesa di invio" in html
    assert "pec1@comune.example" in html


def test_a_refusal_stands_beside_its_field(client, zone):
    body = conference(zone)
    body.until = NOW.date()
    body.save()
    moment = (NOW + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    page = client.post(NEW, {"body": body.key, "first_call": moment})
    assert "è cessata il 3 marzo 2025" in page.context["form"].errors["first_call"][0]


def test_what_is_optional_is_in_sight_where_something_was_written(client, zone):
    sitting = make_sitting(body=conference(zone))
    folded = '<details class="more mt-4 middle"><summary>'
    assert folded in client.get(page_of(sitting, "sitting_change")).text
    Sitting.objects.update(second_call=sitting.first_call + timedelta(days=1))
    assert folded not in client.get(page_of(sitting, "sitting_change")).text
    refused = client.post(page_of(sitting, "sitting_change"), {"first_call": ""})
    assert folded not in refused.text


def test_a_sitting_of_the_past_is_registered_with_the_day_it_was_convened(client, zone):
    sitting = make_sitting(body=conference(zone))
    make_item(sitting=sitting)
    address = page_of(sitting, "sitting_convene")
    form = client.get(address).context["form"]
    assert form.initial["channel"] == "already"
    page = client.post(address, {"channel": "already"})
    assert "Scrivere quando era stata convocata" in page.text
    client.post(address, {"channel": "already", "convened_on": "2025-03-05"})
    sitting.refresh_from_db()
    assert sitting.convened_on.isoformat() == "2025-03-05"
    assert "da qui non è partito nessun messaggio" in client.get(page_of(sitting)).text


def test_who_was_not_reached_is_told_and_written_again(client, zone):
    body = conference(zone)
    sitting = make_sitting(body=body, first_call=timezone.now() + timedelta(days=9))
    make_item(sitting=sitting)
    client.post(page_of(sitting, "sitting_convene"), {"channel": "email"})
    Message.objects.filter(recipients=["sindaco2@comune.example"]).update(state="given_up")
    assert "1 componente non è stato raggiunto" in client.get(page_of(sitting)).text
    client.post(page_of(sitting, "sitting_send_again"), {"channel": "pec"})
    assert Message.objects.filter(recipients=["pec2@comune.example"]).count() == 1
    told = client.post(page_of(sitting, "sitting_send_again"), follow=True).text
    assert "a cui inviare di nuovo" in told


def test_a_convened_sitting_is_updated_and_called_off(client, zone):
    sitting = make_convened(conference(zone), first_call=timezone.now() + timedelta(days=9))
    later = timezone.localtime(sitting.first_call + timedelta(days=1))
    words = {"first_call": later.strftime("%Y-%m-%dT%H:%M"), "channel": "protocol", "reason": "x"}
    client.post(page_of(sitting, "sitting_reconvene"), words)
    assert Message.objects.filter(subject__startswith="Riconvocazione").count() == 3
    client.post(page_of(sitting, "sitting_cancel"), {"reason": "Allerta meteo"})
    sitting.refresh_from_db()
    assert sitting.state == SittingState.CANCELLED
    assert "Allerta meteo" in client.get(page_of(sitting)).text
    back = client.get(page_of(sitting, "sitting_convene"), follow=True)
    assert "la seduta è annullata" in back.text


@pytest.mark.parametrize(
    ("sort", "offered"),
    [
        ("decides", {"decision", "opinion", "minutes", "report"}),
        ("advises", {"opinion", "minutes", "report"}),
        ("supervises", {"decision", "opinion", "minutes", "report"}),
        ("office", {"minutes", "report"}),
    ],
)
def test_a_body_is_offered_what_it_can_do(client, zone, sort, offered):
    sitting = make_sitting(body=make_body(area=zone, sort=sort))
    new = page_of(sitting, "sitting_item_new")
    sorts = {value for value, _label in client.get(new).context["form"].fields["sort"].choices}
    assert sorts == offered
    client.post(new, {"title": "Riparto", "sort": "decision"})
    assert sitting.items.exists() is ("decision" in offered)


def test_the_agenda_is_moved_and_corrected_and_papers_are_downloaded(client, zone):
    sitting = make_sitting(body=conference(zone))
    first, second = make_item(sitting=sitting, title="Uno"), make_item(sitting=sitting, title="Due")
    client.post(page_of(sitting, "sitting_item_move", second), {"to": "up"})
    client.post(
        page_of(sitting, "sitting_item_change", first), {"title": "Primo", "sort": "opinion"}
    )
    assert [str(item) for item in sitting.items.all()] == ["1. Due", "2. Primo"]
    client.post(
        page_of(sitting, "sitting_attach"), {"file": upload(b"nota"), "item": str(first.key)}
    )
    paper = sitting.files.get()
    assert paper.item == first
    assert b"".join(client.get(page_of(sitting, "sitting_file", paper))) == b"nota"
    client.post(page_of(sitting, "sitting_item_withdraw", second))
    assert sitting.items.count() == 1


def test_every_button_of_the_agenda_says_of_which_item(client, zone):
    sitting = make_open(conference(zone), towns=3)
    for title in ("Bilancio", "Convenzione"):
        add_item(sitting, title=title, was_told=True, by=SOMEBODY)
    add_item(sitting, title="Fuori sacco", by=SOMEBODY)
    html = client.get(page_of(sitting)).text
    agenda = html[html.index('<ol class="plain agenda">') : html.index('<section id="presenze">')]
    actions = "".join(re.findall(r'<div class="point-actions">.*?</li>', agenda, re.DOTALL))
    said = re.findall(r"<(a|button|summary)\b[^>]*>(.*?)</\1>", actions, re.DOTALL)
    words = [re.sub("<[^>]+>", "", text) for _tag, text in said]
    assert len(words) > 20
    assert len(set(words)) == len(words)


def test_a_sitting_goes_into_one_s_calendar(client, zone):
    page = client.get(page_of(make_convened(conference(zone)), "sitting_calendar"))
    assert page["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in page.content


# --- attendance


def table(sitting, client, **changed):
    """What the browser sends back of the table of attendance, as it is and with some changes."""
    form = client.get(page_of(sitting)).context["sheet"].attendance
    fields = [field for row in form.rows for field in row.fields.values()]
    return {field.html_name: field.value() or "" for field in fields} | changed


def test_the_whole_attendance_is_saved_at_once(client, zone):
    sitting = make_convened(conference(zone))
    one, two, three = sitting.attendances.all()
    told = table(sitting, client)
    told |= {f"how-{one.key}": "present", f"how-{two.key}": "remote", f"came-{two.key}": "10:45"}

    page = client.post(page_of(sitting, "sitting_attendance"), told)

    assert page.status_code == 302
    assert [a.how for a in sitting.attendances.all()] == ["present", "remote", "expected"]
    assert timezone.localtime(sitting.attendances.get(pk=two.pk).came_at).hour == 10
    html = client.get(page_of(sitting)).text
    assert "Numero legale: raggiunto (2 su 3)" in html
    assert "<meter" in html
    client.post(page_of(sitting, "sitting_attendance"), table(sitting, client, all_present="1"))
    three.refresh_from_db()
    assert three.how == AttendanceHow.PRESENT


def test_a_script_saves_each_change_and_reads_the_number(client, zone):
    sitting = make_convened(conference(zone))
    one = sitting.attendances.first()
    told = table(sitting, client, **{f"how-{one.key}": "present"})
    page = client.post(page_of(sitting, "sitting_attendance"), told, headers={"HX-Request": "true"})
    assert "Numero legale: non raggiunto (1 su 3)" in page.text
    assert "<html" not in page.text
    wrong = told | {f"left-{one.key}": "dieci"}
    page = client.post(
        page_of(sitting, "sitting_attendance"), wrong, headers={"HX-Request": "true"}
    )
    assert "si scrivono come 10:30" in page.text


def test_what_was_changed_and_changed_back_is_saved_both_times(client, zone):
    sitting = make_convened(conference(zone))
    one, other, _third = sitting.attendances.all()
    sent = table(sitting, client)

    def send(how):
        """As the browser does: the fields as they are on the screen, with what came back."""
        sent[f"how-{one.key}"] = how
        url = page_of(sitting, "sitting_attendance")
        page = client.post(url, sent, headers={"HX-Request": "true"})
        rows = re.findall(r'name="(was-[^"]+)" id="id_\1" value="([^"]*)" hx-swap-oob', page.text)
        sent.update(rows)
        return page.text, [name for name, _value in rows]

    text, rows = send("present")
    assert "(1 su 3)" in text
    assert rows == [f"was-{one.key}"]  # the others may be changing on the screen meanwhile
    sitting.attendances.filter(pk=other.pk).update(how="justified")
    text, _rows = send("expected")
    assert "(0 su 3)" in text
    assert [a.how for a in sitting.attendances.all()] == ["expected", "justified", "expected"]
    sent[f"left-{one.key}"] = "dieci"
    assert send("present")[1] == []


def test_attendance_that_is_refused_stays_on_the_page_as_it_was_written(client, zone):
    sitting = make_convened(conference(zone))
    one, two, _three = sitting.attendances.all()
    told = table(sitting, client, **{f"how-{one.key}": "present", f"came-{one.key}": "12:00"})
    told |= {f"left-{one.key}": "11:00", f"how-{two.key}": "remote"}

    page = client.post(page_of(sitting, "sitting_attendance"), told)

    assert "l&#x27;uscita è prima dell&#x27;arrivo" in page.text
    rows = {row.attendance: row.fields for row in page.context["sheet"].attendance.rows}
    assert [rows[one]["left"].value(), rows[two]["how"].value()] == ["11:00", "remote"]
    assert not sitting.attendances.exclude(how="expected").exists()
    page = client.post(page_of(sitting, "sitting_attendance"), told | {f"left-{one.key}": "x"})
    assert "si scrivono come 10:30" in page.text
    assert 'value="remote" selected' in page.text


def test_a_row_nobody_touched_does_not_undo_what_another_wrote_meanwhile(client, zone):
    sitting = make_convened(conference(zone))
    one, two, _three = sitting.attendances.all()
    told = table(sitting, client, **{f"how-{one.key}": "present"})
    sitting.attendances.filter(pk=two.pk).update(how="justified")
    client.post(page_of(sitting, "sitting_attendance"), told)
    assert [a.how for a in sitting.attendances.all()] == ["present", "justified", "expected"]


def test_who_may_no_longer_stand_in_is_told_by_seat_and_stops_nobody_else(client, zone):
    sitting = make_convened(conference(zone))
    one, two, _three = sitting.attendances.all()
    alternate = make_seating(seat=one.seat, part=SeatPart.ALTERNATE)
    url, how, who = page_of(sitting, "sitting_attendance"), f"how-{one.key}", f"who-{one.key}"
    sits_in = {how: "present", who: f"a:{alternate.key}"}
    client.post(url, table(sitting, client, **sits_in))
    page_as_it_was = table(sitting, client)
    assert page_as_it_was[who] == f"a:{alternate.key}"
    alternate.until = LONG_AGO + timedelta(days=1)
    alternate.save()

    client.post(url, page_as_it_was | {f"how-{two.key}": "present"})
    assert [a.how for a in sitting.attendances.all()] == ["present", "present", "expected"]

    page = client.post(url, page_as_it_was | {f"came-{one.key}": "10:45"})
    told = f"«{one.title}»: chi era indicato non può più intervenire."
    assert told in page.text
    assert "si scrivono come 10:30" not in page.text
    rows = {row.attendance: row.fields for row in page.context["sheet"].attendance.rows}
    assert rows[one]["who"].errors == ["Chi era indicato non può più intervenire."]
    assert not rows[one]["who"].is_hidden
    assert ">Chi era indicato non può più intervenire.<" in page.text
    client.post(url, page_as_it_was | {f"came-{one.key}": "10:45", who: ""})
    holder = sitting.attendances.get(pk=one.pk)
    assert (holder.stand_in, holder.name) == ("holder", holder.summoned)


def test_a_seat_filled_after_the_page_was_opened_is_left_as_it_is(client, zone):
    sitting = make_convened(conference(zone))
    _one, two, _three = sitting.attendances.all()
    told = table(sitting, client, all_present="1")
    told = {name: value for name, value in told.items() if str(two.key) not in name}
    assert client.post(page_of(sitting, "sitting_attendance"), told).status_code == 302
    assert [a.how for a in sitting.attendances.all()] == ["present", "expected", "present"]


def test_who_alone_stands_in_for_a_seat_nobody_holds_is_offered(client, zone):
    body = conference(zone)
    seat = make_seat(body=body, organisation=make_organisation(), position=9)
    alternate = make_seating(seat=seat, part=SeatPart.ALTERNATE)
    sitting = make_convened(body)
    one = sitting.attendances.get(seat=seat)
    told = table(sitting, client)
    assert told[f"who-{one.key}"] == f"a:{alternate.key}"
    sitting.attendances.filter(pk=one.pk).update(how="justified")
    client.post(page_of(sitting, "sitting_attendance"), told)
    assert sitting.attendances.get(pk=one.pk).how == "justified"
    told = table(sitting, client, **{f"how-{one.key}": "present"})
    client.post(page_of(sitting, "sitting_attendance"), told)
    assert sitting.attendances.get(pk=one.pk).name == str(alternate.person)


def test_a_vacant_component_is_shown_as_to_be_designated(client, zone):
    body = conference(zone)
    make_seat(body=body, position=9)
    assert "componente da designare" in client.get(page_of(make_convened(body))).text


# --- the day


def test_the_day_goes_by_from_opening_to_closing(client, zone):
    sitting = make_convened(conference(zone))
    attend(sitting, 3)
    chair = sitting.attendances.first()
    at = timezone.localtime(sitting.first_call).strftime("%Y-%m-%dT%H:%M")
    words = {"opened_at": at, "chair": chair.key, "secretary": "Carla Sabatini"}
    client.post(page_of(sitting, "sitting_open"), words)
    item = sitting.items.get()
    put = {"purpose": "proposal", "question": "Approvare?"}
    client.post(page_of(sitting, "sitting_item_vote", item), put)
    ballot = Ballot.objects.get()
    vote = page_of(sitting, "sitting_ballot", ballot)
    assert client.get(vote).text.count("<fieldset") == 3

    shown = re.findall(r'name="shown" value="([^"]+)"', client.get(vote).text)
    against = {f"vote-{chair.key}": "against", "all_for": "1", "shown": shown}
    client.post(page_of(sitting, CAST, ballot), against)
    assert sorted(Vote.objects.values_list("choice", flat=True)) == ["against", "for", "for"]
    client.post(page_of(sitting, "sitting_ballot_correct", ballot, chair), {"choice": "abstained"})
    told = client.post(page_of(sitting, "sitting_ballot_close", ballot), follow=True).text
    words = "presenti 3, votanti 2, favorevoli 2, contrari 0, astenuti 1"
    assert words in told
    assert "Favorevoli 2 su 2 votanti, minimo 2 (art. 7)." in told
    assert words in client.get(page_of(sitting)).text
    client.post(page_of(sitting, "sitting_close"), {"at": at})
    sitting.refresh_from_db()
    assert (sitting.state, sitting.chair) == (SittingState.CLOSED, chair.name)


def test_what_is_told_as_done_is_not_to_come(client, zone):
    sitting = make_convened(conference(zone))
    attend(sitting, 3)
    words = {"opened_at": "2199-01-01T10:00"}
    page = client.post(page_of(sitting, "sitting_open"), words)
    assert "deve ancora venire" in page.text


def test_a_second_vote_of_the_same_seat_is_told(client, zone):
    sitting = make_open(conference(zone), towns=3)
    ballot = open_ballot(sitting.items.get(), question="", secret=False, by=SOMEBODY, at=NOW)
    one = {f"vote-{sitting.attendances.first().key}": "for"}
    client.post(page_of(sitting, CAST, ballot), one)
    told = client.post(page_of(sitting, CAST, ballot), one, follow=True).text
    assert "ha già votato (favorevole)" in told
    told = client.post(page_of(sitting, CAST, ballot), {}, follow=True).text
    assert "Nessun voto segnato" in told
    told = client.post(page_of(sitting, "sitting_ballot_close", ballot), follow=True).text
    assert "Manca il voto di" in told


def test_votes_that_are_refused_stay_marked_but_for_who_had_voted(client, zone):
    sitting = make_open(conference(zone), towns=3)
    ballot = open_ballot(sitting.items.get(), question="", secret=False, by=SOMEBODY, at=NOW)
    one, two, three = sitting.attendances.all()
    client.post(page_of(sitting, CAST, ballot), {f"vote-{one.key}": "for"})

    told = {f"vote-{one.key}": "for", f"vote-{two.key}": "against", f"vote-{three.key}": "for"}
    page = client.post(page_of(sitting, CAST, ballot), told)

    assert "ha già votato (favorevole)" in page.text
    form = page.context["form"]
    assert {field.html_name: field.value() for _one, field in form.rows} == {
        f"vote-{two.key}": "against",
        f"vote-{three.key}": "for",
    }
    assert page.text.count("checked") == 2
    assert Vote.objects.count() == 1


def test_who_came_after_the_page_was_opened_is_not_said_to_be_in_favour(client, zone):
    sitting = make_open(conference(zone), towns=3, there=2)
    ballot = open_ballot(sitting.items.get(), question="", secret=False, by=SOMEBODY, at=NOW)
    html = client.get(page_of(sitting, "sitting_ballot", ballot)).text
    attend(sitting, 3)
    sent = {"all_for": "1", "shown": re.findall(r'name="shown" value="([^"]+)"', html)}
    client.post(page_of(sitting, CAST, ballot), sent)
    one, two, _three = sitting.attendances.all()
    assert {vote.attendance for vote in Vote.objects.all()} == {one, two}


def test_an_item_that_was_not_told_is_admitted_when_all_are_there(client, zone):
    sitting = make_open(conference(zone), towns=3, there=2)
    words = {"title": "Fuori sacco", "sort": "decision"}
    client.post(page_of(sitting, "sitting_item_new"), words)
    item = sitting.items.get(title="Fuori sacco")
    html = client.get(page_of(sitting)).text
    assert "non nella convocazione" in html
    assert "Mancano: Sindaco di Comune 3." in html
    assert page_of(sitting, "sitting_item_vote", item) not in html
    told = client.post(page_of(sitting, "sitting_item_admit", item), follow=True).text
    assert "Mancano: Sindaco di Comune 3." in told

    attend(sitting, 3)
    assert "Ammetti al voto" in client.get(page_of(sitting)).text
    told = client.post(page_of(sitting, "sitting_item_admit", item), follow=True).text
    assert "è ammesso al voto" in told
    assert page_of(sitting, "sitting_item_vote", item) in told


def test_what_was_admitted_and_voted_is_not_told_as_not_to_be_voted(client, zone):
    sitting = make_open(conference(zone), towns=3)
    item = add_item(sitting, title="Fuori sacco", by=SOMEBODY)
    admit_item(item, by=SOMEBODY, at=NOW)
    sitting.attendances.filter(position=3).update(left_at=NOW + timedelta(days=7, hours=1))
    assert "Mancano: Sindaco di Comune 3." in client.get(page_of(sitting)).text
    make_ballot({"for": 3}, item=item)
    assert "Mancano" not in client.get(page_of(sitting)).text


def test_of_what_was_sent_from_elsewhere_the_office_says_whether_an_item_was_in_it(client, zone):
    sitting = make_open(conference(zone), towns=3, there=2)
    words = {"title": "Dimenticato", "sort": "decision", "was_told": "on"}
    client.post(page_of(sitting, "sitting_item_new"), words)
    item = sitting.items.get(title="Dimenticato")
    assert page_of(sitting, "sitting_item_vote", item) in client.get(page_of(sitting)).text
    form = client.get(page_of(sitting, "sitting_item_change", item)).context["form"]
    assert form.initial["was_told"] is True
    coming = make_sitting(body=sitting.body)
    assert "was_told" not in client.get(page_of(coming, "sitting_item_new")).context["form"].fields


def test_another_presides_from_the_page_of_the_sitting(client, zone):
    sitting = make_open(conference(zone), towns=3)
    other = sitting.attendances.last()
    address = page_of(sitting, "sitting_chair")
    assert address in client.get(page_of(sitting)).text
    client.post(address, {"chair": other.key})
    sitting.refresh_from_db()
    assert sitting.chair == other.name


def test_nobody_else_presides_while_a_vote_is_open(client, zone):
    sitting = make_open(conference(zone), towns=3)
    for chair in (sitting.chair, ""):
        Sitting.objects.update(chair=chair)
        assert page_of(sitting, "sitting_chair") in client.get(page_of(sitting)).text
    open_ballot(sitting.items.get(), question="", secret=False, by=SOMEBODY, at=NOW)
    for chair in (sitting.chair, ""):
        Sitting.objects.update(chair=chair)
        assert page_of(sitting, "sitting_chair") not in client.get(page_of(sitting)).text


def test_a_secret_vote_shows_no_names(client, zone):
    sitting = make_open(conference(zone), towns=3)
    ballot = open_ballot(sitting.items.get(), question="", secret=True, by=SOMEBODY, at=NOW)
    assert "<fieldset" not in client.get(page_of(sitting, "sitting_ballot", ballot)).text
    counts = {"in_favour": 1, "against": 0, "blank": 1, "void": 1, "abstained": 0}
    client.post(page_of(sitting, "sitting_ballot_count", ballot), counts)
    client.post(page_of(sitting, "sitting_ballot_close", ballot))
    assert (
        "La proposta non è approvata. Presenti 3, votanti 3, favorevoli 1, contrari 0, astenuti 0,"
        " schede bianche 1, nulle 1." in client.get(page_of(sitting, "sitting_ballot", ballot)).text
    )


def test_who_must_abstain_is_registered_with_the_reason(client, zone):
    sitting = make_open(conference(zone), towns=3)
    ballot = open_ballot(sitting.items.get(), question="", secret=False, by=SOMEBODY, at=NOW)
    one = sitting.attendances.first()
    address = page_of(sitting, "sitting_ballot_recuse", ballot)
    html = client.get(address).text
    assert ">scegliere</option>" in html
    assert "-----" not in html
    client.post(address, {"attendance": one.key, "reason": "Interesse proprio"})
    assert Vote.objects.get().choice == "recused"


def test_who_has_voted_may_still_have_to_abstain_but_not_by_correcting(client, zone):
    sitting = make_open(make_conference(1, area=zone), towns=1)
    ballot = open_ballot(sitting.items.get(), question="", secret=False, by=SOMEBODY, at=NOW)
    one = sitting.attendances.get()
    client.post(page_of(sitting, CAST, ballot), {f"vote-{one.key}": "for"})
    correct = page_of(sitting, "sitting_ballot_correct", ballot, one)
    assert 'value="recused"' not in client.get(correct).text
    client.post(correct, {"choice": "recused"})
    assert Vote.objects.get().choice == "for"

    recuse = page_of(sitting, "sitting_ballot_recuse", ballot)
    assert recuse in client.get(page_of(sitting, "sitting_ballot", ballot)).text
    client.post(recuse, {"attendance": one.key, "reason": "Interesse proprio"})
    assert Vote.objects.get().choice == "recused"
    assert recuse not in client.get(page_of(sitting, "sitting_ballot", ballot)).text


@pytest.mark.parametrize("secret", [False, True])
def test_an_abstention_written_by_mistake_is_taken_back_from_the_page_of_the_vote(
    client, zone, secret
):
    sitting = make_open(conference(zone), towns=3)
    ballot = open_ballot(sitting.items.get(), question="", secret=secret, by=SOMEBODY, at=NOW)
    one = sitting.attendances.first()
    reason = {"attendance": one.key, "reason": "Interesse proprio"}
    client.post(page_of(sitting, "sitting_ballot_recuse", ballot), reason)
    back = page_of(sitting, "sitting_ballot_correct", ballot, one)
    html = client.get(page_of(sitting, "sitting_ballot", ballot)).text
    assert back in html
    assert "Togli l'astensione" in html
    assert 'name="choice"' not in client.get(back).text
    told = client.post(back, {}, follow=True).text
    assert f"«{one.title}» partecipa al voto." in told
    assert not Vote.objects.exists()


def test_all_the_votes_of_an_item_are_named_in_their_order_on_the_page_of_the_sitting(client, zone):
    sitting = make_open(make_conference(1, area=zone), towns=1)
    item = sitting.items.get()
    vote, one = page_of(sitting, "sitting_item_vote", item), sitting.attendances.get()
    assert "Metti ai voti" in client.get(page_of(sitting)).text
    assert 'value="at_once"' not in client.get(vote).text
    refused = client.post(vote, {"purpose": "amendment", "question": ""})
    assert "Scrivere che cosa cambia l&#x27;emendamento" in refused.text
    for purpose, question in (("amendment", "Togliere il punto 2"), ("proposal", "")):
        client.post(vote, {"purpose": purpose, "question": question})
        ballot = Ballot.objects.get(purpose=purpose)
        client.post(page_of(sitting, CAST, ballot), {f"vote-{one.key}": "for"})
        client.post(page_of(sitting, "sitting_ballot_close", ballot))

    html = client.get(page_of(sitting)).text
    first = html.index("Votazione su un emendamento («Togliere il punto 2»)</a>: presenti 1")
    second = html.index("Votazione sulla proposta</a>: presenti 1")
    assert first < html.index("L&#x27;emendamento è approvato.", first) < second
    assert "Vota l'immediata eseguibilità" in html
    form = client.get(vote).text
    assert 'value="at_once" selected' in form
    assert 'value="proposal"' not in form


def test_an_item_whose_vote_was_not_valid_can_be_put_off_or_withdrawn_on_its_page(client, zone):
    sitting = make_open(conference(zone), towns=3)
    item = sitting.items.get()
    make_ballot({"for": 1}, item=item, valid=False, carried=False)
    html = client.get(page_of(sitting)).text
    assert page_of(sitting, "sitting_item_withdraw", item) in html
    assert page_of(sitting, "sitting_item_change", item) not in html
    client.post(page_of(sitting, "sitting_item_conclude", item), {"outcome": "postponed"})
    item.refresh_from_db()
    assert item.outcome == ItemOutcome.POSTPONED


def test_a_deserted_sitting_says_why(client, zone):
    sitting = make_convened(conference(zone))
    at = timezone.localtime(sitting.first_call).strftime("%Y-%m-%dT%H:%M")
    client.post(page_of(sitting, "sitting_desert"), {"at": at})
    html = client.get(page_of(sitting)).text
    assert "Deserta" in html
    body = conference(zone)
    body.regulations.all().delete()
    empty = make_convened(body)  # without a legal number, nobody there is nobody all the same
    assert page_of(empty, "sitting_desert") in client.get(page_of(empty)).text
    attend(empty, 1)
    assert page_of(empty, "sitting_desert") not in client.get(page_of(empty)).text
    assert "Numero legale non raggiunto: presenti 0 su 3" in html


def test_while_the_second_call_is_awaited_the_first_is_not_opened_again(client, zone):
    sitting = make_convened(conference(zone))
    Sitting.objects.update(call=2, second_call=timezone.now() + timedelta(days=1))
    begin, desert = page_of(sitting, "sitting_open"), page_of(sitting, "sitting_desert")
    html = client.get(page_of(sitting)).text
    assert begin not in html
    assert desert not in html

    hour = sitting.first_call + timedelta(days=1)
    Sitting.objects.update(second_call=hour)
    html = client.get(page_of(sitting)).text
    assert begin in html
    assert desert in html
    assert client.get(begin).context["form"].initial["opened_at"] == hour


def test_an_item_without_a_vote_is_dealt_with(client, zone):
    sitting = make_open(conference(zone), towns=3)
    item = sitting.items.get()
    client.post(page_of(sitting, "sitting_item_conclude", item), {"outcome": "discussed"})
    item.refresh_from_db()
    assert item.outcome == ItemOutcome.DISCUSSED


def test_an_item_concluded_by_mistake_is_taken_up_again_but_not_what_a_vote_put_off(client, zone):
    sitting = make_open(conference(zone), towns=3)
    item = sitting.items.get()
    conclude = page_of(sitting, "sitting_item_conclude", item)
    for outcome in ("discussed", "postponed"):
        assert "Riapri il punto" not in client.get(page_of(sitting)).text
        assert "Riapri il punto" in client.post(conclude, {"outcome": outcome}, follow=True).text
        told = client.post(conclude, {"outcome": "pending"}, follow=True).text
        assert "Il punto è di nuovo da trattare." in told
        assert page_of(sitting, "sitting_item_vote", item) in told

    make_ballot({"for": 3}, item=item, purpose="postponement")
    client.post(conclude, {"outcome": "postponed"})
    sitting.items.update(outcome=ItemOutcome.POSTPONED)
    assert "Riapri il punto" not in client.get(page_of(sitting)).text


def test_an_item_is_not_concluded_by_an_outcome_nobody_said(client, zone):
    sitting = make_open(conference(zone), towns=3)
    item = sitting.items.get()
    page = page_of(sitting, "sitting_item_conclude", item)
    assert "Manca l&#x27;esito" in client.post(page, {"outcome": "boh"}, follow=True).text
    item.refresh_from_db()
    assert item.outcome == ItemOutcome.PENDING


def test_the_page_of_a_sitting_asks_the_same_questions_however_long_its_agenda(
    client, zone, queries_stay_flat
):
    sitting = make_open(conference(zone), towns=3)

    def add():
        item = make_item(sitting=sitting)
        item.ballots.create(
            number=1, question="x", state="closed", opened_at=NOW, closed_at=NOW, valid=True
        )

    queries_stay_flat(page_of(sitting), add)


# --- desk and search


def test_the_desk_counts_what_is_to_convene_to_hold_and_to_come(client, zone):
    sitting = make_sitting(body=conference(zone))
    assert "1 seduta da convocare" in client.get(DESK).text
    held = make_convened(sitting.body)
    html = client.get(DESK).text
    assert "1 seduta da tenere o da chiudere" in html
    html = client.get(f"{LIST}?mostra=chiudere").text
    assert page_of(held) in html
    assert page_of(sitting) not in html
    attend(held, 3)
    Sitting.objects.filter(pk=held.pk).update(state="open", opened_at=NOW)
    close_sitting(held, at=NOW + timedelta(days=8), by=SOMEBODY)
    assert "da tenere o da chiudere" not in client.get(DESK).text


def test_who_sits_in_a_body_sees_its_sittings_to_come(client, enter):
    area = make_area()
    mandate = enter(area, role=Role.MAYOR)
    body = conference(area)
    office = body.seats.first().office
    office.organisation.area = area
    office.organisation.save()
    person = office.holdings.get().holder
    person.user = mandate.holder
    person.save()
    sitting = make_convened(body, first_call=timezone.now() + timedelta(days=9))
    assert "1 seduta in programma" in client.get(DESK).text
    assert page_of(sitting) in client.get(f"{LIST}?mostra=future").text


def test_a_sitting_is_found_by_its_body_or_its_agenda(client, zone):
    sitting = make_sitting(body=conference(zone, name="Conferenza dei Sindaci"))
    make_item(sitting=sitting, title="Riparto delle quote per la disabilità")
    for wanted in ("sindaci", "riparto", "DISABILITÀ", "disabilita"):
        assert page_of(sitting) in client.get(reverse("desk:search"), {"q": wanted}).text


def test_who_left_before_the_end_does_not_undo_the_legal_number_of_the_opening(client, zone):
    sitting = make_open(conference(zone), towns=3)
    sitting.attendances.update(left_at=sitting.opened_at + timedelta(hours=1))
    close_sitting(sitting, at=sitting.opened_at + timedelta(hours=2), by=SOMEBODY)
    number = client.get(page_of(sitting)).context["sheet"].number
    assert number.good
    assert "(3 su 3)" in number.headline


def test_closing_tells_what_it_puts_off_and_opening_without_a_notice_says_to_convene(client, zone):
    sitting = make_open(conference(zone), towns=3)
    item = sitting.items.get()
    lead = client.get(page_of(sitting, "sitting_close")).context["lead"]
    assert lead == f"Restano da trattare, e risulteranno rinviati, i punti: {item.position}."
    assert f"punti/{item.key}/vota/" in client.get(page_of(sitting)).text
    answer = client.get(page_of(make_sitting(body=sitting.body), "sitting_open"), follow=True)
    assert "la seduta è in preparazione. Prima si convoca." in answer.text


def test_who_has_no_address_is_told_before_the_letters_leave(client, zone):
    body = conference(zone, 2)
    seat = body.seats.first()
    type(seat.office.organisation).objects.filter(pk=seat.office.organisation.pk).update(
        pec="", email=""
    )
    holder = seat.office.holdings.get().holder
    type(holder).objects.filter(pk=holder.pk).update(email="")
    sitting = make_sitting(body=body)
    lead = client.get(page_of(sitting, "sitting_convene")).context["lead"]
    assert lead == f"Senza PEC né e-mail, da avvisare in altro modo: {seat.title}."


def test_who_sits_there_reads_her_own_part_and_how_she_voted(client, enter):
    mandate = enter(role=Role.MAYOR)
    ballot = make_ballot({"for": 1}, item=make_item(sitting=make_held_sitting()))
    sitting = ballot.item.sitting
    office = make_office(organisation=make_organisation(area=mandate.area))
    seat = make_seat(body=sitting.body, office=office)
    person = make_representative(user=mandate.holder)
    make_holding(office=seat.office, holder=person)
    mine = make_attendance(sitting=sitting, seat=seat, name=str(person))
    Vote.objects.create(
        ballot=ballot, attendance=mine, choice=VoteChoice.AGAINST, name=mine.name, cast_at=NOW
    )
    hidden = make_ballot({}, item=make_item(sitting=sitting), secret=True)
    Vote.objects.create(
        ballot=hidden, attendance=mine, choice=VoteChoice.RECUSED, name=mine.name, cast_at=NOW
    )

    page = client.get(page_of(sitting))
    (own,) = page.context["sheet"].own
    assert own.attendance == mine
    assert [(vote.ballot, vote.choice) for vote, _on in own.votes] == [(ballot, VoteChoice.AGAINST)]
    assert "La propria partecipazione" in page.text


def test_own_votes_and_the_pages_of_votes_say_each_on_what(client, enter):
    mandate = enter(role=Role.MAYOR)
    item = make_item(sitting=make_held_sitting(), title="Riparto")
    office = make_office(organisation=make_organisation(area=mandate.area))
    seat = make_seat(body=item.sitting.body, office=office)
    person = make_representative(user=mandate.holder)
    make_holding(office=office, holder=person)
    mine = make_attendance(sitting=item.sitting, seat=seat, name=str(person))
    for purpose in ("proposal", "at_once"):
        ballot = make_ballot({}, item=item, purpose=purpose, question=item.title)
        facts = {"name": mine.name, "cast_at": NOW, "choice": VoteChoice.FOR}
        Vote.objects.create(ballot=ballot, attendance=mine, **facts)
        html = client.get(page_of(item.sitting, "sitting_ballot", ballot)).text
        assert f": {item} · Raccordo</title>" in html

    html = client.get(page_of(item.sitting)).text
    assert f"{item} · Votazione sulla proposta: <strong>favorevole" in html
    assert f"{item} · Votazione sull&#x27;immediata eseguibilità: <strong>favorevole" in html
