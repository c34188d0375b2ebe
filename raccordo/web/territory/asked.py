"""The profile that an address asks for, and the addresses of all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from raccordo.foundation.tables import likely_day_in
from raccordo.observatory.queries import Profile, profile_of, profile_of_towns
from raccordo.territory.models import Area
from raccordo.territory.named import LONGEST_LIST, gazetteer_on
from raccordo.territory.queries import area_at, called_on
from raccordo.territory.states import AreaKind
from raccordo.web.door import MemberRequest
from raccordo.web.territory.forms import MOST_TOWNS, TownsForm


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
    notes: tuple[str, ...] = ()

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
    def change(self) -> str:
        """Where its municipalities are written, to be changed; not those of too wide an area."""
        asked = {"al": self.profile.on.isoformat()} if "al=" in self.query else {}
        if len(self.profile.place.towns) <= MOST_TOWNS:
            asked |= {"comuni": self.codes or self._as_listed, "nome": self.name, "cambia": "1"}
        told = urlencode({name: value for name, value in asked.items() if value})
        return reverse("territory:list_profile") + (f"?{told}" if told else "")

    @property
    def _as_listed(self) -> str:
        """How an area is written in a list: two areas of one name have not one address."""
        area = self.profile.place.area
        return area.istat_code if area and area.kind == AreaKind.MUNICIPALITY else self.slug

    @property
    def file_name(self) -> str:
        """How its files are called, but for their ending."""
        return f"profilo-{self.slug or 'comuni'}-{self.profile.on.isoformat()}"


def asked_profile(request: MemberRequest, slug: str) -> Asked:
    """The profile of an area, or of the municipalities listed in the address.

    The country is read by provinces: its municipalities are for the command line.
    """
    on, wrong = day_asked(request)
    if not slug:
        return asked_list(request, towns_form(request))
    area = area_at(slug)
    if area is None:
        raise Http404
    country = area.kind == AreaKind.COUNTRY
    parts = AreaKind.PROVINCE if country else AreaKind.MUNICIPALITY
    made = profile_of(area, on=on, parts=parts)
    return Asked(made, area.slug, urlencode(_day(request, on)), wrong_day=wrong)


def asked_list(request: MemberRequest, form: TownsForm) -> Asked:
    """The profile of the municipalities that a form names."""
    if not form.is_valid():
        raise Http404
    on, wrong = day_asked(request)
    towns, name = form.cleaned_data["comuni"], form.cleaned_data["nome"]
    codes = ",".join(town.istat_code for town in towns)
    query = _day(request, on) | {"comuni": codes} | ({"nome": name} if name else {})
    one = called_on(towns, on=on).get(towns[0].pk, towns[0]) if len(towns) == 1 else None
    usual = one.name if one else _("Comuni scelti")
    made = profile_of_towns(towns, name=name or usual, on=on)
    notes = tuple(form.read.notes)
    return Asked(made, "", urlencode(query), codes, name, wrong, tuple(towns), notes)


def towns_form(request: MemberRequest) -> TownsForm:
    """The list of municipalities of the address, with what was chosen in place of a name."""
    on, _wrong = day_asked(request)
    asked = request.GET.copy()
    text, chosen = asked.get("comuni", ""), asked.get("scelta", "")
    if chosen and len(text) <= LONGEST_LIST:
        typed, _between, instead = chosen.partition("|")
        asked["comuni"] = gazetteer_on(on).written_over(text, typed, instead)
    return TownsForm(asked if "comuni" in asked else None, on=on, today=request.today)


def _day(request: MemberRequest, on: date) -> dict[str, str]:
    return {"al": on.isoformat()} if on != request.today else {}


def day_asked(request: MemberRequest) -> tuple[date, str]:
    """The day asked for, or today; a day that cannot be read is given back."""
    asked = request.GET.get("al", "").strip()
    day = likely_day_in(asked) if asked else request.today
    return (day, "") if day else (request.today, asked[:40])
