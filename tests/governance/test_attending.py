"""Who is there, by what title, and whether it is enough."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from raccordo.foundation.errors import Refused
from raccordo.governance.models import Body
from raccordo.governance.operations.attending import (
    Presence,
    change_chair,
    close_sitting,
    declare_deserted,
    open_sitting,
    record_attendance,
)
from raccordo.governance.queries.sittings import number_of
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.rulebook import ASSIGNED, HEADS, HELD, VOTERS, Rulebook, Share
from raccordo.governance.states import (
    AttendanceHow,
    ItemOutcome,
    SeatPart,
    SittingState,
    StandIn,
)
from raccordo.journal.models import Entry
from raccordo.parties.models import Proxy
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    attend,
    make_body,
    make_conference,
    make_convened,
    make_holding,
    make_open,
    make_representative,
    make_seat,
    make_seating,
    make_sitting,
)

pytestmark = pytest.mark.django_db
THE_DAY = date(2025, 3, 10)
FIRST = NOW + timedelta(days=7)
SECOND = FIRST + timedelta(hours=24)
CITES = {"first_call": "art. 6", "second_call": "art. 6 c. 2", "majority": "art. 7"}
THIRD_AT_SECOND = Rulebook(
    first_call=(Share(HEADS, ASSIGNED),),
    second_call=(Share(HEADS, ASSIGNED, 1, 3, strict=False),),
    second_call_after=24,
    majority=(Share(HEADS, VOTERS),),
    cites=CITES,
)


def open_at(sitting, *, call=1, at=FIRST, chair=None):
    return open_sitting(sitting, call=call, at=at, secretary="Ada", chair=chair, by=SOMEBODY)


def take_part(sitting, seat, how=AttendanceHow.PRESENT, **facts):
    attendance = sitting.attendances.get(seat=seat)
    record_attendance(sitting, entries=[Presence(attendance, how, **facts)], by=SOMEBODY)
    return sitting.attendances.get(seat=seat)


def alternate_of(seat, **fields):
    return make_seating(seat=seat, part=SeatPart.ALTERNATE, **fields)


def proxy_of(seat, **fields):
    holding = seat.office.holdings.get()
    usual = {"since": LONG_AGO, "delegate": make_representative(family_name="Delegata")}
    return Proxy.objects.create(holding=holding, **usual | fields)


def convened(towns=3, rules=None):
    body = make_conference(towns, rules=rules)
    return make_convened(body), body.seats.first()


# --- the legal number


@pytest.mark.parametrize(("there", "enough"), [(4, False), (5, True)])
def test_five_of_eight_are_enough_and_exactly_half_is_not(there, enough):
    sitting = make_convened(towns=8)
    attend(sitting, there)

    verdict = number_of(sitting, sitting.attendances.all())

    assert verdict.good is enough
    words = "raggiunto: presenti 5 su 8 componenti, minimo 5 (art. 6)"
    if not enough:
        words = "non raggiunto: presenti 4 su 8 componenti, minimo 5 (art. 6)"
    assert sentence(verdict.reasons[0]) == f"Numero legale {words}."


@pytest.mark.parametrize(("towns", "opens"), [(9, True), (10, False)])
def test_a_third_at_the_second_call_is_reached_exactly_and_never_by_rounding(towns, opens):
    body = make_conference(towns, rules=THIRD_AT_SECOND)
    sitting = make_convened(body, second_call=SECOND)
    declare_deserted(sitting, at=FIRST, by=SOMEBODY)
    attend(sitting, 3)
    if opens:
        assert open_at(sitting, call=2, at=SECOND).call == 2
    else:
        with pytest.raises(Refused, match="presenti 3 su 10 componenti, minimo 4"):
            open_at(sitting, call=2, at=SECOND)


def test_who_is_at_a_distance_counts_and_who_left_does_not():
    sitting = make_open(towns=3, there=2)
    one, other = sitting.attendances.all()[:2]
    remote = Presence(one, AttendanceHow.REMOTE)
    gone = Presence(other, AttendanceHow.PRESENT, left_at=FIRST + timedelta(hours=1))
    record_attendance(sitting, entries=[remote, gone], by=SOMEBODY)
    verdict = number_of(sitting, sitting.attendances.all())
    assert not verdict.good
    assert verdict.reasons[0].facts["part"] == 1


def test_a_vacant_seat_is_among_those_assigned_and_not_among_those_held():
    for whole, good in ((ASSIGNED, False), (HELD, True)):
        body = make_conference(2, rules=Rulebook(first_call=(Share(HEADS, whole),), cites=CITES))
        for position in (8, 9):
            make_seat(body=body, position=position)
        sitting = make_convened(body)
        attend(sitting, 2)
        assert number_of(sitting, sitting.attendances.all()).good is good


def test_without_rules_of_its_own_any_attendance_will_do():
    body = make_conference(2)
    body.regulations.all().delete()
    sitting = make_convened(body)
    verdict = number_of(sitting, sitting.attendances.all())
    assert verdict.good
    assert "non sono registrate regole" in sentence(verdict.reasons[0])


# --- opening


def test_a_sitting_never_convened_is_not_opened():
    with pytest.raises(Refused, match="senza avviso ai componenti non è valida"):
        open_at(make_sitting())


def test_a_sitting_opens_at_its_hour_with_its_number():
    sitting = make_convened(towns=3)
    with pytest.raises(Refused, match="Numero legale non raggiunto: presenti 0 su 3"):
        open_at(sitting)
    attend(sitting, 2)
    with pytest.raises(Refused, match="non si può cominciare prima"):
        open_at(sitting, at=FIRST - timedelta(minutes=1))
    with pytest.raises(Refused, match="non c'è una seconda convocazione"):
        open_at(sitting, call=2)
    opened = open_at(sitting)
    assert (opened.state, opened.call, opened.secretary) == (SittingState.OPEN, 1, "Ada")
    with pytest.raises(Refused, match="non si può passare"):
        open_at(sitting)


def test_the_second_call_waits_for_its_hour():
    sitting = make_convened(make_conference(9, rules=THIRD_AT_SECOND), second_call=SECOND)
    declare_deserted(sitting, at=FIRST, by=SOMEBODY)
    attend(sitting, 3)
    with pytest.raises(Refused, match="convocata per l'11 marzo 2025 alle 10:30"):
        open_at(sitting, call=2, at=SECOND - timedelta(minutes=1))


def test_unless_told_otherwise_who_presides_is_the_seat_that_does():
    sitting = make_convened(towns=3)
    attend(sitting, 2)
    first = sitting.attendances.first()
    assert first.presides
    assert open_at(sitting).chair == first.name


def test_who_presides_is_somebody_who_is_there_and_the_casting_vote_is_hers():
    sitting = make_convened(towns=3)
    attend(sitting, 2)
    first, second, absent = sitting.attendances.all()
    with pytest.raises(Refused, match="Presiede chi è presente"):
        open_at(sitting, chair=absent)
    opened = open_at(sitting, chair=second)
    assert opened.chair == second.name
    assert list(sitting.attendances.values_list("presides", flat=True)) == [False, True, False]
    assert first.presides


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (FIRST + timedelta(hours=10), True),  # late in the evening of that day
        (FIRST + timedelta(days=1), False),
        (FIRST + timedelta(days=10), False),
    ],
)
def test_a_sitting_opens_on_the_day_it_was_convened_for(at, opens):
    sitting = make_convened(towns=3)
    attend(sitting, 3)
    if opens:
        assert open_at(sitting, at=at).opened_at == at
        return
    for step in (open_at, lambda one, at: declare_deserted(one, at=at, by=SOMEBODY)):
        with pytest.raises(Refused, match="si apre, o si dichiara deserta, in quel giorno"):
            step(sitting, at=at)


def test_a_call_of_the_late_evening_may_open_and_close_after_midnight():
    evening = FIRST.replace(hour=22)  # 23 by the clock of here
    sitting = make_convened(towns=3, first_call=evening)
    attend(sitting, 3)
    opened = open_at(sitting, at=evening + timedelta(hours=2))
    closed = close_sitting(opened, at=evening + timedelta(hours=4), by=SOMEBODY)
    assert closed.state == SittingState.CLOSED


def test_the_second_call_opens_only_after_the_first_was_said_to_be_deserted():
    sitting = make_convened(make_conference(9, rules=THIRD_AT_SECOND), second_call=SECOND)
    attend(sitting, 3)
    with pytest.raises(Refused, match="dopo aver dichiarato deserta la prima") as refusal:
        open_at(sitting, call=2, at=SECOND)
    assert refusal.value.field == "call"
    attend(sitting, 9)
    with pytest.raises(Refused, match="prima dichiarare deserta questa"):
        open_at(sitting, at=SECOND)


def test_another_presides_while_it_goes_on_and_the_casting_vote_is_hers():
    sitting = make_open(towns=3, there=2)
    first, second, absent = sitting.attendances.all()
    with pytest.raises(Refused, match="Presiede chi è presente"):
        change_chair(sitting, chair=absent, by=SOMEBODY, at=FIRST)
    ballot = sitting.items.get().ballots.create(number=1, question="x", opened_at=FIRST)
    with pytest.raises(Refused, match="votazione aperta"):
        change_chair(sitting, chair=second, by=SOMEBODY, at=FIRST)
    ballot.delete()
    assert change_chair(sitting, chair=second, by=SOMEBODY, at=FIRST).chair == second.name
    assert sitting.attendances.get(presides=True) == second
    sitting.refresh_from_db()
    assert sitting.chaired_by(FIRST - timedelta(minutes=1)) == first.name
    assert sitting.chaired_by(FIRST) == second.name
    assert first.name in Entry.objects.get(what="sitting.chaired").details
    with pytest.raises(Refused, match="durante la seduta"):
        change_chair(make_convened(towns=1), chair=second, by=SOMEBODY, at=FIRST)


# --- deserted


def test_without_rules_nobody_there_opens_nothing_and_is_a_deserted_sitting():
    body = make_body(sort="advises")
    make_holding(office=make_seat(body=body).office)
    sitting = make_convened(body)
    with pytest.raises(Refused, match="Nessuno risulta presente"):
        open_at(sitting)
    deserted = declare_deserted(sitting, at=FIRST, by=SOMEBODY)
    assert deserted.state == SittingState.DESERTED
    assert deserted.outcome.endswith("Presenti: nessuno.")


def test_a_first_call_without_number_waits_for_the_second():
    sitting = make_convened(make_conference(9, rules=THIRD_AT_SECOND), second_call=SECOND)
    attend(sitting, 3)

    waiting = declare_deserted(sitting, at=FIRST + timedelta(hours=1), by=SOMEBODY)

    assert (waiting.state, waiting.call) == (SittingState.CONVENED, 2)
    assert "1ª convocazione deserta" in waiting.outcome
    assert "Sindaco 1, Ada Sindaco 2" in waiting.outcome
    assert not sitting.attendances.exclude(how=AttendanceHow.EXPECTED).exists()
    with pytest.raises(Refused, match="è andata deserta"):
        open_at(sitting, call=1)
    deserted = declare_deserted(sitting, at=SECOND, by=SOMEBODY)
    assert deserted.state == SittingState.DESERTED
    assert "2ª convocazione deserta" in deserted.outcome


def test_a_first_call_said_deserted_after_the_hour_of_the_second_still_waits_for_it():
    body = make_conference(9, rules=replace(THIRD_AT_SECOND, second_call_after=1))
    sitting = make_convened(body, second_call=FIRST + timedelta(hours=1))
    late = FIRST + timedelta(hours=1, minutes=5)
    waiting = declare_deserted(sitting, at=late, by=SOMEBODY)
    assert (waiting.state, waiting.call) == (SittingState.CONVENED, 2)
    attend(sitting, 3)
    assert open_at(sitting, call=2, at=late).state == SittingState.OPEN


def test_a_body_that_has_ended_does_not_open_a_second_call():
    sitting = make_convened(make_conference(9, rules=THIRD_AT_SECOND), second_call=SECOND)
    declare_deserted(sitting, at=FIRST, by=SOMEBODY)
    attend(sitting, 9)
    Body.objects.update(until=SECOND.date())
    with pytest.raises(Refused, match="è cessata"):
        open_at(sitting, call=2, at=SECOND)


def test_without_a_second_call_it_ends_and_with_its_number_it_is_not_deserted():
    sitting = make_convened(towns=3)
    with pytest.raises(Refused, match="non si può cominciare prima"):
        declare_deserted(sitting, at=FIRST - timedelta(hours=1), by=SOMEBODY)
    attend(sitting, 2)
    with pytest.raises(Refused, match="Il numero legale c'è"):
        declare_deserted(sitting, at=FIRST, by=SOMEBODY)
    attend(sitting, 1)
    assert declare_deserted(sitting, at=FIRST, by=SOMEBODY).state == SittingState.DESERTED


# --- who stands in


def test_an_alternate_and_a_proxy_sit_in_a_seat():
    sitting, seat = convened()
    bruno = make_representative(given_name="Bruno", family_name="Neri")
    taken = take_part(sitting, seat, by_whom=alternate_of(seat, person=bruno))
    assert (taken.stand_in, taken.name) == (StandIn.ALTERNATE, "Bruno Neri")
    taken = take_part(sitting, seat, by_whom=proxy_of(seat))
    assert (taken.stand_in, taken.name) == (StandIn.PROXY, "Ada Delegata")
    taken = take_part(sitting, seat)
    assert (taken.stand_in, taken.name) == (StandIn.HOLDER, str(seat.office.holdings.get().holder))


def test_a_revoked_alternate_is_refused():
    sitting, seat = convened()
    ended = alternate_of(seat, until=THE_DAY)
    with pytest.raises(Refused, match=r"La supplenza di .* è cessata il 10 marzo 2025"):
        take_part(sitting, seat, by_whom=ended)
    at_once = alternate_of(seat, revoked_on=LONG_AGO)
    with pytest.raises(Refused, match="è cessata il 1° gennaio 2020"):
        take_part(sitting, seat, by_whom=at_once)
    with pytest.raises(Refused, match="dall'11 marzo 2025"):
        take_part(sitting, seat, by_whom=alternate_of(seat, since=THE_DAY + timedelta(days=1)))
    member = make_seating()
    with pytest.raises(Refused, match="non è supplente per"):
        take_part(sitting, seat, by_whom=member)


def test_the_proxy_of_a_mayor_no_longer_in_office_is_refused():
    sitting, seat = convened()
    proxy = proxy_of(seat)
    seat.office.holdings.update(until=THE_DAY)
    with pytest.raises(Refused) as refusal:
        take_part(sitting, seat, by_whom=Proxy.objects.get(pk=proxy.pk))
    assert refusal.value.message == (
        f"{proxy.holding.holder} non è più in carica dal 10 marzo 2025: la delega a Ada Delegata"
        " è finita con la carica."
    )


def test_a_withdrawn_proxy_one_to_come_and_one_for_another_seat_are_refused():
    sitting, seat = convened()
    with pytest.raises(Refused, match="è cessata il 10 marzo 2025"):
        take_part(sitting, seat, by_whom=proxy_of(seat, until=THE_DAY))
    with pytest.raises(Refused, match="è cessata il 1° gennaio 2020"):
        take_part(sitting, seat, by_whom=proxy_of(seat, revoked_on=LONG_AGO))
    with pytest.raises(Refused, match="vale dall'11 marzo 2025"):
        take_part(sitting, seat, by_whom=proxy_of(seat, since=THE_DAY + timedelta(days=1)))
    other = Proxy.objects.create(
        holding=make_holding(), delegate=make_representative(), since=LONG_AGO
    )
    with pytest.raises(Refused, match="non ha una delega per"):
        take_part(sitting, seat, by_whom=other)


@pytest.mark.parametrize(
    ("closed", "how", "by_whom", "words"),
    [
        ("remote", AttendanceHow.REMOTE, None, "non prevedono la presenza a distanza"),
        ("alternates", AttendanceHow.PRESENT, alternate_of, "non prevedono supplenti"),
        ("proxies", AttendanceHow.PRESENT, proxy_of, "non prevedono deleghe"),
    ],
)
def test_what_the_rules_do_not_allow_is_refused(closed, how, by_whom, words):
    sitting, seat = convened(rules=Rulebook(**{closed: False}))
    with pytest.raises(Refused, match=words):
        take_part(sitting, seat, how, by_whom=by_whom and by_whom(seat))


def test_nobody_sits_in_a_seat_that_nobody_holds_until_somebody_is_appointed():
    body = make_conference(1)
    seat = make_seat(body=body, position=2, title="Rappresentante della ASL")
    sitting = make_convened(body)
    with pytest.raises(Refused, match="«Rappresentante della ASL» è da designare"):
        take_part(sitting, seat)
    make_holding(office=seat.office, holder=make_representative(family_name="Nuova"))
    came = take_part(sitting, seat)
    assert (came.name, came.summoned) == ("Ada Nuova", "")


def test_who_was_appointed_after_the_notice_is_among_those_held_only_once_she_has_come():
    body = make_conference(3, rules=Rulebook(first_call=(Share(HEADS, HELD),), cites=CITES))
    seat = make_seat(body=body, position=9)
    sitting = make_convened(body)
    make_holding(office=seat.office)

    def whole():
        return number_of(sitting, sitting.attendances.all()).reasons[0].facts["whole"]

    take_part(sitting, seat, AttendanceHow.JUSTIFIED)
    assert whole() == 3
    take_part(sitting, seat)
    assert whole() == 4


def test_an_alternate_ends_with_who_was_in_the_office_she_stands_in_for():
    sitting, seat = convened()
    alternate = alternate_of(seat)
    seat.office.holdings.update(until=THE_DAY)
    mayor = seat.office.holdings.get().holder
    for succeeded in (False, True):
        if succeeded:
            make_holding(office=seat.office, since=THE_DAY)
        with pytest.raises(Refused) as refusal:
            take_part(sitting, seat, by_whom=alternate)
        assert refusal.value.message.startswith(f"{mayor} non è più in carica dal 10 marzo 2025: ")
        assert "è finita con la carica" in refusal.value.message
    named_by_her = alternate_of(seat, since=THE_DAY)
    assert take_part(sitting, seat, by_whom=named_by_her).stand_in == StandIn.ALTERNATE


def test_nobody_stands_in_for_an_office_nobody_is_in():
    body = make_conference(1)
    seat = make_seat(body=body, position=2)
    sitting = make_convened(body)
    with pytest.raises(Refused, match="non può supplire chi non c'è"):
        take_part(sitting, seat, by_whom=alternate_of(seat))


def test_one_person_sits_in_one_seat_unless_an_article_says_otherwise():
    def two_seats(**rules):
        usual = {"first_call": (Share(HEADS, ASSIGNED),), "cites": CITES}
        sitting = make_convened(make_conference(3, rules=Rulebook(**usual | rules)))
        one, other, _third = sitting.attendances.all()
        mayor = one.seat.office.holdings.get().holder
        proxy = Proxy.objects.create(
            holding=other.seat.office.holdings.get(), delegate=mayor, since=LONG_AGO
        )
        take_part(sitting, one.seat)
        return take_part(sitting, other.seat, by_whom=proxy)

    with pytest.raises(Refused, match="è già presente per «Sindaco di Comune 1» e voterebbe due"):
        two_seats()
    cites = CITES | {"several_seats": "art. 8"}
    assert two_seats(several_seats=True, cites=cites).stand_in == StandIn.PROXY


def test_who_leaves_her_seat_may_then_sit_in_another():
    sitting = make_convened(towns=3)
    one, other, _third = sitting.attendances.all()
    mayor = one.seat.office.holdings.get().holder
    proxy = proxy_of(other.seat, delegate=mayor)
    take_part(sitting, one.seat, left_at=FIRST + timedelta(hours=1))
    assert take_part(sitting, other.seat, by_whom=proxy).name == str(mayor)


# --- under the votes


def test_nothing_changes_under_a_vote_that_is_open_for_who_has_voted():
    sitting = make_open(towns=3)
    one, other, third = sitting.attendances.all()
    ballot = sitting.items.get().ballots.create(number=1, question="Bilancio", opened_at=FIRST)
    for attendance, choice in ((one, "for"), (third, "recused")):
        ballot.votes.create(attendance=attendance, choice=choice, name="x", cast_at=FIRST)
    gone = {"left_at": FIRST + timedelta(hours=1)}
    for how, facts in ((AttendanceHow.ABSENT, {}), (AttendanceHow.PRESENT, gone)):
        with pytest.raises(Refused, match=r"ha già votato nella votazione aperta \(«Bilancio»\)"):
            take_part(sitting, one.seat, how, **facts)
    take_part(sitting, one.seat)  # the same again
    take_part(sitting, other.seat, **gone)
    take_part(sitting, third.seat, **gone)


def test_hours_do_not_contradict_a_vote_of_that_day():
    sitting = make_open(towns=3)
    one, other, _third = sitting.attendances.all()
    at = FIRST + timedelta(minutes=30, seconds=20)
    ballot = sitting.items.get().ballots.create(
        number=1, question="Bilancio", opened_at=at, closed_at=at, state="closed"
    )
    for seat in (one, other):
        ballot.votes.create(attendance=seat, choice="for", name=seat.name, cast_at=at)
    with pytest.raises(Refused, match="ha votato alle 11:00"):
        take_part(sitting, one.seat, left_at=FIRST + timedelta(minutes=29))
    with pytest.raises(Refused, match="ha votato alle 11:00"):
        take_part(sitting, other.seat, came_at=FIRST + timedelta(minutes=31))
    assert take_part(sitting, one.seat, left_at=FIRST + timedelta(minutes=30)).left_at
    with pytest.raises(Refused, match="L'ultima votazione è finita alle 11:00") as refusal:
        close_sitting(sitting, at=FIRST + timedelta(minutes=29), by=SOMEBODY)
    assert refusal.value.field == "closed_at"
    # Of votes written down on a later day the hours say nothing.
    later = FIRST + timedelta(days=400)
    ballot.votes.update(cast_at=later)
    sitting.items.get().ballots.update(closed_at=later)
    assert take_part(sitting, other.seat, left_at=FIRST + timedelta(minutes=10)).left_at
    assert close_sitting(sitting, at=FIRST + timedelta(hours=1), by=SOMEBODY).closed_at


def test_who_has_voted_is_not_absent_any_more_but_may_leave():
    sitting = make_open(towns=3)
    one = sitting.attendances.first()
    ballot = sitting.items.get().ballots.create(
        number=1, question="Bilancio", opened_at=FIRST, state="closed"
    )
    ballot.votes.create(attendance=one, choice="for", name=one.name, cast_at=FIRST)
    for how in (AttendanceHow.ABSENT, AttendanceHow.JUSTIFIED, AttendanceHow.EXPECTED):
        with pytest.raises(Refused, match="non può risultare assente"):
            take_part(sitting, one.seat, how)
    assert take_part(sitting, one.seat, left_at=FIRST + timedelta(hours=1)).left_at


# --- all of it at once


def test_attendance_is_saved_whole_or_not_at_all_and_only_what_changed_is_told():
    sitting = make_convened(towns=3)
    first, second, _third = sitting.attendances.all()
    late = Presence(
        second,
        AttendanceHow.PRESENT,
        came_at=FIRST + timedelta(hours=2),
        left_at=FIRST + timedelta(hours=1),
    )
    with pytest.raises(Refused, match="l'uscita è prima dell'arrivo"):
        record_attendance(
            sitting, entries=[Presence(first, AttendanceHow.PRESENT), late], by=SOMEBODY
        )
    assert not sitting.attendances.exclude(how=AttendanceHow.EXPECTED).exists()
    attend(sitting, 1)
    attend(sitting, 1)
    (line,) = Entry.objects.filter(what="sitting.attended")
    assert "Sindaco di Comune 1, Presente, Ada Sindaco 1" in line.details


def test_attendance_is_of_a_sitting_that_was_convened():
    for sitting in (make_sitting(), make_sitting(state=SittingState.CLOSED)):
        with pytest.raises(Refused, match="fra la convocazione e la chiusura"):
            record_attendance(sitting, entries=[], by=SOMEBODY)


# --- closing


def test_what_was_not_dealt_with_is_put_off_when_the_sitting_is_closed():
    sitting = make_open(towns=3)
    with pytest.raises(Refused, match="non si può chiudere prima"):
        close_sitting(sitting, at=FIRST - timedelta(hours=1), by=SOMEBODY)
    closed = close_sitting(sitting, at=FIRST + timedelta(hours=2), by=SOMEBODY)
    assert closed.state == SittingState.CLOSED
    assert sitting.items.get().outcome == ItemOutcome.POSTPONED


def test_a_sitting_with_an_open_vote_is_not_closed():
    sitting = make_open(towns=3)
    sitting.items.get().ballots.create(number=1, question="Approvare?", opened_at=FIRST)
    with pytest.raises(Refused, match="votazione aperta"):
        close_sitting(sitting, at=FIRST + timedelta(hours=2), by=SOMEBODY)
