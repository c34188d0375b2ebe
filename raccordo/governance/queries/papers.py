from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from raccordo.access.queries import areas_where, held_mandate
from raccordo.access.rights import Right
from raccordo.acts.models import Act, Organ
from raccordo.acts.states import ActKind, ActStage
from raccordo.foundation.errors import Refused
from raccordo.foundation.periods import in_force
from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import day
from raccordo.governance.models import (
    AgendaItem,
    Attendance,
    Ballot,
    Body,
    Sitting,
    TextModel,
    Vote,
)
from raccordo.governance.queries.bodies import sittings_open_to
from raccordo.governance.queries.sittings import day_of, number_of
from raccordo.governance.reasons import MARKS
from raccordo.governance.rules.marks import is_gap, marks_in
from raccordo.governance.rules.rulebook import rulebook_of
from raccordo.governance.rules.voting import Verdict
from raccordo.governance.states import THERE, TextUse
from raccordo.journal.acting import Acting
from raccordo.observatory.indicators import BY_CODE
from raccordo.observatory.queries import profile_of
from raccordo.observatory.wording import with_unit
from raccordo.territory.models import Area

# What a technical note tells of the place: residents, ageing, dependency, mean age.
TOLD_OF_A_PLACE = ("D01", "D04", "D05", "D11")


@dataclass(frozen=True, slots=True)
class Told:
    """A sitting with all that its papers say of it, as it was frozen: few questions, once."""

    sitting: Sitting
    attendances: Sequence[Attendance]
    items: Sequence[AgendaItem]

    @property
    def came(self) -> list[Attendance]:
        return [one for one in self.attendances if one.how in THERE]

    @property
    def missed(self) -> list[Attendance]:
        return [one for one in self.attendances if one.how not in THERE]

    def item(self, item: AgendaItem) -> AgendaItem:
        """The same item, with its votes."""
        return next(one for one in self.items if one.pk == item.pk)


def sitting_told(sitting: Sitting) -> Told:
    """All that the papers of a sitting say: five questions, however many come and vote."""
    votes = Vote.objects.select_related("attendance")
    ballots = Ballot.objects.order_by("number").prefetch_related(Prefetch("votes", votes))
    items = sitting.items.select_related("approves__body", "resolution__organ")
    return Told(
        sitting=sitting,
        attendances=list(sitting.attendances.all()),
        items=list(items.prefetch_related(Prefetch("ballots", ballots))),
    )


def legal_number_of(told: Told) -> tuple[Reason, ...]:
    """Why a sitting was or was not valid when it opened, by the rules that were frozen."""
    verdict = valid_at_opening(told)
    return verdict.reasons if verdict else ()


def valid_at_opening(told: Told) -> Verdict | None:
    """Whether a sitting was valid when it opened, whoever left before its end."""
    if not told.came or rulebook_of(told.sitting.rulebook) is None:
        return None
    return number_of(told.sitting, told.attendances, at=told.sitting.opened_at)


def item_resolved(act: Act) -> AgendaItem | None:
    """The item of which an act is the resolution, with its votes; nothing of any other act."""
    return act.agenda_items.select_related("sitting").prefetch_related("ballots").first()


def require_no_sitting(organ: Organ, kind: str) -> None:
    """Refuse a resolution of a body that meets here but was put to no vote of a sitting."""
    body = Body.objects.filter(organ=organ).first()
    if body and kind == ActKind.RESOLUTION:
        raise Refused(
            _(
                "«%s» delibera in seduta: la deliberazione si scrive dal punto all'ordine del"
                " giorno. Se è già stata presa altrove, si registra con «Inserisci un atto»."
            )
            % body,
            field="organ",
        )


def resolved_item(acting: Acting, act: Act, *, on: date) -> AgendaItem | None:
    """The item of which an act is the resolution, for who reads its sitting."""
    seen = sittings_open_to(acting, Right.READ_BODIES, on=on)
    found = act.agenda_items.filter(sitting__in=seen)
    return found.select_related("sitting__body__organ").first()


def marks_left(text: str) -> list[str]:
    """What is still to be written in the text of a resolution: marks of the sitting, and gaps."""
    return [f"[{mark}]" for mark in marks_in(text) if mark in MARKS or is_gap(mark)]


def earlier_resolutions(item: AgendaItem) -> list[Act]:
    """What the body has already resolved on the same matter: signed, and before this sitting."""
    if not item.matter:
        return []
    body = item.sitting.body_id
    same = Act.objects.filter(agenda_items__matter=item.matter, agenda_items__sitting__body=body)
    signed = same.exclude(stage__in=[ActStage.DRAFT, ActStage.TO_SIGN])
    before = signed.filter(date__lt=day_of(item.sitting)).select_related("organ")
    return list(before.distinct().order_by("-date", "-pk")[:10])


def figures_of_place(area: Area, *, on: date) -> list[tuple[str, str, str]]:
    """A few figures of a place, each with its source; those that there are not are left out."""
    profile = profile_of(area, on=on)
    found = []
    for code in TOLD_OF_A_PLACE:
        value, indicator = profile.value(code), BY_CODE[code]
        if value.amount is not None and value.vintage is not None:
            vintage = value.vintage
            source = f"{vintage.publisher}, {vintage.title}, {day(vintage.reference_date)}"
            source += f" ({vintage.get_status_display().lower()})"
            found.append((str(indicator.name), with_unit(value.amount, indicator.unit), source))
    return found


def text_models_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[TextModel]:
    """The model texts of the areas where one has this right; to read, those of the program too."""
    there = Q(area__in=areas_where(acting, right, on=on))
    if right == Right.READ_BODIES and held_mandate(acting, on=on):
        there |= Q(area=None)
    return TextModel.objects.filter(there).select_related("area", "body")


def model_for(body: Body, use: TextUse, *, on: date) -> TextModel | None:
    """The model text that a paper of a body begins from: its own, its area's, the program's."""
    return next(iter(models_for(body, use, on=on)), None)


def models_for(body: Body, use: TextUse, *, on: date) -> list[TextModel]:
    """The model texts from which a paper of a body may begin, the nearest first.

    Of an office's own the last written comes first; of the program's, the one fit for most.
    """
    own = Q(body=body) | Q(body=None, area=body.area_id) | Q(body=None, area=None)
    found = TextModel.objects.filter(in_force(on), own, use=use).select_related("area", "body")
    return sorted(found, key=_nearness)


def _nearness(model: TextModel) -> tuple[bool, bool, int]:
    of_the_program = not model.body_id and not model.area_id
    return not model.body_id, not model.area_id, model.pk if of_the_program else -model.pk
