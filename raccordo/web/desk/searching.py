from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from raccordo.access.queries import acts_to_read, ended_by, mandates_open_to
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.accounts.models import User
from raccordo.accounts.queries import users_found
from raccordo.acts.models import Act
from raccordo.acts.queries import acts_found
from raccordo.foundation.wording import day, elided
from raccordo.governance.models import Body
from raccordo.governance.queries.bodies import bodies_found, bodies_open_to, sittings_open_to
from raccordo.governance.queries.duties import duties_found, duties_open_to, most_urgent_first
from raccordo.governance.queries.sittings import sittings_found
from raccordo.journal.acting import Acting
from raccordo.needs.queries.needs import needs_open_to, words_in
from raccordo.participation.queries.contributions import (
    Wanted,
    consultations_found,
    consultations_open_to,
    contributions_found,
    contributions_open_to,
)
from raccordo.participation.queries.public import public_consultations
from raccordo.parties.queries import organisations_found
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_found

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found: what it is called, what it is, where it is."""

    name: str
    kind: str
    address: str


def found(wanted: str, *, acting: Acting | None, on: date, most: int) -> list[Found]:
    """What one may see whose words are those wanted.

    Areas, public boards and consultations for all; inside, whatever one reads, and persons for
    who gives mandates there.
    """
    if len(wanted.strip()) < SHORTEST:
        return []
    areas = list(areas_found(wanted)[:most])
    bodies = _bodies_found(wanted, acting=acting, on=on)[:most]
    heard = _consultations(wanted, acting=acting, on=on, most=most)
    if acting is None:
        return [*_areas(areas), *_bodies(bodies, "public_body"), *heard]
    acts = acts_found(acts_to_read(acting, on=on), wanted)[:most]
    parties = _organisations(wanted, acting=acting, most=most)
    here = [*_areas(areas), *_bodies(bodies, "body"), *parties]
    sittings = _sittings(wanted, acting=acting, on=on, most=most)
    duties = _duties(wanted, acting=acting, on=on, most=most)
    persons = _persons(wanted, acting=acting, on=on, most=most)
    needs = _needs(wanted, acting=acting, on=on, most=most)
    voices = _voices(wanted, acting=acting, on=on, most=most)
    return [*here, *_acts(acts), *sittings, *duties, *needs, *heard, *voices, *persons]


def _areas(areas: list[Area]) -> Iterator[Found]:
    for area in areas:
        kind = str(area.get_kind_display())
        if area.sigla and area.kind == "municipality":
            kind = f"{kind} · {area.sigla}"
        if area.until:
            kind = _("%(kind)s, fino al %(year)s") % {"kind": kind, "year": area.until.year}
        yield Found(area.name, kind, reverse("territory:area", args=[area.slug]))


def _organisations(wanted: str, *, acting: Acting, most: int) -> Iterator[Found]:
    if Right.READ_PARTIES not in RIGHTS.get(Role(acting.role), frozenset()):
        return
    for party in organisations_found(wanted)[:most]:
        kind = str(party.get_kind_display())
        if party.area:
            kind = f"{kind} · {party.area}"
        yield Found(party.name, kind, reverse("network:organisation", args=[party.key]))


def _bodies_found(wanted: str, *, acting: Acting | None, on: date) -> QuerySet[Body]:
    """Those one reads inside; for whoever comes, those told on the site."""
    shown = Body.objects.filter(public=True).select_related("area")
    ours = bodies_open_to(acting, Right.READ_BODIES, on=on) if acting else shown
    return bodies_found(ours, wanted)


def _bodies(bodies: Iterable[Body], page: str) -> Iterator[Found]:
    for body in bodies:
        named = body.slug if page == "public_body" else body.key
        kind = f"{body.get_sort_display()} · {body.area.name}"
        yield Found(body.name, kind, reverse(f"assemblies:{page}", args=[named]))


def _acts(acts: Iterable[Act]) -> Iterator[Found]:
    for act in acts:
        yield Found(str(act), act.subject, reverse("assemblies:act", args=[act.key]))


def _sittings(wanted: str, *, acting: Acting, on: date, most: int) -> Iterator[Found]:
    ours = sittings_open_to(acting, Right.READ_BODIES, on=on)
    for sitting in sittings_found(ours, wanted)[:most]:
        kind = _("Seduta · %s") % sitting.get_state_display()
        yield Found(str(sitting), kind, reverse("assemblies:sitting", args=[sitting.key]))


def _duties(wanted: str, *, acting: Acting, on: date, most: int) -> Iterator[Found]:
    read = duties_open_to(acting, Right.READ_DUTIES, on=on)
    if Right.READ_DUTIES not in RIGHTS.get(Role(acting.role), ()):
        return
    for duty in most_urgent_first(duties_found(read, wanted))[:most]:
        kind = _("%(kind)s, entro il %(day)s")
        facts = {"kind": duty.get_sort_display(), "day": day(duty.due_on)}
        yield Found(duty.title, elided(kind % facts), reverse("desk:duty", args=[duty.key]))


def _needs(wanted: str, *, acting: Acting, on: date, most: int) -> Iterator[Found]:
    if Right.READ_NEEDS not in RIGHTS.get(Role(acting.role), ()):
        return
    for need in words_in(needs_open_to(acting, Right.READ_NEEDS, on=on), wanted)[:most]:
        kind = _("Bisogno %(n)s · %(kind)s") % {"n": need.label, "kind": need.kind}
        yield Found(need.title, kind, reverse("voices:need", args=[need.key]))


def _consultations(wanted: str, *, acting: Acting | None, on: date, most: int) -> Iterator[Found]:
    """Those one keeps or reads inside; for all the others, those told on the site."""
    inside = acting and Right.READ_VOICES in RIGHTS.get(Role(acting.role), ())
    if acting and inside:
        open_ = consultations_open_to(acting, Right.READ_VOICES, on=on)
    else:
        open_ = public_consultations()
    for one in consultations_found(open_, wanted)[:most]:
        kind = _("Consultazione · %s") % one.area
        told = [one.key] if inside else [one.slug]
        place = "voices:consultation" if inside else "public:consultation"
        yield Found(one.title, kind, reverse(place, args=told))


def _voices(wanted: str, *, acting: Acting, on: date, most: int) -> Iterator[Found]:
    if Right.READ_VOICES not in RIGHTS.get(Role(acting.role), ()):
        return
    takes = Right.TAKE_VOICES in RIGHTS.get(Role(acting.role), ())
    open_ = contributions_open_to(acting, Right.READ_VOICES, on=on)
    for one in contributions_found(open_, Wanted(words=wanted, with_authors=takes))[:most]:
        yield Found(one.title, str(one), reverse("voices:proposal", args=[one.key]))


def _persons(wanted: str, *, acting: Acting, on: date, most: int) -> Iterator[Found]:
    """Who holds, or held, a mandate where one gives them; the page is that of her mandates."""
    ours = mandates_open_to(acting, Right.GIVE_MANDATES, on=on).order_by()
    persons = User.objects.filter(pk__in=ours.values("holder"))
    shown = list(users_found(persons, wanted)[:most])
    now = ours.exclude(ended_by(on)).filter(holder__in=shown)
    present = set(now.values_list("holder", flat=True))
    for person in shown:
        query = {"q": person.email} | ({} if person.pk in present else {"mostra": "cessati"})
        address = f"{reverse('office:mandates')}?{urlencode(query)}"
        yield Found(str(person), _("Persona · %s") % person.email, address)
