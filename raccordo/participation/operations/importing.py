from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from hashlib import sha256

from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from raccordo.accounts.models import User
from raccordo.archive.limits import require_format, require_size
from raccordo.archive.rules import TEXT, XLSX, clean_name
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.participation.importing.comparing import (
    WRONG,
    Proposed,
    digest_of,
    proposed_in,
    taken,
)
from raccordo.participation.importing.reading import FIELDS, guessed, read_questionnaire
from raccordo.participation.models import Author, Batch, Consultation, Contribution, Occasion
from raccordo.participation.queries.changing import numbers_from
from raccordo.participation.receiving import (
    answer_days,
    author_from,
    require_body,
    require_place,
    unsaved,
)
from raccordo.participation.rules.figures import due_on
from raccordo.participation.states import VoiceChannel, VoiceState
from raccordo.territory.models import Area

MOST_TOLD = 200


@operation
def receive_batch(
    content: bytes,
    *,
    name: str,
    area: Area,
    user: User,
    by: Acting,
    on: date,
    consultation: Consultation | None = None,
    occasion: Occasion | None = None,
) -> Batch:
    """Keep the rows of a questionnaire that was brought; none is a proposal yet.

    The file as it came is not kept: what is left out of it is none of our business.
    """
    require_size(len(content))
    media_type = require_format(content, accept=frozenset({TEXT, XLSX}))
    brought = read_questionnaire(content)
    consultation = consultation or (occasion.consultation if occasion else None)
    require_place(area, consultation, occasion)
    batch = Batch.objects.create(
        user=user,
        area=area,
        consultation=consultation,
        occasion=occasion,
        name=clean_name(name, media_type=media_type),
        columns=brought.columns,
        rows=brought.rows,
        mapping=guessed(brought.columns),
        arrived_on=on,
    )
    fingerprint = sha256(content).hexdigest()
    record(by=by, what="batch.received", subject=batch, sha256=fingerprint, rows=len(batch.rows))
    return batch


@operation
def map_columns(batch: Batch, *, mapping: Mapping[str, str], by: Acting) -> Batch:
    """Say which column holds what; one column holds one thing, and one is the text."""
    batch = _waiting(batch)
    told = {name: heading for name, heading in mapping.items() if heading}
    if not told.get("text"):
        raise Refused(_("Dire in quale colonna è il testo della proposta."), field="text")
    if unknown := (set(told) - set(FIELDS)) | (set(told.values()) - set(batch.columns)):
        raise Refused(_("Non c'è la colonna «%s».") % sorted(unknown)[0])
    if len(set(told.values())) < len(told):
        raise Refused(_("La stessa colonna è indicata due volte."))
    batch.mapping = told
    batch.save(update_fields=["mapping"])
    record(by=by, what="batch.mapped", subject=batch, columns=sorted(told))
    return batch


@operation
def choose_batch_rows(
    batch: Batch, *, shown: Collection[int], chosen: Collection[int], by: Acting
) -> Batch:
    """Of the rows that were shown, those chosen are taken and the others are left out."""
    batch = _waiting(batch)
    left_out = sorted((set(batch.left_out) - set(shown)) | (set(shown) - set(chosen)))
    if left_out != batch.left_out:
        batch.left_out = left_out
        batch.save(update_fields=["left_out"])
        record(by=by, what="batch.chosen", subject=batch, left_out=len(left_out))
    return batch


