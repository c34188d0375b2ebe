"""A body is founded, follows its rules, and one day its function ends."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from raccordo.access.operations import NewOrgan
from raccordo.acts.states import OrganKind
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Body
from raccordo.governance.operations.founding import change_body, end_body, found_body
from raccordo.governance.operations.regulating import set_regulation
from raccordo.governance.queries.bodies import regulation_of, require_alive
from raccordo.governance.queries.seats import seated_in
from raccordo.governance.rules.rulebook import (
    ASSIGNED,
    HEADS,
    POPULATION,
    Matter,
    Rulebook,
    Share,
    UnsoundRule,
    rulebook_of,
)
from raccordo.governance.rules.voting import Member
from raccordo.governance.states import BodySort, SittingState
from raccordo.governance.wording import rules_said, shares_said, unsound, what_is_enough
from raccordo.journal.models import Entry
from tests.make import (
    LONG_AGO,
    SOMEBODY,
    TODAY,
    make_act,
    make_area,
    make_body,
    make_mandate,
    make_organ,
    make_organisation,
    make_regulation,
    make_seat,
    make_seating,
    make_sitting,
)

pytestmark = pytest.mark.django_db
ENDED = date(2020, 7, 2)
HALF_OF_BOTH = (Share(HEADS, ASSIGNED), Share(POPULATION, ASSIGNED))


def found(**facts):
    usual = {"sort": BodySort.ADVISES, "name": "Gruppo di Piano", "since": LONG_AGO}
    usual["area"] = facts.pop("area", None) or make_area()
    return found_body(by=SOMEBODY, **usual | facts)


def conference(**facts):
    organ = NewOrgan(
        OrganKind.CONFERENCE, "Conferenza della zona 2", "della Conferenza della zona 2"
    )
    usual = {"sort": BodySort.DECIDES, "name": "Conferenza della zona 2", "organ": organ}
    return found(**usual | {"since": date(2017, 6, 28), "area": old_area()} | facts)


def old_area():
    return make_area(since=date(2017, 1, 1))


def test_a_body_that_decides_has_the_organ_of_its_acts_and_the_register_says_who_founded_it():
    body = conference()

    assert body.organ.genitive == "della Conferenza della zona 2"
    assert body.organ.kind == OrganKind.CONFERENCE
    assert body.slug == "conferenza-della-zona-2"
    assert Entry.objects.get(what="body.founded").acting == "system:test"


def test_a_body_that_decides_without_an_organ_is_not_founded():
    with pytest.raises(Refused, match="con il nome di quale organo") as refusal:
        found(sort=BodySort.DECIDES)

    assert refusal.value.field == "organ"


def test_a_body_that_only_advises_makes_no_acts_whatever_is_told():
    assert found(organ=make_organ(kind=OrganKind.CONFERENCE)).organ is None


def test_an_organ_is_of_one_body():
    organ = make_organ(kind=OrganKind.CONFERENCE)
    found(sort=BodySort.DECIDES, name="Prima", organ=organ)

    with pytest.raises(Refused, match="è già quello di «Prima»"):
        found(sort=BodySort.DECIDES, name="Seconda", organ=organ)


def test_two_bodies_of_one_name_in_two_areas_have_two_addresses():
    found()
    other = found(area=make_area(slug="zona-frentana"))

    assert other.slug == "gruppo-di-piano-zona-frentana"
    assert found().slug not in {"gruppo-di-piano", other.slug}


def test_a_body_is_told_once_in_its_area_whatever_the_capitals():
    area = make_area()
    found(area=area)

    with pytest.raises(Refused, match="c'è già un organismo"):
        found(area=area, name="GRUPPO  di piano")


def test_a_name_without_letters_has_no_address():
    with pytest.raises(Refused, match="delle lettere"):
        found(name="???")


def test_a_body_does_not_come_before_its_area():
    with pytest.raises(Refused, match="non esisteva") as refusal:
        found(since=date(2019, 1, 1))

    assert refusal.value.field == "since"


def test_a_body_does_not_rest_on_an_act_still_to_come():
    with pytest.raises(Refused) as refusal:
        found(act=make_act(enforceable_from=TODAY))

    assert refusal.value.field == "act"


def test_a_correction_keeps_the_address_and_refuses_the_name_of_another():
    area = make_area()
    body, _other = found(area=area), found(area=area, name="Tavolo minori")
    facts = {"duties": "", "act": None, "source": "", "public": False, "by": SOMEBODY}

    change_body(body, name="Gruppo di Piano dell'ambito", **facts)
    with pytest.raises(Refused, match="c'è già un organismo"):
        change_body(body, name="Tavolo Minori", **facts)

    kept = Body.objects.get(pk=body.pk)
    assert (kept.name, kept.slug, kept.public) == (
        "Gruppo di Piano dell'ambito",
        "gruppo-di-piano",
        False,
    )


def test_after_its_end_a_body_says_that_its_function_ended_and_by_what_act():
    body, act = conference(), make_act(number="8", date=ENDED, enforceable_from=ENDED)
    end_body(body, until=ENDED, act=act, by=SOMEBODY)
    body = Body.objects.get(pk=body.pk)

    require_alive(body, on=date(2020, 7, 1))
    with pytest.raises(Refused) as refusal:
        require_alive(body, on=ENDED)

    assert refusal.value.message.startswith(
        "La funzione della Conferenza della zona 2 è cessata il 2 luglio 2020 (Determinazione n. 8"
    )


def test_before_its_foundation_a_body_does_nothing():
    with pytest.raises(Refused, match="comincia il 28 giugno 2017"):
        require_alive(conference(), on=date(2017, 6, 27))


def test_who_sits_in_a_body_leaves_with_it_and_so_does_the_mandate():
    body = make_body(sort=BodySort.ADVISES)
    mandate = make_mandate(area=body.area)
    seating = make_seating(
        seat=make_seat(body=body, organisation=make_organisation()), mandate=mandate
    )
    end_body(body, until=TODAY, reason="Accorpato", by=SOMEBODY)

    seating.refresh_from_db()
    mandate.refresh_from_db()
    assert (seating.until, mandate.until) == (TODAY, TODAY)
    assert len(seated_in(body, on=TODAY - timedelta(days=1))) == 1
    assert seated_in(body, on=TODAY) == []


def test_an_end_needs_its_act_or_its_reason_and_comes_after_the_beginning():
    body = conference()
    for facts in ({}, {"reason": "  "}):
        with pytest.raises(Refused, match="con quale atto"):
            end_body(body, until=ENDED, by=SOMEBODY, **facts)
    with pytest.raises(Refused, match="deve seguire l'inizio"):
        end_body(body, until=body.since, reason="Fine", by=SOMEBODY)


def test_a_body_ends_once():
    body = conference()
    end_body(body, until=ENDED, reason="Fine", by=SOMEBODY)

    with pytest.raises(Refused, match="già registrata: la funzione è cessata il 2 luglio 2020"):
        end_body(body, until=TODAY, reason="Fine", by=SOMEBODY)


def test_a_body_does_not_end_before_a_sitting_it_held():
    body = conference()
    held = datetime(2020, 9, 1, 10, tzinfo=ZoneInfo("Europe/Rome"))
    sitting = make_sitting(body=body, first_call=held)
    with pytest.raises(Refused, match="C'è una seduta il 1° settembre 2020"):
        end_body(body, until=ENDED, reason="Fine", by=SOMEBODY)

    sitting.state = SittingState.CANCELLED
    sitting.save()
    assert end_body(body, until=ENDED, reason="Fine", by=SOMEBODY).until == ENDED


def test_a_body_does_not_end_before_a_second_call_that_is_awaited():
    body = conference()
    first = datetime(2020, 6, 30, 10, tzinfo=ZoneInfo("Europe/Rome"))
    when = {"first_call": first, "second_call": first + timedelta(days=2)}
    sitting = make_sitting(body=body, state=SittingState.CONVENED, call=2, **when)
    with pytest.raises(Refused, match="C'è una seduta il 2 luglio 2020"):
        end_body(body, until=date(2020, 7, 2), reason="Fine", by=SOMEBODY)

    sitting.call, sitting.state = 1, SittingState.CLOSED  # it met at the first
    sitting.save()
    assert end_body(body, until=date(2020, 7, 2), reason="Fine", by=SOMEBODY).until


def test_no_seat_and_no_rules_outlive_their_body_nor_does_who_was_to_sit_later():
    body = make_body()
    later, coming = TODAY + timedelta(days=900), TODAY + timedelta(days=30)
    lasting = make_seat(body=body, until=later)
    begun_after = make_seat(body=body, since=coming, organisation=make_organisation())
    expected = make_seating(seat=begun_after, since=coming, until=later)
    rules_until, rules_after = (
        make_regulation(body=body, until=coming),
        make_regulation(body=body, since=coming),
    )

    end_body(body, until=TODAY, reason="Fine", by=SOMEBODY)

    for one in (lasting, begun_after, expected, rules_until, rules_after, body):
        one.refresh_from_db()
    assert (lasting.until, rules_until.until) == (TODAY, TODAY)
    assert expected.revoked_on == coming
    assert not seated_in(body, on=coming)
    assert rules_after.until == begun_after.until == coming + timedelta(days=1)


def rules(**facts):
    usual = {"first_call": HALF_OF_BOTH, "cites": {"first_call": "art. 6"}}
    return Rulebook(**usual | facts)


def set_on(body, since, **facts):
    usual = {"rules": rules(), "source": "Regolamento, 2017"}
    return set_regulation(body, since=since, by=SOMEBODY, **usual | facts)


def test_new_rules_close_those_before_on_their_day():
    body = conference()
    first, second = set_on(body, date(2018, 1, 1)), set_on(body, date(2019, 1, 1))

    first.refresh_from_db()
    assert first.until == second.since
    assert regulation_of(body, on=date(2018, 12, 31)) == first
    assert regulation_of(body, on=date(2019, 1, 1)) == second


def test_rules_told_late_stop_where_those_after_begin():
    body = conference()
    after = set_on(body, date(2019, 1, 1))
    before = set_on(body, date(2018, 1, 1))

    assert (before.until, regulation_of(body, on=TODAY)) == (date(2019, 1, 1), after)


def test_rules_are_corrected_until_a_sitting_uses_them():
    body = conference()
    first = set_on(body, date(2018, 1, 1))
    again = set_on(body, date(2018, 1, 1), rules=Rulebook())
    make_sitting(body=body, regulation=first)

    assert again == first
    with pytest.raises(Refused, match="è già stata convocata la seduta"):
        set_on(body, date(2018, 1, 1))
    first.refresh_from_db()
    assert rulebook_of(first.content) == Rulebook()


def test_new_rules_do_not_come_before_a_sitting_convened_by_the_old_ones():
    body = conference()
    old = set_on(body, date(2018, 1, 1))
    make_sitting(body=body, regulation=old, convened_on=date(2020, 1, 10))

    with pytest.raises(Refused, match="convocata il 10 gennaio 2020 con le regole di prima"):
        set_on(body, date(2020, 1, 1))
    old.refresh_from_db()
    assert old.until is None


def test_a_rule_without_its_source_or_its_article_is_refused_beside_its_field():
    body = conference()
    with pytest.raises(Refused, match="Manca la fonte") as refusal:
        set_on(body, date(2018, 1, 1), source=" ")
    assert refusal.value.field == "source"

    matter = Matter("statuto", "Statuto", "", quorum=HALF_OF_BOTH)
    with pytest.raises(Refused, match="«Statuto» non cita l'articolo") as refusal:
        set_on(body, date(2018, 1, 1), rules=rules(matters=(matter,)))
    assert refusal.value.field == "matter_1_article"

    with pytest.raises(UnsoundRule) as unsound_rule:
        Rulebook(majority=HALF_OF_BOTH)
    assert unsound(unsound_rule.value) == "Maggioranza: manca l'articolo che la prevede."


def test_an_ended_body_gets_no_rules():
    body = conference()
    end_body(body, until=ENDED, reason="Fine", by=SOMEBODY)

    with pytest.raises(Refused, match="è cessata il 2 luglio 2020"):
        set_on(Body.objects.get(pk=body.pk), TODAY)


def test_the_rules_are_read_back_as_sentences_with_their_articles():
    told = dict(
        rules_said(
            Rulebook(
                notice_days=5,
                notice_free=True,
                urgent_days=1,
                first_call=HALF_OF_BOTH,
                second_call=(Share(HEADS, ASSIGNED, 1, 3, strict=False),),
                second_call_after=24,
                majority=(Share(HEADS, "voters"), Share(POPULATION, "voters", 60, 100)),
                matters=(Matter("x", "Statuto", "art. 9", majority=HALF_OF_BOTH[:1]),),
                casting_vote=True,
                proxies=False,
                cites={
                    "notice_days": "art. 5",
                    "first_call": "art. 6",
                    "second_call": "art. 6 c. 2",
                    "majority": "art. 7",
                    "casting_vote": "art. 8",
                },
            )
        )
    )

    assert told == {
        "Preavviso": "Almeno 5 giorni liberi; nei casi urgenti 1 giorno (art. 5)",
        "Prima convocazione": "Più della metà dei componenti e degli abitanti (art. 6)",
        "Seconda convocazione": "Dopo almeno 24 ore, almeno un terzo dei componenti (art. 6 c. 2)",
        "Maggioranza": (
            "Favorevoli più della metà dei votanti e più del 60% degli abitanti rappresentati dai"
            " votanti (art. 7)"
        ),
        "Statuto": "Favorevoli più della metà dei componenti (art. 9)",
        "Voto di chi presiede": "A parità di voti prevale quello di chi presiede (art. 8)",
        "Chi si astiene": "non conta fra i votanti",
        "Schede bianche e nulle": "contano fra i votanti",
        "Come si partecipa": "di persona, a distanza, con un supplente",
    }


def test_a_body_without_votes_says_so():
    assert ("Maggioranza", "Il regolamento non prevede votazioni.") in rules_said(Rulebook())


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Share(HEADS, ASSIGNED, 2, 3, strict=False), "almeno due terzi dei componenti"),
        (Share(HEADS, "held", 1, 1, strict=False), "la totalità dei componenti in carica"),
        (Share(HEADS, "present", 1, 3), "più di un terzo dei presenti"),
        (Share(POPULATION, ASSIGNED, 30, 100, strict=False), "almeno il 30% degli abitanti"),
        (Share(POPULATION, ASSIGNED, 4, 7, strict=False), "almeno 4/7 degli abitanti"),
    ],
)
def test_a_share_is_said_as_people_say_it(share, said):
    assert shares_said([share]) == said


def test_what_is_enough_tells_who_alone_has_the_share_and_without_whom_it_never_is():
    members = [("Lanciano", Member(weight=57)), ("Frisa", Member(weight=43, held=False))]
    heads, people = what_is_enough(rules(), members)

    assert (heads.needed, heads.whole) == ("2 componenti", "2 componenti")
    assert heads.notes == ("I componenti in carica non bastano: prima designare chi manca.",)
    assert (people.needed, people.whole) == ("51 abitanti", "100 abitanti")
    assert people.notes == (
        "«Lanciano» li raggiunge senza gli altri.",
        "Senza «Lanciano» non si raggiungono mai.",
    )


def test_where_nobody_weighs_enough_alone_nothing_is_noted():
    members = [(name, Member(weight=10)) for name in "abcde"]

    assert [line.notes for line in what_is_enough(rules(), members)] == [(), ()]


def test_of_a_regulation_the_page_reads_the_rules_that_were_kept():
    assert rulebook_of(make_regulation().content).takes_votes
