"""What is due: from rules, from events, from the office itself; given, passed, closed."""

from datetime import date, timedelta

import pytest

from raccordo.access.rights import Right, Role
from raccordo.archive.models import StoredFile
from raccordo.foundation.errors import Refused
from raccordo.governance.bundled import duty_rules
from raccordo.governance.models import Duty, DutyRule, Reminder
from raccordo.governance.operations.absences import tell_absence
from raccordo.governance.operations.duties import (
    add_activity,
    assign_duty,
    change_duty,
    drop_duty,
    fulfil_duty,
    pass_back,
    pass_duties,
    reopen_duty,
)
from raccordo.governance.operations.ruling import (
    RuleFact,
    adopt_rules,
    load_duty_rules,
    note_event,
)
from raccordo.governance.queries.duties import (
    duties_found,
    duties_open_to,
    duties_to_fulfil,
    most_urgent_first,
    newer_rule,
    rules_for,
    workload,
)
from raccordo.governance.states import DUTY_LIFE, DutyBearer, DutyState
from raccordo.journal.models import Entry
from raccordo.parties.states import OrganisationKind
from raccordo.territory.states import AreaKind
from tests.make import (
    SOMEBODY,
    TODAY,
    make_acting,
    make_area,
    make_body,
    make_duty,
    make_duty_rule,
    make_hall,
    make_mandate,
    make_organisation,
    make_part,
    make_sitting,
    make_town,
    put_inside,
)

pytestmark = pytest.mark.django_db
FEBRUARY = {"sort": "yearly", "month": 2, "day": 28}


def refused(work, **facts):
    with pytest.raises(Refused) as refusal:
        work(**facts)
    return refusal.value


def fact(**fields):
    usual = {"code": "prova", "version": "1", "since": date(2020, 1, 1), "title": "Prova"}
    return RuleFact(**usual | {"owed_by": "ambito", "source": "x", "when": FEBRUARY} | fields)


def adopt(area, *rules, year=2026, **facts):
    usual = {"codes": [rule.code for rule in rules], "by": SOMEBODY, "on": TODAY}
    return adopt_rules(area, year=year, **usual | facts)


def owner_in(area, role=Role.PLAN_OFFICER, **fields):
    return make_mandate(area=area, role=role, **fields).holder


def in_region(name):
    region = make_area(kind=AreaKind.REGION, name=name)
    area = make_area(kind=AreaKind.AMBITO)
    put_inside(area, region)
    return area


def test_from_every_state_something_due_can_come_back_and_end():
    assert DUTY_LIFE.reach(DUTY_LIFE.start) == set(DutyState)


# --- rules


def test_bundled_rules_are_loaded_once():
    assert load_duty_rules(duty_rules(), by=SOMEBODY) == len(duty_rules())
    assert load_duty_rules(duty_rules(), by=SOMEBODY) == 0
    assert Entry.objects.filter(what="duty_rules.loaded").count() == 1


def test_a_new_version_closes_the_one_before_on_its_day():
    load_duty_rules([fact()], by=SOMEBODY)
    load_duty_rules([fact(version="2", since=date(2026, 7, 1))], by=SOMEBODY)

    assert list(DutyRule.objects.values_list("version", "since", "until")) == [
        ("1", date(2020, 1, 1), date(2026, 7, 1)),
        ("2", date(2026, 7, 1), None),
    ]


def test_both_versions_of_a_file_are_loaded_at_once_in_their_order():
    later = fact(version="2", since=date(2026, 7, 1))
    load_duty_rules([later, fact()], by=SOMEBODY)

    assert DutyRule.objects.get(version="1").until == date(2026, 7, 1)


def test_a_version_that_begins_before_the_last_is_refused():
    load_duty_rules([fact()], by=SOMEBODY)

    told = refused(load_duty_rules, facts=[fact(version="0", since=date(2019, 1, 1))], by=SOMEBODY)
    assert "deve cominciare dopo il 1° gennaio 2020" in told.message