@operation
def enter_batch(
    batch: Batch, *, digest: str, only_good: bool, by: Acting, on: date, at: datetime
) -> list[Contribution]:
    """Turn the rows that were shown and chosen into numbered proposals, once.

    Either all that were chosen, or only the good ones when who brings them says so.
    """
    batch = _waiting(batch)
    require_place(batch.area, batch.consultation, batch.occasion)
    proposed = proposed_in(batch, on=on)
    if digest != digest_of(proposed):
        raise Refused(
            _("Dopo l'anteprima qualcosa è cambiato: rivedere le righe e confermare di nuovo.")
        )
    wrong = [one for one in proposed if one.verdict == WRONG and one.number not in batch.left_out]
    if wrong and not only_good:
        raise Refused("\n".join([_("Non è entrato nulla."), *_problems(wrong)]), field="file")
    rows = taken(proposed, batch.left_out)
    if not rows:
        raise Refused(_("Nessuna riga da importare: quelle giuste ci sono già."), field="file")
    entered = _enter(batch, rows, on=on, at=at)
    batch.entered_on, batch.rows = on, []
    batch.save(update_fields=["entered_on", "rows"])
    record(by=by, what="batch.entered", subject=batch, entered=len(entered), wrong=len(wrong))
    return entered


@operation
def discard_batch(batch: Batch, *, by: Acting) -> None:
    """Throw away a questionnaire that has not entered, and what its rows say."""
    batch = _waiting(batch)
    record(by=by, what="batch.discarded", subject=batch)
    batch.delete()


@operation
def forget_batches(*, arrived_before: date, by: Acting) -> int:
    """Throw away the questionnaires that nobody came back to, with what their rows say."""
    old = Batch.objects.filter(entered_on=None, arrived_on__lt=arrived_before)
    many = old.delete()[0]
    if many:
        record(by=by, what="batch.forgotten", subject=None, batches=many)
    return many


def _waiting(batch: Batch) -> Batch:
    locked = Batch.objects.select_for_update(of=("self",))
    locked = locked.select_related("area", "consultation", "occasion")
    found = locked.filter(pk=batch.pk).first()
    if found is None:
        raise Refused(_("Il questionario è stato scartato."))
    if found.entered_on:
        raise Refused(_("Il questionario è già stato importato il %s.") % day(found.entered_on))
    return found


def _problems(wrong: Sequence[Proposed]) -> list[str]:
    told = [problem for one in wrong for problem in one.problems]
    more = len(told) - MOST_TOLD
    return told[:MOST_TOLD] + ([_("E altri %s errori.") % more] if more > 0 else [])


def _enter(batch: Batch, rows: Sequence[Proposed], *, on: date, at: datetime) -> list[Contribution]:
    """Number and keep the rows, in few questions however many they are."""
    made, authors, towns = [], [], []
    numbers: dict[int, int] = {}
    for one in rows:
        assert one.voice
        received_at = _received_at(one.day, on=on, at=at)
        year = localdate(received_at).year
        numbers[year] = numbers[year] + 1 if year in numbers else numbers_from(batch.area, year)
        require_body(one.voice)
        contribution = unsaved(batch.area, one.voice, channel=VoiceChannel.IMPORT, at=at)
        contribution.year, contribution.number = year, numbers[year]
        contribution.received_at, contribution.state = received_at, VoiceState.RECEIVED
        # What was said in summer and is brought today is answered from today.
        contribution.answer_due_on = due_on(on, days=answer_days(contribution))
        made.append(contribution)
        authors += [(contribution, author_from(one.writer))] if one.writer else []
        towns += [(contribution, town) for town in one.voice.towns]
    Contribution.objects.bulk_create(made, batch_size=500)
    Author.objects.bulk_create(_tied(authors), batch_size=500)
    through = Contribution.towns.through
    tied = [through(contribution_id=one.pk, area_id=town.pk) for one, town in towns]
    through.objects.bulk_create(tied, batch_size=500)
    return made


def _tied(authors: Sequence[tuple[Contribution, Author]]) -> list[Author]:
    for contribution, author in authors:
        author.contribution = contribution
    return [author for _contribution, author in authors]


def _received_at(said: date | None, *, on: date, at: datetime) -> datetime:
    """When a row was said: at noon of its day, if it tells one."""
    return at if said is None or said == on else make_aware(datetime.combine(said, time(12)))
