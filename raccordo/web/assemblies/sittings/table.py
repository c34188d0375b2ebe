"""The table of attendance: every component in a row, saved in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext_lazy as _

from raccordo.governance.models import Attendance, Sitting
from raccordo.governance.operations.attending import Presence
from raccordo.governance.queries.seats import Seated
from raccordo.governance.queries.sittings import day_of, rules_of
from raccordo.governance.rules.rulebook import Rulebook
from raccordo.governance.states import AttendanceHow, StandIn
from raccordo.web.assemblies.sittings.forms import TimeInput

NAMES = ("how", "who", "came", "left", "was")
HOURS = _("«%s»: le ore si scrivono come 10:30.")
# What each field of a row is refused for.
WRONG = {
    "how": _("«%s»: scegliere di nuovo la presenza."),
    "who": _("«%s»: chi era indicato non può più intervenire. Scegliere di nuovo chi interviene."),
    "came": HOURS,
    "left": HOURS,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A component in the table of attendance, with its fields; none while nobody holds it."""

    attendance: Attendance
    seated: Seated
    fields: Mapping[str, BoundField]


class AttendanceForm(forms.Form):
    """All the components at once; only the rows that were touched are written."""

    def __init__(
        self,
        *args: Any,
        sitting: Sitting,
        attendances: Sequence[Attendance],
        who: Mapping[int, Seated],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sitting, self.attendances, self.who = sitting, attendances, who
        self.day, rules = day_of(sitting), rules_of(sitting)
        for one in attendances:
            seated = who[one.seat_id]
            if seated.person or seated.alternates:
                self._add(one, stand_ins(seated, rules), rules)

    def _add(self, one: Attendance, titles: dict[str, Any], rules: Rulebook | None) -> None:
        hows = [
            choice
            for choice in AttendanceHow.choices
            if choice[0] != AttendanceHow.REMOTE or rules is None or rules.remote
        ]
        seated = self.who[one.seat_id]
        mark = title_of(one, seated)
        told = {
            "how": str(one.how),
            "who": mark if mark in titles else next(iter(titles), ""),
            "came": _clock(one.came_at),
            "left": _clock(one.left_at),
        }
        names = [(key, words) for key, (words, _thing) in titles.items()]
        label = {"aria-label": f"{one.title}: "}
        made: dict[str, forms.Field] = {
            "how": forms.ChoiceField(choices=hows, label=_("Presenza")),
            "who": forms.ChoiceField(
                choices=names,
                required=False,
                label=_("Chi interviene"),
                error_messages={"invalid_choice": _("Chi era indicato non può più intervenire.")},
            ),
            "came": forms.TimeField(required=False, widget=TimeInput(), label=_("Arriva alle")),
            "left": forms.TimeField(required=False, widget=TimeInput(), label=_("Esce alle")),
            "was": forms.CharField(required=False, widget=forms.HiddenInput),
        }
        if list(titles) == [self.data.get(f"who-{one.key}", "")]:  # nobody but who holds the seat
            made["who"].widget = forms.HiddenInput()
        for name, field in made.items():
            field.initial = told.get(name, "|".join(told.values()))
            if name != "was":
                field.widget.attrs["aria-label"] = label["aria-label"] + str(field.label).lower()
            self.fields[f"{name}-{one.key}"] = field

    @property
    def rows(self) -> Iterator[Row]:
        for one in self.attendances:
            there = f"how-{one.key}" in self.fields
            fields = {name: self[f"{name}-{one.key}"] for name in NAMES} if there else {}
            yield Row(one, self.who[one.seat_id], fields)

    def clean(self) -> dict[str, Any]:
        """What is in a row that nobody touched, or that the page did not have, is not judged."""
        for one in self.attendances:
            if self._left_alone(one):
                for name in NAMES:
                    self.errors.pop(f"{name}-{one.key}", None)
        return self.cleaned_data

    def _left_alone(self, one: Attendance) -> bool:
        """Whether a row is as it was when the page was opened, or was not in it."""
        how, *rest, was = (self.data.get(f"{name}-{one.key}") for name in NAMES)
        if was is None or how is None:
            return True
        marked = "all_present" in self.data and how == AttendanceHow.EXPECTED
        return not marked and "|".join(str(told or "") for told in (how, *rest)) == was

    def refusal(self) -> str:
        """Why what was sent is refused: of whom, and what to do."""
        said = [
            WRONG[name] % row.attendance.title
            for row in self.rows
            for name, field in row.fields.items()
            if field.errors
        ]
        return " ".join(dict.fromkeys(said))

    def entries(self) -> list[Presence]:
        """The rows that were touched; with «tutti presenti», those still to be recorded too."""
        everybody = "all_present" in self.data
        found = []
        for row in self.rows:
            if not row.fields or self._left_alone(row.attendance):
                continue
            told = {name: self.cleaned_data[f"{name}-{row.attendance.key}"] for name in row.fields}
            was = told.pop("was")
            if everybody and told["how"] == AttendanceHow.EXPECTED:
                told["how"] = AttendanceHow.PRESENT
            now = "|".join(_written(fact) for fact in told.values())
            if now != was:
                found.append(self._presence(row, told))
        return found

    def _presence(self, row: Row, told: dict[str, Any]) -> Presence:
        titles = stand_ins(row.seated, None)
        return Presence(
            row.attendance,
            AttendanceHow(told["how"]),
            by_whom=titles.get(told["who"], ("", None))[1],
            came_at=_moment(self.day, told["came"]),
            left_at=_moment(self.day, told["left"]),
        )


def stand_ins(seated: Seated, rules: Rulebook | None) -> dict[str, tuple[str, Any]]:
    """Who may sit in a seat, by a mark: in words, and the title by which she does."""
    found: dict[str, tuple[str, Any]] = {}
    if seated.person:
        found[""] = (str(seated.person), None)
    if rules is None or rules.alternates:
        for alternate in seated.alternates:
            words = _("%s, supplente") % alternate.person
            found[f"a:{alternate.key}"] = (words, alternate)
    if rules is None or rules.proxies:
        for proxy in seated.proxies:
            found[f"p:{proxy.key}"] = (_("%s, con delega") % proxy.delegate, proxy)
    return found


def title_of(attendance: Attendance, seated: Seated) -> str:
    """By which of its titles somebody sits in a seat now."""
    for mark, (_words, thing) in stand_ins(seated, None).items():
        person = getattr(thing, "person", None) or getattr(thing, "delegate", None)
        held = {"a": StandIn.ALTERNATE, "p": StandIn.PROXY}.get(mark[:1], StandIn.HOLDER)
        if held == attendance.stand_in and thing and str(person) == attendance.name:
            return mark
    return ""


def _clock(moment: datetime | None) -> str:
    return localtime(moment).strftime("%H:%M") if moment else ""


def _written(fact: Any) -> str:
    return fact.strftime("%H:%M") if isinstance(fact, time) else str(fact or "")


def _moment(day: date, hour: time | None) -> datetime | None:
    return datetime.combine(day, hour, get_current_timezone()) if hour else None
