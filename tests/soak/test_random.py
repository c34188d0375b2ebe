"""Whatever is done, in whatever order, what must always be true is true after every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial
from itertools import combinations
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from raccordo.acts.models import Act, Organ
from raccordo.acts.operations import (
    add_opinion,
    change_standing,
    draft_act,
    fix_text,
    protocol_act,
    publish_act,
    put_back_signed,
    reopen_draft,
    rewrite_act,
)
from raccordo.acts.queries import worth_of
from raccordo.acts.rules import Calendar, enforceable_from
from raccordo.acts.states import (
    ACT_LIFE,
    ACT_WAY,
    ActKind,
    ActStage,
    ActState,
    FilePurpose,
    OpinionKind,
    OrganKind,
)
from raccordo.archive.shelves import content_of
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.journal.queries import verify
from raccordo.territory.models import Area, Membership
from raccordo.territory.operations import create_area, join, leave, rename_area
from raccordo.territory.queries import area_at, areas_around, municipalities_of
from raccordo.territory.states import AreaKind
from tests.acts.certificates import document, pades, rossi
from tests.make import LONG_AGO, SOMEBODY, TODAY, make_area, make_organ, make_town
from tests.soak import LONG, times

pytestmark = [pytest.mark.soak, pytest.mark.django_db, pytest.mark.once]
Work = Callable[[], object]
DAYS = st.integers(0, 40).map(timedelta)


def told_at_random(machine: type[RuleBasedStateMachine], *, examples: int, steps: int) -> None:
    """Many stories, none remembered: the short ones are always the same, the long ones never."""
    manner = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=not LONG,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=manner)


class Story(RuleBasedStateMachine):
    """A story told in a transaction that is taken back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()

    def teardown(self) -> None:
        try:
            self.at_the_end()
        finally:
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)

    def at_the_end(self) -> None:
        """What is asked once a story."""

    def attempt(self, work: Work) -> bool:
        """Do it; who is refused leaves neither a change nor a line of the register."""
        before = Entry.objects.count()
        try:
            with transaction.atomic():
                work()
        except Refused:
            done = False
        else:
            done = True
        assert (Entry.objects.count() > before) == done
        return done

    @invariant()
    def the_register_holds(self) -> None:
        assert verify("house") is None


