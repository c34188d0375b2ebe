from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from raccordo.access.queries import organisations_where
from raccordo.access.rights import Right
from raccordo.governance.models import Body, Candidacy, Designation, Preference
from raccordo.governance.queries.bodies import bodies_open_to
from raccordo.governance.states import DESIGNATION_LIFE, DesignationState
from raccordo.journal.acting import Acting
from raccordo.parties.models import Organisation
from raccordo.territory.queries import areas_around, areas_within

OPEN = frozenset(DesignationState) - DESIGNATION_LIFE.ends


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many bodies wanted each candidate, the most wanted first; who is first, if one is."""

    told: tuple[tuple[Candidacy, int], ...]
    first: tuple[Candidacy, ...]

    @property
    def tied(self) -> bool:
        """Whether several have the most: then the record says who, and how it was chosen."""
        return len(self.first) > 1


def called_for(designation: Designation) -> QuerySet[Organisation]:
    """The bodies of the category that a designation calls: of the territory, and still there.

    One whose area nobody has told is called too: to leave it out would need a reason.
    """
    seat = designation.seat
    inside = areas_within(seat.body.area, on=designation.called_on).values("pk")
    there = Q(area=None) | Q(area__in=inside)
    alive = Q(closed_on=None) | Q(closed_on__gt=designation.called_on)
    return Organisation.objects.filter(there, alive, kind=seat.category).order_by("search", "pk")


def yet_to_say(designation: Designation) -> QuerySet[Organisation]:
    """The bodies called that have not told whom they want."""
    said = designation.preferences.order_by().values("organisation")
    return called_for(designation).exclude(pk__in=said)


def designations_open_to(acting: Acting, *, on: date) -> QuerySet[Designation]:
    """The designations one reads: those of the bodies one reads, or to which one's body is called.

    A referent reads those of her category around her body: `called_for` says if it is called.
    """
    read = Q(seat__body__in=bodies_open_to(acting, Right.READ_BODIES, on=on))
    for ours in organisations_where(acting, Right.READ_BODIES, on=on).select_related("area"):
        read |= Q(pk__in=_reaching(ours, on=on).values("pk"))
    found = Designation.objects.filter(read)
    return found.select_related("seat__body__area", "seat__body__organ", "seating__person")


def designations_to_answer(acting: Acting, *, on: date) -> QuerySet[Designation]:
    """Those still open to which the body one speaks for is called, and has not had its say."""
    ours = organisations_where(acting, Right.READ_BODIES, on=on).select_related("area").first()
    if ours is None:
        return Designation.objects.none()
    here = Candidacy.objects.filter(organisation=ours, withdrawn_on=None)
    said = Preference.objects.filter(organisation=ours)
    propose = Q(state=DesignationState.CALLED, candidacies_until__gte=on)
    propose &= ~Q(pk__in=here.values("designation"))
    choose = Q(state=DesignationState.CHOOSING, choice_until__gte=on)
    choose &= ~Q(pk__in=said.values("designation"))
    return _reaching(ours, on=on).filter(propose | choose)


def _reaching(ours: Organisation, *, on: date) -> QuerySet[Designation]:
    """Those of the category of a body, of the areas it is in: those that may have called it."""
    same = Designation.objects.filter(seat__category=ours.kind)
    if ours.area is None:
        return same
    around = areas_around(ours.area, on=on).order_by().values("pk")
    return same.filter(Q(seat__body__area=ours.area) | Q(seat__body__area__in=around))


def designations_in(body: Body) -> QuerySet[Designation]:
    """The designations of a body, the last first."""
    found = Designation.objects.filter(seat__body=body)
    return found.select_related("seat", "seating__person")


def being_designated_in(bodies: QuerySet[Body]) -> dict[int, UUID]:
    """The seats of some bodies for whom a designation is in course, each with its key."""
    found = Designation.objects.filter(seat__body__in=bodies, state__in=OPEN)
    return dict(found.values_list("seat", "key"))


def standing_in(designation: Designation) -> QuerySet[Candidacy]:
    """The candidacies that were not withdrawn."""
    found = designation.candidacies.filter(withdrawn_on=None)
    return found.select_related("person", "organisation")


def closes_on(designation: Designation) -> date:
    """The last day of what a designation is at: to propose, or to choose."""
    chooses = designation.state == DesignationState.CHOOSING
    return designation.choice_until if chooses else designation.candidacies_until


def record_is_due(designation: Designation, *, on: date) -> bool:
    """Whether its record may be written: its day is past, or all who are to choose have chosen."""
    if on > closes_on(designation):
        return True
    return designation.state == DesignationState.CHOOSING and not yet_to_say(designation).exists()


def due_in(designation: Designation, *, on: date) -> set[str]:
    """What may be done in a designation on a day: propose, open, say, record or appoint."""
    state, in_time = DesignationState(designation.state), on <= closes_on(designation)
    if state == DesignationState.CHOSEN:
        return {"appoint"}
    if state not in {DesignationState.CALLED, DesignationState.CHOOSING}:
        return set()
    due = set()
    if state == DesignationState.CALLED and in_time:
        due.add("propose")
    if state == DesignationState.CHOOSING and in_time and yet_to_say(designation).exists():
        due.add("say")
    if standing_in(designation).exists() and record_is_due(designation, on=on):
        due |= {"open", "record"} if state == DesignationState.CALLED else {"record"}
    return due


def outcome_of(designation: Designation) -> Outcome:
    """The candidates by how many bodies wanted them, and who has the most of all."""
    told = standing_in(designation).annotate(n=Count("preferences")).order_by("-n", "pk")
    counted = tuple((candidacy, candidacy.n) for candidacy in told)
    most = counted[0][1] if counted else 0
    first = tuple(candidacy for candidacy, n in counted if n == most)
    if not most and len(first) > 1:  # nobody was wanted by anybody: nobody is first
        first = ()
    return Outcome(counted, first)
