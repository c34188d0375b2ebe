"""A list of bodies beside those that are known: what each row would add or change, and why not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from raccordo.foundation.canonical import canonical
from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import searchable
from raccordo.foundation.sentences import fault_said
from raccordo.foundation.tables import Fault
from raccordo.foundation.wording import day
from raccordo.parties.importing.telling import Holder, Told, Towns, told_in
from raccordo.parties.models import Intake, Organisation
from raccordo.parties.queries import card_of, everybody_known, with_holders
from raccordo.parties.reasons import IN_TABLES, LIKENESS
from raccordo.parties.rules import alike, telling_words
from raccordo.parties.states import IntakeForm, OfficeKind, OrganisationKind, RuntsSection
from raccordo.territory.models import Area
from raccordo.territory.states import AreaKind

NEW, CHANGES, SAME, WRONG = "new", "changes", "same", "wrong"
CODES = ("tax_code", "ipa_code", "runts_number")
CHOSEN = {"kind": OrganisationKind, "runts_section": RuntsSection}
MOST_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Change:
    """A fact of a body: what is known now, what the list says."""

    what: str
    before: str
    after: str


@dataclass(slots=True)
class Proposal:
    """What a row would do, if it is taken."""

    number: int
    name: str
    verdict: str
    organisation: Organisation | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    holder: Holder | None = None

    @property
    def good(self) -> bool:
        """Whether there is something to take."""
        return self.verdict in {NEW, CHANGES}


def proposals_of(intake: Intake, *, within: QuerySet[Area], on: date) -> list[Proposal]:
    """What every row of a list would do today, for who keeps the bodies of some areas."""
    form, towns = IntakeForm(intake.form), _towns(within)
    told = [told_in(kept, form, towns=towns, on=on) for kept in intake.rows]
    _note_repeated(told)
    known = _Known(told, on=on)
    mine = set(within.order_by().values_list("pk", flat=True))
    return [_proposal(one, intake, known.match(one), mine, on=on) for one in told]


def taken(proposals: Iterable[Proposal], left_out: Collection[int]) -> list[Proposal]:
    """Those that would enter: the good ones, but for those that somebody has left out."""
    return [one for one in proposals if one.good and one.number not in left_out]


def digest_of(proposals: Iterable[Proposal]) -> str:
    """The fingerprint of what was shown: if the world has changed since, it is another."""
    shown = [
        [one.number, one.verdict, one.name, *([c.what, c.before, c.after] for c in one.changes)]
        for one in proposals
    ]
    return sha256(canonical({"rows": shown}).encode()).hexdigest()


def note_alike(proposals: Iterable[Proposal]) -> None:
    """Say of each new body which known ones it may be, under another name: a person looks."""
    new = [one for one in proposals if one.verdict == NEW]
    if not new:
        return
    roll = everybody_known()
    for one in new:
        for body, reason in list(roll.like(card_of(one.facts)).items())[:MOST_ALIKE]:
            facts = {"body": body.name, "why": LIKENESS[reason.code]}
            facts["area"] = f" ({body.area})" if body.area else ""
            said = _("Somiglia a «%(body)s»%(area)s, %(why)s: controllare che non sia lo stesso.")
            one.notes.append(said % facts)


def _proposal(
    told: Told, intake: Intake, known: Organisation | None, mine: set[int], *, on: date
) -> Proposal:
    found = Proposal(told.number, told.facts.get("name", ""), NEW, known, told.facts)
    if told.private:
        said = _("Chi rappresenta un ente non pubblico non si importa: è un dato personale.")
        found.notes.append(said)
    if known:
        if intake.form == IntakeForm.RUNTS and known.area_id:
            told.facts.pop("area", None)  # the seat is not always where a body works
        told.faults += _not_ours(told, known, mine)
    if told.faults:
        found.verdict = WRONG
        found.problems = [fault_said(fault, IN_TABLES) for fault in told.faults]
        return found
    if known:
        found.facts = _differing(known, told.facts, form=intake.form)
    told_already = set() if known else {"name"}  # the row is headed by it
    found.changes = [
        _change(known, name, value)
        for name, value in found.facts.items()
        if name not in told_already
    ]
    if intake.with_holders and told.holder:
        _seat(found, told.holder, known, on=on)
    if known:
        found.verdict = CHANGES if found.changes else SAME
    return found


def _differing(known: Organisation, facts: dict[str, Any], *, form: str) -> dict[str, Any]:
    """What a row says that is not so already; a name is the same however it is written."""
    left = dict(facts)
    if _is_called(known, left.get("name", ""), form):
        del left["name"]
    if form != IntakeForm.OWN:
        left.pop("kind", None)  # guessed from the category or the register: a person's stays
    return {name: value for name, value in left.items() if getattr(known, name) != value}


def _is_called(known: Organisation, name: str, form: str) -> bool:
    """Whether a name is the one that is known; the register writes it whole, in capitals."""
    if form == IntakeForm.RUNTS and alike(telling_words(name), telling_words(known.name)):
        return True
    return searchable(name) == known.search


def _change(known: Organisation | None, name: str, value: Any) -> Change:
    label = str(Organisation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    label = _("territorio") if name == "area" else label
    before = getattr(known, name) if known else None
    return Change(label, _written(name, before), _written(name, value))


def _written(name: str, value: Any) -> str:
    """A fact of a body as it is read."""
    if value in ("", None):
        return ""
    if name in CHOSEN:
        return str(CHOSEN[name](value).label)
    return day(value) if isinstance(value, date) else str(value)


def _seat(found: Proposal, holder: Holder, known: Organisation | None, *, on: date) -> None:
    """Who the list says is in office, when nobody else is known to be."""
    offices = list(known.offices.all()) if known else []
    same = [o for o in offices if searchable(o.title) == searchable(holder.title)]
    if holder.kind == OfficeKind.MAYOR:
        same = [o for o in offices if o.kind == OfficeKind.MAYOR] or same
    present = [holding for office in same for holding in office.present]  # type: ignore[attr-defined]
    if not present:
        found.holder = holder
        since = holder.since or on
        said = _("%(who)s, dal %(since)s") % {"who": holder, "since": day(since)}
        found.changes.append(Change(holder.title, "", said))
    elif present[0].holder.search != searchable(str(holder)):
        found.notes.append(
            _(
                "Nell'elenco la carica «%(title)s» è di %(who)s, qui di %(present)s: "
                "il cambio si registra nella pagina dell'ente."
            )
            % {"title": holder.title, "who": holder, "present": present[0].holder}
        )


def _not_ours(told: Told, known: Organisation, mine: set[int]) -> list[Fault]:
    """Why a body that is known cannot be changed by a row."""
    area, name = told.facts.get("area"), told.facts.get("name", "")
    if known.closed_on:
        return [Fault(told.number, "", name, Reason("body_closed", {"day": known.closed_on}))]
    if known.area_id and known.area_id not in mine:
        return [Fault(told.number, "", name, Reason("body_elsewhere", {"area": str(known.area)}))]
    if area and known.area_id and known.area_id != area.pk:
        facts = {"body": str(known), "area": str(known.area)}
        return [Fault(told.number, "", str(area), Reason("body_of_another_area", facts))]
    return []


class _Known:
    """The bodies that a list may be about, by their codes and by name and area."""

    def __init__(self, told: list[Told], *, on: date) -> None:
        def said(name: str) -> set[str]:
            return {one.facts[name] for one in told if one.facts.get(name)}

        wanted = Q(search__in={searchable(name)[:240] for name in said("name")})
        wanted |= Q(tax_code__in=said("tax_code")) | Q(ipa_code__in=said("ipa_code"))
        wanted |= Q(runts_number__in=said("runts_number"))
        bodies = list(
            with_holders(Organisation.objects.filter(wanted).select_related("area"), on=on)
        )
        self.by_code = {b.ipa_code: b for b in bodies if b.ipa_code}
        self.by_tax_code = {b.tax_code: b for b in bodies if b.tax_code}
        self.by_number = {b.runts_number: b for b in bodies if b.runts_number}
        self.by_name: dict[tuple[str, int | None], Organisation] = {}
        for body in bodies:
            self.by_name[body.search, body.area_id] = body

    def match(self, told: Told) -> Organisation | None:
        """The body a row is about, if it is known: by its codes before its name."""
        facts = told.facts
        found = self.by_code.get(facts.get("ipa_code", ""))
        found = found or self.by_tax_code.get(facts.get("tax_code", ""))
        found = found or self.by_number.get(facts.get("runts_number", ""))
        if found is None and facts.get("name"):
            search, area = searchable(facts["name"])[:240], facts.get("area")
            found = self.by_name.get((search, area.pk if area else None))
            # Known without an area, it is the same body: now one knows where.
            found = found or self.by_name.get((search, None))
        return found


def _towns(within: QuerySet[Area]) -> Towns:
    towns = within.filter(kind=AreaKind.MUNICIPALITY, until=None).order_by("pk")
    listed = list(towns.distinct())
    return Towns({a.sort_key: a for a in listed}, {a.istat_code: a for a in listed})


def _note_repeated(told: list[Told]) -> None:
    """The rows about a body that another row has told."""
    first: dict[tuple[Any, ...], int] = {}
    for one in told:
        facts, area = one.facts, one.facts.get("area")
        keys = [(name, facts[name]) for name in CODES if facts.get(name)]
        if facts.get("name"):
            keys.append((searchable(facts["name"]), area.pk if area else None))
        before = [first[key] for key in keys if key in first]
        if before:
            reason = Reason("cell_repeated", {"row": before[0]})
            one.faults.append(Fault(one.number, "", facts.get("name", ""), reason))
        first |= {key: first.get(key, one.number) for key in keys}
