"""The profile that an address asks for, and the addresses of all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from raccordo.foundation.tables import day_in
from raccordo.observatory.queries import Profile, profile_of, profile_of_towns
from raccordo.territory.models import Area
from raccordo.territory.queries import area_at
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest
from raccordo.web.forms import FIRST_YEAR, LAST_YEAR
from raccordo.web.territory.forms import TownsForm


@dataclass(frozen=True, slots=True)
class Asked:
    """A profile, of an area or of a list of municipalities, as of the day that was asked."""

    profile: Profile
    slug: str
    query: str
    codes: str = ""
    name: str = ""
    wrong_day: str = ""
    towns: tuple[Area, ...] = ()

    @property
    def here(self) -> str:
        """The address of the page, without what follows: its files and pictures begin so."""
        page = ("profile", [self.slug]) if self.slug else ("list_profile", [])
        return reverse(f"territory:{page[0]}", args=page[1]).rstrip("/")

    @property
    def suffix(self) -> str:
        """The day and the municipalities, to be carried along."""
        return f"?{self.query}" if self.query else ""

    @property
    def day_only(self) -> str:
        """The day alone, for the address of another territory."""
        return f"?al={self.profile.on.isoformat()}" if "al=" in self.query else ""

    @property
    def file_name(self) -> str:
        """How its files are called, but for their ending."""
        return f"profilo-{self.slug or 'comuni'}-{self.profile.on.isoformat()}"


def asked_profile(request: MemberRequest, slug: str) -> Asked:
    """The profile of an area, or of the municipalities listed in the address.

    The country is read by provinces: its municipalities are for the command line.
    """
    on, wrong = day_asked(request)
    query = {"al": on.isoformat()} if on != request.today else {}
    if slug:
        area = area_at(slug)
        if area is None:
            raise Http404
        country = area.kind == AreaKind.COUNTRY
        parts = AreaKind.PROVINCE if country else AreaKind.MUNICIPALITY
        made = profile_of(area, on=on, parts=parts)
        return Asked(made, area.slug, urlencode(query), wrong_day=wrong)
    form = TownsForm(request.GET, on=on, today=request.today)
    if not form.is_valid():
        raise Http404
    towns, name = form.cleaned_data["comuni"], form.cleaned_data["nome"]
    codes = ",".join(town.istat_code for town in towns)
    query |= {"comuni": codes} | ({"nome": name} if name else {})
    usual = towns[0].name if len(towns) == 1 else _("Comuni scelti")
    made = profile_of_towns(towns, name=name or usual, on=on)
    return Asked(made, "", urlencode(query), codes, name, wrong, tuple(towns))


def day_asked(request: MemberRequest) -> tuple[date, str]:
    """The day asked for, or today; a day that cannot be read is given back."""
    asked = request.GET.get("al", "").strip()
    day = day_in(asked) if asked else request.today
    if day and FIRST_YEAR <= day.year <= LAST_YEAR:
        return day, ""
    return request.today, asked[:40]