def test_a_rule_that_is_no_day_is_not_loaded():
    with pytest.raises(ValueError):
        load_duty_rules([fact(when={"sort": "yearly", "month": 14})], by=SOMEBODY)
    assert not DutyRule.objects.exists()


def test_the_rules_of_an_area_are_those_of_its_region_and_of_all():
    everywhere, here = make_duty_rule(), make_duty_rule(region="Abruzzo")
    make_duty_rule(region="Marche")
    make_duty_rule(until=TODAY)

    assert set(rules_for(in_region("Abruzzo"), on=TODAY)) == {everywhere, here}


def test_the_rules_of_a_municipality_are_those_it_owes():
    town = make_town()
    make_duty_rule()
    own = make_duty_rule(owed_by=DutyBearer.MUNICIPALITY)
    each = make_duty_rule(owed_by=DutyBearer.EACH)

    assert set(rules_for(town, on=TODAY)) == {own, each}


# --- adopting


def test_a_rule_is_adopted_once_however_often_it_is_asked():
    area, rule = make_area(), make_duty_rule(when={"sort": "monthly", "day": 31})

    first, again = adopt(area, rule), adopt(area, rule)

    assert (first.made, first.known) == (12, 0)
    assert (again.made, again.known) == (0, 12)
    assert Duty.objects.count() == 12


def test_two_areas_and_two_years_each_have_their_own():
    rule, one, other = make_duty_rule(), make_area(), make_area()

    for area in (one, other):
        for year in (2026, 2027):
            assert adopt(area, rule, year=year).made == 1


def test_who_begins_within_the_year_is_not_given_what_is_past():
    rule = make_duty_rule(when={"sort": "monthly", "day": 31})

    adopted = adopt(make_area(), rule, since=date(2026, 11, 22))

    assert adopted.made == 2


def test_what_the_municipalities_owe_is_of_each_and_of_no_other_body_of_its_area():
    area, rule = make_area(), make_duty_rule(owed_by=DutyBearer.MUNICIPALITY)
    town = make_part(area)
    make_organisation(area=town)  # of the third sector: it is not the municipality
    hall = make_hall(town)
    make_organisation(area=town, kind=OrganisationKind.PUBLIC, name="Biblioteca civica")

    assert adopt(area, rule).made == 1
    assert Duty.objects.get().organisation == hall


def test_a_municipality_not_yet_among_the_bodies_owes_it_too():
    area, rule = make_area(), make_duty_rule(owed_by=DutyBearer.MUNICIPALITY)
    town = make_part(area)
    gone = make_organisation(area=town, kind=OrganisationKind.PUBLIC, closed_on=TODAY)

    assert adopt(area, rule).made == 1
    owing = Duty.objects.get().organisation
    assert (owing.name, owing.area) == (f"Comune di {town}", town)
    assert owing != gone
    assert adopt(area, rule).known == 1


def test_where_there_are_no_municipalities_the_office_has_one():
    rule = make_duty_rule(owed_by=DutyBearer.MUNICIPALITY)

    adopt(make_area(), rule)

    assert Duty.objects.get().organisation is None


def test_a_rule_of_another_region_is_refused():
    rule = make_duty_rule(region="Marche")

    told = refused(
        adopt_rules, area=in_region("Abruzzo"), codes=[rule.code], year=2026, by=SOMEBODY, on=TODAY
    )
    assert "è una regola della Regione Marche" in told.message


def test_nothing_chosen_is_refused():
    assert (
        refused(adopt_rules, area=make_area(), codes=[], year=2026, by=SOMEBODY, on=TODAY).field
        == "codes"
    )


def test_an_owner_who_could_not_open_it_is_refused():
    stranger = make_mandate(role=Role.PLAN_OFFICER).holder
    area, rule = make_area(), make_duty_rule()

    told = refused(
        adopt_rules, area=area, codes=[rule.code], year=2026, owner=stranger, by=SOMEBODY, on=TODAY
    )
    assert told.field == "owner"
    assert not Duty.objects.exists()


