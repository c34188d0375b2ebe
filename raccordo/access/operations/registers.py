from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from raccordo.access.models import Filing, Place, apart
from raccordo.access.queries import is_filed
from raccordo.acts.models import Act, Organ
from raccordo.acts.operations import (
    Brought,
    discard_draft,
    draft_act,
    enter_act,
    import_acts,
    make_organ,
)
from raccordo.acts.queries import act_with
from raccordo.acts.states import ActKind, ActStage, OrganKind
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record


@dataclass(frozen=True, slots=True)
class NewOrgan:
    """An organ not yet known, as it is written beside its first act."""

    kind: OrganKind
    name: str
    genitive: str


@operation
def file_act(act: Act, *, place: Place, by: Acting) -> Filing:
    """Keep an act in the register of an area or of a body, where it is read from."""
    filing, new = _keep(act, place)
    if new:
        record(by=by, what="act.filed", subject=act, place=place.key)
    return filing


@operation
def register_act(
    *,
    place: Place,
    organ: Organ | NewOrgan,
    kind: ActKind,
    number: str,
    made_on: date,
    by: Acting,
    on: date,
    **facts: Any,
) -> Act:
    """Enter an act made elsewhere, with its organ if new, or file one known by these particulars.

    Filing opens of another's act what its particulars already say, and what it is worth; its text
    and its files are still read only in the register it came to first, and changed only there.
    """
    organ = _organ(organ, by=by)
    act = act_with(organ, kind, number, made_on)
    if act is None or is_filed(act, place):
        act = enter_act(
            organ=organ, kind=kind, number=number, made_on=made_on, by=by, on=on, **facts
        )
    else:
        _require_may_be_filed(act, files=facts.get("files"))
    if _keep(act, place)[1]:
        record(by=by, what="act.filed", subject=act, place=place.key)
    return act


@operation
def begin_act(*, place: Place, organ: Organ | NewOrgan, by: Acting, **facts: Any) -> Act:
    """Begin an act here, in the register of a place."""
    act = draft_act(organ=_organ(organ, by=by), by=by, **facts)
    if _keep(act, place)[1]:
        record(by=by, what="act.filed", subject=act, place=place.key)
    return act


@operation
def discard_act(act: Act, *, reason: str, by: Acting) -> None:
    """Throw away a draft that never had a number, and its place in the registers."""
    Filing.objects.filter(act=act).delete()
    record(by=by, what="act.unfiled", subject=act)
    discard_draft(act, reason=reason, by=by)


@operation
def register_acts(content: bytes, *, place: Place, by: Acting, on: date) -> Brought:
    """Put all the acts of a table in the register of a place, those already known too, or none."""
    acts = import_acts(content, by=by, on=on)
    for act in acts.entered:
        _keep(act, place)
    for act in acts.known:  # another register's: its own history says who reads it from here too
        if _keep(act, place)[1]:
            record(by=by, what="act.filed", subject=act, place=place.key)
    entered, known = len(acts.entered), len(acts.known)
    record(
        by=by,
        what="acts.registered",
        subject=None,
        place=place.key,
        entered=entered,
        known=known,
    )
    return acts


def _keep(act: Act, place: Place) -> tuple[Filing, bool]:
    area, organisation = apart(place)
    return Filing.objects.get_or_create(act=act, area=area, organisation=organisation)


def _organ(organ: Organ | NewOrgan, *, by: Acting) -> Organ:
    if isinstance(organ, Organ):
        return organ
    if known := Organ.objects.filter(search=searchable(organ.name)).first():
        return known  # sent twice at once, or just made by somebody else
    return make_organ(kind=organ.kind, name=organ.name, genitive=organ.genitive, by=by)


def _require_may_be_filed(act: Act, *, files: Any) -> None:
    """Nobody files what another is still preparing, nor adds to what another keeps."""
    if act.stage in {ActStage.DRAFT, ActStage.TO_SIGN}:
        raise Refused(
            _("%s è in preparazione in un registro: si potrà inserire quando sarà firmato.") % act,
            field="number",
        )
    if files:
        raise Refused(
            _("%s è già in un altro registro: inviare di nuovo senza il file.") % act,
            field="file",
        )
