from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from raccordo.access.models import Filing, Mandate, Place
from raccordo.access.rights import (
    OUT_OF_REACH,
    RIGHTS,
    WITH_SECOND_FACTOR,
    Right,
    Role,
    reaches_inside,
)
from raccordo.accounts.models import User
from raccordo.acts.models import Act, ActFile
from raccordo.acts.states import ActStage, ActState, FilePurpose
from raccordo.foundation.asking import asked_once
from raccordo.foundation.periods import in_force
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.journal.models import Entry
from raccordo.journal.recording import name_of
from raccordo.parties.models import Holding, Office, Organisation
from raccordo.parties.queries import ELECTED, seats_to_confirm
from raccordo.parties.states import OfficeKind, OrganisationKind
from raccordo.post.models import Message
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_around, areas_within
from raccordo.territory.states import AreaKind

# The mayor by law, the plan group by the regional one: they decide where the municipality is.
SITS_ABOVE = frozenset({Role.MAYOR, Role.PLAN_GROUP})
# Who speaks here for a body that is not a municipality, and as what.
SPEAKS_FOR = frozenset(
    {OfficeKind.PRESIDENT, OfficeKind.DIRECTOR, OfficeKind.DELEGATE, OfficeKind.CONTACT}
)
OF_BODIES = {
    OrganisationKind.THIRD_SECTOR: Role.THIRD_SECTOR,
    OrganisationKind.HEALTH: Role.HEALTH,
    OrganisationKind.SCHOOL: Role.PARTNER,
    OrganisationKind.EMPLOYMENT: Role.PARTNER,
}


def held_on(on: date) -> Q:
    """What a mandate must be for its holder to act through it on this day."""
    return in_force(on) & (Q(revoked_on=None) | Q(revoked_on__gt=on))


def ended_by(on: date) -> Q:
    """What a mandate must be for nobody to act through it any more, from this day."""
    return Q(until__lte=on) | Q(revoked_on__lte=on)


@asked_once
def mandates_of(holder: User, *, on: date) -> QuerySet[Mandate]:
    """The mandates in whose name this person may act on this day."""
    mandates = Mandate.objects.filter(held_on(on), holder=holder)
    return mandates.select_related("area", "organisation", "holder").order_by("pk")


def last_mandate_of(holder: User, *, on: date) -> Mandate | None:
    """The last of the mandates that a person no longer holds on this day."""
    ended = Mandate.objects.filter(ended_by(on), holder=holder)
    return ended.select_related("area", "organisation").order_by("until", "pk").last()


def next_mandate_of(holder: User, *, on: date) -> Mandate | None:
    """The first of the mandates that a person does not hold yet on this day."""
    coming = Mandate.objects.filter(since__gt=on, holder=holder)
    return coming.select_related("area", "organisation").order_by("since", "pk").first()


def holders_over(
    place: Area | Organisation, roles: Collection[Role], *, on: date
) -> QuerySet[User]:
    """Who holds one of these roles on this day for a place, or for an area it is part of."""
    area = place if isinstance(place, Area) else place.area
    over = Q(organisation__key=place.key)
    if area:
        over |= Q(area=area) | Q(area__in=areas_around(area, on=on).order_by().values("pk"))
    held = Mandate.objects.filter(held_on(on), over, role__in=roles)
    return User.objects.filter(pk__in=held.values("holder"), is_active=True)


def administrators(*, on: date) -> QuerySet[Mandate]:
    """The mandates by which somebody can keep the house on this day: in office, and let in."""
    held = Mandate.objects.filter(held_on(on), role=Role.ADMINISTRATOR)
    return held.filter(holder__is_active=True)


def mandate_overlapping(
    mandates: QuerySet[Mandate], *, since: date, until: date | None
) -> Mandate | None:
    """One among some mandates that holds, or held, on a day of this stretch."""
    begins = Q() if until is None else Q(since__lt=until)
    ends = Q(until=None) | Q(until__gt=since)
    held = mandates.exclude(revoked_on__lte=F("since"))  # revoked before it opened anything
    return held.filter(begins, ends).order_by("since", "pk").first()