def test_of_a_rule_that_changes_within_the_year_each_turn_falls_once():
    v1 = make_duty_rule(code="c", until=date(2026, 7, 1))
    make_duty_rule(
        code="c",
        version="2",
        since=date(2026, 7, 1),
        when={"sort": "yearly", "month": 10, "day": 31},
    )

    adopt(make_area(), v1)

    assert [duty.due_on for duty in Duty.objects.all()] == [date(2026, 2, 28)]


def test_what_is_to_do_by_an_old_version_goes_to_the_day_of_the_new():
    area = make_area()
    autumn = {"sort": "yearly", "month": 10, "day": 31}
    load_duty_rules([fact(when=autumn)], by=SOMEBODY)
    rule = DutyRule.objects.get()
    adopt(area, rule)
    duty = Duty.objects.get()
    Reminder.objects.create(duty=duty, user=owner_in(area), step=30, given_on=TODAY)
    new = fact(version="2", since=date(2026, 7, 1), when=autumn | {"month": 11, "day": 30})
    load_duty_rules([new], by=SOMEBODY)

    assert newer_rule(duty).version == "2"
    assert adopt(area, rule).moved == 1

    duty.refresh_from_db()
    assert (duty.due_on, duty.rule.version) == (date(2026, 11, 30), "2")
    assert newer_rule(duty) is None
    assert not duty.reminders.exists()


@pytest.mark.parametrize("kept", ["done", "a day chosen by hand"])
def test_what_is_done_or_was_given_another_day_is_not_moved(kept):
    area, autumn = make_area(), {"sort": "yearly", "month": 10, "day": 31}
    load_duty_rules([fact(when=autumn)], by=SOMEBODY)
    rule = DutyRule.objects.get()
    adopt(area, rule)
    changed = {"state": "done"} if kept == "done" else {"due_on": date(2026, 10, 15)}
    Duty.objects.update(**changed)
    new = fact(version="2", since=date(2026, 7, 1), when=autumn | {"month": 11, "day": 30})
    load_duty_rules([new], by=SOMEBODY)

    assert adopt(area, rule).moved == 0
    assert Duty.objects.get().rule.version == "1"


# --- events


def ninety(**fields):
    return make_duty_rule(when={"sort": "after", "event": "Linee guida", "count": 90}, **fields)


def test_from_an_event_what_is_due_counts_its_days():
    duty = note_event(
        ninety(), area=make_area(), happened_on=TODAY, label="DGR 12", by=SOMEBODY, on=TODAY
    )

    assert duty.due_on == TODAY + timedelta(days=90)
    assert duty.title.endswith(": DGR 12")
    assert duty.turn == "2025-03-03 DGR 12"


def test_an_event_still_to_come_is_refused():
    told = refused(
        note_event,
        rule=ninety(),
        area=make_area(),
        happened_on=TODAY + timedelta(1),
        by=SOMEBODY,
        on=TODAY,
    )
    assert told.field == "happened_on"


def test_the_same_event_is_noted_once_and_another_of_the_same_day_is_told_apart():
    area, rule = make_area(), ninety()
    facts = {"rule": rule, "area": area, "happened_on": TODAY, "by": SOMEBODY, "on": TODAY}
    note_event(**facts)

    assert "è già registrato" in refused(note_event, **facts).message
    assert note_event(**facts, label="altra").pk


def test_a_rule_that_counts_from_no_event_is_not_awakened_by_one():
    told = refused(
        note_event,
        rule=make_duty_rule(),
        area=make_area(),
        happened_on=TODAY,
        by=SOMEBODY,
        on=TODAY,
    )
    assert "non era una regola che conta da un evento" in told.message


def test_an_event_counts_by_the_version_of_its_own_day():
    v1 = ninety(code="c", until=TODAY)
    make_duty_rule(
        code="c",
        version="2",
        since=TODAY,
        when={"sort": "after", "event": "Linee guida", "count": 30},
    )
    area, before = make_area(), TODAY - timedelta(days=1)

    assert note_event(v1, area=area, happened_on=before, by=SOMEBODY, on=TODAY).due_on == (
        before + timedelta(days=90)
    )
    assert note_event(v1, area=area, happened_on=TODAY, by=SOMEBODY, on=TODAY).due_on == (
        TODAY + timedelta(days=30)
    )


