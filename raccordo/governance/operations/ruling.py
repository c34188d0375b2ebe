"""From rules to what is due: rules are loaded, adopted for a year, awakened by an event."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from raccordo.accounts.models import User
from raccordo.acts.models import Act
from raccordo.foundation.errors import Refused
from raccordo.foundation.periods import in_force
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import day
from raccordo.governance.models import Duty, DutyRule
from raccordo.governance.operations.duties import require_owner
from raccordo.governance.queries.duties import regions_of
from raccordo.governance.rules.deadlines import AFTER, Turn, after_event, falls_due, read
from raccordo.governance.states import DutyBearer, DutySort, DutyState
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
from raccordo.parties.operations import tell_town_halls
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of


@dataclass(frozen=True, slots=True)
class RuleFact:
    """A version of a rule as its file tells it."""

    code: str
    version: str
    since: date
    title: str
    owed_by: str
    source: str
    when: dict[str, Any]
    description: str = ""
    verified: bool = False
    region: str = ""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What came of adopting some rules: made, moved to a new day, already there."""

    made: int
    moved: int
    known: int


@operation
def load_duty_rules(facts: Iterable[RuleFact], *, by: Acting) -> int:
    """Load the versions of rules that are missing; each closes the one before from its day."""
    known = set(DutyRule.objects.values_list("code", "version"))
    new = [fact for fact in facts if (fact.code, fact.version) not in known]
    for fact in sorted(new, key=lambda fact: (fact.code, fact.since)):
        before = DutyRule.objects.filter(code=fact.code, until=None).first()
        if before and before.since >= fact.since:
            raise Refused(
                _("La versione %(v)s di «%(rule)s» deve cominciare dopo il %(day)s.")
                % {"v": fact.version, "rule": fact.title, "day": day(before.since)}
            )
        if before:
            before.until = fact.since
            before.save(update_fields=["until"])
        told = {name: getattr(fact, name) for name in RuleFact.__slots__}
        rule = DutyRule(**told)
        read(rule.when)  # what is no day is an error of the file
        rule.save()
    if new:
        record(by=by, what="duty_rules.loaded", subject=None, rules=len(new))
    return len(new)


@operation
def adopt_rules(
    area: Area,
    *,
    codes: Collection[str],
    year: int,
    by: Acting,
    on: date,
    since: date | None = None,
    owner: User | None = None,
) -> Adopted:
    """Put in the list what some rules want of an area in a year, once however often it is asked.

    What is still to do by a version that is no longer the one of its day goes to the new day.
    """
    if not codes:
        raise Refused(_("Scegliere almeno una regola da adottare."), field="codes")
    area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    require_owner(owner, area, on=on)
    first = max(since or date(year, 1, 1), date(year, 1, 1))
    made = moved = known = 0
    for code in sorted(set(codes)):
        versions = list(DutyRule.objects.filter(code=code).order_by("since"))
        _require_of(area, versions, on=on)
        for rule, turn in _turns(versions, year):
            for organisation in _owing(rule, area, by=by, on=on):
                duty = _same(area, code, turn.name, organisation)
                if duty:
                    gone = _move(duty, rule, turn, by=by)
                    moved, known = moved + gone, known + (not gone)
                elif turn.due_on >= first:
                    _make(area, rule, turn, organisation, owner)
                    made += 1
    rules = sorted(set(codes))
    record(
        by=by, what="duties.adopted", subject=area, year=year, rules=rules, made=made, moved=moved
    )
    return Adopted(made, moved, known)


