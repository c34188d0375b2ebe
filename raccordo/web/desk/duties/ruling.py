"""The rules of what falls due: each with its source; adopted for a year, awakened by an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.foundation.tables import year_in
from raccordo.foundation.wording import day
from raccordo.governance.models import Duty, DutyRule
from raccordo.governance.operations.ruling import Adopted, adopt_rules, note_event
from raccordo.governance.queries.duties import colleagues_of, owners_for, rules_for
from raccordo.governance.rules.deadlines import (
    AFTER,
    MONTHLY,
    MONTHS,
    ONCE,
    SATURDAYS,
    When,
    falls_due,
    read,
)
from raccordo.territory.models import Area
from raccordo.web.desk.duties.changing import address_of, kept_areas
from raccordo.web.desk.duties.forms import AdoptForm, EventForm
from raccordo.web.desk.duties.listing import HERE
from raccordo.web.door import MemberRequest, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import trail

BOTH = require_http_methods(["GET", "POST"])
RULES = (_later("Regole"), "desk:duties_rules")


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule as the page shows it: when, whether it comes by itself, whether it was adopted."""

    rule: DutyRule
    when: str
    waits: bool
    due: bool
    past: bool
    adopted: bool


@BOTH
@requires(Right.KEEP_DUTIES)
def rules(request: MemberRequest) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    areas = list(kept_areas(request))
    area, year = _area(request, areas, asked.get("area", "")), _year(request, asked.get("anno", ""))
    if area is None:
        return render(
            request, "desk/duties/rules.html", {"area": None, "trail": trail(HERE, _("Regole"))}
        )
    owners = owners_for(area, on=request.today)
    initial = {"since": request.today if year == request.today.year else None}
    form = AdoptForm(request.POST or None, owners=owners, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            adopted = adopt_rules(
                area,
                codes=request.POST.getlist("codes"),
                year=year,
                by=request.acting,
                on=request.today,
                **form.cleaned_data,
            )
            messages.success(request, _adopted_said(adopted))
            return redirect("desk:duties")
    facts = {
        "form": form,
        "area": area,
        "areas": areas,
        "year": year,
        "years": range(request.today.year - 1, request.today.year + 3),
        "shown": _shown(area, year, on=request.today),
        "chosen": set(request.POST.getlist("codes")),
        "trail": trail(HERE, _("Regole")),
    }
    return render(request, "desk/duties/rules.html", facts)


@BOTH
@requires(Right.KEEP_DUTIES)
def event(request: MemberRequest, key: UUID) -> HttpResponse:
    rule = get_object_or_404(DutyRule, key=key, when__sort=AFTER)
    form = opened(
        request,
        EventForm,
        areas=kept_areas(request),
        owners=colleagues_of(request.acting, on=request.today),
        initial={
            "happened_on": request.today,
            "area": request.mandate.area and request.mandate.area.key,
        },
    )
    if form.is_valid():
        with refusals_on(form):
            duty = note_event(rule, by=request.acting, on=request.today, **form.cleaned_data)
            said = _("«%(duty)s» scade il %(day)s.") % {"duty": duty, "day": day(duty.due_on)}
            return saved(request, said, address_of(duty))
    title = _("Registra l'evento")
    when = read(rule.when)
    lead = _("%(event)s: da quel giorno, %(rule)s, %(when)s.")
    facts = {"event": when.event, "rule": rule.title.lower(), "when": words_of(when)}
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra"),
        trail=trail(HERE, RULES, title),
        back=reverse("desk:duties_rules"),
        lead=lead % facts,
    )


def words_of(when: When) -> str:
    """When a rule wants something, in words."""
    if when.sort == MONTHLY:
        said = _("ogni mese, entro l'ultimo giorno")
        if when.day <= 28:
            said = _("ogni mese, entro il giorno %(n)s") % {"n": when.day}
    elif when.sort == ONCE and when.on:
        said = _("una volta, il %s") % day(when.on)
    elif when.sort == AFTER:
        words = ngettext("%(n)s giorno dopo", "%(n)s giorni dopo", when.count)
        if when.unit == MONTHS:
            words = ngettext("%(n)s mese dopo", "%(n)s mesi dopo", when.count)
        said = words % {"n": when.count}
    else:
        part = day(date(2000, when.month, when.day)).rpartition(" ")[0]  # a leap year
        said = _("ogni anno, il %s") % part
    return said + _moves(when)


def _moves(when: When) -> str:
    if when.moved == SATURDAYS:
        return _("; se è sabato o festivo, il primo giorno lavorativo")
    return _("; se è festivo, il primo giorno lavorativo") if when.moved else ""


def _shown(area: Area, year: int, *, on: date) -> list[Shown]:
    """The rules that hold in the year: those of today, or those of its first day."""
    start, end = date(year, 1, 1), date(year + 1, 1, 1)
    day_of = on if start <= on < end else start
    of_year = Q(turn=str(year)) | Q(turn__startswith=f"{year}-")
    adopted = Duty.objects.filter(of_year, area=area, rule__isnull=False)
    known = set(adopted.values_list("rule__code", flat=True))
    shown = []
    for rule in rules_for(area, on=day_of):
        when = read(rule.when)
        waits = when.sort == AFTER
        turns = falls_due(when, since=start, before=end)
        past = all(turn.due_on < on for turn in turns)
        shown.append(Shown(rule, words_of(when), waits, bool(turns), past, rule.code in known))
    return shown


def _area(request: MemberRequest, areas: list[Area], asked: str) -> Area | None:
    own = request.mandate.area
    return next(
        (area for area in areas if str(area.key) == asked),
        own if own in areas else next(iter(areas), None),
    )


def _year(request: MemberRequest, asked: str) -> int:
    years = range(request.today.year - 1, request.today.year + 3)
    year = year_in(asked)
    return request.today.year if year is None or year not in years else year


def _adopted_said(adopted: Adopted) -> str:
    made = ngettext("%(n)s scadenza aggiunta.", "%(n)s scadenze aggiunte.", adopted.made)
    said = made % {"n": adopted.made}
    if adopted.moved:
        words = ngettext(
            "%(n)s spostata secondo la nuova regola.",
            "%(n)s spostate secondo la nuova regola.",
            adopted.moved,
        )
        said += " " + words % {"n": adopted.moved}
    if adopted.known:
        words = ngettext("%(n)s c'era già.", "%(n)s c'erano già.", adopted.known)
        said += " " + words % {"n": adopted.known}
    return said