class Territory(Story):
    """Zones and ambiti are made, joined, left and renamed, while the days go by."""

    def __init__(self) -> None:
        super().__init__()
        self.today = TODAY
        self.towns = [make_town() for _ in range(4)]
        self.areas = [make_area(kind=AreaKind.AMBITO), make_area(), make_area()]
        self.region = make_area(kind=AreaKind.REGION)
        self.addresses = {area.slug: area.pk for area in self.areas}
        self.answers: dict[tuple[int, date], set[int]] = {}

    @rule(days=DAYS)
    def days_go_by(self, days: timedelta) -> None:
        """What was true of the days gone by is written down, to be asked again."""
        self.the_past_is_what_it_was()
        for area in self.areas:
            for day in (LONG_AGO, self.today - timedelta(1), self.today, self.today + days):
                if day < self.today + days:
                    self.answers.setdefault((area.pk, day), self.towns_of(area, day))
        self.today += days

    @rule(data=st.data(), wait=DAYS, last=st.none() | DAYS)
    def a_part_joins(self, data: Any, wait: timedelta, last: timedelta | None) -> None:
        part, whole = self.one_of(data, self.towns + self.areas), self.one_of(data, self.areas)
        since = self.today + wait
        until = None if last is None else since + last
        fits = whole.kind == AreaKind.AMBITO and part.kind != AreaKind.AMBITO
        fits |= whole.kind == AreaKind.ZONE and part.kind == AreaKind.MUNICIPALITY
        free = not any(self.meet(m, since, until) for m in self.memberships(part, whole.kind))
        ordered = until is None or until > since
        there = part.since <= since and whole.since <= since

        done = self.attempt(lambda: join(part, whole=whole, since=since, until=until, by=SOMEBODY))

        assert done == (fits and free and ordered and there)

    @precondition(lambda self: Membership.objects.exists())
    @rule(data=st.data(), wait=DAYS)
    def a_part_leaves(self, data: Any, wait: timedelta) -> None:
        membership = self.one_of(data, list(Membership.objects.order_by("pk")))
        until = max(self.today, membership.since) + wait

        done = self.attempt(lambda: leave(membership, until=until, by=SOMEBODY))

        assert done == (membership.until is None and until > membership.since)

    @rule(data=st.data(), wait=DAYS, kind=st.sampled_from([AreaKind.ZONE, AreaKind.AMBITO]))
    def an_area_is_made(self, data: Any, wait: timedelta, kind: AreaKind) -> None:
        parts = data.draw(st.lists(st.sampled_from(self.towns), unique=True, max_size=3))
        since, name = self.today + wait, f"Area {data.draw(st.integers(0, 9))}"
        taken: list[Any] = [
            m for p in parts for m in self.memberships(p, kind) if self.meet(m, since, None)
        ]
        if kind == AreaKind.AMBITO:  # who is in a zone of an ambito is in that ambito
            taken += [
                ambito for p in parts for ambito in areas_around(p, on=since).filter(kind=kind)
            ]
        facts = {"kind": kind, "name": name, "municipalities": parts, "since": since}
        facts["within"] = self.region

        done = self.attempt(lambda: self.areas.append(create_area(**facts, by=SOMEBODY)))

        slug = name.lower().replace(" ", "-")
        assert done == (bool(parts) and not taken and slug not in self.addresses)
        if done:
            self.addresses[slug] = self.areas[-1].pk

    @rule(data=st.data(), wait=DAYS, number=st.integers(0, 3))
    def an_area_is_renamed(self, data: Any, wait: timedelta, number: int) -> None:
        area, slug = self.one_of(data, self.areas), f"nome-{number}"
        name, since = f"Nome {number}", self.today + wait
        now = area.denominations.get(until=None)

        done = self.attempt(
            lambda: rename_area(area, name=name, slug=slug, since=since, by=SOMEBODY)
        )

        assert done == (since > now.since and name != now.name and slug not in self.addresses)
        if done:
            self.addresses[slug] = area.pk

    @invariant()
    def nothing_is_in_two_wholes_of_a_kind(self) -> None:
        for one, other in combinations(Membership.objects.order_by("pk"), 2):
            if (one.part_id, one.whole_kind) == (other.part_id, other.whole_kind):
                assert not self.meet(one, other.since, other.until)

    def the_past_is_what_it_was(self) -> None:
        """Asked whenever the days go by and at the end: at every step it would take too long."""
        areas = Area.objects.in_bulk({pk for pk, _day in self.answers})
        for (pk, day), towns in self.answers.items():
            assert self.towns_of(areas[pk], day) == towns

    @invariant()
    def every_address_leads_where_it_led(self) -> None:
        assert {s: area_at(s).pk for s in self.addresses} == self.addresses

    def at_the_end(self) -> None:
        self.the_past_is_what_it_was()

    def towns_of(self, area: Area, day: date) -> set[int]:
        return set(municipalities_of(area, on=day).values_list("pk", flat=True))

    def memberships(self, part: Area, kind: str) -> list[Membership]:
        return list(Membership.objects.filter(part=part, whole_kind=kind))

    @staticmethod
    def meet(membership: Membership, since: date, until: date | None) -> bool:
        """Whether a membership shares a day with this stretch of days."""
        before = membership.until is not None and membership.until <= since
        return not (before or (until is not None and until <= membership.since))

    @staticmethod
    def one_of(data: Any, things: list[Any]) -> Any:
        return things[data.draw(st.integers(0, len(things) - 1))]


@cache
def signed(text: str) -> bytes:
    return pades(document(text), rossi())


