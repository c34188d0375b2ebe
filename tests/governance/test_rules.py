"""The rules of a body, as its mayors would argue them."""

from datetime import date, datetime

import pytest

from raccordo.governance.reasons import sentence
from raccordo.governance.rules.notice import (
    in_time,
    latest_notice,
    second_call_from,
    why_not_admitted,
)
from raccordo.governance.rules.rulebook import (
    ASSIGNED,
    AT_ONCE,
    HEADS,
    POPULATION,
    PRESENT,
    VOTERS,
    Matter,
    Rulebook,
    Share,
    UnsoundRule,
    as_data,
    rulebook_of,
)
from raccordo.governance.rules.voting import (
    ABSTAINED,
    AGAINST,
    BLANK,
    FOR,
    RECUSED,
    VOID,
    Count,
    Member,
    Tally,
    carried,
    legal_number,
    tally_of,
)
from raccordo.governance.wording import rules_said

MOST_OF_THE_HEADS = Share(HEADS, ASSIGNED)
MOST_OF_THE_RESIDENTS = Share(POPULATION, ASSIGNED)
BOTH = (Share(HEADS, VOTERS), Share(POPULATION, VOTERS))
CITES = {"first_call": "art. 6", "second_call": "art. 6 c. 2", "majority": "art. 7"}
DOUBLE = Rulebook(first_call=(MOST_OF_THE_HEADS, MOST_OF_THE_RESIDENTS), majority=BOTH, cites=CITES)
BY_HEADS = Rulebook(
    first_call=(MOST_OF_THE_HEADS,),
    second_call=(Share(HEADS, ASSIGNED, 1, 3, strict=False),),
    second_call_after=24,
    majority=(Share(HEADS, VOTERS),),
    cites=CITES,
)


def members(*weights, there=None):
    there = len(weights) if there is None else there
    return [Member(weight=w, there=n < there) for n, w in enumerate(weights)]


def vote(members, choices):
    return tally_of(zip(choices, members, strict=True))


def test_half_of_the_members_is_not_more_than_half():
    assert not legal_number(members(*[1] * 8, there=4), BY_HEADS, call=1).good
    assert legal_number(members(*[1] * 8, there=5), BY_HEADS, call=1).good


def test_a_third_is_reached_exactly_and_never_by_rounding():
    third = BY_HEADS
    assert legal_number(members(*[1] * 9, there=3), third, call=2).good
    assert not legal_number(members(*[1] * 10, there=3), third, call=2).good


def test_the_legal_number_by_both_measures_wants_the_largest_town_when_it_outweighs_the_others():
    eight_without = [Member(57, there=False), *members(*[5] * 8)]
    verdict = legal_number(eight_without, DOUBLE, call=1)

    assert not verdict.good
    assert [reason.code for reason in verdict.reasons] == [
        "quorum_heads_met",
        "quorum_population_short",
    ]
    assert sentence(verdict.reasons[1]) == (
        "I presenti rappresentano solo 40 abitanti su 97, minimo 49 (art. 6)."
    )


def test_the_largest_town_alone_carries_nothing_by_double_majority():
    nine = members(57, *[5] * 8)
    assert not carried(vote(nine, [FOR] + [AGAINST] * 8), nine, DOUBLE).good
    assert not carried(vote(nine, [AGAINST] + [FOR] * 8), nine, DOUBLE).good
    assert carried(vote(nine, [FOR] * 5 + [AGAINST] * 4), nine, DOUBLE).good


def test_a_seat_that_nobody_holds_is_counted_among_those_assigned_and_one_without_vote_is_not():
    seats = [Member(there=True), Member(there=True), Member(held=False), Member(votes=False)]
    verdict = legal_number(seats, BY_HEADS, call=1)
    assert verdict.good
    assert verdict.reasons[0].facts["whole"] == 3


def test_abstentions_count_only_where_the_rules_say_so():
    four = members(1, 1, 1, 1)
    said = vote(four, [FOR, FOR, AGAINST, ABSTAINED])
    assert carried(said, four, BY_HEADS).good
    counting = Rulebook(majority=BY_HEADS.majority, abstentions_count=True, cites=CITES)
    assert not carried(said, four, counting).good


