from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from raccordo.acts.models import Act, ActFile, Opinion, Organ, Standing
from raccordo.acts.rules import due_opinions, worth
from raccordo.acts.states import WORTHLESS
from raccordo.foundation.periods import Period
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import searchable

# What belongs to the act itself; that it revokes another is something that rests on it.
OWN = {(Standing, "act"), (Opinion, "act"), (ActFile, "act")}


def worth_of(act: Act, *, on: date) -> Reason:
    """Whether an act is in force on a day, and if not why."""
    last = act.standings.filter(since__lte=on).order_by("since", "pk").last()
    return worth(
        last.state if last else "effective",
        state_since=last.since if last else None,
        enforceable=act.enforceable_from,
        made_here=act.made_here,
        on=on,
    )


def acts_found(acts: QuerySet[Act], wanted: str) -> QuerySet[Act]:
    """Those among some acts whose particulars or subject hold every word wanted."""
    # «dell'11 giugno» finds what was kept as «del 11 giugno» too.
    for word in re.sub(r"l'(?=(?:8|11)\b)", " ", searchable(wanted)).split():
        acts = acts.filter(search__contains=word)
    return acts


def act_with(organ: Organ, kind: str, number: str, made_on: date) -> Act | None:
    """The act that has these particulars; without a number there may be several, and none is it."""
    same = Act.objects.filter(organ=organ, kind=kind, number=number.strip(), date=made_on)
    return same.exclude(number="").first()


def last_number(organ: Organ, kind: str, *, year: int) -> int | None:
    """The highest number among the acts of an organ in a year; nothing where none has a number."""
    given = Act.objects.filter(organ=organ, kind=kind, date__year=year)
    numbers = given.values_list("number", flat=True)
    return max((int(one) for one in numbers if one.isdecimal()), default=None)


def missing_opinions(act: Act) -> list[str]:
    """The opinions and visas the law wants on this act, and it does not carry."""
    due = due_opinions(act.organ.kind, act.kind, spends=act.spends)
    given = set(act.opinions.values_list("kind", flat=True))
    return [kind for kind in due if kind not in given]


def resting_on(act: Act) -> list[QuerySet[Any]]:
    """All that rests on an act, in every room, a question for each sort of thing."""
    found = [
        relation.related_model._default_manager.filter(**{relation.field.name: act}).order_by("pk")
        for relation in _relations_to_acts()
    ]
    return sorted(found, key=lambda things: str(things.model._meta.verbose_name_plural))


def acts_to_review(acts: QuerySet[Act], *, on: date) -> QuerySet[Act]:
    """Those among some acts that are worth nothing now, and on which something still rests."""
    rested_on = Q()
    for relation in _relations_to_acts():
        model = relation.related_model
        there = model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        rested_on |= Q(Exists(there.filter(_still(model, on=on))))
    return acts.filter(rested_on, state__in=WORTHLESS)


def _still(model: type[Model], *, on: date) -> Q:
    """What of a sort of thing is not over (`stands`, if it may be): only that is to be reviewed."""
    if issubclass(model, Period):
        return Q(until=None) | Q(until__gt=on)
    if model is Standing:
        return Q(state=F("act__state"))
    return getattr(model, "stands", Q())


def _relations_to_acts() -> Iterator[Any]:
    fields: list[Any] = Act._meta.get_fields(include_hidden=True)
    for field in fields:
        if not field.auto_created or field.concrete:
            continue
        own = (field.related_model, field.field.name) in OWN
        if not own and getattr(field.related_model, "rests_on_acts", True):
            yield field