def mandates_found(mandates: QuerySet[Mandate], wanted: str) -> QuerySet[Mandate]:
    """Those among some mandates whose person, role or place hold every word wanted."""
    for word in searchable(wanted).split():
        roles = [role for role in Role if word in searchable(str(role.label))]
        mandates = mandates.filter(
            Q(holder__search__contains=word)
            | Q(role__in=roles)
            | Q(area__search__contains=word)
            | Q(organisation__search__contains=word)
        )
    return mandates


def acting_through(mandate: Mandate, *, request_id: str = "") -> Acting:
    """The holder of a mandate, acting in its name."""
    return Acting(
        user=mandate.holder,
        role=mandate.role,
        mandate=mandate.key,
        area=mandate.area.key if mandate.area else None,
        organisation=mandate.organisation.key if mandate.organisation else None,
        request_id=request_id,
    )


@asked_once
def held_mandate(acting: Acting, *, on: date) -> Mandate | None:
    """The mandate one acts through, if on this day it is in force and still one's own."""
    if not isinstance(acting.user, User) or acting.mandate is None:
        return None
    held = mandates_of(acting.user, on=on)  # the door has asked the same
    return next((mandate for mandate in held if mandate.key == acting.mandate), None)


@asked_once
def areas_where(acting: Acting, right: Right, *, on: date) -> QuerySet[Area]:
    """The areas for which this mandate gives this right on this day."""
    mandate = held_mandate(acting, on=on)
    if mandate is None or mandate.area is None or right not in RIGHTS[Role(mandate.role)]:
        return Area.objects.none()
    if reaches_inside(Role(mandate.role), right):
        return areas_within(mandate.area, on=on)
    return Area.objects.filter(pk=mandate.area.pk)


@asked_once
def organisations_where(acting: Acting, right: Right, *, on: date) -> QuerySet[Organisation]:
    """The bodies for which this mandate gives this right on this day."""
    mandate = held_mandate(acting, on=on)
    body = mandate.organisation if mandate else None
    if mandate is None or body is None or right not in RIGHTS[Role(mandate.role)]:
        return Organisation.objects.none()
    return Organisation.objects.filter(pk=body.pk)


def organisations_kept(acting: Acting, *, on: date) -> QuerySet[Organisation]:
    """The bodies one may change: those of one's own territory, and those of no area.

    All read all bodies; a municipality elsewhere is kept by its own office.
    """
    within = territory_kept(acting, on=on)
    if within is None:
        return Organisation.objects.none()
    ours = Q(area=None) | Q(area__in=within.order_by().values("pk"))
    return Organisation.objects.filter(ours).select_related("area")


@asked_once
def territory_kept(acting: Acting, *, on: date) -> QuerySet[Area] | None:
    """The areas whose bodies one keeps, if one keeps any: the mandate's own and those inside."""
    mandate = held_mandate(acting, on=on)
    if mandate is None or mandate.area is None:
        return None
    keeps = Right.KEEP_PARTIES in RIGHTS[Role(mandate.role)]
    return areas_where(acting, Right.KEEP_PARTIES, on=on) if keeps else None


def seats_to_confirm_by(acting: Acting, *, on: date) -> QuerySet[Holding]:
    """The seats that an office is asked about after the elections of its municipalities."""
    kept = organisations_kept(acting, on=on).order_by()
    return seats_to_confirm(on=on).filter(office__organisation__in=kept.values("pk"))


def role_opened_by(office: Office) -> tuple[Role, Place] | None:
    """What an office lets one do here, and where; most let one do nothing."""
    body = office.organisation
    if office.kind in ELECTED and body.area and body.area.kind == AreaKind.MUNICIPALITY:
        return (Role.MAYOR, body.area) if body.kind == OrganisationKind.PUBLIC else None
    role = OF_BODIES.get(OrganisationKind(body.kind))
    return (role, body) if role and office.kind in SPEAKS_FOR else None