def test_an_even_vote_is_not_a_majority_unless_who_presides_decides_it():
    two = [Member(presides=True, there=True), Member(there=True)]
    even = vote(two, [FOR, AGAINST])
    assert not carried(even, two, BY_HEADS).good
    deciding = Rulebook(
        majority=BY_HEADS.majority, casting_vote=True, cites=CITES | {"casting_vote": "art. 8"}
    )
    verdict = carried(even, two, deciding)
    assert verdict.good
    assert sentence(verdict.reasons[-1]) == (
        "A parità di voti prevale quello di chi presiede (art. 8)."
    )
    against = carried(vote(two, [AGAINST, FOR]), two, deciding)
    assert not against.good
    assert sentence(against.reasons[-1]) == (
        "A parità di voti prevale quello di chi presiede (art. 8), che ha votato contro."
    )


def test_an_even_vote_in_which_nobody_known_to_preside_took_sides_is_told_as_such():
    three = [Member(there=True), Member(there=True), Member(presides=True, there=True)]
    deciding = Rulebook(
        majority=BY_HEADS.majority, casting_vote=True, cites=CITES | {"casting_vote": "art. 8"}
    )
    silent = carried(vote(three, [FOR, AGAINST, ABSTAINED]), three, deciding)
    assert not silent.good
    assert sentence(silent.reasons[-1]).endswith("qui non ha votato né a favore né contro.")
    counts = {FOR: Count(heads=1), AGAINST: Count(heads=1)}
    secret = carried(Tally(counts, secret=True), three, deciding)
    assert not secret.good
    assert sentence(secret.reasons[-1]).endswith("di uno scrutinio segreto non si sa quale sia.")


def test_where_abstentions_count_three_for_and_three_against_of_nine_are_not_even():
    nine = [Member(presides=n == 0, there=True) for n in range(9)]
    rules = Rulebook(
        majority=BY_HEADS.majority,
        casting_vote=True,
        abstentions_count=True,
        cites=CITES | {"casting_vote": "art. 8"},
    )
    said = vote(nine, [FOR] * 3 + [AGAINST] * 3 + [ABSTAINED] * 3)
    assert not carried(said, nine, rules).good


def test_a_casting_vote_does_not_make_up_for_residents():
    two = [Member(1, presides=True, there=True), Member(9, there=True)]
    rules = Rulebook(majority=BOTH, casting_vote=True, cites=CITES | {"casting_vote": "art. 8"})
    assert not carried(vote(two, [FOR, AGAINST]), two, rules).good


def test_a_casting_vote_makes_most_of_an_even_vote_and_never_two_thirds():
    six = [Member(there=True, presides=n == 0) for n in range(6)]
    even = vote(six, [FOR] * 3 + [AGAINST] * 3)
    wide = Matter("x", "X", "art. 9", majority=(Share(HEADS, VOTERS, 2, 3, strict=False),))
    rules = Rulebook(
        majority=(Share(HEADS, VOTERS, 50, 100),),
        matters=(wide,),
        casting_vote=True,
        cites=CITES | {"casting_vote": "art. 8"},
    )
    assert carried(even, six, rules).good
    assert not carried(even, six, rules, matter="x").good


def test_blank_and_void_papers_count_among_the_voters_unless_the_rules_say_otherwise():
    six = members(*[1] * 6)
    told = {FOR: Count(3), AGAINST: Count(1), BLANK: Count(1), VOID: Count(1)}
    verdict = carried(Tally(told, secret=True), six, BY_HEADS)
    assert (verdict.good, verdict.reasons[0].facts["whole"]) == (False, 6)
    leaving_out = Rulebook(majority=BY_HEADS.majority, blanks_count=False, cites=CITES)
    assert carried(Tally(told, secret=True), six, leaving_out).good
    among_all = Rulebook(majority=(Share(HEADS, PRESENT),), blanks_count=False, cites=CITES)
    assert not carried(Tally(told, secret=True), six, among_all).good


def test_enforceability_at_once_is_counted_on_all_the_components_and_cites_the_law():
    nine = [Member(there=n < 5) for n in range(9)]
    verdict = carried(vote(nine[:5], [FOR] * 5), nine, DOUBLE, matter=AT_ONCE.code)
    assert verdict.good
    assert sentence(verdict.reasons[0]) == (
        "Favorevoli 5 su 9 componenti, minimo 5 (art. 134 c. 4 TUEL)."
    )
    assert not carried(vote(nine[:4], [FOR] * 4), nine, DOUBLE, matter=AT_ONCE.code).good


def test_who_must_abstain_is_not_among_the_voters():
    three = members(1, 1, 1)
    assert carried(vote(three, [FOR, RECUSED, RECUSED]), three, BY_HEADS).good
    assert not carried(vote(three, [RECUSED] * 3), three, BY_HEADS).good


