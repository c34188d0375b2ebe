from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from raccordo.acts.models import Act, ActFile, Opinion, Organ, Standing
from raccordo.acts.reasons import sentence
from raccordo.acts.rules import due_opinions, worth
from raccordo.foundation.errors import Refused
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import searchable

# What belongs to the act itself; that it revokes another is something that rests on it.
OWN = {(Standing, "act"), (Opinion, "act"), (ActFile, "act")}


@dataclass(frozen=True, slots=True)
class Resting:
    """Some things of one sort that rest on an act."""

    title: str
    things: tuple[Model, ...]
    count: int


def worth_of(act: Act, *, on: date) -> Reason:
    """Whether an act is in force on a day, and if not why."""
    last = act.standings.filter(since__lte=on).order_by("since", "pk").last()
    return worth(
        last.state if last else "effective",
        state_since=last.since if last else None,
        enforceable=act.enforceable_from,
        on=on,
    )


def require_in_force(act: Act, *, on: date) -> None:
    """Refuse to rest on an act still to come, or annulled; nobody annuls it in the meantime."""
    act = Act.objects.select_for_update(of=("self",)).get(pk=act.pk)
    reason = worth_of(act, on=on)
    if reason.code != "in_force":
        raise Refused(sentence(reason), field="act")


def acts_found(acts: QuerySet[Act], wanted: str) -> QuerySet[Act]:
    """Those among some acts whose particulars or subject hold every word wanted."""
    for word in searchable(wanted).split():
        acts = acts.filter(search__contains=word)
    return acts


def listed(acts: QuerySet[Act]) -> QuerySet[Act]:
    """Acts as a list shows them, each with its organ."""
    return acts.select_related("organ")


def organs_found(wanted: str) -> QuerySet[Organ]:
    """The organs whose name holds every word wanted."""
    organs = Organ.objects.all()
    for word in searchable(wanted).split():
        organs = organs.filter(search__contains=word)
    return organs


def missing_opinions(act: Act) -> list[str]:
    """The opinions and visas the law wants on this act, and it does not carry."""
    due = due_opinions(act.organ.kind, act.kind, spends=act.spends)
    given = set(act.opinions.values_list("kind", flat=True))
    return [kind for kind in due if kind not in given]


def resting_on(act: Act, *, at_most: int = 50) -> list[Resting]:
    """All that rests on an act, in every room: what annulling it puts in question."""
    found = []
    for relation in _relations_to_acts():
        things: QuerySet[Any] = relation.related_model._default_manager.filter(
            **{relation.field.name: act}
        ).order_by("pk")
        if count := things.count():
            title = str(relation.related_model._meta.verbose_name_plural)
            found.append(Resting(title, tuple(things[:at_most]), count))
    return sorted(found, key=lambda resting: resting.title)


def _relations_to_acts() -> Iterator[Any]:
    fields: list[Any] = Act._meta.get_fields(include_hidden=True)
    for field in fields:
        if not field.auto_created or field.concrete:
            continue
        own = (field.related_model, field.field.name) in OWN
        if not own and getattr(field.related_model, "rests_on_acts", True):
            yield field