@operation
def note_event(
    rule: DutyRule,
    *,
    area: Area,
    happened_on: date,
    by: Acting,
    on: date,
    label: str = "",
    owner: User | None = None,
    organisation: Organisation | None = None,
    act: Act | None = None,
) -> Duty:
    """Something happened from which a rule counts: what it wants is due so long after."""
    if happened_on > on:
        raise Refused(
            _("Il %s deve ancora venire: si registra quando è accaduto.") % day(happened_on),
            field="happened_on",
        )
    area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    then = DutyRule.objects.filter(in_force(happened_on), code=rule.code).first()
    if then is None or read(then.when).sort != AFTER:
        raise Refused(
            _("Il %(day)s «%(rule)s» non era una regola che conta da un evento.")
            % {"day": day(happened_on), "rule": rule.title},
            field="happened_on",
        )
    _require_of(area, [then], on=on)
    require_owner(owner, area, organisation, on=on)
    label = " ".join(label.split())
    turn = Turn(f"{happened_on} {label}".strip()[:60], after_event(read(then.when), happened_on))
    if _same(area, then.code, turn.name, organisation):
        raise Refused(
            _("Quest'evento è già registrato. Se è un altro dello stesso giorno, dire quale."),
            field="label",
        )
    duty = _make(area, then, turn, organisation, owner, label=label, act=act)
    record(by=by, what="duty.noted", subject=duty, happened_on=happened_on, due_on=duty.due_on)
    return duty


def _turns(versions: list[DutyRule], year: int) -> Iterator[tuple[DutyRule, Turn]]:
    """What the versions of a rule want in a year, each in its own time; each turn once."""
    seen = set[str]()
    for rule in versions:
        start = max(rule.since, date(year, 1, 1))
        end = min(rule.until or date.max, date(year + 1, 1, 1))
        for turn in falls_due(read(rule.when), since=start, before=end):
            if turn.name not in seen:
                seen.add(turn.name)
                yield rule, turn


def _move(duty: Duty, rule: DutyRule, turn: Turn, *, by: Acting) -> bool:
    """Bring to a new version what is to do by an older one, unless a person chose its day."""
    if duty.state != DutyState.TO_DO or duty.rule is None or duty.rule == rule:
        return False
    whole = {"since": date(turn.due_on.year, 1, 1), "before": date(turn.due_on.year + 1, 1, 1)}
    before = {old.name: old.due_on for old in falls_due(read(duty.rule.when), **whole)}
    if before.get(turn.name) != duty.due_on or turn.due_on == duty.due_on:
        return False
    was, duty.due_on, duty.rule = duty.due_on, turn.due_on, rule
    duty.save(update_fields=["due_on", "rule"])
    duty.reminders.all().delete()
    record(by=by, what="duty.moved", subject=duty, before=was, after=duty.due_on)
    return True


def _same(area: Area, code: str, turn: str, organisation: Organisation | None) -> Duty | None:
    """The same thing, by whichever version of its rule."""
    same = Duty.objects.filter(area=area, rule__code=code, turn=turn, organisation=organisation)
    return same.select_related("rule").first()


def _make(
    area: Area,
    rule: DutyRule,
    turn: Turn,
    organisation: Organisation | None,
    owner: User | None,
    *,
    label: str = "",
    act: Act | None = None,
) -> Duty:
    title = f"{rule.title}: {label}" if label else rule.title
    return Duty.objects.create(
        area=area,
        sort=DutySort.DUTY,
        title=title[:200],
        description=rule.description,
        due_on=turn.due_on,
        rule=rule,
        turn=turn.name,
        owner=owner,
        organisation=organisation,
        act=act,
        search=searchable(f"{title} {organisation or ''}")[:240],
    )


def _owing(
    rule: DutyRule, area: Area, *, by: Acting, on: date
) -> Sequence[Organisation] | Sequence[None]:
    """Whose it is: of each municipality, added where it is not known, or of the office alone."""
    if rule.owed_by != DutyBearer.MUNICIPALITY:
        return [None]
    return tell_town_halls(municipalities_of(area, on=on), by=by) or [None]


def _require_of(area: Area, versions: list[DutyRule], *, on: date) -> None:
    regions = {"", *regions_of([area], on=on)}
    for rule in versions:
        if rule.region not in regions:
            raise Refused(
                _("«%(rule)s» è una regola della Regione %(region)s: %(area)s non ne fa parte.")
                % {"rule": rule.title, "region": rule.region, "area": area},
                field="codes",
            )
