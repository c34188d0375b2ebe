"""What a form of others can be filled with: every datum by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from raccordo.finance.models import Allocation, BudgetLine, Movement, OfficeForm
from raccordo.finance.queries.funds import sheets_of
from raccordo.finance.queries.matrices import matrix_of
from raccordo.finance.queries.sums import ZERO, Sums, sums_by
from raccordo.finance.states import FormSort, ReportMeasure
from raccordo.foundation.searching import slug_of
from raccordo.planning.models import Action, Contract, Plan
from raccordo.planning.queries.plans import living, outline

TOLD = ("programmed", "committed", "cleared", "paid")
WORDS = {"programmed": "programmato", "committed": "impegnato"}
WORDS |= {"cleared": "liquidato", "paid": "pagato"}


class Datum(NamedTuple):
    """A datum: what it is in words, and its value."""

    label: str
    value: str | Decimal | date | int


Data = dict[str, Datum]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that is about to be made, as its determination tells it."""

    sort: FormSort
    amount: Decimal
    allocation: Allocation
    year: int
    free: Decimal
    told: Mapping[str, Any]
    before: Movement | None = None
    contract: Contract | None = None


def data_of(thing: Plan | Action | Allocation, *, on: date) -> Data:
    """The data of a plan, of an action, of the year of a fund."""
    match thing:
        case Plan():
            return data_of_plan(thing)
        case Action():
            return data_of_action(thing)
        case Allocation():
            return data_of_fund(thing, on=on)


def data_of_plan(plan: Plan) -> Data:
    """A plan: its years, its sources, its actions, source by source, its municipalities."""
    mine = {"action__plan": plan}
    movements, lines = Movement.objects.filter(**mine), BudgetLine.objects.filter(**mine)
    sums = sums_by("action", "allocation", "year", movements=movements, lines=lines)
    actions = {one.pk: one for one in living(plan.actions.all())}
    sources = _sources({pk for _action, pk, _year in sums})
    data = _plan(plan) | {"piano.azioni": Datum(_("Quante azioni"), len(actions))}
    data |= _sums("piano", str(plan), sum(sums.values(), Sums()))
    of_actions, of_sources, of_years = (_by(sums, side) for side in range(3))
    for year in plan.years:
        data |= _sums(f"piano.{year}", str(year), of_years[year])
    for pk, source in sources.items():
        data |= _sums(f"fonte.{_call(source)}", source.short, of_sources[pk])
    for one in actions.values():
        data |= _titled(one, of_actions[one.pk])
    data |= _cells(sums, actions, sources)
    return data | _quotas(plan)


def data_of_action(action: Action) -> Data:
    """An action: its sheet, its money source by source, its procedure and contract."""
    mine = {"action": action}
    movements, lines = Movement.objects.filter(**mine), BudgetLine.objects.filter(**mine)
    sums = sums_by("allocation", "year", movements=movements, lines=lines)
    data = _plan(action.plan) | sheet_of_action(action)
    whole = sum(sums.values(), Sums())
    data |= _sums("azione", action.code, whole)
    data["azione.disponibile"] = Datum(_("Disponibile"), whole.available)
    of_sources, of_years = _by(sums, 0), _by(sums, 1)
    for year in action.plan.years:
        data |= _sums(f"azione.{year}", str(year), of_years[year])
    for pk, one in _sources({pk for pk, _year in sums}).items():
        data |= _sums(f"fonte.{_call(one)}", one.short, of_sources[pk])
    if procedure := action.procedures.order_by("pk").first():
        data |= {
            "procedura.forma": Datum(_("Forma di gestione"), procedure.get_form_display()),
            "procedura.oggetto": Datum(_("Oggetto della procedura"), procedure.title),
            "procedura.responsabile": Datum(_("Responsabile del procedimento"), procedure.officer),
        }
    last = Contract.objects.filter(procedure__action=action).select_related("provider")
    return data | _contract(last.order_by("-since", "-pk").first())


def sheet_of_action(action: Action) -> Data:
    """What the sheet of an action says of it, in words."""
    return dict(_sheet(action))


def data_of_fund(allocation: Allocation, *, on: date) -> Data:
    """The year of a fund: its income, its terms, its actions, the cells of its matrix."""
    mine = Allocation.objects.filter(pk=allocation.pk).select_related("fund", "area")
    [sheet] = sheets_of(mine, on=on)
    fund = allocation.fund
    data: Data = {
        "territorio.nome": Datum(_("Territorio"), allocation.area.name),
        "fondo.nome": Datum(_("Fondo"), fund.name),
        "fondo.anno": Datum(_("Anno di assegnazione"), allocation.year),
        "fondo.legge": Datum(_("Legge del fondo"), fund.source),
        "fondo.assegnato": Datum(_("Assegnato"), sheet.sums.assigned),
        "fondo.accertato": Datum(_("Accertato"), sheet.sums.ascertained),
        "fondo.riscosso": Datum(_("Riscosso"), sheet.sums.collected),
        "fondo.da-rendicontare": Datum(_("Da rendicontare"), sheet.to_report),
    }
    data |= _sums("fondo", allocation.short, sheet.sums)
    if allocation.spend_by:
        data["fondo.entro"] = Datum(_("Da spendere entro il"), allocation.spend_by)
    sums = sums_by("action", movements=allocation.movements.all(), lines=allocation.lines.all())
    for one in Action.objects.filter(pk__in=[pk for (pk,) in sums if pk]).order_by("order", "pk"):
        data |= _titled(one, sums[one.pk,])
    return data | (_matrix(allocation) if fund.matrix else {})