# --- activities and their changes


def test_an_activity_has_what_it_is_about_and_is_in_the_register():
    area = make_area()
    sitting = make_sitting(body=make_body(area=area))
    duty = add_activity(
        area=area,
        title="  Preparare  la nota ",
        due_on=TODAY,
        sitting=sitting,
        owner=owner_in(area),
        by=SOMEBODY,
        on=TODAY,
    )

    assert (duty.title, duty.body) == ("Preparare la nota", sitting.body)
    assert Entry.objects.get(what="duty.added").subject.endswith(str(duty.key))


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"title": " "}, "title"), ({"due_on": TODAY - timedelta(days=1)}, "due_on")],
)
def test_an_activity_without_words_or_already_late_is_refused(facts, field):
    usual = {"area": make_area(), "title": "x", "due_on": TODAY, "by": SOMEBODY, "on": TODAY}
    assert refused(add_activity, **usual | facts).field == field


def test_a_new_day_lets_reminders_be_given_again():
    duty = make_duty()
    user = owner_in(duty.area)
    duty.reminders.create(user=user, step=30, given_on=TODAY)

    change_duty(duty, title="Altro", due_on=duty.due_on, by=SOMEBODY)
    assert duty.reminders.exists()
    change_duty(duty, title="Altro", due_on=duty.due_on + timedelta(days=9), by=SOMEBODY)
    assert not duty.reminders.exists()


def test_what_is_closed_is_neither_changed_nor_given():
    duty = make_duty(state=DutyState.DONE)

    for work, facts in (
        (change_duty, {"title": "x", "due_on": TODAY}),
        (assign_duty, {"owner": None, "on": TODAY}),
    ):
        assert "prima si riapre" in refused(work, duty=duty, by=SOMEBODY, **facts).message


def test_it_is_given_only_to_who_may_open_it():
    duty = make_duty()

    told = refused(assign_duty, duty=duty, owner=owner_in(make_area()), by=SOMEBODY, on=TODAY)
    assert told.field == "owner"
    closed = owner_in(duty.area)
    closed.is_active = False
    closed.save()
    assert refused(assign_duty, duty=duty, owner=closed, by=SOMEBODY, on=TODAY).field == "owner"
    owner = owner_in(duty.area)
    assert assign_duty(duty, owner=owner, by=SOMEBODY, on=TODAY).owner == owner


def test_what_a_municipality_owes_may_be_given_to_its_own_people():
    ambito = make_area()
    town = make_part(ambito)
    duty = make_duty(area=ambito, organisation=make_organisation(area=town))
    mayor = owner_in(town, Role.MAYOR)

    assert assign_duty(duty, owner=mayor, by=SOMEBODY, on=TODAY).owner == mayor


# --- closing


def test_it_is_done_with_its_protocol_its_words_and_its_file():
    duty = make_duty(sort="duty")

    done = fulfil_duty(
        duty,
        done_on=TODAY,
        protocol="12/2025",
        proof="Ricevuta SIOSS",
        file=(b"%PDF-1.4 x", "ricevuta.pdf"),
        by=SOMEBODY,
        on=TODAY,
    )

    assert (done.state, done.proof) == (DutyState.DONE, "prot. n. 12/2025 · Ricevuta SIOSS")
    assert done.file == StoredFile.objects.get()
    assert done.file_name == "ricevuta.pdf"


def test_something_due_by_law_wants_a_proof_and_an_activity_does_not():
    told = refused(fulfil_duty, duty=make_duty(sort="duty"), done_on=TODAY, by=SOMEBODY, on=TODAY)
    assert told.field == "proof"
    assert fulfil_duty(make_duty(), done_on=TODAY, by=SOMEBODY, on=TODAY).state == "done"


