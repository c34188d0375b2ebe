"""Needs in the demo: who cannot reach the day centres, what it stands on, and what is behind it."""

from __future__ import annotations

from datetime import date, timedelta

from raccordo.keeper.demo.telling import acting_for
from raccordo.needs.models import Need, Study
from raccordo.needs.operations.evidence import cite_indicator, cite_study
from raccordo.needs.operations.needs import add_need, recognise_need
from raccordo.needs.operations.problems import add_problem, add_statement
from raccordo.needs.operations.studies import StudyFacts, add_study
from raccordo.needs.operations.swot import add_swot_item, take_up_weakness
from raccordo.needs.queries.needs import groups_on, kinds_on
from raccordo.needs.states import StatementSort, SwotSide
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of

INVENTED = "Dato inventato per la dimostrazione"
# Older than 75: the figure of the profile that tells how many depend on who drives them.
OLD = "D12.75"
FAR = ("Frisa", "Treglio")


def tell_needs(ambito: Area, *, on: date) -> None:
    """A need with the figures it stands on, a study, a problem taken apart, four points."""
    towns = {town.name: town for town in municipalities_of(ambito, on=on)}
    far = [towns[name] for name in FAR]
    study = _study(ambito, on=on)
    need = _transport(ambito, far, study, on=on)
    _loneliness(ambito, on=on)
    _problem(ambito, far, study, on=on)
    _swot(ambito, need)


def _study(ambito: Area, *, on: date) -> Study:
    facts = StudyFacts(
        title="Come si raggiungono i centri diurni (studio inventato)",
        question="Chi ha diritto a un posto nei centri diurni riesce ad arrivarci, e come?",
        author="Ufficio di Piano con le famiglie (demo)",
        done_on=on - timedelta(days=75),
        covers_from=on - timedelta(days=440),
        covers_to=on - timedelta(days=90),
        method="Questionario a 46 famiglie e prova dei percorsi con i mezzi pubblici.",
        sources=INVENTED,
    )
    findings = (
        "A Frisa e a Treglio 9 famiglie su 14 accompagnano con la propria auto.",
        "Da Frisa nessuna corsa arriva a Lanciano prima dell'apertura dei centri.",
    )
    by = acting_for(ambito)
    return add_study(ambito, facts, findings=findings, by=by, on=on)


def _transport(ambito: Area, far: list[Area], study: Study, *, on: date) -> Need:
    by = acting_for(ambito)
    need = add_need(
        area=ambito,
        title="Trasporto verso i centri diurni da Frisa e da Treglio",
        group=groups_on(on).get(code="disabilita"),
        kind=kinds_on(on).get(code="trasporto"),
        description=(
            "Le persone con disabilità che abitano a Frisa e a Treglio raggiungono i centri diurni"
            " di Lanciano solo se qualcuno della famiglia le accompagna."
        ),
        towns=far,
        found_on=on - timedelta(days=60),
        by=by,
        on=on,
    )
    for town in far:
        says = f"A {town.name} chi ha 75 anni e più accompagna con fatica, o non guida."
        cite_indicator(need, code=OLD, place=town, text=says, by=by, on=on)
    cite_study(need, study=study, finding=study.findings.first(), by=by, on=on)
    return recognise_need(need, by=by)


def _loneliness(ambito: Area, *, on: date) -> None:
    add_need(
        area=ambito,
        title="Occasioni di incontro per gli anziani soli",
        group=groups_on(on).get(code="anziani"),
        kind=kinds_on(on).get(code="solitudine"),
        found_on=on - timedelta(days=20),
        by=acting_for(ambito),
        on=on,
    )


def _problem(ambito: Area, far: list[Area], study: Study, *, on: date) -> None:
    by = acting_for(ambito)
    problem = add_problem(
        area=ambito,
        title="Chi abita nei Comuni piccoli rinuncia ai centri diurni",
        group=groups_on(on).get(code="disabilita"),
        description="Il posto c'è, ma non c'è come arrivarci.",
        by=by,
    )
    cause = add_statement(problem, text="Mancano corse adatte agli orari dei centri", by=by)
    under = add_statement(problem, text="Chi potrebbe accompagnare è anziano", parent=cause, by=by)
    add_statement(
        problem,
        text="I familiari lasciano o riducono il lavoro",
        sort=StatementSort.EFFECT,
        by=by,
    )
    cite_study(cause, study=study, finding=study.findings.last(), by=by, on=on)
    cite_indicator(under, code=OLD, place=far[0], by=by, on=on)


def _swot(ambito: Area, need: Need) -> None:
    by = acting_for(ambito)

    def told(side: SwotSide, text: str) -> None:
        add_swot_item(area=ambito, side=side, text=text, by=by)

    told(SwotSide.STRENGTH, "Due centri diurni con posti liberi a Lanciano")
    weak = add_swot_item(
        area=ambito,
        side=SwotSide.WEAKNESS,
        text="I Comuni piccoli sono lontani dai servizi e mal collegati",
        by=by,
    )
    take_up_weakness(weak, need=need, by=by)
    told(SwotSide.OPPORTUNITY, "Associazioni con pulmini attrezzati fermi nei giorni feriali")
    told(SwotSide.THREAT, "La popolazione che può accompagnare diminuisce ogni anno")