def data_of_entry(action: Action, entry: Entry) -> Data:
    """An entry to come with all that its determination tells: action, money, check."""
    data = data_of_action(action)
    data |= {
        "atto.importo": Datum(_("Importo"), entry.amount),
        "atto.fonte": Datum(_("Fonte"), str(entry.allocation)),
        "atto.legge": Datum(_("Legge del fondo"), entry.allocation.fund.source),
        "atto.esercizio": Datum(_("Esercizio"), entry.year),
        "atto.esigibile": Datum(_("Esigibile nel"), entry.told.get("due_year") or entry.year),
        "atto.disponibile": Datum(_("Disponibile prima dell'atto"), entry.free),
        "atto.resta": Datum(_("Disponibile dopo l'atto"), entry.free - entry.amount),
    }
    told = {"atto.capitolo": "heading", "atto.cup": "cup", "atto.cig": "cig", "atto.nota": "note"}
    labels = {"atto.capitolo": _("Capitolo di bilancio"), "atto.cup": "CUP", "atto.cig": "CIG"}
    for key, name in told.items():
        data[key] = Datum(labels.get(key, _("Nota")), entry.told.get(name) or "")
    data["atto.creditore"] = Datum(_("Creditore"), str(entry.told.get("creditor") or ""))
    data |= _contract(entry.contract) if entry.contract else {}
    return data | (_clearance(entry) if entry.before else {})


def values_for(form: OfficeForm | None, data: Data) -> dict[str, Any]:
    """What goes in each place of a form: where it was marked, and where a blank has its name."""
    named = {f"{{{{{key}}}}}": one.value for key, one in data.items()}
    marks = form.marks if form else {}
    marked = {place: data[key].value for place, key in marks.items() if key in data}
    return named | marked


def labels_for(form: OfficeForm | None, data: Data) -> dict[str, str]:
    """What each place of a form is meant to say, in words."""
    named = {f"{{{{{key}}}}}": one.label for key, one in data.items()}
    marks = form.marks if form else {}
    return named | {place: data[key].label for place, key in marks.items() if key in data}


def _plan(plan: Plan) -> Data:
    return {
        "piano.titolo": Datum(_("Titolo del piano"), plan.title),
        "piano.dal": Datum(_("Primo anno del piano"), plan.first_year),
        "piano.al": Datum(_("Ultimo anno del piano"), plan.last_year),
        "territorio.nome": Datum(_("Territorio"), plan.area.name),
    }


def _sheet(one: Action) -> Iterator[tuple[str, Datum]]:
    axes = {axis.code: axis.title for axis in outline(one.plan).axes}
    yield "azione.codice", Datum(_("Codice dell'azione"), one.code)
    yield "azione.titolo", Datum(_("Titolo dell'azione"), one.title)
    yield "azione.asse", Datum(_("Asse tematico"), axes.get(one.axis, one.axis))
    yield "azione.obiettivi", Datum(_("Obiettivi"), _listed(one.objectives))
    yield "azione.utenza", Datum(_("Aree di utenza"), _listed(one.groups))
    yield "azione.leps", Datum(_("Livelli essenziali"), _listed(one.leps))
    towns = _listed(one.towns) or _("tutti i Comuni")
    yield "azione.comuni", Datum(_("Comuni"), towns)
    yield "azione.destinatari", Datum(_("A chi è rivolta"), one.beneficiaries)
    yield "azione.persone", Datum(_("Persone previste in un anno"), one.expected or "")
    yield "azione.attivita", Datum(_("Attività per le persone"), one.activities)
    yield "azione.sistema", Datum(_("Attività di sistema"), one.system_activities)
    supplies = [each for each in one.supplies.all() if each.quantity]
    told = ", ".join(f"{each.name} ({each.quantity:n} {each.unit})" for each in supplies)
    yield "azione.servizi", Datum(_("Servizi e prestazioni"), told)
    yield "azione.soggetto", Datum(_("Chi la attua"), str(one.implementer or ""))
    yield "azione.dal", Datum(_("Dal"), one.since or "")
    yield "azione.al", Datum(_("Fino al"), one.until - timedelta(days=1) if one.until else "")
    yield "azione.cup", Datum(_("CUP dell'azione"), one.cup)