class Way(Story):
    """Acts are drafted, fixed, signed, protocolled, published, judged: in any order one tries."""

    def __init__(self) -> None:
        super().__init__()
        self.organ: Organ = make_organ(kind=OrganKind.COUNCIL)
        self.stages: dict[int, ActStage] = {}
        self.states: dict[int, ActState] = {}
        self.draft_one()

    def act(self, data: Any) -> Act:
        keys = sorted(self.stages)
        return Act.objects.get(pk=keys[data.draw(st.integers(0, len(keys) - 1))])

    def move(self, act: Act, to: ActStage, work: Work, *, also: bool = True) -> None:
        """A step is taken if and only if the way allows it and the rest is in order."""
        allowed = ACT_WAY.allows(self.stages[act.pk], to) and also
        assert self.attempt(work) == allowed
        if allowed:
            self.stages[act.pk] = to

    @rule(data=st.data())
    def go_on(self, data: Any) -> None:
        """The next step of the way, as it should be taken."""
        act = self.act(data)
        match self.stages[act.pk]:
            case ActStage.DRAFT:
                self.fix(act, number=f"{data.draw(st.integers(10, 99))}", text="uno")
            case ActStage.TO_SIGN:
                self.put_back(act, text="uno", signs=True)
            case ActStage.SIGNED:
                self.protocol(act, on=TODAY)
            case ActStage.PROTOCOLLED:
                self.publish(act, since=act.protocol_date, stays=15)

    @precondition(lambda self: len(self.stages) < 4)
    @rule()
    def draft_one(self) -> None:
        facts = {"kind": ActKind.RESOLUTION, "subject": "Piano", "text": "Delibera."}
        act = draft_act(organ=self.organ, by=SOMEBODY, **facts)
        self.stages[act.pk], self.states[act.pk] = ActStage.DRAFT, ActState.EFFECTIVE

    @rule(data=st.data(), subject=st.sampled_from(["Piano", "Profilo", " "]))
    def rewrite(self, data: Any, subject: str) -> None:
        act = self.act(data)
        words = {"subject": subject, "text": "Altro.", "spends": True, "by": SOMEBODY}

        done = self.attempt(lambda: rewrite_act(act, **words))

        assert done == (self.stages[act.pk] == ActStage.DRAFT and bool(subject.strip()))

    @rule(data=st.data(), number=st.sampled_from("123"), text=st.sampled_from(["uno", "due"]))
    def try_to_fix(self, data: Any, number: str, text: str) -> None:
        self.fix(self.act(data), number=number, text=text)

    def fix(self, act: Act, *, number: str, text: str) -> None:
        facts = {"number": number, "made_on": TODAY, "pdf": document(text), "on": TODAY}
        free = not Act.objects.filter(number=number).exclude(pk=act.pk).exists()
        self.move(act, ActStage.TO_SIGN, partial(fix_text, act, **facts, by=SOMEBODY), also=free)

    @rule(data=st.data())
    def reopen(self, data: Any) -> None:
        act = self.act(data)
        self.move(act, ActStage.DRAFT, partial(reopen_draft, act, reason="Refuso", by=SOMEBODY))

    @rule(data=st.data(), text=st.sampled_from(["uno", "due"]), signs=st.booleans())
    def try_to_put_back(self, data: Any, text: str, signs: bool) -> None:
        self.put_back(self.act(data), text=text, signs=signs)

    def put_back(self, act: Act, *, text: str, signs: bool) -> None:
        facts = {"content": signed(text) if signs else document(text), "name": "atto.pdf"}
        fixed = act.files.filter(purpose=FilePurpose.TEXT).last()
        same = fixed is not None and content_of(fixed.file.sha256) == document(text)
        work = partial(put_back_signed, act, **facts, by=SOMEBODY, on=TODAY)
        self.move(act, ActStage.SIGNED, work, also=signs and same)

    @rule(data=st.data(), days=st.integers(-2, 5).map(timedelta))
    def try_to_protocol(self, data: Any, days: timedelta) -> None:
        self.protocol(self.act(data), on=TODAY + days)

    def protocol(self, act: Act, *, on: date) -> None:
        work = partial(protocol_act, act, number="0001", protocolled_on=on, by=SOMEBODY)
        self.move(act, ActStage.PROTOCOLLED, work, also=act.date is None or on >= act.date)

    @rule(data=st.data(), days=st.integers(0, 5).map(timedelta), stays=st.integers(0, 15))
    def try_to_publish(self, data: Any, days: timedelta, stays: int) -> None:
        self.publish(self.act(data), since=TODAY + days, stays=stays)

    def publish(self, act: Act, *, since: date, stays: int) -> None:
        facts = {"published_from": since, "published_until": since + timedelta(stays)}
        also = stays > 0 and (act.protocol_date is None or since >= act.protocol_date)
        work = partial(publish_act, act, **facts, by=SOMEBODY)
        self.move(act, ActStage.PUBLISHED, work, also=also)

    @rule(data=st.data(), to=st.sampled_from(ActState), days=st.integers(-3, 30).map(timedelta))
    def judge(self, data: Any, to: ActState, days: timedelta) -> None:
        act, since = self.act(data), TODAY + days
        last, today = act.standings.last(), TODAY + timedelta(20)
        earliest = max([d for d in (act.date, last and last.since) if d], default=since)
        signed = self.stages[act.pk] not in {ActStage.DRAFT, ActStage.TO_SIGN}
        allowed = ACT_LIFE.allows(self.states[act.pk], to) and earliest <= since <= today

        facts = {"to": to, "since": since, "reason": "Verifica", "by": SOMEBODY, "on": today}
        assert self.attempt(lambda: change_standing(act, **facts)) == (allowed and signed)
        if allowed and signed:
            self.states[act.pk] = to

    @rule(data=st.data(), kind=st.sampled_from([OpinionKind.TECHNICAL, OpinionKind.VISA]))
    def give_an_opinion(self, data: Any, kind: OpinionKind) -> None:
        act = self.act(data)
        first = not act.opinions.filter(kind=kind).exists()
        facts = {"kind": kind, "favourable": True, "given_by": "X", "by": SOMEBODY, "on": TODAY}

        assert self.attempt(lambda: add_opinion(act, **facts)) == first

    @invariant()
    def each_act_is_where_its_way_says(self) -> None:
        for act in Act.objects.filter(pk__in=self.stages):
            assert (act.stage, act.state) == (self.stages[act.pk], self.states[act.pk])
            draft = act.stage == ActStage.DRAFT
            assert draft or (act.number and act.date == TODAY)
            assert (act.published_from is not None) == (act.stage == ActStage.PUBLISHED)
            days = Calendar(act.date, act.published_from, None)
            assert act.enforceable_from == enforceable_from(act.enforceability, days)

    @invariant()
    def each_act_holds_the_files_of_its_way(self) -> None:
        for act in Act.objects.filter(pk__in=self.stages):
            held = Counter(act.files.values_list("purpose", flat=True))
            signed = act.stage in {ActStage.SIGNED, ActStage.PROTOCOLLED, ActStage.PUBLISHED}
            assert held[FilePurpose.TEXT] == (act.stage != ActStage.DRAFT)
            assert held[FilePurpose.SIGNED] == signed

    @invariant()
    def nothing_rests_on_what_is_worth_nothing(self) -> None:
        for act in Act.objects.filter(pk__in=self.stages):
            reason = worth_of(act, on=TODAY + timedelta(60))
            dead = self.states[act.pk] in {ActState.REVOKED, ActState.ANNULLED, ActState.SUSPENDED}
            published = act.stage == ActStage.PUBLISHED
            assert (reason.code == "in_force") == (published and not dead)


def test_the_territory_is_never_in_two_places_and_never_rewrites_its_past():
    told_at_random(Territory, examples=times(300, 10), steps=times(60, 30))


def test_an_act_goes_its_way_and_no_other():
    told_at_random(Way, examples=times(300, 10), steps=times(60, 35))