def gives_mandates_at(acting: Acting, place: Place, *, on: date) -> bool:
    """Whether one may let others act for a place: whatever the door, also by seating somebody."""
    area = place if isinstance(place, Area) else place.area
    if area and areas_where(acting, Right.GIVE_MANDATES, on=on).filter(pk=area.pk).exists():
        return True
    bodies = organisations_where(acting, Right.GIVE_MANDATES, on=on)
    return isinstance(place, Organisation) and bodies.filter(pk=place.pk).exists()


def mandates_with(holding: Holding) -> QuerySet[Mandate]:
    """The mandates given with an office, those over too."""
    return Mandate.objects.filter(holding=holding).select_related("area", "organisation", "holder")


def is_filed(act: Act, place: Area | Organisation) -> bool:
    """Whether an act is in the register of a place."""
    where = {"area": place} if isinstance(place, Area) else {"organisation": place}
    return Filing.objects.filter(act=act, **where).exists()


@asked_once
def acts_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Act]:
    """The acts in the registers where this mandate gives this right on this day.

    The register that an act came to first keeps it; where it was filed later it is only read.
    """
    filings = _filings_open_to(acting, right, on=on)
    if right == Right.KEEP_ACTS:
        filings = _first(filings)
    return Act.objects.filter(pk__in=filings.values("act")).select_related("organ")


def acts_to_read(acting: Acting, *, on: date) -> QuerySet[Act]:
    """The acts one may read; what is not yet signed, only by those who keep the register."""
    own = acts_open_to(acting, Right.KEEP_ACTS, on=on).values("pk")
    read = acts_open_to(acting, Right.READ_ACTS, on=on).values("pk")
    above = _filings_above(acting, on=on).values("act")
    made = Q(pk__in=read) | Q(pk__in=above, state=ActState.EFFECTIVE)
    made &= ~Q(stage__in=[ActStage.DRAFT, ActStage.TO_SIGN])
    return Act.objects.filter(Q(pk__in=own) | made).select_related("organ")


def files_to_read(acting: Acting, act: Act, *, on: date) -> QuerySet[ActFile]:
    """The files of an act one reads; the texts put aside, only who keeps it."""
    if acts_open_to(acting, Right.KEEP_ACTS, on=on).filter(pk=act.pk).exists():
        return act.files.all()
    files = act.files.exclude(purpose=FilePurpose.SUPERSEDED)
    return files if reads_whole(acting, act, on=on) else files.none()


def reads_whole(acting: Acting, act: Act, *, on: date) -> bool:
    """Whether one reads an act in the register that keeps it: there, its text and its files too.

    Who files an act of another has told its particulars, that anybody may know; its annexes may
    name persons, and are for who reads that register.
    """
    read = _filings_open_to(acting, Right.READ_ACTS, on=on) | _filings_above(acting, on=on)
    return _first(read).filter(act=act).exists()


def keeper_of(act: Act) -> Area | Organisation | None:
    """Whose register keeps an act: the one it came to first."""
    kept = act.filings.select_related("area", "organisation").order_by("pk").first()
    return (kept.area or kept.organisation) if kept else None


@asked_once
def _filings_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Filing]:
    return Filing.objects.filter(
        Q(area__in=areas_where(acting, right, on=on))
        | Q(organisation__in=organisations_where(acting, right, on=on))
    )


def _filings_above(acting: Acting, *, on: date) -> QuerySet[Filing]:
    """The registers of the zone and of the ambito, for who sits in their organs for a municipality.

    What the Conference decides binds its municipalities: who decides in it reads it.
    """
    return Filing.objects.filter(area__in=areas_around_mandate(acting, on=on))


@asked_once
def areas_around_mandate(acting: Acting, *, on: date) -> QuerySet[Area]:
    """The zone and the ambito of the municipality one sits for, in no order."""
    mandate = held_mandate(acting, on=on) if acting.role in SITS_ABOVE else None
    if mandate is None or mandate.area is None or mandate.area.kind != AreaKind.MUNICIPALITY:
        return Area.objects.none()
    around = areas_around(mandate.area, on=on).filter(kind__in=[AreaKind.AMBITO, AreaKind.ZONE])
    return around.order_by()


