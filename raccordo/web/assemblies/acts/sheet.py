from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from raccordo.access.queries import acts_open_to, files_to_read, keeper_of, reads_whole
from raccordo.access.rights import Right
from raccordo.acts.models import Act, ActFile, Opinion, Standing
from raccordo.acts.queries import missing_opinions, worth_of
from raccordo.acts.reasons import sentence
from raccordo.acts.states import ACT_LIFE, ActStage, ActState, FilePurpose, OpinionKind
from raccordo.governance.models import AgendaItem
from raccordo.governance.queries.papers import marks_left, resolved_item
from raccordo.journal.acting import Acting
from raccordo.journal.models import Entry
from raccordo.journal.queries import history_of
from raccordo.journal.recording import name_of
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.web.assemblies.acts.resting import Resting, resting_for


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way of an act, done, present or to come."""

    label: str
    done: bool
    here: bool


@dataclass(frozen=True, slots=True)
class ActSheet:
    """All that the page of an act shows."""

    in_force: bool
    worth: str
    steps: Sequence[Step]
    files: Sequence[ActFile]
    text: ActFile | None
    opinions: Sequence[Opinion]
    missing: Sequence[str]
    standings: Sequence[Standing]
    resting: Sequence[Resting]
    history: Sequence[Entry]
    may_keep: bool
    may_change: bool
    # Whose register it is read in, when that is not the one whose text and files one may open.
    kept_by: Area | Organisation | None
    # Whether opinions and reasons are read too, and not the particulars alone.
    whole: bool
    # The item of a sitting of which it is the resolution, and what is left to write in its text.
    item: AgendaItem | None
    to_write: Sequence[str]


def act_sheet(act: Act, *, acting: Acting, on: date) -> ActSheet:
    """What an act is, what it is worth today, what rests on it, what was done to it."""
    reason = worth_of(act, on=on)
    kept = acts_open_to(acting, Right.KEEP_ACTS, on=on)
    may_keep = kept.filter(pk=act.pk).exists()
    whole = may_keep or reads_whole(acting, act, on=on)
    found = files_to_read(acting, act, on=on)
    files = list(found.select_related("file").prefetch_related("signatures"))
    item = resolved_item(acting, act, on=on)
    draft = item is not None and act.stage == ActStage.DRAFT
    texts = [file for file in files if file.purpose == FilePurpose.TEXT]
    return ActSheet(
        in_force=reason.code == "in_force",
        worth=sentence(reason),
        steps=_steps(act) if act.made_here else [],
        files=files,
        text=texts[-1] if texts else None,
        opinions=list(act.opinions.all()) if whole else [],
        missing=[str(OpinionKind(kind).label) for kind in missing_opinions(act)] if whole else [],
        standings=list(act.standings.select_related("by_act__organ")),
        resting=resting_for(acting, act, on=on),
        history=list(history_of(name_of(act))[:20]) if may_keep else [],
        may_keep=may_keep,
        may_change=may_keep and has_standing(act),
        kept_by=None if whole else keeper_of(act),
        whole=whole,
        item=item,
        to_write=marks_left(act.text) if draft else [],
    )


def has_standing(act: Act) -> bool:
    """Whether what an act is worth may change: it is signed, and not yet revoked nor annulled."""
    signed = act.stage not in {ActStage.DRAFT, ActStage.TO_SIGN}
    return signed and bool(ACT_LIFE.moves[ActState(act.state)])


def _steps(act: Act) -> list[Step]:
    order = list(ActStage)
    here = order.index(ActStage(act.stage))
    return [
        Step(str(stage.label), number < here, number == here) for number, stage in enumerate(order)
    ]
