"""Consultations, their phases, the objectives that bodies share or do not, the occasions."""

from datetime import timedelta

import pytest

from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.participation.models import Aim, Consultation, OccasionAid, Phase, Subscription
from raccordo.participation.operations.consulting import (
    add_aim,
    add_phase,
    change_aim,
    change_consultation,
    change_phase,
    conclude_consultation,
    prepare_consultation,
    publish_consultation,
    remove_aim,
    remove_phase,
    reopen_consultation,
    subscribe,
    withdraw_subscription,
)
from raccordo.participation.operations.meeting import (
    call_off_occasion,
    change_occasion,
    hold_occasion,
    plan_occasion,
)
from raccordo.participation.queries.figures import aims_told, meetings_told, participation_of
from raccordo.participation.queries.stamps import stamp_of
from raccordo.participation.states import (
    AidKind,
    ConsultationState,
    OccasionSort,
    Stance,
    VoiceState,
)
from tests.make import (
    LONG_AGO,
    NOW,
    SOMEBODY,
    TODAY,
    make_aim,
    make_area,
    make_consultation,
    make_contribution,
    make_occasion,
    make_organisation,
    make_phase,
)

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def test_a_consultation_is_prepared_published_and_concluded():
    area = make_area()
    one = prepare_consultation(area, title="Verso il piano 2026", by=SOMEBODY)
    twin = prepare_consultation(area, title="Verso il piano 2026", by=SOMEBODY)

    assert (one.slug, twin.slug) == ("verso-il-piano-2026", "verso-il-piano-2026-2")
    with pytest.raises(Refused, match="Manca la fase"):
        publish_consultation(one, by=SOMEBODY, on=TODAY)
    phase = {"since": TODAY, "until": TODAY + WEEK, "receives": True}
    add_phase(one, title="Raccolta", by=SOMEBODY, **phase)
    one = publish_consultation(one, by=SOMEBODY, on=TODAY)
    assert (one.state, one.published_on) == (ConsultationState.PUBLISHED, TODAY)

    with pytest.raises(Refused, match="si ricevono ancora"):
        conclude_consultation(one, by=SOMEBODY, on=TODAY)
    waiting = make_contribution(area=area, consultation=one)
    with pytest.raises(Refused, match="1 proposta aspetta ancora"):
        conclude_consultation(one, by=SOMEBODY, on=TODAY + WEEK)
    waiting.state, waiting.merged_into = VoiceState.MERGED, make_contribution(area=area)
    waiting.save()
    with pytest.raises(Refused, match="1 proposta aspetta ancora"):  # the other is elsewhere
        conclude_consultation(one, by=SOMEBODY, on=TODAY + WEEK)
    waiting.state = VoiceState.ANSWERED
    waiting.save()
    one = conclude_consultation(one, by=SOMEBODY, on=TODAY + WEEK)
    assert one.state == ConsultationState.CONCLUDED

    for change in (
        lambda: add_aim(one, title="Altro", by=SOMEBODY),
        lambda: publish_consultation(one, by=SOMEBODY, on=TODAY),
    ):
        with pytest.raises(Refused, match="conclusa"):
            change()
    with pytest.raises(Refused, match="Dire perché"):
        reopen_consultation(one, reason=" ", by=SOMEBODY)
    assert reopen_consultation(one, reason="Errore", by=SOMEBODY).concluded_on is None
    with pytest.raises(Refused, match="non è conclusa"):
        reopen_consultation(one, reason="Errore", by=SOMEBODY)
    assert Entry.objects.filter(what="consultation.published").count() == 1


def test_what_is_said_of_a_consultation_is_corrected_and_its_address_stays():
    one = make_consultation(slug="voci")
    facts = {"text": "Testo", "contact": "Ufficio di Piano", "by": SOMEBODY}

    changed = change_consultation(
        one, title="Nuovo titolo", answer_within=45, seen=stamp_of(one), **facts
    )
    facts["seen"] = stamp_of(changed)

    assert (changed.title, changed.slug, changed.search) == ("Nuovo titolo", "voci", "nuovo titolo")
    for days in (0, 181):
        with pytest.raises(Refused, match="da 1 a 180") as refusal:
            change_consultation(one, title="Nuovo", answer_within=days, **facts)
        assert refusal.value.field == "answer_within"
    for title, said in (("", "Manca il titolo"), ("t" * 201, "201")):
        with pytest.raises(Refused, match=said):
            change_consultation(one, title=title, answer_within=30, **facts)


