from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.acts.operations import require_in_force
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area, Delegation, Membership
from raccordo.territory.official import EPOCH
from raccordo.territory.queries import came_from, came_of, overlapping
from raccordo.territory.states import BREADTH, AreaKind, Function

A_DAY = timedelta(days=1)  # what is kept is the first day without: what is told, the last with


@operation
def join(
    part: Area,
    *,
    whole: Area,
    since: date,
    by: Acting,
    until: date | None = None,
    act: Act | None = None,
    source: str = "",
) -> Membership:
    """Make an area part of another from a day; it is in one whole of a kind at a time."""
    if act:
        require_in_force(act, on=since)
    part = Area.objects.select_for_update(of=("self",)).get(pk=part.pk)
    require_order(since, until)
    require_there([part], on=since, field="municipalities")
    require_there([whole], on=since, field="since")
    _require_narrower(part, whole)
    kind = AreaKind(whole.kind)
    if other := overlapping(part, kind=kind, since=since, until=until):
        raise Refused(already_in(part, other), field="municipalities")

    membership = Membership.objects.create(
        part=part, whole=whole, whole_kind=kind, since=since, until=until, act=act, source=source
    )
    record(by=by, what="area.joined", subject=part, whole=whole.key, since=since, until=until)
    return membership


@operation
def leave(membership: Membership, *, until: date, by: Acting, act: Act | None = None) -> Membership:
    """End a membership: on the day it ends, the area is part of the whole no more."""
    if act:
        require_in_force(act, on=until)
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("part", "whole")
        .get(pk=membership.pk)
    )
    if membership.until:
        raise Refused(
            _("%(part)s non fa più parte di «%(whole)s» dal %(day)s.")
            % {"part": membership.part, "whole": membership.whole, "day": day(membership.until)}
        )
    require_order(membership.since, until)
    membership.until, membership.ended_by = until, act
    membership.save(update_fields=["until", "ended_by"])
    record(
        by=by,
        what="area.left",
        subject=membership.part,
        purpose=str(act or ""),
        whole=membership.whole.key,
        until=until,
    )
    return membership


@operation
def delegate(
    area: Area,
    *,
    function: Function,
    since: date,
    by: Acting,
    to: Area | None = None,
    to_name: str = "",
    until: date | None = None,
    act: Act | None = None,
    subject: str = "",
    source: str = "",
) -> Delegation:
    """Entrust a function of an area to a municipality (TUEL art. 30); one leads at a time."""
    if act:
        require_in_force(act, on=since)
    area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    require_order(since, until)
    require_there([area], on=since, field="since")
    require_there([to] if to else [], on=since, field="to")
    to_name = to_name.strip() or (f"Comune di {to}" if to else "")
    if not to_name:
        raise Refused(_("Manca l'ente a cui si delega."), field="to")
    if function == Function.LEAD:
        _require_no_lead(area, since, until)
    delegation = Delegation.objects.create(
        area=area,
        function=function,
        to=to,
        to_name=to_name,
        since=since,
        until=until,
        act=act,
        subject=subject,
        source=source,
    )
    record(by=by, what="function.delegated", subject=area, function=function, to=to_name)
    return delegation


@operation
def end_delegation(
    delegation: Delegation, *, until: date, by: Acting, reason: str, act: Act | None = None
) -> Delegation:
    """End a delegation: on the day it ends, the function is the area's again."""
    if act:
        require_in_force(act, on=until)
    delegation = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("area")
        .get(pk=delegation.pk)
    )
    if delegation.until:
        raise Refused(_("La delega è già cessata il %s.") % day(delegation.until - A_DAY))
    require_order(delegation.since, until)
    delegation.until, delegation.ended_by = until, act
    delegation.save(update_fields=["until", "ended_by"])
    record(by=by, what="delegation.ended", subject=delegation.area, purpose=reason, until=until)
    return delegation


def require_order(since: date, until: date | None) -> None:
    """Refuse a stretch of days that ends before it starts."""
    if until is not None and until <= since:
        raise Refused(_("La fine deve seguire l'inizio, che è il %s.") % day(since), field="until")


def require_there(areas: Sequence[Area], *, on: date, field: str) -> None:
    """Refuse areas that on a day were not yet, or no more, saying what was there instead."""
    if any(area.since == EPOCH > on for area in areas):  # where the official list begins
        raise Refused(
            _("La storia dei Comuni si conosce dal %s: indicare una data da allora in poi.")
            % day(EPOCH),
            field="since",
        )
    early = [area for area in areas if area.since > on]
    late = [area for area in areas if area.until and area.until <= on]
    before = came_from([area.pk for area in early])
    after = came_of([area.pk for area in late])
    said = [_not_yet(area, before.get(area.pk, "")) for area in early]
    said += [_no_more(area, after.get(area.pk, "")) for area in late]
    if said:
        raise Refused("\n".join(said), field=field)


def _not_yet(area: Area, before: str) -> str:
    facts = {"area": area, "day": day(area.since), "before": before}
    if before:
        return _("«%(area)s» esiste dal %(day)s; prima: %(before)s.") % facts
    return _("«%(area)s» esiste dal %(day)s: indicare una data da allora in poi.") % facts


def _no_more(area: Area, after: str) -> str:
    assert area.until
    facts = {"area": area, "day": day(area.until), "after": after}
    if after:
        return _("«%(area)s» non esiste più dal %(day)s; ora: %(after)s.") % facts
    return _("«%(area)s» non esiste più dal %(day)s.") % facts


def already_in(part: Area, other: Membership) -> str:
    """Why an area cannot be in two wholes of a kind: both are named."""
    facts = {"part": part, "whole": other.whole, "since": day(other.since)}
    if other.until:
        facts["until"] = day(other.until - A_DAY)
        return _("%(part)s fa già parte di «%(whole)s», dal %(since)s al %(until)s.") % facts
    return _("%(part)s fa già parte di «%(whole)s», dal %(since)s.") % facts


def _require_no_lead(area: Area, since: date, until: date | None) -> None:
    leads = Delegation.objects.filter(area=area, function=Function.LEAD)
    begins = Q() if until is None else Q(since__lt=until)
    other = leads.filter(begins, Q(until=None) | Q(until__gt=since)).first()
    if other:
        raise Refused(
            _(
                "«%(area)s» ha già un ente capofila dal %(day)s: %(lead)s. "
                "Prima registrare la fine di quella delega."
            )
            % {"area": area, "day": day(other.since), "lead": other.to_name},
            field="lead",
        )


def _require_narrower(part: Area, whole: Area) -> None:
    if BREADTH.index(AreaKind(part.kind)) <= BREADTH.index(AreaKind(whole.kind)):
        raise Refused(
            _("«%(part)s» (%(kind)s) non può far parte di «%(whole)s» (%(whole_kind)s).")
            % {
                "part": part,
                "kind": part.get_kind_display(),
                "whole": whole,
                "whole_kind": whole.get_kind_display(),
            }
        )
