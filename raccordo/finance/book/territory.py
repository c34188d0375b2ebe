"""What a section shows of the territory and of who was heard: figures, needs, bodies, voices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from raccordo.documents.blocks import Block, Note, Picture
from raccordo.finance.book.tables import tabled
from raccordo.foundation.periods import in_force
from raccordo.foundation.wording import day
from raccordo.governance.models import Body, Seat
from raccordo.needs.models import Need, SwotItem
from raccordo.needs.states import NeedState, SwotSide
from raccordo.observatory.indicators import BY_CODE
from raccordo.observatory.pictures import dots, pyramid, words_of
from raccordo.observatory.queries import Profile, profile_of
from raccordo.observatory.tables import source_of
from raccordo.observatory.wording import figure
from raccordo.participation.models import Consultation, Contribution, Occasion
from raccordo.participation.queries.figures import meetings_told, statistics_of
from raccordo.participation.states import OccasionSort
from raccordo.parties.queries.mapping import coverage_of
from raccordo.territory.models import Area
from raccordo.territory.queries import areas_within

PEOPLE = ("D01", "D03", "D04", "D06")
INCOMES = ("E01", "E02")


def population(area: Area, *, on: date) -> list[Block]:
    """Residents by age, and how old each municipality is."""
    profile = profile_of(area, on=on)
    drawn = _picture(pyramid(profile), _("Residenti per età e sesso"))
    return [*drawn, *_figures(profile, PEOPLE, _("Popolazione residente, per Comune"))]


def economy(area: Area, *, on: date) -> list[Block]:
    """What its residents declared, municipality by municipality."""
    profile = profile_of(area, on=on)
    drawn = _picture(dots(profile, INCOMES[0]), str(BY_CODE[INCOMES[0]].name))
    return [*drawn, *_figures(profile, INCOMES, _("Redditi dichiarati, per Comune"))]


def needs(area: Area, *, on: date) -> list[Block]:
    """The needs that were found, with how many proofs each has."""
    found = Need.objects.filter(_of(area, on)).exclude(state=NeedState.SET_ASIDE)
    found = found.annotate(proofs=Count("evidence")).select_related("group", "kind")
    rows = [
        [one.label, one.title, one.group.label, one.get_state_display(), str(one.proofs)]
        for one in found.order_by("area", "number")
    ]
    heads = [_("N."), _("Bisogno"), _("Area di utenza"), _("Stato"), _("Prove")]
    return tabled(_("Bisogni"), heads, rows, widths=(2, 8, 5, 3, 2), right=(4,))


def swot(area: Area, *, on: date) -> list[Block]:
    """Strengths, weaknesses, opportunities, threats, each in its own table."""
    items = list(SwotItem.objects.filter(_of(area, on)).select_related("need").order_by("pk"))
    found: list[Block] = []
    for side in SwotSide:
        rows = [[one.text, one.need.title if one.need else ""] for one in items if one.side == side]
        if side == SwotSide.WEAKNESS:
            found += tabled(str(side.label), [_("Punto"), _("Affrontato dal bisogno")], rows)
        else:
            found += tabled(str(side.label), [_("Punto")], [row[:1] for row in rows])
    return found


def bodies(area: Area, *, on: date) -> list[Block]:
    """Who governs the plan: each body with the seats it has, and of whom; not who sits there."""
    found: list[Block] = []
    heads = [_("Componente"), _("Ente"), _("Voto")]
    bodies_ = list(Body.objects.filter(in_force(on), _of(area, on)).order_by("area", "pk"))
    seats = Seat.objects.filter(in_force(on), body__in=bodies_).order_by("position", "pk")
    seats_of: dict[int, list[list[str]]] = defaultdict(list)
    for seat in seats.select_related("organisation", "office__organisation"):
        whose = seat.organisation or (seat.office.organisation if seat.office else "")
        vote = _("sì") if seat.votes else _("no")
        seats_of[seat.body_id].append([seat.title, str(whose), vote])
    for body in bodies_:
        found += tabled(body.name, heads, seats_of[body.pk], widths=(6, 6, 1))
    return found


def meetings(area: Area, *, on: date) -> list[Block]:
    """The consultations, and how many met, by sort of meeting."""
    asked = Consultation.objects.filter(_of(area, on), published_on__isnull=False)
    rows = [
        [one.title, day(one.published_on) if one.published_on else "", one.get_state_display()]
        for one in asked.order_by("published_on", "pk")
    ]
    heads = [_("Consultazione"), _("Pubblicata il"), _("Stato")]
    found = tabled(_("Consultazioni"), heads, rows)
    met = meetings_told(Occasion.objects.filter(_of(area, on)))
    told = [
        [str(OccasionSort(one.sort).label), str(one.occasions), str(one.citizens), str(one.bodies)]
        for one in met
    ]
    heads = [_("Tipo di incontro"), _("Incontri"), _("Cittadini"), _("Enti")]
    return found + tabled(_("Incontri tenuti"), heads, told, right=(1, 2, 3))


def voices(area: Area, *, on: date) -> list[Block]:
    """How many proposals came, from whom, and what became of them; nobody by name."""
    figures = statistics_of(Contribution.objects.filter(_of(area, on)), on=on)
    rows = [[one.label, str(one.received), str(one.answered)] for one in figures.by_author]
    heads = [_("Da chi"), _("Proposte"), _("Con risposta")]
    found = tabled(_("Proposte ricevute"), heads, rows, right=(1, 2))
    told = [[label, str(many)] for label, many in figures.by_outcome]
    heads = [_("Esito"), _("Proposte")]
    return found + tabled(_("Che cosa ne è stato"), heads, told, right=(1,))


def parties(area: Area, *, on: date) -> list[Block]:
    """How many bodies work in each municipality, by theme."""
    coverage = coverage_of(area, on=on)
    shown = [
        place
        for place, _theme in enumerate(coverage.themes)
        if any(row.counts[place] for row in coverage.rows)
    ]
    if not shown:
        return []
    heads = [_("Comune"), *(coverage.themes[place].label for place in shown)]
    rows = [[row.town.name, *(str(row.counts[place]) for place in shown)] for row in coverage.rows]
    places = range(1, len(heads))
    return tabled(_("Quanti soggetti lavorano in ciascun Comune"), heads, rows, right=places)


def _of(area: Area, on: date) -> Q:
    return Q(area=area.pk) | Q(area__in=areas_within(area, on=on).order_by().values("pk"))


def _picture(svg: str, caption: str) -> list[Block]:
    return [Picture(svg, words_of(svg), caption)] if svg else []


def _figures(profile: Profile, codes: Sequence[str], caption: str) -> list[Block]:
    """Some indicators, of the whole and of each municipality, with their sources."""
    shown = [BY_CODE[code] for code in codes]
    places = [profile.place, *profile.inside]
    rows = [
        [
            place.name,
            *(
                "–" if (v := profile.value(one.code, place).amount) is None else figure(v, one.unit)
                for one in shown
            ),
        ]
        for place in places
    ]
    if not any(cell != "–" for row in rows for cell in row[1:]):
        return []
    heads = [_("Territorio"), *(f"{one.name} ({one.unit.label})" for one in shown)]
    found = tabled(caption, heads, rows, right=range(1, len(heads)))
    return [*found, Note(source_of(profile, shown))]
