"""ISTAT's list beside the register: what has changed, and what the list cannot tell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.territory.listing import Listed
from raccordo.territory.models import Area, Denomination, Membership
from raccordo.territory.states import MADE_HERE, AreaKind

MOST_GONE = 5  # percent: a list that lacks more is not the list of all Italy


@dataclass(frozen=True, slots=True)
class Renamed:
    """A municipality has another name, or another code, or both; it is still the same one."""

    area: int
    before_code: str
    before_name: str
    now: Listed


@dataclass(frozen=True, slots=True)
class Gone:
    """A municipality that is no longer in the list; of what it is part of, here."""

    area: int
    code: str
    name: str
    inside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a list of municipalities would change in the register, from its day on."""

    on: date
    listed: int
    renamed: tuple[Renamed, ...]
    new: tuple[Listed, ...]
    gone: tuple[Gone, ...]
    new_provinces: tuple[Listed, ...]  # each told by one of its municipalities
    gone_provinces: tuple[str, ...]  # by code

    @property
    def none(self) -> bool:
        """Whether the register is already as the list."""
        return not (self.renamed or self.new or self.gone)

    @property
    def digest(self) -> str:
        """A fingerprint of what is shown: what is confirmed must be the same."""
        facts = json.dumps(asdict(self), default=str, sort_keys=True)
        return sha256(facts.encode()).hexdigest()


def changes_of(listed: Sequence[Listed], *, on: date, today: date) -> Changes:
    """Compare by ISTAT code, then by cadastral code, which follows a municipality everywhere."""
    if on > today:
        raise Refused(_("La data dell'elenco deve ancora venire."), field="day")
    towns = list(Area.objects.filter(kind=AreaKind.MUNICIPALITY, until=None).order_by("istat_code"))
    by_code = {town.istat_code: town for town in towns}
    codes = {one.code for one in listed}
    left = {town.belfiore_code: town for town in towns if town.istat_code not in codes}
    left.pop("", None)
    renamed, new = list[Renamed](), list[Listed]()
    for one in listed:
        town = by_code.get(one.code) or left.pop(one.belfiore, None)
        if town is None:
            new.append(one)
        elif (town.istat_code, town.name) != (one.code, one.name):
            renamed.append(Renamed(town.pk, town.istat_code, town.name, one))
    kept = {change.area for change in renamed} | {
        by_code[one.code].pk for one in listed if one.code in by_code
    }
    gone = [town for town in towns if town.pk not in kept]
    _require_whole(gone, towns)
    changes = Changes(
        on=on,
        listed=len(listed),
        renamed=tuple(renamed),
        new=tuple(new),
        gone=_told(gone),
        new_provinces=_new_provinces(listed),
        gone_provinces=_gone_provinces(listed),
    )
    if not changes.none:
        _require_nothing_since(on)
        _require_none_begun_since(changes)
    return changes


def _require_whole(gone: Sequence[Area], towns: Sequence[Area]) -> None:
    if len(gone) * 100 > MOST_GONE * len(towns):
        raise Refused(
            _(
                "Nell'elenco mancano %(gone)s dei %(towns)s Comuni del registro: "
                "serve quello di tutta Italia."
            )
            % {"gone": len(gone), "towns": len(towns)},
            field="file",
        )


def _require_nothing_since(on: date) -> None:
    """The register is brought forward, never back: what it knows of later days stands."""
    names = Denomination.objects.filter(area__kind=AreaKind.MUNICIPALITY)
    told = names.aggregate(since=Max("since"), until=Max("until"))
    last = max((one for one in told.values() if one), default=None)
    if last and last >= on:
        raise Refused(
            _(
                "Il registro conosce già variazioni del %(last)s: "
                "serve un elenco di un giorno successivo."
            )
            % {"last": day(last)},
            field="day",
        )


def _require_none_begun_since(changes: Changes) -> None:
    """What would end on the day of the list must have begun before it."""
    on = changes.on
    provinces = Area.objects.filter(
        kind=AreaKind.PROVINCE, until=None, istat_code__in=changes.gone_provinces
    )
    ended = {gone.area for gone in changes.gone} | set(provinces.values_list("pk", flat=True))
    moved = {one.area for one in changes.renamed if one.before_code[:3] != one.now.province_code}
    begun = Membership.objects.filter(
        Q(part__in=ended) | Q(part__in=moved, whole_kind=AreaKind.PROVINCE), since__gte=on
    )
    facts = begun.order_by("part__sort_key", "since").values_list(
        "part__name", "whole__name", "since"
    )
    said = [f"{part} ({whole}, {day(since)})" for part, whole, since in facts]
    young = Area.objects.filter(pk__in=ended, since__gte=on).values_list("name", "since")
    said += [f"{name} ({day(since)})" for name, since in young]
    if said:
        raise Refused(
            _(
                "L'elenco fa cessare qualcosa che nel registro comincia lo stesso giorno o dopo: "
                "%s. Serve un elenco di un giorno successivo."
            )
            % ", ".join(said),
            field="day",
        )


def _told(gone: Sequence[Area]) -> tuple[Gone, ...]:
    inside: dict[int, list[str]] = {}
    own = Membership.objects.filter(part__in=[a.pk for a in gone], whole_kind__in=MADE_HERE)
    for part, whole in own.filter(until=None).values_list("part", "whole__name"):
        inside.setdefault(part, []).append(whole)
    return tuple(
        Gone(town.pk, town.istat_code, town.name, tuple(sorted(inside.get(town.pk, ()))))
        for town in gone
    )


def _province_codes() -> set[str]:
    provinces = Area.objects.filter(kind=AreaKind.PROVINCE, until=None)
    return set(provinces.values_list("istat_code", flat=True))


def _new_provinces(listed: Sequence[Listed]) -> tuple[Listed, ...]:
    known = _province_codes()
    first = {one.province_code: one for one in reversed(listed) if one.province_code not in known}
    unnamed = sorted(code for code, one in first.items() if not one.province)
    if unnamed:
        raise Refused(
            _("Province nuove senza nome nell'elenco: %s.") % ", ".join(unnamed), field="file"
        )
    regions = Area.objects.filter(kind=AreaKind.REGION, until=None)
    regional = set(regions.values_list("istat_code", flat=True))
    strange = sorted({one.region for one in first.values()} - regional)
    if strange:
        raise Refused(
            _("Regioni che il registro non conosce: %s.") % ", ".join(strange), field="file"
        )
    return tuple(first[code] for code in sorted(first))


def _gone_provinces(listed: Sequence[Listed]) -> tuple[str, ...]:
    return tuple(sorted(_province_codes() - {one.province_code for one in listed}))
