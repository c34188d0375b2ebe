"""The rows that a sheet holds, each list written as a whole, as it stands on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.stamps import require_seen
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.planning.models import Action, Measure, Stage, Target
from raccordo.planning.queries.changing import action_to_carry_out, action_to_write
from raccordo.planning.queries.stamps import stamp_of_pieces
from raccordo.planning.states import Piece

MOST_ROWS = 60
Row = Mapping[str, Any]
Targets = Mapping[int, tuple[Decimal, Decimal | None]]


@operation
def write_pieces(
    action: Action, piece: Piece, rows: Sequence[Row], *, seen: str, by: Acting
) -> None:
    """Write one of the lists of an action's sheet, if nobody has changed it since one saw it.

    A row is its fields by name; one that was there tells its `key`, an indicator its `targets`
    (year → value, and of what).
    """
    action = action_to_write(action)
    require_seen(action, seen=seen, now=stamp_of_pieces(action, piece))
    if len(rows) > MOST_ROWS:
        raise Refused(_("Le righe sono più di %s: raggrupparle.") % MOST_ROWS)
    held = getattr(action, piece.value)
    there = {str(one.key): one for one in held.all()}
    kept = {str(row["key"]) for row in rows if row.get("key")}
    held.exclude(key__in=kept & set(there)).delete()
    for position, row in enumerate(rows, start=1):
        one = there.get(str(row.get("key"))) or held.model(action=action)
        _write(one, row, position=position)
    record(by=by, what="action.pieces_written", subject=action, piece=piece, rows=len(rows))


@operation
def conclude_stage(stage: Stage, *, done_on: date | None, by: Acting, on: date) -> Stage:
    """Say when a stage of the timetable was concluded, or that it is not."""
    action_to_carry_out(stage.action)
    stage = Stage.objects.select_for_update(of=("self",)).get(pk=stage.pk)
    if done_on and done_on > on:
        raise Refused(_("Questo giorno deve ancora venire."), field="done_on")
    stage.done_on = done_on
    stage.save(update_fields=["done_on"])
    record(by=by, what="action.stage_concluded", subject=stage.action, stage=stage.title)
    return stage


def _write(one: Model, row: Row, *, position: int) -> None:
    for name, value in row.items():
        if name not in {"key", "targets"}:
            setattr(one, name, value)
    setattr(one, "position", position)  # noqa: B010 - each of these rows has its place
    try:
        one.full_clean(exclude=["action"])
    except ValidationError as wrong:
        said = "; ".join(wrong.messages)
        raise Refused(_("Riga %(n)s: %(why)s") % {"n": position, "why": said}) from wrong
    one.save()
    if isinstance(one, Measure):
        _write_targets(one, row.get("targets", {}))


def _write_targets(measure: Measure, targets: Targets) -> None:
    years = measure.action.plan.years
    if astray := [year for year in targets if year not in years]:
        raise Refused(_("Il %s non è fra gli anni del piano.") % astray[0])
    measure.targets.exclude(year__in=targets).delete()
    for year, (value, out_of) in targets.items():
        told = {"value": value, "out_of": out_of}
        Target.objects.update_or_create(measure=measure, year=year, defaults=told)