def test_two_phases_that_receive_share_no_day():
    one = make_consultation(phase={"since": TODAY, "until": TODAY + WEEK})
    added = {"title": "Osservazioni", "by": SOMEBODY, "receives": True}

    with pytest.raises(Refused, match="«Raccolta delle proposte»") as refusal:
        add_phase(one, since=TODAY + timedelta(days=6), **added)
    assert refusal.value.field == "since"
    with pytest.raises(Refused, match="deve seguire"):
        add_phase(one, since=TODAY, until=TODAY, **added)
    add_phase(one, since=TODAY, **added | {"receives": False})  # a table may go on meanwhile
    second = add_phase(one, since=TODAY + WEEK, **added)
    assert second.position == 3

    facts = {"title": "Osservazioni", "text": "", "until": None, "by": SOMEBODY}
    with pytest.raises(Refused, match="già proposte"):
        change_phase(second, seen=stamp_of(second), since=TODAY, receives=True, **facts)
    assert (
        change_phase(
            second, seen=stamp_of(second), since=TODAY + WEEK * 2, receives=True, **facts
        ).pk
        == second.pk
    )
    with pytest.raises(Refused, match="si correggono, non si tolgono"):
        remove_phase(second, by=SOMEBODY)
    prepared = make_phase(consultation=make_consultation(phase=None, state="prepared"))
    remove_phase(prepared, by=SOMEBODY)
    assert not Phase.objects.filter(pk=prepared.pk).exists()


def test_a_body_shares_an_objective_or_says_why_not_once():
    aim, body = make_aim(), make_organisation()
    facts = {"organisation": body, "by": SOMEBODY}

    with pytest.raises(Refused, match="dice perché") as refusal:
        subscribe(aim, stance=Stance.OBJECTS, on=TODAY, **facts)
    assert refusal.value.field == "reason"
    subscribe(aim, stance=Stance.SUBSCRIBES, on=TODAY, **facts)
    subscribe(aim, stance=Stance.OBJECTS, reason="Manca Frisa.", on=TODAY + WEEK, **facts)

    given = Subscription.objects.get()
    assert (given.stance, given.since) == (Stance.OBJECTS, TODAY + WEEK)
    assert Entry.objects.filter(what="subscription.given").count() == 2
    told = aims_told(aim.consultation).get()
    assert (told.shared_by, told.objected_by) == (0, 1)
    with pytest.raises(Refused, match="già preso posizione"):
        change_aim(aim, title="Altro testo", text="", seen=stamp_of(aim), by=SOMEBODY)
    with pytest.raises(Refused, match="l'obiettivo resta"):
        remove_aim(aim, by=SOMEBODY)
    withdraw_subscription(given, by=SOMEBODY)
    change_aim(aim, title="Altro testo", text="", seen=stamp_of(aim), by=SOMEBODY)
    remove_aim(aim, by=SOMEBODY)
    assert not Aim.objects.exists()


def test_nobody_takes_a_stance_when_it_is_over_or_when_the_body_is_no_more():
    with pytest.raises(Refused, match="mentre la consultazione è aperta"):
        subscribe(
            make_aim(consultation=make_consultation(state=ConsultationState.CONCLUDED)),
            organisation=make_organisation(),
            stance=Stance.SUBSCRIBES,
            by=SOMEBODY,
            on=TODAY,
        )
    with pytest.raises(Refused, match="cessato"):
        subscribe(
            make_aim(),
            organisation=make_organisation(closed_on=LONG_AGO),
            stance=Stance.SUBSCRIBES,
            by=SOMEBODY,
            on=TODAY,
        )


def plan(area, **fields):
    usual = {"sort": OccasionSort.ASSEMBLY, "title": "Assemblea", "held_at": NOW, "by": SOMEBODY}
    return plan_occasion(area, **usual | fields)


def test_an_occasion_tells_how_it_is_accessible_and_whether_it_was():
    area, body = make_area(), make_organisation()
    one = plan(area, aids={AidKind.LIS: "su richiesta", AidKind.TRANSPORT: "da Frisa"})
    came = {"presences": {body: 2}, "citizens": 30, "by": SOMEBODY, "on": TODAY}

    with pytest.raises(Refused, match="manca Trasporto") as refusal:
        hold_occasion(one, kept={AidKind.LIS: True}, **came)
    assert refusal.value.field == "kept"
    kept = {AidKind.LIS: True, AidKind.TRANSPORT: False, AidKind.ONLINE: True}
    held = hold_occasion(one, kept=kept, minutes="Si è parlato di trasporti.", **came)

    told = {aid.aid: (aid.promised, aid.kept) for aid in held.aids.all()}
    assert told == {
        "lis": (True, True),
        "transport": (True, False),
        "online": (False, True),
    }
    assert (held.citizens, held.presences.get().persons, held.concluded_on) == (30, 2, TODAY)
    hold_occasion(one, kept=kept, **came | {"presences": {}})  # corrected
    assert not held.presences.exists()
    with pytest.raises(Refused, match="si è già svolto"):
        call_off_occasion(one, reason="Neve", by=SOMEBODY)