def _first(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Those among some filings by which an act came first to a register."""
    before = Filing.objects.filter(act=OuterRef("act"), pk__lt=OuterRef("pk"))
    return filings.filter(~Exists(before))


def acts_that_appoint(acting: Acting, *, on: date) -> QuerySet[Act]:
    """The acts one may read on which a mandate can rest; also from a day that is still to come."""
    standing = [ActState.EFFECTIVE, ActState.TO_RATIFY]
    return acts_to_read(acting, on=on).filter(state__in=standing, enforceable_from__isnull=False)


def mandates_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Mandate]:
    """The mandates, past ones too, of the areas and bodies where one has this right."""
    there = Q(area__in=areas_where(acting, right, on=on))
    there |= Q(organisation__in=organisations_where(acting, right, on=on))
    mandates = Mandate.objects.filter(there).select_related("area", "organisation", "holder")
    return mandates.select_related("act__organ").order_by("-until", "holder__family_name", "pk")


def chains_where(acting: Acting, right: Right, *, on: date) -> list[str]:
    """The books of the register of the areas and bodies where one has this right."""
    areas = areas_where(acting, right, on=on).values_list("key", flat=True)
    bodies = organisations_where(acting, right, on=on).values_list("key", flat=True)
    return [f"area:{key}" for key in areas] + [f"organisation:{key}" for key in bodies]


def chains_open_to(acting: Acting, *, on: date) -> list[str]:
    """The books of the register one may read; the house's too, for who keeps the house."""
    return chains_where(acting, Right.READ_JOURNAL, on=on) + _of_the_house(acting, on=on)


def messages_open_to(acting: Acting, *, on: date) -> QuerySet[Message]:
    """The messages of whose post one follows; the house's too, for who keeps the house."""
    chains = chains_where(acting, Right.SEND_POST, on=on) + _of_the_house(acting, on=on)
    return Message.objects.filter(chain__in=chains)


def _of_the_house(acting: Acting, *, on: date) -> list[str]:
    mandate = held_mandate(acting, on=on)
    return ["house"] if mandate and mandate.role == Role.ADMINISTRATOR else []


def needs_second_factor(holder: User, *, on: date) -> bool:
    """Whether one of the roles a person has wants her to enter with a second factor."""
    return mandates_of(holder, on=on).filter(role__in=WITH_SECOND_FACTOR).exists()


def users_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[User]:
    """The persons who hold, or held, a mandate where one has this right, and none elsewhere.

    Also those whose account was opened there and who never held any, anywhere.
    """
    ours = mandates_open_to(acting, right, on=on).order_by()
    held = Mandate.objects.filter(held_on(on))
    kept = held.exclude(pk__in=ours.values("pk"))
    if acting.role != Role.ADMINISTRATOR:
        kept |= held.filter(role__in=OUT_OF_REACH)
    waiting = users_without_mandate(acting, right, on=on)
    users = User.objects.filter(Q(pk__in=ours.values("holder")) | Q(pk__in=waiting.values("pk")))
    return users.exclude(pk__in=kept.values("holder"))


def users_without_mandate(acting: Acting, right: Right, *, on: date) -> QuerySet[User]:
    """The persons whose account was opened where one has this right, and who never held any.

    The account does not say where it was opened: the register does, and cannot be changed.
    """
    named = {name_of(user): user.pk for user in User.objects.filter(mandates=None)}
    opened = Entry.objects.filter(what="account.opened", subject__in=named)
    opened = opened.filter(chain__in=chains_where(acting, right, on=on))
    here = [named[subject] for subject in opened.values_list("subject", flat=True)]
    return User.objects.filter(pk__in=here)


def invitations_of(users: Collection[User]) -> dict[int, datetime]:
    """When each of some persons was last written to, to choose her password."""
    named = {name_of(user): user.pk for user in users}
    lines = Entry.objects.filter(what="account.invited", subject__in=named).order_by("at")
    return {named[line.subject]: line.at for line in lines}