def test_it_is_not_done_tomorrow_nor_twice():
    duty = make_duty()
    told = refused(fulfil_duty, duty=duty, done_on=TODAY + timedelta(1), by=SOMEBODY, on=TODAY)
    assert told.field == "done_on"
    fulfil_duty(duty, done_on=TODAY, by=SOMEBODY, on=TODAY)
    told = refused(fulfil_duty, duty=duty, done_on=TODAY, by=SOMEBODY, on=TODAY)
    assert told.message == "Da «Fatto» non si può passare a «Fatto»."


def test_a_proof_too_long_is_refused_in_words():
    told = refused(
        fulfil_duty, duty=make_duty(), done_on=TODAY, proof="x" * 301, by=SOMEBODY, on=TODAY
    )
    assert "300 caratteri" in told.message


def test_what_is_taken_up_again_has_no_proof_and_is_reminded_anew():
    duty = make_duty()
    duty.reminders.create(user=owner_in(duty.area), step=0, given_on=TODAY)
    fulfil_duty(duty, done_on=TODAY, proof="x", by=SOMEBODY, on=TODAY)

    again = reopen_duty(duty, reason="Ricevuta sbagliata", by=SOMEBODY)

    assert (again.state, again.proof, again.done_on) == (DutyState.TO_DO, "", None)
    assert not again.reminders.exists()
    assert Entry.objects.get(what="duty.reopened").purpose == "Ricevuta sbagliata"


@pytest.mark.parametrize("work", [drop_duty, reopen_duty])
def test_who_closes_without_doing_or_takes_up_again_says_why(work):
    state = DutyState.TO_DO if work is drop_duty else DutyState.DONE
    assert refused(work, duty=make_duty(state=state), reason=" ", by=SOMEBODY).field == "reason"


def test_what_is_no_longer_due_says_why_and_can_come_back():
    duty = drop_duty(make_duty(), reason="Sospeso dalla Regione", by=SOMEBODY)

    assert (duty.state, duty.proof) == (DutyState.DROPPED, "Sospeso dalla Regione")
    assert reopen_duty(duty, reason="Ripreso", by=SOMEBODY).state == DutyState.TO_DO


# --- passing many


def test_two_hundred_are_passed_at_once_and_come_back_each_to_whom_it_was():
    area = make_area()
    one, other, new = (owner_in(area) for _ in range(3))
    owners = [one, other, None, one] * 50
    duties = [make_duty(area=area, owner=owner) for owner in owners]

    passing = pass_duties(duties, owner=new, by=SOMEBODY, on=TODAY)
    assert Duty.objects.filter(owner=new).count() == 200

    assert pass_back(passing, by=SOMEBODY) == 200
    assert [Duty.objects.get(pk=duty.pk).owner for duty in duties] == owners
    assert Entry.objects.filter(what="duty.passed_back").count() == 200


def test_what_has_changed_hands_since_does_not_come_back():
    area = make_area()
    one, new, last = (owner_in(area) for _ in range(3))
    kept, moved = (make_duty(area=area, owner=one) for _ in range(2))
    passing = pass_duties([kept, moved], owner=new, by=SOMEBODY, on=TODAY)
    assign_duty(moved, owner=last, by=SOMEBODY, on=TODAY)

    assert pass_back(passing, by=SOMEBODY) == 1
    moved.refresh_from_db()
    assert moved.owner == last
    assert "già stato annullato" in refused(pass_back, passing=passing, by=SOMEBODY).message


def test_a_passing_is_whole_or_is_not():
    area = make_area()
    new = owner_in(area)
    here, elsewhere, done = make_duty(area=area), make_duty(), make_duty(area=area, state="done")

    for duties, said in (
        ([], "almeno una"),
        ([here, elsewhere], "non ha oggi un incarico"),
        ([here, done], "prima si riapre"),
        ([here] * 501, "al massimo 500"),
    ):
        told = refused(pass_duties, duties=duties, owner=new, by=SOMEBODY, on=TODAY)
        assert said in told.message
    assert not Duty.objects.filter(owner=new).exists()


