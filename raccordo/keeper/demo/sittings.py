"""The sittings of the demo: zone 2 in 2019, the Conference that votes, Ascoli that meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from raccordo.acts.paper import paper_of
from raccordo.governance.models import AgendaItem, Body, Sitting, TextModel
from raccordo.governance.operations.attending import (
    Presence,
    close_sitting,
    open_sitting,
    record_attendance,
)
from raccordo.governance.operations.convening import convene_sitting
from raccordo.governance.operations.preparing import add_item, prepare_sitting
from raccordo.governance.operations.resolving import begin_resolution, fix_act
from raccordo.governance.operations.voting import (
    cast_votes,
    close_ballot,
    conclude_item,
    open_ballot,
)
from raccordo.governance.queries.sittings import day_of, seated_at
from raccordo.governance.states import (
    AttendanceHow,
    BallotPurpose,
    BodySort,
    ItemOutcome,
    ItemSort,
    VoteChoice,
)
from raccordo.journal.acting import Acting
from raccordo.keeper.demo.telling import acting_for, moment
from raccordo.post.states import Channel
from raccordo.territory.models import Area

IN_2019 = date(2019, 10, 15)
HERE, AWAY = AttendanceHow.PRESENT, AttendanceHow.JUSTIFIED
FOR, AGAINST, ABSTAINED = VoteChoice.FOR, VoteChoice.AGAINST, VoteChoice.ABSTAINED
# What the Conference had to decide, each with the technical note of the office.
DECIDED = {
    "Presa d'atto del profilo sociale dell'Ambito": (
        "L'Ufficio di Piano ha preparato il profilo sociale con le statistiche ufficiali"
        " disponibili; il profilo è la base dell'analisi dei bisogni."
    ),
    "Riparto della quota di compartecipazione in parti uguali": (
        "La proposta ripartisce la quota fra i Comuni senza tener conto degli abitanti."
    ),
}
SECRETARY, REPORTS = "Carla Sabatini", "Marta Di Fabrizio"


def tell_sitting_of_2019(zone: Area) -> None:
    """Five of eight mayors of zone 2 met, when its Conference still had its function."""
    acting = acting_for(zone)
    body = Body.objects.get(area=zone, sort=BodySort.DECIDES)
    sitting = _convened(body, IN_2019, ["Relazione sui servizi della zona"], by=acting)
    away = ("Frisa", "Mozzagrogna", "Treglio")
    _attend(sitting, away=away, by=acting)
    _open(sitting, by=acting)
    _vote(sitting.items.get(), {"Castel Frentano": ABSTAINED}, by=acting)
    close_sitting(sitting, at=moment(IN_2019, 18), by=acting)


def tell_conference(ambito: Area, *, on: date) -> None:
    """The nine mayors have met and voted, and are called to meet again."""
    acting = acting_for(ambito)
    body = Body.objects.get(area=ambito, sort=BodySort.DECIDES)
    held = on - timedelta(days=20)
    sitting = _convened(body, held, list(DECIDED), by=acting)
    _attend(sitting, away=("San Vito Chietino",), by=acting)
    _open(sitting, by=acting)
    carried, lost = sitting.items.filter(sort=ItemSort.DECISION).order_by("position")
    _vote(carried, {"Treglio": AGAINST, "Frisa": ABSTAINED}, by=acting)
    _vote(carried, {"Treglio": AGAINST}, on=BallotPurpose.AT_ONCE, by=acting)
    _vote(lost, {"Lanciano": AGAINST}, by=acting)
    close_sitting(sitting, at=moment(held, 18), by=acting)
    _resolve(carried, by=acting)
    coming = _prepared(body, on + timedelta(days=12), by=acting)
    add_item(coming, sort=ItemSort.MINUTES, approves=sitting, title="", by=acting)
    add_item(coming, title="Indirizzi per il nuovo piano sociale", by=acting)
    add_item(coming, sort=ItemSort.REPORT, title="Spesa sociale dei Comuni", by=acting)
    convene_sitting(coming, channel=Channel.EMAIL, by=acting, on=on, at=moment(on))


def tell_coordination(*, on: date) -> None:
    """The provincial coordination of Ascoli has met: it votes nothing, it keeps minutes."""
    province = Area.objects.get(slug="provincia-ascoli-piceno")
    acting = acting_for(province)
    body = Body.objects.get(area=province)
    held = on - timedelta(days=9)
    titles = ["Confronto sulle rette dei servizi domiciliari", "Formazione comune 2027"]
    sitting = _convened(body, held, titles, sort=ItemSort.REPORT, by=acting)
    _attend(sitting, away=("Servizio attività sociali",), by=acting)
    _open(sitting, by=acting)
    for item in sitting.items.all():
        conclude_item(item, outcome=ItemOutcome.DISCUSSED, by=acting)
    close_sitting(sitting, at=moment(held, 18), by=acting)


def _resolve(item: AgendaItem, *, by: Acting) -> None:
    """The resolution of what was carried, ready to be signed."""
    held = day_of(item.sitting)
    model = TextModel.objects.get(area=None, name="Presa d'atto")
    act = begin_resolution(item, model=model, by=by)
    pdf = paper_of(act, number="2", made_on=held)
    fix_act(act, number="2", made_on=held, pdf=pdf, by=by, on=held)


def _prepared(body: Body, held: date, *, by: Acting) -> Sitting:
    second = moment(held + timedelta(days=1), 15) if _has_second_call(body, held) else None
    first, place = moment(held, 15), "Sala consiliare (demo)"
    return prepare_sitting(body, first_call=first, second_call=second, place=place, by=by)


def _has_second_call(body: Body, on: date) -> bool:
    rules = body.regulations.order_by("-since").first()
    return bool(rules and rules.content.get("second_call"))


def _convened(
    body: Body,
    held: date,
    titles: Sequence[str],
    *,
    by: Acting,
    sort: ItemSort = ItemSort.DECISION,
) -> Sitting:
    """A sitting entered afterwards, as it was convened ten days before."""
    sitting = _prepared(body, held, by=by)
    for title in titles:
        note = DECIDED.get(title, "")
        add_item(sitting, title=title, note=note, sort=sort, rapporteur=REPORTS, by=by)
    on = held - timedelta(days=10)
    return convene_sitting(sitting, channel=None, by=by, on=on, at=moment(on))


def _attend(sitting: Sitting, *, away: Sequence[str], by: Acting) -> None:
    attendances = list(sitting.attendances.all())
    who = seated_at(sitting, attendances)
    entries = [
        Presence(one, AWAY if one.title.endswith(tuple(away)) else HERE)
        for one in attendances
        if who[one.seat_id].person
    ]
    record_attendance(sitting, entries=entries, by=by)


def _open(sitting: Sitting, *, by: Acting) -> None:
    at = moment(sitting.held_on, 15)
    open_sitting(sitting, call=1, at=at, secretary=SECRETARY, by=by)


def _vote(
    item: AgendaItem,
    otherwise: Mapping[str, VoteChoice],
    *,
    by: Acting,
    on: BallotPurpose = BallotPurpose.PROPOSAL,
) -> None:
    """All who are there are in favour, but who is named."""
    at = moment(item.sitting.held_on, 16)
    ballot = open_ballot(item, question="", secret=False, purpose=on, by=by, at=at)
    there = [one for one in item.sitting.attendances.all() if one.in_the_room]
    said = {
        one: next((v for town, v in otherwise.items() if one.title.endswith(town)), FOR)
        for one in there
    }
    cast_votes(ballot, votes=list(said.items()), by=by, at=at)
    close_ballot(ballot, by=by, at=at)
