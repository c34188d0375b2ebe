"""What the page of a body shows of its part: foreseen and taken; what it said and shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from raccordo.access.queries import areas_where, held_mandate
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.governance.models import Sitting
from raccordo.governance.queries.bodies import sittings_open_to
from raccordo.journal.acting import Acting
from raccordo.participation.models import Contribution, Occasion, Subscription
from raccordo.participation.queries.contributions import (
    consultations_open_to,
    contributions_open_to,
    occasions_open_to,
)
from raccordo.participation.queries.involving import Deed, Part, deeds_of, parts_taken
from raccordo.parties.models import Organisation, Stake

LAST_MEETINGS, LAST_VOICES = 12, 20


@dataclass(frozen=True, slots=True)
class Meeting:
    """A sitting or an occasion to which a body came; where it is read, if one may open it."""

    name: str
    day: date
    address: str


@dataclass(frozen=True, slots=True)
class TakingPart:
    """The part of a body; of its voices, only what one may read."""

    parts: Sequence[Part]
    meetings: Sequence[Meeting]
    reads: bool  # whether one reads what bodies propose at all
    contributions: Sequence[tuple[Contribution, bool]]
    more_contributions: int
    stances: Sequence[tuple[Subscription, bool]]


def taking_part(
    body: Organisation, stakes: Sequence[Stake], *, acting: Acting, on: date
) -> TakingPart:
    """What a body came to and did: as many questions however much it did."""
    deeds = deeds_of(body)
    mandate = held_mandate(acting, on=on)
    own = mandate is not None and mandate.organisation_id == body.pk
    reads = own or Right.READ_VOICES in RIGHTS[Role(acting.role)]
    said = _voices(deeds, acting, own, on) if reads else []
    stances = _stances(deeds, acting, own, on) if reads else []
    return TakingPart(
        parts=parts_taken(stakes, deeds, on=on),
        meetings=_meetings(deeds, acting, on),
        reads=reads,
        contributions=said[:LAST_VOICES],
        more_contributions=max(0, len(said) - LAST_VOICES),
        stances=stances,
    )


def _meetings(deeds: Sequence[Deed], acting: Acting, on: date) -> list[Meeting]:
    """The last sittings and occasions to which somebody came for a body."""
    met = [one for one in deeds if isinstance(one.thing, Sitting | Occasion)][:LAST_MEETINGS]
    things = [deed.thing for deed in met]
    sittings = [one.pk for one in things if isinstance(one, Sitting)]
    open_ = sittings_open_to(acting, Right.READ_BODIES, on=on).filter(pk__in=sittings)
    reads = set(open_.order_by().values_list("pk", flat=True))
    held = occasions_open_to(acting, Right.READ_VOICES, on=on)
    occasions = [one.pk for one in things if isinstance(one, Occasion)]
    listens = set(held.filter(pk__in=occasions).order_by().values_list("pk", flat=True))

    def told(deed: Deed) -> Meeting:
        thing = deed.thing
        if isinstance(thing, Sitting):
            address = reverse("assemblies:sitting", args=[thing.key])
            return Meeting(thing.body.name, deed.day, address if thing.pk in reads else "")
        address = reverse("voices:occasion", args=[thing.key])
        return Meeting(str(thing), deed.day, address if thing.pk in listens else "")

    return [told(deed) for deed in met]


def _voices(
    deeds: Sequence[Deed], acting: Acting, own: bool, on: date
) -> list[tuple[Contribution, bool]]:
    """What a body proposed, and whether one may open each; others' eyes see what they may open."""
    said = [deed.thing for deed in deeds if isinstance(deed.thing, Contribution)]
    open_ = contributions_open_to(acting, Right.READ_VOICES, on=on)
    rows = open_.filter(pk__in=[one.pk for one in said]).order_by()
    opens = set(rows.values_list("pk", flat=True))
    takes = areas_where(acting, Right.TAKE_VOICES, on=on).order_by()
    listens = set(takes.values_list("pk", flat=True))

    def told(one: Contribution) -> bool:
        return one.pk in opens and (one.named_in_public or one.area_id in listens)

    return [(one, one.pk in opens) for one in said if own or told(one)]


def _stances(
    deeds: Sequence[Deed], acting: Acting, own: bool, on: date
) -> list[tuple[Subscription, bool]]:
    taken = [deed.thing for deed in deeds if isinstance(deed.thing, Subscription)]
    open_ = consultations_open_to(acting, Right.READ_VOICES, on=on)
    rows = open_.filter(pk__in={one.aim.consultation_id for one in taken}).order_by()
    opens = set(rows.values_list("pk", flat=True))
    told = ((one, one.aim.consultation_id in opens) for one in taken)
    return [(one, may) for one, may in told if own or may]