def test_an_occasion_is_told_after_it_was_with_possible_numbers():
    area, body = make_area(), make_organisation()
    facts = {"kept": {}, "by": SOMEBODY, "on": TODAY}

    with pytest.raises(Refused, match="si registra dopo"):
        hold_occasion(plan(area, held_at=NOW + WEEK), presences={}, citizens=0, **facts)
    with pytest.raises(Refused, match="almeno una"):
        hold_occasion(plan(area), presences={body: 0}, citizens=0, **facts)
    with pytest.raises(Refused, match="non è possibile"):
        hold_occasion(plan(area), presences={}, citizens=-1, **facts)
    with pytest.raises(Refused, match="altro territorio"):
        plan(area, consultation=make_consultation())
    with pytest.raises(Refused, match="titolo"):
        plan(area, title=" ")


def test_an_occasion_is_moved_or_called_off_until_it_was():
    one = plan(make_area(), aids={AidKind.LIS: ""})
    facts = {"place": "Treglio", "link": "", "towns": [], "public_text": "", "by": SOMEBODY}

    moved = change_occasion(
        one,
        title="Assemblea",
        held_at=NOW + WEEK,
        aids={AidKind.ONLINE: ""},
        seen=stamp_of(one),
        **facts,
    )
    assert [aid.aid for aid in moved.aids.all()] == ["online"]
    with pytest.raises(Refused, match="Dire perché"):
        call_off_occasion(one, reason="", by=SOMEBODY)
    call_off_occasion(one, reason="Neve", by=SOMEBODY)
    with pytest.raises(Refused, match="annullato"):
        hold_occasion(one, presences={}, citizens=0, kept={}, by=SOMEBODY, on=TODAY + WEEK)
    with pytest.raises(Refused, match="annullato"):
        change_occasion(one, title="A", held_at=NOW, aids={}, seen="", **facts)


def test_what_a_body_took_part_in_is_told_together():
    area, body = make_area(), make_organisation()
    one = plan(area)
    hold = {"kept": {}, "citizens": 5, "by": SOMEBODY, "on": TODAY}
    hold_occasion(one, presences={body: 1, make_organisation(): 3}, **hold)
    make_contribution(organisation=body, area=area)
    make_contribution(organisation=body, area=area, state=VoiceState.UNCONFIRMED)
    subscribe(make_aim(), organisation=body, stance=Stance.SUBSCRIBES, by=SOMEBODY, on=TODAY)

    told = participation_of(body)

    assert [len(told.presences), len(told.contributions), len(told.subscriptions)] == [1, 1, 1]
    [met] = meetings_told([one, make_occasion()])
    assert (met.sort, met.occasions, met.citizens, met.bodies) == ("assembly", 1, 5, 2)


def test_of_two_who_change_one_thing_the_second_writes_over_nothing():
    one = make_consultation()
    phase, aim, occasion = one.phases.get(), make_aim(consultation=one), make_occasion()
    seen = {"seen": stamp_of(occasion), "by": SOMEBODY}
    OccasionAid.objects.create(occasion=occasion, aid=AidKind.LIS)
    days = {"since": TODAY, "until": None, "text": "", "receives": True, "by": SOMEBODY}
    words = {"text": "", "contact": "", "answer_within": 30, "by": SOMEBODY}
    told = {"held_at": NOW, "place": "", "link": "", "towns": [], "public_text": "", "aids": {}}
    late = "qualcun altro ha modificato"

    with pytest.raises(Refused, match=late):
        change_consultation(one, title="Mio", seen="com'era", **words)
    with pytest.raises(Refused, match=late):
        change_phase(phase, title="Mia", seen="com'era", **days)
    with pytest.raises(Refused, match=late):
        change_aim(aim, title="Mio", text="", seen="com'era", by=SOMEBODY)
    with pytest.raises(Refused, match=late):
        change_occasion(occasion, title="Mio", **told, **seen)
    assert not Consultation.objects.filter(title="Mio").exists()
    assert occasion.aids.get().aid == AidKind.LIS


def test_what_somebody_else_took_away_meanwhile_is_said():
    one = make_consultation(state="prepared")
    phase, aim = one.phases.get(), make_aim(consultation=one)
    remove_phase(one.phases.get(), by=SOMEBODY)
    remove_aim(one.aims.get(), by=SOMEBODY)
    days = {"since": TODAY, "until": None, "text": "", "receives": True, "by": SOMEBODY}
    with pytest.raises(Refused, match="qualcun altro l'ha tolta"):
        change_phase(phase, title="Mia", seen=stamp_of(phase), **days)
    with pytest.raises(Refused, match="qualcun altro l'ha tolto"):
        change_aim(aim, title="Mio", text="", seen=stamp_of(aim), by=SOMEBODY)


def test_a_consultation_is_not_concluded_while_somebody_may_still_confirm():
    over = {"since": LONG_AGO, "until": LONG_AGO + timedelta(days=30)}
    one = make_consultation(phase=over)
    waiting = make_contribution(area=one.area, consultation=one, state="unconfirmed")
    with pytest.raises(Refused, match="aspetta la conferma"):
        conclude_consultation(one, by=SOMEBODY, on=TODAY)
    waiting.delete()
    assert conclude_consultation(one, by=SOMEBODY, on=TODAY).state == "concluded"
