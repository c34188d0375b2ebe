"""What was heard in the demo: a consultation of the ambito, two occasions, five proposals.

And what became of it: a need that stands on a voice, one that was found in another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from raccordo.keeper.demo.telling import acting_for, moment
from raccordo.needs.models import Need
from raccordo.needs.queries.needs import groups_on, kinds_on
from raccordo.participation.models import Consultation, Contribution, Occasion
from raccordo.participation.operations.answering import answer, declare_not_pertinent, discuss
from raccordo.participation.operations.becoming import back_need, find_need
from raccordo.participation.operations.consulting import (
    add_aim,
    add_phase,
    prepare_consultation,
    publish_consultation,
    subscribe,
)
from raccordo.participation.operations.hearing import take_contribution
from raccordo.participation.operations.meeting import hold_occasion, plan_occasion
from raccordo.participation.operations.sorting import admit
from raccordo.participation.states import (
    AidKind,
    AnswerWay,
    AuthorKind,
    OccasionSort,
    Outcome,
    Stance,
    VoiceChannel,
    VoiceSort,
)
from raccordo.participation.voices import Voice, Writer
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of

BEGAN, FIRST, SECOND = timedelta(days=75), timedelta(days=40), timedelta(days=12)
COMING = timedelta(days=10)
TRANSPORT = (
    "Chiediamo un trasporto da Frisa e da Treglio ai centri diurni di Lanciano: chi non ha un"
    " familiare che guida oggi non può frequentarli."
)
EVENING = (
    "Mia madre ha 84 anni e non usa il computer. Vorrei che lo sportello fosse aperto anche un"
    " pomeriggio, perché la mattina lavoro."
)
HOMEWORK = "Servono aiuto nei compiti e un luogo aperto il pomeriggio per i ragazzi delle medie."
CAREGIVERS = "Chi assiste in casa una persona non autosufficiente ha bisogno di essere sostituito."
HOLES = "In via della Fonte ci sono buche pericolose."


def tell_voices(ambito: Area, known: Mapping[str, Organisation], *, on: date) -> None:
    """What people said in two months, and what they have been answered so far."""
    consultation = _consulted(ambito, known, on=on)
    table, assembly = _met(consultation, known, on=on)
    _called(consultation, on=on)
    network = known["Associazione La Rete (demo)"]
    asked = Voice(
        TRANSPORT,
        title="Trasporto da Frisa e Treglio ai centri diurni",
        author_kind=AuthorKind.ORGANISATION,
        organisation=network,
        named_in_public=True,
        consultation=consultation,
        towns=_towns(ambito, "Frisa", "Treglio", on=on),
        **_about("disabilita", "trasporto", on=on),
    )
    transport = _taken(ambito, asked, on=on - timedelta(days=50), channel=VoiceChannel.EMAIL)
    admit(transport, by=acting_for(ambito))
    said = "I due Comuni confermano la richiesta; si chiede un preventivo."
    discuss(transport, occasion=table, summary=said, by=acting_for(ambito), on=on)
    _citizen_on_paper(ambito, consultation, on=on)
    _others(ambito, consultation, assembly, on=on)


def tell_becoming(ambito: Area, *, on: date) -> None:
    """One proposal holds up the need of transport; out of another a need was found."""
    by = acting_for(ambito)
    told = {one.text: one for one in Contribution.objects.filter(area=ambito)}
    need = Need.objects.get(area=ambito, kind__code="trasporto")
    back_need(told[TRANSPORT], need=need, by=by, on=on)
    find_need(
        told[CAREGIVERS],
        title="Sostituzione di chi assiste in casa",
        group=groups_on(on).get(code="anziani"),
        kind=kinds_on(on).get(code="sollievo"),
        description="Chi assiste una persona non autosufficiente non può mai allontanarsi.",
        by=by,
        on=on,
    )


def _consulted(ambito: Area, known: Mapping[str, Organisation], *, on: date) -> Consultation:
    by, start = acting_for(ambito), on - BEGAN
    consultation = prepare_consultation(
        ambito,
        title="Verso il nuovo Piano sociale dell'Ambito",
        text="Che cosa serve, a chi e dove: si ascoltano tutti, e a tutti si risponde.",
        contact="Ufficio di Piano, Lanciano (recapiti inventati)",
        answer_within=60,
        by=by,
    )
    received = start + timedelta(days=10)
    told = start + timedelta(days=100)
    add_phase(consultation, title="Presentazione", since=start, until=received, by=by)
    add_phase(
        consultation, title="Ascolto e proposte", since=received, until=told, receives=True, by=by
    )
    ending = told + timedelta(days=30)
    add_phase(consultation, title="Risposte e restituzione", since=told, until=ending, by=by)
    add_aim(consultation, title="Raggiungere i servizi anche senza automobile", by=by)
    add_aim(consultation, title="Sportelli aperti anche il pomeriggio", by=by)
    publish_consultation(consultation, by=by, on=start)
    _positions(consultation, known, on=on - FIRST)
    consultation.refresh_from_db()
    return consultation


def _positions(consultation: Consultation, known: Mapping[str, Organisation], *, on: date) -> None:
    """Two bodies share what they are asked about; one does not, and says why."""
    by = acting_for(consultation.area)
    network = known["Associazione La Rete (demo)"]
    union = known["Sindacato pensionati frentano (demo)"]
    ride, desk = consultation.aims.all()
    subscribe(ride, organisation=network, stance=Stance.SUBSCRIBES, by=by, on=on)
    subscribe(desk, organisation=network, stance=Stance.SUBSCRIBES, by=by, on=on)
    why = "Prima si allunghi l'orario del mattino: i turni del pomeriggio non sono coperti."
    subscribe(desk, organisation=union, stance=Stance.OBJECTS, reason=why, by=by, on=on)


def _met(
    consultation: Consultation, known: Mapping[str, Organisation], *, on: date
) -> tuple[Occasion, Occasion]:
    """A table that met, accessible but for one thing; an assembly with more people."""
    area, by = consultation.area, acting_for(consultation.area)
    table = plan_occasion(
        area,
        consultation=consultation,
        sort=OccasionSort.TABLE,
        title="Tavolo anziani e disabilità (demo)",
        held_at=moment(on - FIRST, 15),
        place="Lanciano, sede dell'Ufficio di Piano",
        aids={AidKind.STEP_FREE: "", AidKind.LIS: ""},
        by=by,
    )
    came = {known["Associazione La Rete (demo)"]: 3}
    kept = {AidKind.STEP_FREE: True, AidKind.LIS: False}
    hold_occasion(table, presences=came, citizens=14, kept=kept, by=by, on=on - FIRST)
    assembly = plan_occasion(
        area,
        consultation=consultation,
        sort=OccasionSort.ASSEMBLY,
        title="Assemblea pubblica a San Vito (demo)",
        held_at=moment(on - SECOND, 16),
        place="San Vito Chietino, sala consiliare",
        aids={AidKind.HOURS: "dalle 18, con spazio per i bambini"},
        by=by,
    )
    told = {AidKind.HOURS: True}
    hold_occasion(assembly, presences={}, citizens=46, kept=told, by=by, on=on - SECOND)
    return table, assembly


def _called(consultation: Consultation, *, on: date) -> None:
    """An assembly that is to come, and how everybody is welcomed there."""
    area, by = consultation.area, acting_for(consultation.area)
    plan_occasion(
        area,
        consultation=consultation,
        sort=OccasionSort.ASSEMBLY,
        title="Assemblea pubblica a Frisa (demo)",
        held_at=moment(on + COMING, 17),
        place="Frisa, centro sociale",
        public_text="Si parla di trasporti e di chi assiste in casa una persona.",
        aids={
            AidKind.LIS: "",
            AidKind.TRANSPORT: "un pulmino da Treglio alle 16.30",
            AidKind.HOURS: "",
        },
        by=by,
    )


def _citizen_on_paper(ambito: Area, consultation: Consultation, *, on: date) -> None:
    """She has no e-mail: she was heard on paper, and wants to be answered on the telephone."""
    writer = Writer(
        "Assunta", "Esempio (demo)", phone="0872 000000", wants_answer_by=AnswerWay.PHONE
    )
    about = _about("anziani", "orientamento", on=on)
    voice = Voice(EVENING, sort=VoiceSort.NEED, consultation=consultation, **about)
    one = _taken(ambito, voice, writer, on=on - timedelta(days=30), channel=VoiceChannel.PAPER)
    admit(one, by=acting_for(ambito))
    answer(
        one,
        outcome=Outcome.PARTLY,
        text="Lo sportello aprirà il martedì pomeriggio, in prova per sei mesi.",
        signed_by="Ufficio di Piano (demo)",
        house=settings.ADDRESS,
        by=acting_for(ambito),
        on=on - timedelta(days=5),
        at=moment(on - timedelta(days=5)),
    )


def _others(ambito: Area, consultation: Consultation, assembly: Occasion, *, on: date) -> None:
    """One yet to be looked at, one admitted at the assembly, one that is for somebody else."""
    by = acting_for(ambito)
    children = _about("famiglia-minori", "spazi-giovani", on=on)
    heard = Voice(HOMEWORK, consultation=consultation, occasion=assembly, **children)
    _taken(ambito, heard, on=on - timedelta(days=3), channel=VoiceChannel.OCCASION)
    relief = _about("anziani", "sollievo", on=on)
    group = Voice(CAREGIVERS, author_kind=AuthorKind.GROUP, consultation=consultation, **relief)
    late = on - timedelta(days=63)
    kept = _taken(
        ambito,
        group,
        Writer(group_name="Famiglie insieme (demo)"),
        on=late,
        channel=VoiceChannel.VOICE,
    )
    admit(kept, by=by)
    roads = Voice(HOLES, sort=VoiceSort.CRITICALITY, consultation=consultation)
    day = on - timedelta(days=20)
    one = _taken(ambito, roads, on=day, channel=VoiceChannel.VOICE)
    declare_not_pertinent(
        one,
        reason="Le strade sono del Comune: la segnalazione va al suo ufficio tecnico.",
        house=settings.ADDRESS,
        by=by,
        on=day,
        at=moment(day),
    )


def _taken(
    ambito: Area,
    voice: Voice,
    writer: Writer | None = None,
    *,
    on: date,
    channel: VoiceChannel,
) -> Contribution:
    at: datetime = moment(on, 9)
    by = acting_for(ambito)
    return take_contribution(ambito, voice, writer, channel=channel, by=by, at=at).contribution


def _about(group: str, kind: str, *, on: date) -> dict[str, Any]:
    """Whom a proposal is about, and what they need."""
    return {"group": groups_on(on).get(code=group), "kind": kinds_on(on).get(code=kind)}


def _towns(ambito: Area, *names: str, on: date) -> list[Area]:
    return list(municipalities_of(ambito, on=on).filter(name__in=names))
