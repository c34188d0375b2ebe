"""The components are called to a sitting, under the rules and the weights of that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Unpack

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.archive.operations import store
from raccordo.archive.rules import CALENDAR
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.models import AgendaItem, Attendance, Body, Sitting
from raccordo.governance.operations.preparing import WhenAndWhere, lock_sitting
from raccordo.governance.operations.summoning import (
    Letter,
    letter_of,
    summon,
    tell_called_off,
)
from raccordo.governance.queries.attending import AWAITED
from raccordo.governance.queries.bodies import regulation_of, require_alive
from raccordo.governance.queries.convocations import calendar_file, called_to, hour, subject_of
from raccordo.governance.queries.seats import Seated, seated_in
from raccordo.governance.queries.sittings import placed, rules_of, seated_at, shares_by_population
from raccordo.governance.reasons import sentence
from raccordo.governance.rules.notice import in_time, second_call_from
from raccordo.governance.rules.rulebook import Rulebook, as_data, rulebook_of
from raccordo.governance.states import (
    SITTING_LIFE,
    AttendanceHow,
    ItemOutcome,
    SittingState,
)
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.observatory.queries import residents_of
from raccordo.post.states import Channel


@operation
def convene_sitting(
    sitting: Sitting,
    *,
    channel: Channel | None,
    by: Acting,
    on: date,
    at: datetime,
    urgency: str = "",
) -> Sitting:
    """Call the components, and freeze the rules and weights of that day.

    Without a channel nothing is sent: they were already called, on the day that is told.
    """
    sitting = lock_sitting(sitting)
    SITTING_LIFE.require(SittingState(sitting.state), SittingState.CONVENED)
    require_alive(sitting.body, on=sitting.held_on)
    _require_agenda(sitting)
    _require_day(sitting, channel, on=on, at=at)
    regulation = regulation_of(sitting.body, on=on)
    rules = rulebook_of(regulation.content) if regulation else None
    _require_matters(sitting, rules)
    sitting.urgency = urgency.strip()
    _require_calls(sitting, rules)
    _require_notice(sitting, rules, on=on, known=channel is None and sitting.first_call <= at)
    sitting.regulation, sitting.rulebook = regulation, as_data(rules) if rules else {}
    sitting.convened_on, sitting.state, sitting.convocations = on, SittingState.CONVENED, 1
    sitting.number = _next_number(sitting)
    _seat(sitting, rules, on=on)
    sitting.save()
    _tell_items(sitting)
    sent = 0
    if channel:
        sent = summon(sitting, channel, letter=letter_of(sitting, by=by, at=at), by=by, at=at)
    record(by=by, what="sitting.convened", subject=sitting, number=sitting.number, letters=sent)
    return sitting


@operation
def reconvene_sitting(
    sitting: Sitting,
    *,
    channel: Channel,
    reason: str,
    by: Acting,
    on: date,
    at: datetime,
    urgency: str = "",
    **told: Unpack[WhenAndWhere],
) -> Sitting:
    """Call the components anew, when day, place or agenda have changed; the rules stay frozen."""
    sitting = lock_sitting(sitting)
    if sitting.state != SittingState.CONVENED:
        raise Refused(_("Si riconvoca solo una seduta convocata e non ancora aperta."))
    before, year = sitting.first_call, sitting.held_on.year
    vars(sitting).update(placed(sitting.body, **told))
    _require_agenda(sitting)
    _require_day(sitting, channel, on=on, at=at)
    rules = rules_of(sitting)
    _require_matters(sitting, rules)
    sitting.urgency = urgency.strip()
    _require_calls(sitting, rules)
    _require_notice(sitting, rules, on=on, known=False)
    sitting.convened_on, sitting.call = on, None
    sitting.convocations += 1
    sitting.notice = None
    if sitting.held_on.year != year:
        sitting.number = _next_number(sitting)
    sitting.save()
    _tell_items(sitting)
    _await_all(sitting, moved=before != sitting.first_call)
    letter = letter_of(sitting, by=by, at=at, before=before, reason=reason)
    sent = summon(sitting, channel, letter=letter, by=by, at=at)
    when = {"before": before.isoformat(), "after": sitting.first_call.isoformat()}
    record(by=by, what="sitting.reconvened", subject=sitting, purpose=reason, letters=sent, **when)
    return sitting


@operation
def summon_again(sitting: Sitting, *, channel: Channel, by: Acting, at: datetime) -> int:
    """Send the convocation again, only to the components it has not reached; how many."""
    sitting = lock_sitting(sitting)
    if sitting.state != SittingState.CONVENED:
        raise Refused(_("La convocazione si invia finché la seduta non è aperta."))
    sent = summon(sitting, channel, letter=letter_of(sitting, by=by, at=at), by=by, at=at)
    if not sent:
        raise Refused(
            _(
                "Non c'è nessuno a cui inviare di nuovo: ogni componente con un indirizzo è stato"
                " raggiunto, o il suo messaggio è in partenza."
            )
        )
    record(by=by, what="sitting.summoned_again", subject=sitting, letters=sent)
    return sent


@operation
def cancel_sitting(sitting: Sitting, *, reason: str, by: Acting, at: datetime) -> Sitting:
    """Call off a sitting that has not opened; who had been called to it is told why."""
    sitting = lock_sitting(sitting)
    SITTING_LIFE.require(SittingState(sitting.state), SittingState.CANCELLED)
    if not reason.strip():
        raise Refused(_("Serve il motivo dell'annullamento."), field="reason")
    sitting.outcome = reason.strip()
    called = [one for one in called_to(sitting, sitting.attendances.all()) if one.in_hand]
    sitting.state = SittingState.CANCELLED
    sitting.save()
    with override("it"):
        subject = subject_of(sitting, cancelled=True)
        body = subject + ".\n\n" + _("Motivo: %s") % sitting.outcome
    file = store(calendar_file(sitting, at=at, cancelled=True), by=by, accept=frozenset({CALENDAR}))
    letter = Letter(subject, body, ((file, "annullamento.ics"),))
    for one in called:
        tell_called_off(sitting, one, letter, by=by, at=at)
    record(by=by, what="sitting.cancelled", subject=sitting, purpose=sitting.outcome)
    return sitting


def _require_agenda(sitting: Sitting) -> None:
    if not sitting.items.exists():
        raise Refused(_("L'ordine del giorno è vuoto: aggiungere almeno un punto, poi convocare."))


def _require_matters(sitting: Sitting, rules: Rulebook | None) -> None:
    """An item whose matter the rules of that day have not is not voted by the ordinary majority."""
    for item in sitting.items.exclude(matter=""):
        if rules is None or rules.matter(item.matter) is None:
            raise Refused(
                _(
                    "Il punto %(position)s («%(item)s») è di una materia che le regole del giorno"
                    " della convocazione non prevedono: correggere il punto."
                )
                % {"position": item.position, "item": item.title}
            )


def _require_day(sitting: Sitting, channel: Channel | None, *, on: date, at: datetime) -> None:
    if channel and sitting.first_call <= at:
        raise Refused(
            _(
                "La seduta è del %s, che è passato: non si invia più nulla. Se era stata convocata"
                " allora, registrarla come già convocata."
            )
            % hour(sitting.first_call),
            field="channel",
        )
    if on > localdate(at):
        raise Refused(_("Questo giorno deve ancora venire."), field="convened_on")
    if on > sitting.held_on:
        raise Refused(
            _("La convocazione del %(told)s è dopo la seduta, che è del %(held)s.")
            % {"told": day(on), "held": day(sitting.held_on)},
            field="convened_on",
        )


def _require_calls(sitting: Sitting, rules: Rulebook | None) -> None:
    """A second call only where the rules have one, and as long after the first as they want."""
    if rules is None or sitting.second_call is None:
        return
    earliest = second_call_from(sitting.first_call, rules)
    if earliest is None:
        raise Refused(
            _("Le regole di questo organismo non prevedono una seconda convocazione: toglierla."),
            field="second_call",
        )
    if sitting.second_call < earliest:
        cite = rules.cites.get("second_call", "")
        raise Refused(
            _("La seconda convocazione non può essere prima del %(when)s%(cite)s.")
            % {"when": hour(earliest), "cite": f" ({cite})" if cite else ""},
            field="second_call",
        )


def _require_notice(sitting: Sitting, rules: Rulebook | None, *, on: date, known: bool) -> None:
    """Refuse a notice that is too short; one that was given then is kept, and said to be short."""
    if rules is None:
        return
    if sitting.urgency and rules.urgent_days is None:
        raise Refused(
            _("Le regole di questo organismo non prevedono convocazioni d'urgenza."),
            field="urgency",
        )
    reason = in_time(on, sitting.held_on, rules, urgent=bool(sitting.urgency))
    if reason.code == "notice_enough" or known or not rules.cites.get("notice_days"):
        return
    said = sentence(reason)
    if rules.urgent_days is not None and not sitting.urgency:
        said += " " + _("Se è urgente, scriverne il motivo.")
    raise Refused(said, field="urgency" if rules.urgent_days is not None else None)


def _next_number(sitting: Sitting) -> int:
    """One after the last of this body in the year; the body is held, so that it is given once."""
    Body.objects.select_for_update(of=("self",)).get(pk=sitting.body_id)
    same_year = Sitting.objects.filter(body=sitting.body_id, held_on__year=sitting.held_on.year)
    last = same_year.exclude(number=None).order_by("-number").first()
    return (last.number or 0) + 1 if last else 1


def _seat(sitting: Sitting, rules: Rulebook | None, *, on: date) -> None:
    """Write every seat, vacant ones too, with its weight as it is today."""
    found = seated_in(sitting.body, on=sitting.held_on)
    if not found:
        raise Refused(
            _("«%(body)s» non ha componenti il %(day)s: aggiungerli nella sua pagina.")
            % {"body": sitting.body, "day": day(sitting.held_on)}
        )
    weights = _weights(sitting, found, rules, on=on)
    Attendance.objects.bulk_create(
        Attendance(
            sitting=sitting,
            seat=who.seat,
            title=who.seat.title,
            weight=weights.get(who.seat.weighs_for_id or 0, 0),
            votes=who.seat.votes,
            presides=who.seat.presides,
            position=number,
            summoned=str(who.person or ""),
        )
        for number, who in enumerate(found, start=1)
    )


def _tell_items(sitting: Sitting) -> None:
    """Keep what this convocation says: what is added or changed after it was not told."""
    items = list(sitting.items.exclude(outcome=ItemOutcome.WITHDRAWN))
    for item in items:
        item.told = item.as_it_is
    AgendaItem.objects.bulk_update(items, ["told"])


def _await_all(sitting: Sitting, *, moved: bool) -> None:
    """Nobody is there yet, and who is called anew is who is in office now.

    Who has already said why she does not come has said it of that day.
    """
    attendances = sitting.attendances.all()
    if not moved:
        attendances = attendances.exclude(how=AttendanceHow.JUSTIFIED)
    attendances.update(**AWAITED)
    called = list(sitting.attendances.all())
    who = seated_at(sitting, called)
    for one in called:
        one.summoned = str(who[one.seat_id].person or "")
    Attendance.objects.bulk_update(called, ["summoned"])


def _weights(
    sitting: Sitting, found: Sequence[Seated], rules: Rulebook | None, *, on: date
) -> dict[int, int]:
    """The residents each seat weighs: those last published before the convocation."""
    areas = {who.seat.weighs_for.pk: who.seat.weighs_for for who in found if who.seat.weighs_for}
    residents = residents_of(list(areas.values()), on=on) if areas else {}
    told = {pk: value for pk, value in residents.items() if value.amount is not None}
    if vintage := next((value.vintage for value in told.values() if value.vintage), None):
        with override("it"):
            facts = {"source": vintage.publisher, "day": day(vintage.reference_date)}
            sitting.weighed_by = _("%(source)s, popolazione residente al %(day)s") % facts
    if rules and shares_by_population(rules):
        missing = [area.name for pk, area in areas.items() if pk not in told]
        missing += [w.seat.title for w in found if w.seat.votes and not w.seat.weighs_for]
        _require_weights(missing, on=on)
    return {pk: int(value.amount or 0) for pk, value in told.items()}


def _require_weights(missing: Sequence[str], *, on: date) -> None:
    if missing:
        raise Refused(
            _(
                "Le regole contano gli abitanti, ma al %(day)s mancano per: %(who)s. Caricare la"
                " popolazione residente in Territorio, oppure dire nella pagina dell'organismo di"
                " quali abitanti è ciascun componente."
            )
            % {"day": day(on), "who": ", ".join(missing)}
        )
