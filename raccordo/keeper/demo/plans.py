"""The plan of the demo: what the ambito would do in three years, with invented figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from raccordo.documents.blocks import Paper
from raccordo.documents.markup import blocks_of
from raccordo.documents.odt import write_odt
from raccordo.documents.texts import read_texts
from raccordo.keeper.demo.money import (
    FILES,
    sheet,
    tell_accounts,
    tell_cells,
    tell_form,
    tell_funds,
    tell_quotas,
)
from raccordo.keeper.demo.telling import acting_for, moment
from raccordo.keeper.demo.ways import tell_ways
from raccordo.needs.models import Need
from raccordo.participation.models import Contribution
from raccordo.parties.models import Organisation
from raccordo.planning.importing.actions import Verdict, read_actions
from raccordo.planning.models import Action, Plan, PlanTemplate
from raccordo.planning.operations.bringing import bring_actions, bring_texts
from raccordo.planning.operations.objectives import add_objective, tie_origin
from raccordo.planning.operations.pieces import write_pieces
from raccordo.planning.operations.plans import move_plan, start_plan
from raccordo.planning.operations.procedures import (
    ContractFacts,
    StepFact,
    add_contract,
    add_procedure,
    write_steps,
)
from raccordo.planning.operations.sections import remark_section, write_section
from raccordo.planning.queries.stamps import stamp_of, stamp_of_pieces
from raccordo.planning.rules.columns import ACTION_CALLS
from raccordo.planning.rules.headings import gathered, section_for
from raccordo.planning.states import ManagementForm, Piece, PlanState, SectionState
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of
from raccordo.vocabularies.queries import terms_of

FIRST, LAST = 2026, 2028
YEARS = range(FIRST, LAST + 1)
# Axis and objective.
AIMS = (
    ("1", "Un servizio sociale vicino a chi ne ha bisogno"),
    ("2", "Restare a casa propria anche da non autosufficienti"),
    ("3", "Uscire dalla povertà con un lavoro e una casa"),
    ("4", "Crescere bene, anche quando in famiglia è difficile"),
    ("5", "Raggiungere i servizi e vivere in autonomia"),
    ("6", "Invecchiare stando con gli altri"),
    ("7", "Un posto al nido per chi lo chiede"),
)
# What is still to be read again, or to be written.
TO_REVIEW = {"1.5", "3.4"}


def tell_plan(ambito: Area, known: dict[str, Organisation], *, on: date) -> None:
    """A plan of the ambito, its objectives and actions, and one of them told to the end."""
    by = acting_for(ambito)
    template = PlanTemplate.objects.filter(code="abruzzo", until=None).first()
    if template is None:  # an old house may have been told its story before there were plans
        return
    plan = start_plan(
        ambito,
        template=template,
        title="Piano sociale distrettuale 2026-2028 (dimostrazione)",
        first_year=FIRST,
        last_year=LAST,
        by=by,
    )
    needs = list(Need.objects.filter(area=ambito).order_by("number"))
    for axis, aim in AIMS:
        answered = [need for need in needs if axis == "5" or need.number > 1][:1]
        add_objective(plan, code=f"O-{axis}", title=aim, axis=axis, needs=answered, by=by)
    lines, columns = sheet("azioni.csv", ACTION_CALLS)
    rows = read_actions(lines, columns, plan, on=on)
    assert all(row.verdict is Verdict.NEW for row in rows), [row.faults for row in rows]
    bring_actions(plan, rows, by=by)
    tell_funds(plan, on=on)
    transport = Action.objects.get(plan=plan, code="5.3")
    _transport(transport, known, ambito, on=on)
    tell_accounts(plan, on=on)
    tell_quotas(ambito, FIRST, on=on)
    tell_cells(plan)
    tell_form(plan, on=on)
    tell_ways(plan)
    _texts(plan, on=on)
    move_plan(plan, to=PlanState.WRITTEN, by=by)


def _transport(action: Action, known: dict[str, Organisation], ambito: Area, *, on: date) -> None:
    """The action that an association asked for: who drives, when, how one will know it works."""
    by = acting_for(ambito)
    far = [town for town in municipalities_of(ambito, on=on) if town.name in {"Frisa", "Treglio"}]
    action.towns.set(far)
    network = known["Associazione La Rete (demo)"]
    for piece, rows in _rows(network, on=on).items():
        write_pieces(action, piece, rows, seen=stamp_of_pieces(action, piece), by=by)
    _managed(action, network, on=on)
    voice = Contribution.objects.filter(area=ambito, organisation=network).first()
    if voice:
        tie_origin(voice, to=action, note="Accolta in parte", by=by, on=on)


def _rows(network: Organisation, *, on: date) -> dict[Piece, list[dict[str, Any]]]:
    expected = {year: (Decimal(9 + 3 * n), None) for n, year in enumerate(YEARS)}
    carried: dict[str, Any] = {"name": "Persone trasportate", "unit": "persone", "kind": "last"}
    carried |= {"baseline": Decimal(0), "baseline_on": date(2025, 12, 31), "targets": expected}
    runs = {"name": "Corse da Frisa e Treglio ai centri diurni", "unit": "corse", "quantity": 460}
    driver = {"profile": "Autista", "persons": 1, "weekly_hours": Decimal(18)}
    worker = {"profile": "Assistente sociale", "persons": 1, "weekly_hours": Decimal(3)}
    policy = terms_of("policies", on=on).get(code="transport")
    return {
        Piece.SUPPLIES: [runs],
        Piece.STAFFING: [driver, worker],
        Piece.PARTNERS: [{"organisation": network, "role": "Accompagnatori volontari"}],
        Piece.INTEGRATIONS: [{"policy": policy, "percent": Decimal(100)}],
        Piece.STAGES: [
            {"title": "Manifestazione di interesse", **_span(FIRST, 1, 3)},
            {"title": "Avvio delle corse", **_span(FIRST, 4, 5)},
            {"title": "Servizio a regime", **_span(FIRST, 6, 12)},
        ],
        Piece.MEASURES: [carried | {"source": "Registro delle corse"}],
        Piece.RISKS: [
            {"text": "Non si trovano volontari nei giorni feriali", "likelihood": "medium"}
        ],
    }


def _managed(action: Action, network: Organisation, *, on: date) -> None:
    by = acting_for(action.plan.area)
    title = "Convenzione per il trasporto"
    procedure = add_procedure(action, form=ManagementForm.CONVENTION, title=title, by=by)
    steps = [
        StepFact("Avviso", date(FIRST, 1, 20), date(FIRST, 1, 20)),
        StepFact("Convenzione", date(FIRST, 3, 20), date(FIRST, 3, 27)),
        StepFact("Rinnovo", on + timedelta(days=40)),
    ]
    write_steps(procedure, steps, by=by, on=on)
    facts = ContractFacts(
        provider=network,
        subject="Trasporto ai centri diurni (demo)",
        value=Decimal("21600.00"),
        since=date(FIRST, 4, 1),
        until=on + timedelta(days=100),
        without_cig="Convenzione con ente del Terzo settore (D.Lgs 117/2017 art. 56)",
    )
    add_contract(procedure, facts, by=by)


def _texts(plan: Plan, *, on: date) -> None:
    """The words of the plan come in from a document with headings, as an office would have it."""
    by, at = acting_for(plan.area), moment(on)
    blocks = blocks_of((FILES / "testi.txt").read_text("utf-8"), level=1)
    paper = Paper(title=plan.title, author=plan.area.name, blocks=blocks)
    read = read_texts(write_odt(paper, made_at=at))
    titles = {one.code: one.title for one in plan.sections.all()}
    told = [(one.heading, one.text, section_for(one.heading, titles)) for one in read.sections]
    bring_texts(plan, gathered(told), by=by, at=at)
    for one in plan.sections.exclude(text=""):
        state = SectionState.REVIEW if one.code in TO_REVIEW else SectionState.READY
        write_section(one, text=one.text, seen=stamp_of(one), by=by, at=at, state=state)
    said = "Aggiungere chi assiste in casa una persona non autosufficiente."
    remark_section(plan.sections.get(code="3.1"), text=said, by=by, on=on)


def _span(year: int, first: int, last: int) -> dict[str, date]:
    """From the first day of a month to the last of another."""
    after = date(year + last // 12, last % 12 + 1, 1)
    return {"since": date(year, first, 1), "until": after}
