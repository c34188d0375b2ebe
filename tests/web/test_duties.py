"""The pages of the scadenzario: what each shows, to whom, and what one does there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from raccordo.access.rights import Role
from raccordo.governance import digest
from raccordo.governance.bundled import duty_rules
from raccordo.governance.models import Absence, Duty, Feed, Sitting
from raccordo.governance.operations.duties import change_duty, fulfil_duty
from raccordo.governance.operations.feeds import open_feed
from raccordo.governance.operations.ruling import load_duty_rules
from raccordo.governance.rules.deadlines import When
from raccordo.governance.states import DutyState, SittingState
from raccordo.web.desk.duties.feeds import token_of
from raccordo.web.desk.duties.ruling import words_of
from tests.conftest import sign_in
from tests.make import (
    NOW,
    SOMEBODY,
    make_act,
    make_area,
    make_body,
    make_duty,
    make_duty_rule,
    make_filed_act,
    make_hall,
    make_held_sitting,
    make_holding,
    make_mandate,
    make_office,
    make_organisation,
    make_part,
    make_representative,
    make_seat,
    make_sitting,
)

pytestmark = pytest.mark.django_db
LIST, DESK = reverse("desk:duties"), reverse("desk:home")
DAY = localdate()  # pages ask the clock at the door


def page_of(duty, name="duty"):
    return reverse(f"desk:{name}", args=[duty.key])


def due_in(days, area, **fields):
    return make_duty(area=area, due_on=DAY + timedelta(days=days), **fields)


def titles(page):
    return [duty.title for duty in page.context["page"].object_list]


def test_reminders_lead_to_the_page_that_the_web_has():
    key = uuid4()
    pages = {
        digest.DUTIES: LIST,
        digest.ENDINGS: reverse("assemblies:renewals"),
        digest.DESK: reverse("desk:home"),
        f"{digest.DUTIES}{key}/": reverse("desk:duty", args=[key]),
        f"{digest.SITTINGS}{key}/": reverse("assemblies:sitting", args=[key]),
        f"{digest.ACTS}{key}/": reverse("assemblies:act", args=[key]),
        f"{digest.SIGNATURES}{key}/": reverse("desk:sign", args=[key]),
        f"{digest.ANSWERS}{key}/": reverse("desk:answer", args=[key]),
    }
    assert list(pages) == list(pages.values())


# --- the list


def test_the_late_come_first_with_how_late_they_are(client, enter):
    area = make_area()
    enter(area)
    far, late, soon = due_in(90, area), due_in(-12, area), due_in(3, area)
    due_in(1, area, state=DutyState.DONE)

    page = client.get(LIST)

    assert titles(page) == [late.title, soon.title, far.title]
    assert "in ritardo di 12 giorni" in page.text
    assert "mancano 3 giorni" in page.text


def test_the_list_is_filtered_by_state_person_kind_month_body_and_words(client, enter):
    area = make_area()
    me = enter(area).holder
    body = make_organisation(area=make_part(area))
    made = {
        "mine": due_in(5, area, owner=me, title="Nota per la città"),
        "late": due_in(-5, area, sort="duty"),
        "done": due_in(1, area, state=DutyState.DONE),
        "gone": due_in(1, area, state=DutyState.DROPPED),
        "owed": due_in(400, area, organisation=body),
    }
    asked = {
        "stato=ritardo": ["late"],
        "stato=fatte": ["done"],
        "stato=non-dovute": ["gone"],
        "vista=mie": ["mine"],
        "vista=enti": ["owed"],
        f"chi={me.key}": ["mine"],
        "chi=nessuno": ["late", "owed"],
        "tipo=duty": ["late"],
        f"ente={body.key}": ["owed"],
        f"mese={DAY + timedelta(days=400):%Y-%m}": ["owed"],
        "q=NOTA+citta": ["mine"],
        "chi=x&ente=y&mese=z&tipo=w&stato=v": ["late", "mine", "owed"],
    }
    for query, names in asked.items():
        found = titles(client.get(f"{LIST}?{query}"))
        assert sorted(found) == sorted(made[name].title for name in names), query
    assert len(titles(client.get(f"{LIST}?stato=tutte"))) == 5


def test_the_list_says_what_to_do_when_it_is_empty(client, enter):
    enter()

    assert "Adotta le scadenze dell'anno" in client.get(LIST).text.replace("&#x27;", "'")
    assert "Nessuna scadenza corrisponde" in client.get(f"{LIST}?q=zzz").text


@pytest.mark.parametrize("name", ["duties", "duties_month", "duties_load"])
def test_these_pages_ask_the_same_questions_however_much_is_due(enter, queries_stay_flat, name):
    area = make_area()
    enter(area)

    def add():
        holder = make_mandate(area=area).holder
        body = make_organisation(area=make_part(area))
        due_in(0, area, owner=holder, organisation=body, rule=make_duty_rule())

    queries_stay_flat(reverse(f"desk:{name}"), add)


def test_the_list_asks_at_most_fifteen_questions(client, enter):
    area = make_area(kind="ambito")
    enter(area, Role.PLAN_DIRECTOR)
    due_in(0, area, organisation=make_organisation(area=make_part(area)))
    client.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)

    assert len(asked) <= 15


def test_the_list_is_a_spreadsheet_too(client, enter):
    area = make_area()
    enter(area)
    due_in(-3, area)

    page = client.get(reverse("desk:duties_table"))

    assert page.content[:2] == b"PK"
    assert "scadenzario.xlsx" in page["Content-Disposition"]


def test_the_history_of_a_duty_is_read_by_who_keeps_it(client, enter):
    area = make_area()
    duty = due_in(9, area)
    change_duty(duty, title="Altro", due_on=DAY, by=SOMEBODY)

    for role, shown in ((Role.PLAN_OFFICER, True), (Role.SOCIAL_WORKER, False)):
        enter(area, role=role)
        page = client.get(page_of(duty)).text
        assert ("Ha modificato la scadenza" in page) is shown


def test_the_month_shows_each_thing_in_its_day_and_who_is_of_another_area_does_not_see_it(
    client, enter
):
    area = make_area()
    enter(area)
    mine, foreign = due_in(0, area), due_in(0, make_area())
    for _ in range(6):
        due_in(0, area)

    page = client.get(reverse("desk:duties_month"))

    cell = next(day for week in page.context["weeks"] for day in week if day.day == DAY)
    assert cell.duties[0] == mine
    assert (len(cell.duties), cell.more) == (5, 2)
    assert foreign.title not in page.text
    assert client.get(reverse("desk:duties_month") + "?mese=2028-02").context["count"] == 0
    assert client.get(reverse("desk:duties_month") + "?mese=altro").status_code == 200


def test_the_month_shows_which_bodies_meet_to_who_reads_them(client, enter):
    area = make_area()
    enter(area)
    noon = localtime().replace(hour=12)
    held = make_held_sitting(body=make_body(area=area), first_call=noon)
    off = {"number": 4, "regulation": held.regulation, "state": SittingState.CANCELLED}
    make_held_sitting(body=held.body, first_call=noon, **off)
    make_held_sitting(first_call=noon)

    page = client.get(reverse("desk:duties_month"))
    cell = next(day for week in page.context["weeks"] for day in week if day.day == DAY)
    assert cell.sittings == [held]
    assert page.context["count"] == 1
    mine = client.get(reverse("desk:duties_month") + "?vista=mie")
    assert mine.context["count"] == 0


def test_the_month_shows_a_sitting_deserted_at_first_on_the_day_of_its_second_call(client, enter):
    area = make_area()
    enter(area)
    last = localtime().replace(month=1, day=31, hour=18)
    held = make_held_sitting(body=make_body(area=area), first_call=last, state="convened")
    Sitting.objects.filter(pk=held.pk).update(
        call=2, second_call=last + timedelta(days=1), opened_at=None
    )

    january, february = (
        client.get(f"{reverse('desk:duties_month')}?mese={last.year}-{month}").context
        for month in ("01", "02")
    )
    assert (january["count"], february["count"]) == (0, 1)
    assert [d.day.day for week in february["weeks"] for d in week if d.here and d.sittings] == [1]


# --- one of them


def test_the_page_of_a_duty_says_its_rule_its_source_and_whether_it_was_read(client, enter):
    area = make_area()
    enter(area)
    rule = make_duty_rule(source="L. 178/2020 art. 1", verified=False)
    duty = due_in(5, area, sort="duty", rule=rule, act=make_filed_act(area))

    page = client.get(page_of(duty)).text

    assert "L. 178/2020 art. 1" in page
    assert "da confermare" in page
    assert "Segna come fatto" in page
    assert page_of(duty.act, "duty") not in page
    assert reverse("assemblies:act", args=[duty.act.key]) in page


def test_what_a_duty_is_about_is_one_click_away_for_who_may_open_it(client, enter):
    area = make_area()
    body = make_body(area=area)
    sitting = make_sitting(body=body, convened_on=DAY)
    elsewhere = make_body(area=make_area())
    hall = make_hall(make_part(area))
    facts = {"organisation": hall, "body": body, "sitting": sitting, "act": make_act()}
    duty, other = due_in(5, area, **facts), due_in(5, area, body=elsewhere)
    enter(area)

    page, another = client.get(page_of(duty)).text, client.get(page_of(other)).text

    for name, thing in (("body", body), ("sitting", sitting)):
        assert reverse(f"assemblies:{name}", args=[thing.key]) in page
    assert reverse("network:organisation", args=[hall.key]) in page
    assert reverse("assemblies:act", args=[duty.act.key]) not in page
    assert elsewhere.name in another
    assert reverse("assemblies:body", args=[elsewhere.key]) not in another


def test_what_is_done_shows_its_proof_and_gives_its_file(client, enter):
    area = make_area()
    enter(area, Role.SOCIAL_WORKER)
    duty = due_in(5, area)
    file = (b"%PDF-1.4 x", "ricevuta.pdf")
    fulfil_duty(duty, done_on=DAY, protocol="12", file=file, by=SOMEBODY, on=DAY)

    page = client.get(page_of(duty))
    assert "prot. n. 12" in page.text
    assert "Riapri" not in page.text
    assert "ricevuta.pdf" in client.get(page_of(duty, "duty_file"))["Content-Disposition"]
    assert client.get(page_of(due_in(1, area), "duty_file")).status_code == 404


def test_of_what_falls_each_month_one_reads_which_month(client, enter):
    area = make_area()
    enter(area)
    duty = due_in(5, area, rule=make_duty_rule(), turn="2026-10")

    assert "(ottobre 2026)" in client.get(LIST).text
    assert "Ottobre 2026 · Entro il" in client.get(page_of(duty)).text


def test_who_owns_it_closes_it_and_the_others_who_read_it_do_not(client, enter):
    area = make_area()
    me = enter(area, Role.SOCIAL_WORKER).holder
    own, other = due_in(5, area, owner=me), due_in(5, area)

    assert client.get(page_of(other)).status_code == 200
    assert client.get(page_of(other, "duty_fulfil")).status_code == 404
    client.post(page_of(own, "duty_fulfil"), {"done_on": DAY, "proof": "fatto"})
    own.refresh_from_db()
    assert (own.state, own.proof) == (DutyState.DONE, "fatto")
    client.post(page_of(own, "duty_reopen"), {"reason": "errore"})
    own.refresh_from_db()
    assert own.state == DutyState.TO_DO


def test_who_stands_in_closes_it_while_the_other_is_away_and_no_longer(client, enter):
    area = make_area()
    me, owner = enter(area, Role.SOCIAL_WORKER).holder, make_mandate(area=area).holder
    duty = due_in(5, area, owner=owner)
    absence = Absence.objects.create(user=owner, substitute=me, since=DAY)

    assert client.get(page_of(duty, "duty_fulfil")).status_code == 200
    assert "al posto di" in client.get(DESK).text
    absence.since, absence.until = DAY - timedelta(days=2), DAY
    absence.save()
    assert client.get(page_of(duty, "duty_fulfil")).status_code == 404


def test_a_refusal_stands_beside_its_field(client, enter):
    area = make_area()
    enter(area)
    duty = due_in(5, area, sort="duty")

    page = client.post(page_of(duty, "duty_fulfil"), {"done_on": DAY})

    assert "serve una prova" in page.context["form"].errors["proof"][0]


def test_an_activity_is_added_with_what_it_is_about(client, enter):
    area = make_area()
    me = enter(area)
    body = make_organisation(name="Comune di Frisa", area=make_part(area))
    sitting = make_sitting(body=make_body(area=area), first_call=NOW.replace(year=DAY.year + 1))
    act = make_filed_act(area)
    sent = {"area": area.key, "title": "Preparare", "due_on": DAY, "owner": me.holder.key}
    sent |= {"organisation": "comune di FRISA", "sitting": sitting.key, "act": str(act)}

    client.post(reverse("desk:duty_add"), sent)

    duty = Duty.objects.get()
    assert (duty.owner, duty.organisation, duty.act) == (me.holder, body, act)
    assert (duty.sitting, duty.body) == (sitting, sitting.body)


def test_a_body_or_an_act_that_is_not_known_is_told_in_words(client, enter):
    area = make_area()
    enter(area)
    sent = {"area": area.key, "title": "x", "due_on": DAY, "organisation": "nessuno", "act": "boh"}

    errors = client.post(reverse("desk:duty_add"), sent).context["form"].errors

    assert "non è nell'elenco" in errors["organisation"][0]
    assert "non è fra quelli" in errors["act"][0]


def test_it_is_changed_given_and_dropped(client, enter):
    area = make_area()
    enter(area)
    other, duty = make_mandate(area=area).holder, due_in(5, area)

    client.post(page_of(duty, "duty_change"), {"title": "Nuovo", "due_on": DAY})
    client.post(page_of(duty, "duty_assign"), {"owner": other.key})
    duty.refresh_from_db()
    assert (duty.title, duty.due_on, duty.owner) == ("Nuovo", DAY, other)
    assert client.post(page_of(duty, "duty_drop"), {"reason": "sospeso"}).status_code == 302
    page = client.get(page_of(duty)).text
    assert "Non più dovuto" in page
    assert "sospeso" in page


def test_whose_it_is_by_its_rule_is_not_changed_by_hand(client, enter):
    area = make_area()
    enter(area)
    town = make_organisation(name="Comune di Frisa", area=make_part(area))
    duty = due_in(5, area, rule=make_duty_rule(), organisation=town)

    client.post(page_of(duty, "duty_change"), {"title": "x", "due_on": DAY, "organisation": ""})

    duty.refresh_from_db()
    assert duty.organisation == town


# --- rules


def test_the_rules_are_adopted_and_then_are_shown_as_such(client, enter):
    area = make_area()
    enter(area)
    load_duty_rules(duty_rules(), by=SOMEBODY)
    here = reverse("desk:duties_rules")
    page = client.get(here + f"?anno={DAY.year + 1}")
    codes = [one.rule.code for one in page.context["shown"] if one.due]
    assert "assistenti-sociali-sioss" in codes
    assert "Registra l'evento" in page.text.replace("&#x27;", "'")

    sent = {"area": area.key, "anno": DAY.year + 1, "codes": codes}
    client.post(here, sent)
    count = Duty.objects.count()
    assert count >= len(codes)
    said = client.post(here, sent, follow=True).text
    assert Duty.objects.count() == count
    assert f"{count} c'erano già" in said.replace("&#x27;", "'")
    page = client.get(here + f"?anno={DAY.year + 1}")
    assert all(one.adopted for one in page.context["shown"] if one.due)


def test_a_rule_whose_day_has_gone_by_this_year_is_not_chosen_by_itself(client, enter):
    area = make_area()
    enter(area)
    gone = DAY - timedelta(days=1)
    make_duty_rule(when={"sort": "once", "on": gone.isoformat()})

    page = client.get(reverse("desk:duties_rules") + f"?anno={gone.year}").text

    assert "già passata" in page
    assert " checked" not in page


def test_adopting_nothing_is_refused_in_words(client, enter):
    area = make_area()
    enter(area)
    make_duty_rule()

    page = client.post(reverse("desk:duties_rules"), {"area": area.key, "anno": DAY.year})

    assert "Scegliere almeno una regola" in page.text


def test_an_event_puts_in_the_list_what_counts_from_it(client, enter):
    area = make_area()
    enter(area)
    rule = make_duty_rule(when={"sort": "after", "event": "Linee guida", "count": 90})
    here = reverse("desk:duties_event", args=[rule.key])
    assert "90 giorni dopo" in client.get(here).text

    client.post(here, {"area": area.key, "happened_on": DAY, "label": "DGR 1"})

    assert Duty.objects.get().due_on == DAY + timedelta(days=90)
    assert client.get(reverse("desk:duties_event", args=[make_duty_rule().key])).status_code == 404


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (When("yearly", month=2, day=28), "ogni anno, il 28 febbraio"),
        (When("monthly", day=31), "ogni mese, entro l'ultimo giorno"),
        (When("monthly", day=5), "ogni mese, entro il giorno 5"),
        (When("once", on=NOW.date()), "una volta, il 3 marzo 2025"),
        (When("after", event="x", count=1, unit="months"), "1 mese dopo"),
        (
            When("after", event="x", count=60, moved="saturdays"),
            "60 giorni dopo; se è sabato o festivo, il primo giorno lavorativo",
        ),
    ],
)
def test_a_rule_says_when_in_words(when, said):
    assert words_of(when) == said


# --- workload, passing, absences


def test_the_workload_says_who_has_how_much_and_what_is_nobody_s(client, enter):
    area = make_area()
    me = enter(area).holder
    due_in(-1, area, owner=me)
    due_in(1, area)

    page = client.get(reverse("desk:duties_load"))

    assert [(load.owner, load.open) for load in page.context["loads"]] == [(None, 1), (me, 1)]
    assert "<meter" in page.text


def test_two_hundred_are_passed_in_one_action_and_taken_back_in_another(client, enter):
    area = make_area()
    me, other = enter(area).holder, make_mandate(area=area).holder
    duties = [due_in(n, area, owner=me) for n in range(200)]
    here = reverse("desk:duties_pass") + f"?da={me.key}"
    page = client.get(here).text
    assert page.count('name="duties"') == 200
    assert '<select name="owner"' in page

    there = client.post(here, {"owner": other.key, "duties": [duty.key for duty in duties]}).url
    assert Duty.objects.filter(owner=other).count() == 200
    page = client.get(there)
    assert "Annulla il passaggio" in page.text
    said = client.post(
        reverse("desk:duties_passed_back", args=[page.context["passing"]]), follow=True
    )
    assert "200 scadenze sono tornate" in said.text
    assert Duty.objects.filter(owner=me).count() == 200


def test_nothing_is_passed_that_is_not_held_there(client, enter):
    area = make_area()
    me, other = enter(area).holder, make_mandate(area=area).holder
    due_in(1, area, owner=me)
    foreign = due_in(1, make_area())
    here = reverse("desk:duties_pass") + f"?da={me.key}"

    page = client.post(here, {"owner": other.key, "duties": [foreign.key]})

    assert "Scegliere almeno una scadenza" in page.text
    assert client.post(here, {"owner": other.key, "duties": ["x"]}).status_code == 404
    assert client.get(reverse("desk:duties_pass") + f"?da={uuid4()}").status_code == 404
    assert client.get(reverse("desk:duties_pass") + "?da=nessuno").status_code == 200


def test_one_tells_one_s_own_absence_and_who_keeps_the_time_that_of_others(client, enter):
    area = make_area()
    other = make_mandate(area=area).holder
    me = enter(area, Role.SOCIAL_WORKER).holder
    here = reverse("desk:duties_absence_add")
    sent = {"substitute": other.key, "since": DAY, "until": DAY}

    assert client.post(here, sent | {"user": other.key, "substitute": me.key}).status_code == 200
    assert not Absence.objects.exists()
    client.post(here, sent | {"user": me.key})
    absence = Absence.objects.get()
    assert absence.until == DAY + timedelta(days=1)

    sign_in(client, other)
    ending = reverse("desk:duties_absence_end", args=[absence.key])
    assert "Togli" in client.get(reverse("desk:duties_absences")).text
    client.post(ending)
    assert not Absence.objects.exists()


def test_who_stands_in_does_not_end_the_absence_of_another(client, enter):
    area = make_area()
    me, other = enter(area, Role.SOCIAL_WORKER).holder, make_mandate(area=area).holder
    absence = Absence.objects.create(user=other, substitute=me, since=DAY)

    assert client.get(reverse("desk:duties_absences")).context["absences"][0] == absence
    ending = reverse("desk:duties_absence_end", args=[absence.key])
    assert client.post(ending).status_code == 404


# --- the desk, the search, the acts


def test_the_desk_shows_what_is_due_by_me_late_and_within_thirty_days(client, enter):
    area = make_area()
    me = enter(area).holder
    late, soon = due_in(-2, area, owner=me), due_in(30, area, owner=me)
    due_in(31, area, owner=me)
    due_in(1, area)

    page = client.get(DESK)

    assert list(page.context["due"]) == [late, soon]
    assert "1 scadenza in ritardo" in page.text
    assert "1 scadenza di cui nessuno si occupa" in page.text


def test_the_search_finds_what_one_may_read(client, enter):
    area = make_area()
    enter(area)
    due_in(1, area, title="Nota tecnica segreta")
    due_in(1, make_area(), title="Nota tecnica altrui")

    page = client.get(reverse("desk:search") + "?q=nota+tecnica").text

    assert "Nota tecnica segreta" in page
    assert "altrui" not in page
    assert "Scadenzario" in page  # in the menu


def test_an_act_says_what_is_to_do_about_it(client, enter):
    area = make_area()
    enter(area)
    act = make_filed_act(area)
    due_in(1, area, act=act, title="Pubblicare")

    assert "Pubblicare, da fare" in client.get(reverse("assemblies:act", args=[act.key])).text


# --- the calendar


def lines(page):
    return page.content.decode().replace("\r\n ", "").split("\r\n")


def calendar_of(user):
    feed = Feed.objects.filter(user=user).first() or open_feed(user, by=SOMEBODY, on=DAY)
    return reverse("desk:calendar", args=[token_of(feed)])


def test_a_calendar_is_read_without_entering_and_its_uids_stay(client):
    area = make_area()
    user = make_mandate(area=area).holder
    duty = due_in(10, area, owner=user, title="Nota; prima, poi")
    due_in(10, area)
    due_in(1, area, owner=user, state=DutyState.DONE)

    page = client.get(calendar_of(user))

    assert page["Content-Type"] == "text/calendar; charset=utf-8"
    assert not page.cookies
    said = lines(page)
    assert said[0] == "BEGIN:VCALENDAR"
    assert said[-2:] == ["END:VCALENDAR", ""]
    assert said.count("BEGIN:VEVENT") == 1
    assert f"UID:{duty.key}@raccordo" in said
    assert f"DTSTART;VALUE=DATE:{duty.due_on:%Y%m%d}" in said
    assert "SUMMARY:Scade: Nota\\; prima\\, poi" in said
    change_duty(duty, title="Altro", due_on=DAY, by=SOMEBODY)
    assert f"UID:{duty.key}@raccordo" in lines(client.get(calendar_of(user)))


def test_what_has_not_changed_is_not_sent_again(client):
    area = make_area()
    user = make_mandate(area=area).holder
    duty = due_in(10, area, owner=user)
    page = client.get(calendar_of(user))

    same = client.get(calendar_of(user), headers={"If-None-Match": page["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    change_duty(duty, title="Altro", due_on=DAY, by=SOMEBODY)
    again = client.get(calendar_of(user), headers={"If-None-Match": page["ETag"]})
    assert again.status_code == 200


def test_no_line_of_a_calendar_is_longer_than_seventy_five_octets(client):
    area = make_area()
    user = make_mandate(area=area).holder
    due_in(10, area, owner=user, title="è" * 150, description="prima\nseconda " + "à" * 300)

    content = client.get(calendar_of(user)).content

    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert "è" * 150 in content.decode().replace("\r\n ", "")
    assert b"\\nseconda" in content.replace(b"\r\n ", b"")


def test_an_address_taken_away_made_up_or_of_who_is_out_opens_nothing(client):
    area = make_area()
    mandate = make_mandate(area=area)
    user, first = mandate.holder, calendar_of(mandate.holder)
    open_feed(user, by=SOMEBODY, on=DAY)
    second = calendar_of(user)
    forged = Signer(key="another", salt="raccordo.calendar", sep=".").sign(user.feed.key.hex)

    for address in (
        first,
        reverse("desk:calendar", args=[forged]),
        "/calendario/x/scadenzario.ics",
    ):
        assert client.get(address).status_code == 404, address
    assert client.get(second).status_code == 200
    mandate.until = DAY
    mandate.save()
    assert client.get(second).status_code == 404
    mandate.until = None
    mandate.save()
    user.is_active = False
    user.save()
    assert client.get(second).status_code == 404


def test_the_sittings_to_come_of_one_s_bodies_are_in_the_calendar(client):
    area = make_area()
    office = make_office(organisation=make_organisation(area=area))
    user = make_mandate(area=area, role=Role.MAYOR).holder
    make_holding(office=office, holder=make_representative(user=user))
    body = make_body(area=area, name="Conferenza di prova")
    make_seat(body=body, office=office)
    convened = {"state": SittingState.CONVENED, "convened_on": DAY}
    ahead = NOW.replace(year=DAY.year + 1)
    sitting = make_sitting(body=body, first_call=ahead, place="Sala, primo piano", **convened)
    make_sitting(body=body, first_call=ahead)  # in preparation: nobody is called yet
    make_sitting(first_call=ahead, **convened)  # of another body

    said = lines(client.get(calendar_of(user)))

    assert said.count("BEGIN:VEVENT") == 1
    assert f"UID:{sitting.key}@raccordo" in said
    assert f"DTSTART:{ahead:%Y%m%dT%H%M%SZ}" in said
    assert "SUMMARY:Conferenza di prova" in said
    assert "LOCATION:Sala\\, primo piano" in said

    past, second = NOW.replace(year=DAY.year - 1), ahead + timedelta(days=1)
    Sitting.objects.filter(pk=sitting.pk).update(
        held_on=past.date(), first_call=past, second_call=second, call=2
    )
    assert f"DTSTART:{second:%Y%m%dT%H%M%SZ}" in lines(client.get(calendar_of(user)))


def test_one_makes_changes_and_takes_away_one_s_own_address(client, enter):
    me = enter().holder
    here = reverse("desk:duties_feed")
    assert "Crea l'indirizzo" in client.get(here).text.replace("&#x27;", "'")

    client.post(here, {"open": "1"})
    first = Feed.objects.get(user=me).key
    assert calendar_of(me) in client.get(here).text
    client.post(here, {"open": "1"})
    assert Feed.objects.get(user=me).key != first
    client.post(here, {"close": "1"})
    assert not Feed.objects.exists()


def test_among_hundreds_of_bodies_one_searches_and_does_not_choose(client, enter, monkeypatch):
    area = enter().area
    monkeypatch.setattr("raccordo.web.desk.duties.listing.MOST_CHOICES", 1)
    make_duty(area=area, organisation=make_organisation())
    assert "duty-body" in client.get(reverse("desk:duties")).text

    make_duty(area=area, organisation=make_organisation())
    assert "duty-body" not in client.get(reverse("desk:duties")).text
