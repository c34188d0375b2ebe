from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.wording import day
from raccordo.foundation.writing import at_most, on_a_line
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.needs.models import Need
from raccordo.needs.states import NEED_LIFE, NeedState
from raccordo.needs.writing import require_unchanged
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of
from raccordo.vocabularies.models import Term


@operation
def add_need(
    *,
    area: Area,
    title: str,
    group: Term,
    kind: Term,
    by: Acting,
    on: date,
    description: str = "",
    towns: Collection[Area] = (),
    found_on: date | None = None,
) -> Need:
    """Write down a need that was found, with the next number of its area."""
    need = Need(area=area, found_on=found_on or on, state=NEED_LIFE.start)
    _write(need, title=title, description=description, group=group, kind=kind)
    _require_found_by(need.found_on, on)
    _require_inside(area, towns, on=need.found_on)
    Area.objects.select_for_update(of=("self",)).get(pk=area.pk)  # one number at a time
    last = Need.objects.filter(area=area).aggregate(last=Max("number"))["last"] or 0
    need.number = last + 1
    need.save()
    need.towns.set(towns)
    record(by=by, what="need.added", subject=need, number=need.number, title=need.title)
    return need


@operation
def change_need(
    need: Need,
    *,
    title: str,
    group: Term,
    kind: Term,
    found_on: date,
    seen: str,
    by: Acting,
    on: date,
    description: str = "",
    towns: Collection[Area] = (),
) -> Need:
    """Change what is told of a need, if nobody has changed it since one saw it."""
    need = _locked(need)
    require_unchanged(need, seen)
    _require_found_by(found_on, on)
    _require_inside(need.area, towns, on=found_on, already=need)
    before = need.title
    need.found_on = found_on
    _write(need, title=title, description=description, group=group, kind=kind)
    need.save()
    need.towns.set(towns)
    record(by=by, what="need.changed", subject=need, before=before, after=need.title)
    return need


@operation
def recognise_need(need: Need, *, by: Acting) -> Need:
    """Recognise a need: from now on it is one that the plan must answer."""
    need = _moved(need, NeedState.RECOGNISED)
    record(by=by, what="need.recognised", subject=need)
    return need


@operation
def set_aside_need(need: Need, *, reason: str, by: Acting) -> Need:
    """Set a need aside, and say why."""
    need = _moved(need, NeedState.SET_ASIDE, reason=on_a_line(reason, field="reason", longest=600))
    record(by=by, what="need.set_aside", subject=need, purpose=need.reason)
    return need


@operation
def reopen_need(need: Need, *, by: Acting) -> Need:
    """Take up again a need that was set aside."""
    before = need.reason
    need = _moved(need, NeedState.FOUND)
    record(by=by, what="need.reopened", subject=need, before=before)
    return need


def _locked(need: Need) -> Need:
    locked = Need.objects.select_for_update(of=("self",)).select_related("area")
    return locked.get(pk=need.pk)


def _moved(need: Need, to: NeedState, *, reason: str = "") -> Need:
    need = _locked(need)
    NEED_LIFE.require(NeedState(need.state), to)
    need.state, need.reason = to, reason
    need.save(update_fields=["state", "reason"])
    return need


def _write(need: Need, *, title: str, description: str, group: Term, kind: Term) -> None:
    need.title = on_a_line(title, field="title", longest=200)
    need.description = at_most(description, field="description")
    need.group, need.kind = group, kind
    need.search = searchable(f"{need.title} {need.description}")


def _require_found_by(found_on: date, on: date) -> None:
    if found_on > on:
        raise Refused(
            _("Il %s non è ancora arrivato: un bisogno si registra dopo averlo rilevato.")
            % day(found_on),
            field="found_on",
        )


def _require_inside(
    area: Area, towns: Collection[Area], *, on: date, already: Need | None = None
) -> None:
    """Refuse a municipality that was not in the area that day; one already told stays."""
    inside = set(municipalities_of(area, on=on).values_list("pk", flat=True))
    if already:
        inside |= set(already.towns.values_list("pk", flat=True))
    outside = sorted(town.name for town in towns if town.pk not in inside)
    if outside:
        facts = {"names": ", ".join(outside), "area": area, "day": day(on)}
        raise Refused(_("Il %(day)s non era in %(area)s: %(names)s.") % facts, field="towns")