def test_a_secret_vote_is_counted_by_heads_and_cannot_be_weighed():
    five = members(*[1] * 5)
    told = Tally({FOR: Count(heads=3), AGAINST: Count(heads=2)}, secret=True)
    assert carried(told, five, BY_HEADS).good
    verdict = carried(told, five, DOUBLE)
    assert not verdict.good
    assert verdict.reasons[0].code == "secret_cannot_be_weighed"


def test_a_body_without_rules_of_its_own_takes_no_votes():
    office = Rulebook()
    assert not office.takes_votes
    assert legal_number(members(1, there=0), office, call=1).good
    assert carried(vote(members(1), [FOR]), members(1), office).reasons[0].code == "no_votes_taken"


def test_a_special_matter_wants_its_own_majority():
    two_thirds = Matter(
        "statute", "Modifica della convenzione", "art. 9",
        majority=(Share(HEADS, ASSIGNED, 2, 3, strict=False),),
    )  # fmt: skip
    rules = Rulebook(majority=BY_HEADS.majority, matters=(two_thirds,), cites=CITES)
    six = members(*[1] * 6)
    three_of_four = vote(six[:4], [FOR, FOR, FOR, AGAINST])
    assert carried(three_of_four, six, rules).good
    assert not carried(three_of_four, six, rules, matter="statute").good
    assert carried(vote(six[:4], [FOR] * 4), six, rules, matter="statute").good


@pytest.mark.parametrize("rules", [DOUBLE, BY_HEADS, Rulebook()])
def test_rules_that_are_kept_are_read_again_as_they_were(rules):
    assert rulebook_of(as_data(rules)) == rules


def test_what_refuses_must_cite_its_article():
    with pytest.raises(UnsoundRule, match="majority"):
        Rulebook(majority=BY_HEADS.majority)


@pytest.mark.parametrize(
    ("numerator", "denominator", "strict"), [(0, 2, True), (3, 2, False), (2, 2, True)]
)
def test_a_share_is_a_part_that_can_be_reached(numerator, denominator, strict):
    with pytest.raises(UnsoundRule):
        Share(HEADS, ASSIGNED, numerator, denominator, strict)


def test_free_days_count_neither_the_first_nor_the_last():
    monday, friday = date(2026, 3, 2), date(2026, 3, 6)
    plain = Rulebook(notice_days=4, cites={"notice_days": "art. 4"})
    free = Rulebook(notice_days=4, notice_free=True, cites={"notice_days": "art. 4"})
    assert in_time(monday, friday, plain, urgent=False).code == "notice_enough"
    late = in_time(monday, friday, free, urgent=False)
    assert sentence(late) == (
        "Preavviso non rispettato: giorni liberi 3, richiesti 4 (art. 4). "
        "Ultimo giorno utile per convocare: 1° marzo 2026."
    )
    assert latest_notice(friday, days=4, free=True) == date(2026, 3, 1)


def test_an_urgent_sitting_needs_less_only_where_the_rules_say_so():
    told, held = date(2026, 3, 2), date(2026, 3, 3)
    rules = Rulebook(notice_days=5, cites={"notice_days": "art. 4"})
    assert in_time(told, held, rules, urgent=True).code == "notice_short"
    urgent = Rulebook(notice_days=5, urgent_days=1, cites={"notice_days": "art. 4"})
    assert in_time(told, held, urgent, urgent=True).code == "notice_enough"


def test_the_second_call_waits_as_long_as_the_rules_want():
    first = datetime(2026, 3, 3, 10)  # noqa: DTZ001 - any moment will do
    assert second_call_from(first, BY_HEADS) == datetime(2026, 3, 4, 10)  # noqa: DTZ001
    assert second_call_from(first, DOUBLE) is None


# --- what was not told


@pytest.mark.parametrize(
    ("told", "admitted", "away", "code"),
    [
        (True, False, ["Frisa"], None),
        (False, False, ["Frisa"], "off_agenda_away"),
        (False, False, [], "off_agenda"),
        (False, True, [], None),
        (False, True, ["Frisa"], "off_agenda_away"),
    ],
)
def test_what_was_not_told_is_voted_by_all_and_with_nobody_against(told, admitted, away, code):
    reason = why_not_admitted(BY_HEADS, told=told, admitted=admitted, away=away)
    assert (reason and reason.code) == code


def test_one_person_in_several_seats_wants_its_article():
    with pytest.raises(UnsoundRule) as unsound:
        Rulebook(several_seats=True)
    assert (unsound.value.provision, unsound.value.why) == ("several_seats", "no_article")
    rules = Rulebook(several_seats=True, cites={"several_seats": "art. 8"})
    said = "Chi siede può intervenire anche per altri componenti (art. 8)"
    assert ("Una persona per più componenti", said) in rules_said(rules)