def _listed(things: Any) -> str:
    return ", ".join(str(one) for one in things.all())


def _titled(one: Action, sums: Sums) -> Data:
    title = Datum(_("Titolo di %s") % one.code, one.title)
    return {f"azione.{one.code}.titolo": title} | _sums(f"azione.{one.code}", one.code, sums)


def _sums(key: str, label: str, sums: Sums) -> Data:
    return {
        f"{key}.{WORDS[name]}": Datum(f"{label}: {WORDS[name]}", getattr(sums, name))
        for name in TOLD
    }


def _by(sums: Mapping[Any, Sums], side: int) -> Mapping[Any, Sums]:
    """The same, added up by one side of their key."""
    found: dict[Any, Sums] = defaultdict(Sums)
    for key, told in sums.items():
        found[key[side]] += told
    return found


def _sources(pks: set[Any]) -> dict[int, Allocation]:
    found = Allocation.objects.filter(pk__in=pks).select_related("fund", "area")
    return {one.pk: one for one in found.order_by("fund__position", "fund__name", "year")}


def _call(one: Allocation) -> str:
    return f"{one.fund.code}-{one.year}"


def _cells(
    sums: Mapping[Any, Sums], actions: Mapping[int, Action], sources: Mapping[int, Allocation]
) -> Data:
    """What each action has of each source, all years together; then year by year."""
    found: dict[str, tuple[str, Decimal]] = {}
    for (action, source, year), told in sums.items():
        if action not in actions or not told.programmed:
            continue
        code, one = actions[action].code, sources[source]
        for key, label in (
            (f"azione.{code}.{_call(one)}", f"{code}, {one.short}"),
            (f"azione.{code}.{_call(one)}.{year}", f"{code}, {one.short}, {year}"),
        ):
            before = found.get(key, ("", ZERO))[1]
            found[key] = (label, before + told.programmed)
    word = WORDS["programmed"]
    return {f"{key}.{word}": Datum(f"{label}: {word}", v) for key, (label, v) in found.items()}


def _quotas(plan: Plan) -> Data:
    data: Data = {}
    mine = Allocation.objects.filter(area=plan.area, year__in=plan.years)
    for one in mine.prefetch_related("quotas__town"):
        for quota in one.quotas.all():
            key = f"comune.{slug_of(quota.town.name)}.{one.year}.quota"
            label = _("Quota di %(town)s nel %(year)s")
            data[key] = Datum(label % {"town": quota.town.name, "year": one.year}, quota.amount)
    return data


def _contract(one: Contract | None) -> Data:
    if one is None:
        return {}
    return {
        "contratto.fornitore": Datum(_("Con chi è il contratto"), str(one.provider)),
        "contratto.oggetto": Datum(_("Oggetto del contratto"), one.subject),
        "contratto.valore": Datum(_("Valore del contratto"), one.value),
        "contratto.dal": Datum(_("Contratto dal"), one.since),
        "contratto.al": Datum(_("Contratto fino al"), one.until - timedelta(days=1)),
        "contratto.cig": Datum(_("CIG del contratto"), one.cig),
        "contratto.residuo": Datum(_("Residuo del contratto"), one.value - _cleared(one)),
    }


def _cleared(contract: Contract) -> Decimal:
    told = sums_by("contract", movements=contract.movements.all(), lines=None)
    return told.get((contract.pk,), Sums()).cleared


def _clearance(entry: Entry) -> Data:
    assert entry.before is not None
    told = entry.told
    until = told.get("durc_until")
    durc = _("valido fino al %s") % f"{until:%d/%m/%Y}" if until else told.get("without_durc", "")
    return {
        "impegno.numero": Datum(_("Numero dell'impegno"), entry.before.number),
        "impegno.importo": Datum(_("Importo dell'impegno"), entry.before.amount),
        "impegno.atto": Datum(_("Determinazione d'impegno"), str(entry.before.act or "")),
        "impegno.resta": Datum(_("Residuo dell'impegno"), entry.free - entry.amount),
        "riscontro.prestazione": Datum(_("Prestazione resa entro il"), told.get("done_on") or ""),
        "riscontro.fattura": Datum(_("Fattura o altro titolo"), told.get("invoice") or ""),
        "riscontro.durc": Datum("DURC", durc),
    }


def _matrix(allocation: Allocation) -> Data:
    data: Data = {}
    for measure in ReportMeasure:
        sheet = matrix_of(allocation, measure)
        word = WORDS[measure.value]
        for code, cell in sheet.matrix.cells.items():
            label = f"{code}: {word}"
            data[f"casella.{code}.{word}"] = Datum(label, sheet.amounts.get(cell.pk, ZERO))
        for row in sheet.matrix.rows:
            data[f"riga.{row.code}.{word}"] = Datum(f"{row.label}: {word}", sheet.row_total(row))
    return data