# --- who sees


def test_a_municipality_sees_what_is_its_own_and_its_office_all():
    ambito = make_area()
    towns = [make_part(ambito) for _ in range(2)]
    owed = [make_duty(area=ambito, organisation=make_organisation(area=town)) for town in towns]
    office, inside = make_duty(area=ambito), make_duty(area=towns[0])
    mayor = make_acting(area=towns[0], role=Role.MAYOR)
    officer = make_acting(area=ambito)

    assert set(duties_open_to(mayor, Right.READ_DUTIES, on=TODAY)) == {owed[0], inside}
    assert not duties_open_to(mayor, Right.KEEP_DUTIES, on=TODAY)
    everything = {*owed, office, inside}
    assert set(duties_open_to(officer, Right.READ_DUTIES, on=TODAY)) == everything
    assert set(duties_open_to(officer, Right.KEEP_DUTIES, on=TODAY)) == everything
    assert not duties_open_to(make_acting(role=Role.PLAN_OFFICER), Right.READ_DUTIES, on=TODAY)


def test_one_closes_what_is_one_s_own_and_no_more():
    area = make_area()
    mandate = make_acting(area=area, role=Role.SOCIAL_WORKER)
    own, other = make_duty(area=area, owner=mandate.user), make_duty(area=area)

    assert set(duties_to_fulfil(mandate, on=TODAY)) == {own}
    assert set(duties_open_to(mandate, Right.READ_DUTIES, on=TODAY)) == {own, other}


def test_who_stands_in_for_who_stands_in_closes_it_too():
    area = make_area()
    owner, second, third, fourth = (make_acting(area=area, role=Role.SOCIAL_WORKER) for _ in "abcd")
    told = {"since": TODAY, "until": None, "by": SOMEBODY, "on": TODAY}
    for away, there in ((owner, second), (second, third)):
        tell_absence(away.user, substitute=there.user, **told)
    duty = make_duty(area=area, owner=owner.user)

    assert list(duties_to_fulfil(third, on=TODAY)) == [duty]
    assert list(duties_to_fulfil(second, on=TODAY)) == [duty]
    assert not duties_to_fulfil(fourth, on=TODAY)
    assert not duties_to_fulfil(third, on=TODAY - timedelta(days=1))


def test_the_late_come_first_then_what_is_to_do_then_what_is_over_from_the_last():
    area = make_area()
    days = {"late": -3, "soon": 2, "far": 90}
    made = {name: make_duty(area=area, due_on=TODAY + timedelta(n)) for name, n in days.items()}
    old, new = (make_duty(area=area, state="done", due_on=TODAY - timedelta(n)) for n in (90, 10))

    found = list(most_urgent_first(Duty.objects.all()))
    assert found == [made["late"], made["soon"], made["far"], new, old]


def test_they_are_found_by_their_words_without_accents():
    duty = add_activity(
        area=make_area(), title="Attività in città", due_on=TODAY, by=SOMEBODY, on=TODAY
    )
    make_duty()

    assert list(duties_found(Duty.objects.all(), "ATTIVITA citta")) == [duty]


def test_the_workload_counts_for_each_what_is_open_late_soon_and_done_lately():
    area = make_area()
    busy, idle = owner_in(area), owner_in(area)
    for days in (-5, -1, 0, 30, 31):
        make_duty(area=area, owner=busy, due_on=TODAY + timedelta(days))
    make_duty(area=area, owner=busy, state="done", done_on=TODAY - timedelta(days=89))
    make_duty(area=area, owner=busy, state="done", done_on=TODAY - timedelta(days=90))
    make_duty(area=area, owner=idle, state="done", done_on=TODAY)
    make_duty(area=area)

    nobody, first, second = workload(Duty.objects.all(), on=TODAY)

    assert (nobody.owner, nobody.open) == (None, 1)
    assert (first.owner, first.open, first.late, first.soon, first.done) == (busy, 5, 2, 2, 1)
    assert (second.owner, second.open, second.done) == (idle, 0, 1)
