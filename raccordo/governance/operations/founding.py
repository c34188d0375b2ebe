from __future__ import annotations

from datetime import date, timedelta
from typing import TypedDict

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from raccordo.access.operations import NewOrgan
from raccordo.acts.models import Act, Organ
from raccordo.acts.operations import make_organ, require_in_force
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable, slug_of
from raccordo.foundation.wording import day
from raccordo.governance.models import Body, Regulation, Seat
from raccordo.governance.operations.seating import end_seat, end_seating
from raccordo.governance.queries.seats import seatings_between
from raccordo.governance.states import BodySort, SittingState
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area

LONGEST_SLUG = 110


class _Why(TypedDict):
    act: Act | None
    reason: str
    by: Acting


@operation
def found_body(
    *,
    area: Area,
    sort: BodySort,
    name: str,
    since: date,
    by: Acting,
    duties: str = "",
    act: Act | None = None,
    source: str = "",
    organ: Organ | NewOrgan | None = None,
    public: bool = True,
) -> Body:
    """Add a body of an area; one that decides has the organ in whose name its acts are made."""
    if act:
        require_in_force(act, on=since)
    if since < area.since or (area.until and since >= area.until):
        raise Refused(_("Il %(day)s «%(area)s» non esisteva.") % _at(since, area), field="since")
    name = " ".join(name.split())
    _require_new_name(name, area)
    if sort == BodySort.DECIDES and organ is None:
        raise Refused(
            _("Chi delibera emana atti: dire con il nome di quale organo."), field="organ"
        )
    body = Body.objects.create(
        area=area,
        sort=sort,
        name=name,
        slug=_free_slug(name, area),
        duties=duties.strip(),
        organ=_organ(organ, by=by) if sort == BodySort.DECIDES else None,
        act=act,
        source=source.strip(),
        public=public,
        since=since,
        search=searchable(name)[:240],
    )
    record(by=by, what="body.founded", subject=body, name=name, area=area.key, since=since)
    return body


@operation
def change_body(
    body: Body, *, name: str, duties: str, act: Act | None, source: str, public: bool, by: Acting
) -> Body:
    """Correct what is told of a body; its address and the organ of its acts stay."""
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    name = " ".join(name.split())
    if act and act.pk != body.act_id:
        require_in_force(act, on=body.since)
    if searchable(name)[:240] != body.search:
        _require_new_name(name, body.area)
    before = body.name
    body.name, body.search, body.duties = name, searchable(name)[:240], duties.strip()
    body.act, body.source, body.public = act, source.strip(), public
    body.save(update_fields=["name", "search", "duties", "act", "source", "public"])
    record(by=by, what="body.changed", subject=body, before=before, after=name, public=public)
    return body


@operation
def end_body(
    body: Body, *, until: date, by: Acting, act: Act | None = None, reason: str = ""
) -> Body:
    """Record that the function of a body ended: on that day it does nothing more, nor sits."""
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    if body.until:
        raise Refused(
            _("La fine è già registrata: la funzione è cessata il %s.") % day(body.until),
            field="until",
        )
    if until <= body.since:
        raise Refused(
            _("La fine deve seguire l'inizio, che è il %s.") % day(body.since), field="until"
        )
    if act:
        require_in_force(act, on=until)
    elif not reason.strip():
        raise Refused(_("Dire con quale atto, o per quale motivo, è cessata."), field="reason")
    _require_no_sitting_from(body, until)
    _end_what_outlives(body, until, act=act, reason=reason, by=by)
    body.until, body.ended_by = until, act
    body.save(update_fields=["until", "ended_by"])
    record(by=by, what="body.ended", subject=body, purpose=reason, until=until)
    return body


def _end_what_outlives(
    body: Body, until: date, *, act: Act | None, reason: str, by: Acting
) -> None:
    """No seat and no rules of a body go beyond its end; those still to begin open nothing."""
    told: _Why = {"act": act, "reason": reason, "by": by}
    beyond = Q(until=None) | Q(until__gt=until)
    for seat in body.seats.filter(beyond).order_by("pk"):
        if seat.since >= until:
            for seating in seatings_between(seat, since=seat.since, until=None):
                end_seating(seating, until=seating.since, **told)
        end_seat(seat, until=_last(seat, until), **told)
    for rules in body.regulations.filter(beyond):
        rules.until = _last(rules, until)
        rules.save(update_fields=["until"])


def _last(thing: Seat | Regulation, until: date) -> date:
    """A period has a day at least: of what had not begun, its first, when nobody sits any more."""
    return max(until, thing.since + timedelta(days=1))


def _at(since: date, area: Area) -> dict[str, str]:
    return {"day": day(since), "area": area.name}


def _require_new_name(name: str, area: Area) -> None:
    if not slug_of(name):
        raise Refused(_("Il nome deve contenere delle lettere."), field="name")
    if Body.objects.filter(area=area, search=searchable(name)[:240]).exists():
        raise Refused(_("In quest'area c'è già un organismo con questo nome."), field="name")


def _free_slug(name: str, area: Area) -> str:
    """The name as an address; of two with one name in two areas, with that of the area."""
    plain = slug_of(name)[:LONGEST_SLUG].strip("-")
    wanted = [plain, f"{plain[: LONGEST_SLUG - len(area.slug) - 1].strip('-')}-{area.slug}"]
    wanted += [f"{plain}-{n}" for n in range(2, 100)]
    taken = set(Body.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    return next(slug for slug in wanted if slug not in taken)


def _organ(organ: Organ | NewOrgan | None, *, by: Acting) -> Organ | None:
    if isinstance(organ, NewOrgan):
        known = Organ.objects.filter(search=searchable(organ.name)).first()
        organ = known or make_organ(
            kind=organ.kind, name=organ.name, genitive=organ.genitive, by=by
        )
    if organ and (other := Body.objects.filter(organ=organ).first()):
        raise Refused(
            _("L'organo «%(organ)s» è già quello di «%(body)s».")
            % {"organ": organ, "body": other.name},
            field="organ",
        )
    return organ


def _require_no_sitting_from(body: Body, until: date) -> None:
    kept = body.sittings.exclude(state=SittingState.CANCELLED).order_by("held_on")
    again = Q(call=2) | Q(state__in=(SittingState.PREPARED, SittingState.CONVENED))
    if sitting := kept.filter(
        Q(held_on__gte=until) | again & Q(second_call__date__gte=until)
    ).first():
        second = sitting.second_call
        last = localdate(second) if second and sitting.held_on < until else sitting.held_on
        raise Refused(
            _("C'è una seduta il %s: annullarla, o correggere il giorno della fine.") % day(last),
            field="until",
        )
