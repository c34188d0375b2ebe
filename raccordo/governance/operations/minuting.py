from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override

from raccordo.archive.models import StoredFile
from raccordo.archive.operations import store
from raccordo.archive.rules import PDF
from raccordo.documents.pdf import print_paper
from raccordo.foundation.errors import Refused
from raccordo.foundation.wording import day
from raccordo.governance.models import (
    AgendaItem,
    Attendance,
    Minutes,
    MinutesPart,
    Remark,
    Sitting,
    TextModel,
)
from raccordo.governance.papers.minuting import MadePaper, minutes_paper, parts_told, public_paper
from raccordo.governance.queries.minutes import (
    HELD,
    addresses_of,
    approved_by,
    new_paragraphs,
    words_of,
)
from raccordo.governance.queries.papers import sitting_told
from raccordo.governance.queries.sittings import day_of
from raccordo.governance.rules.omissis import bare, is_sound, masked
from raccordo.governance.states import (
    MINUTES_LIFE,
    ItemSort,
    MinutesState,
)
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.post.operations import write_message
from raccordo.post.states import Channel


@operation
def begin_minutes(sitting: Sitting, *, model: TextModel | None, by: Acting) -> Minutes:
    """Begin the minutes of a sitting, a part for each item, filled with what is known of it."""
    sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if sitting.state not in HELD:
        raise Refused(
            _("La seduta è «%s»: il verbale si comincia quando è aperta.")
            % sitting.get_state_display().lower()
        )
    if Minutes.objects.filter(sitting=sitting).exists():
        raise Refused(_("Il verbale di questa seduta è già stato iniziato."))
    minutes = Minutes.objects.create(sitting=sitting)
    for position, part in enumerate(parts_told(sitting_told(sitting), model)):
        MinutesPart.objects.create(
            minutes=minutes,
            item=part.item,
            position=position,
            title=part.title,
            text=part.text,
        )
    record(by=by, what="minutes.begun", subject=minutes, sitting=sitting.key)
    return minutes


@operation
def rewrite_part(part: MinutesPart, *, title: str, text: str, seen: str, by: Acting) -> MinutesPart:
    """Change the words of a part while it is a draft; afterwards, only what the public reads."""
    minutes = _locked(part.minutes)
    part = MinutesPart.objects.select_for_update(of=("self",)).get(pk=part.pk)
    title = " ".join(title.split())
    if part.wording != seen:
        raise Refused(_("Nel frattempo questa parte è stata modificata: nulla è stato salvato."))
    if not title:
        raise Refused(_("Manca il titolo."), field="title")
    for field, words in (("title", title), ("text", text)):
        if not is_sound(words):
            raise Refused(
                _("Un passo da omettere non è chiuso: ogni «[[» vuole il suo «]]»."), field=field
            )
    _require_may_change(minutes, part, title=title, text=text)
    part.title, part.text = title, text
    part.save(update_fields=["title", "text"])
    record(by=by, what="minutes.rewritten", subject=minutes, part=part.key)
    return part


@operation
def refresh_part(part: MinutesPart, *, model: TextModel | None, by: Acting) -> MinutesPart:
    """Add to a part what the data tell now and it does not say; nothing that is there is lost."""
    minutes = _locked(part.minutes)
    _require_state(minutes, MinutesState.DRAFT)
    part = MinutesPart.objects.select_for_update(of=("self",)).get(pk=part.pk)
    new = new_paragraphs(part, parts_told(sitting_told(minutes.sitting), model))
    if not new:
        raise Refused(_("La parte dice già tutto quello che risulta dai dati della seduta."))
    part.text = "\n\n".join(filter(None, [part.text.rstrip(), *new]))
    part.save(update_fields=["text"])
    record(by=by, what="minutes.refreshed", subject=minutes, part=part.key, paragraphs=len(new))
    return part


@operation
def circulate_minutes(
    minutes: Minutes, *, pdf: bytes, by: Acting, on: date, at: datetime
) -> Minutes:
    """Let the components read the minutes, and send them to each of them once."""
    minutes = _locked(minutes)
    MINUTES_LIFE.require(MinutesState(minutes.state), MinutesState.CIRCULATED)
    file = store(pdf, by=by, accept=frozenset({PDF}))
    version = words_of(minutes)[:16]
    with override("it"):
        name = _("Verbale %s (bozza).pdf") % day_of(minutes.sitting).isoformat()
        subject = _("Verbale in visione: %s") % minutes.sitting
        body = _(
            "In allegato la bozza del verbale. Le osservazioni si possono inviare prima della"
            " seduta in cui il verbale sarà approvato."
        )
    for seat, address in addresses_of(minutes, on=on):
        write_message(
            once=f"minutes:{minutes.key}:{version}:{seat}",
            channel=Channel.EMAIL,
            recipients=[address],
            subject=subject,
            body=body,
            files=[(file, name)],
            by=by,
            at=at,
        )
    minutes.state, minutes.circulated_on = MinutesState.CIRCULATED, on
    minutes.save(update_fields=["state", "circulated_on"])
    record(by=by, what="minutes.circulated", subject=minutes, sha256=file.sha256)
    return minutes


@operation
def reopen_minutes(minutes: Minutes, *, reason: str, by: Acting) -> Minutes:
    """Bring minutes that nobody has approved back to a draft, to correct them."""
    minutes = _locked(minutes)
    if not reason.strip():
        raise Refused(_("Serve il motivo."), field="reason")
    MINUTES_LIFE.require(MinutesState(minutes.state), MinutesState.DRAFT)
    minutes.state, minutes.circulated_on = MinutesState.DRAFT, None
    minutes.save(update_fields=["state", "circulated_on"])
    record(by=by, what="minutes.reopened", subject=minutes, purpose=reason)
    return minutes


@operation
def make_remark(
    minutes: Minutes, *, attendance: Attendance, text: str, by: Acting, on: date
) -> Remark:
    """Write what a component asks to correct in minutes that are being read."""
    minutes = _locked(minutes)
    _require_state(minutes, MinutesState.CIRCULATED)
    if attendance.sitting_id != minutes.sitting_id:
        raise Refused(_("Scegliere un componente di questa seduta."), field="attendance")
    if not text.strip():
        raise Refused(_("Manca l'osservazione."), field="text")
    remark = Remark.objects.create(
        minutes=minutes, attendance=attendance, text=text.strip(), made_on=on
    )
    record(by=by, what="remark.made", subject=minutes, attendance=attendance.key)
    return remark


@operation
def answer_remark(remark: Remark, *, answer: str, seen: str, by: Acting) -> Remark:
    """Write what became of a remark, before the minutes are approved."""
    minutes = _locked(remark.minutes)
    remark.refresh_from_db()
    _require_state(minutes, MinutesState.CIRCULATED, MinutesState.DRAFT)
    if not answer.strip():
        raise Refused(_("Scrivere che cosa se n'è fatto."), field="answer")
    if remark.answer not in {seen, answer.strip()}:
        raise Refused(
            _("Nel frattempo all'osservazione è stato risposto: «%s». Rileggere, poi correggere.")
            % remark.answer,
            field="answer",
        )
    before, now, about = remark.answer, answer.strip(), remark.key
    remark.answer = now
    remark.save(update_fields=["answer"])
    record(by=by, what="remark.answered", subject=minutes, remark=about, before=before, now=now)
    return remark


@operation
def approve_minutes(minutes: Minutes, *, item: AgendaItem, by: Acting) -> Minutes:
    """Write that a later sitting of the same body approved the minutes, by one of its items."""
    minutes = _locked(minutes)
    item = AgendaItem.objects.select_related("sitting").get(pk=item.pk)
    _require_approves(item, minutes)
    MINUTES_LIFE.require(MinutesState(minutes.state), MinutesState.APPROVED)
    minutes.state, minutes.approved_in = MinutesState.APPROVED, item
    minutes.approved_on = day_of(item.sitting)
    minutes.approved_file = _printed(minutes, minutes_paper, by=by)
    minutes.save(update_fields=["state", "approved_in", "approved_on", "approved_file"])
    record(by=by, what="minutes.approved", subject=minutes, item=item.key)
    return minutes


@operation
def publish_minutes(minutes: Minutes, *, seen: str, by: Acting, on: date) -> Minutes:
    """Let whoever comes read the minutes, without the passages that were marked (omissis)."""
    minutes = _locked(minutes)
    MINUTES_LIFE.require(MinutesState(minutes.state), MinutesState.PUBLISHED)
    if words_of(minutes) != seen:
        raise Refused(
            _("Nel frattempo il testo è stato modificato: rileggere la versione pubblica.")
        )
    for part in minutes.parts.all():
        _require_sound(part)
        part.public_text = masked(part.text)
        part.save(update_fields=["public_text"])
    minutes.state, minutes.published_on = MinutesState.PUBLISHED, on
    minutes.public_file = _printed(minutes, public_paper, by=by)
    minutes.save(update_fields=["state", "published_on", "public_file"])
    record(by=by, what="minutes.published", subject=minutes)
    return minutes


def _printed(minutes: Minutes, paper: MadePaper, *, by: Acting) -> StoredFile | None:
    """The minutes on paper, kept; where they cannot be printed they are approved all the same."""
    made = paper(minutes, list(minutes.parts.all()), sitting_told(minutes.sitting))
    held = datetime.combine(day_of(minutes.sitting), time(), UTC)
    try:
        content = print_paper(made, made_at=held)
    except Refused:
        return None
    return store(content, by=by, accept=frozenset({PDF}))


def _locked(minutes: Minutes) -> Minutes:
    locked = Minutes.objects.select_for_update(of=("self",))
    return locked.select_related("sitting__body").get(pk=minutes.pk)


def _require_state(minutes: Minutes, *states: MinutesState) -> None:
    if minutes.state not in states:
        wanted = _(" o ").join(f"«{state.label.lower()}»" for state in states)
        raise Refused(
            _("Il verbale è «%(here)s»: questo si fa quando è %(wanted)s.")
            % {"here": minutes.get_state_display().lower(), "wanted": wanted}
        )


def _require_may_change(minutes: Minutes, part: MinutesPart, *, title: str, text: str) -> None:
    """Once components read it, the words stay: what the public does not read may be marked."""
    if minutes.state == MinutesState.DRAFT:
        return
    if minutes.state == MinutesState.PUBLISHED:
        raise Refused(_("Il verbale è pubblicato: non si modifica più."))
    if (bare(title), bare(text)) != (bare(part.title), bare(part.text)):
        raise Refused(
            _(
                "Il verbale è «%s»: le parole non si cambiano più, si possono solo segnare i passi"
                " da omettere."
            )
            % minutes.get_state_display().lower(),
            field="text",
        )


def _require_sound(part: MinutesPart) -> None:
    """What came from the data was written by nobody here: its brackets may be left open."""
    if not (is_sound(part.title) and is_sound(part.text)):
        raise Refused(
            _("In «%s» un passo da omettere non è chiuso: ogni «[[» vuole il suo «]]».")
            % bare(part.title)
        )


def _require_approves(item: AgendaItem, minutes: Minutes) -> None:
    """Minutes are approved by the body itself, later, by an item that is about them."""
    sitting = minutes.sitting
    if item.sort != ItemSort.MINUTES or item.approves_id != sitting.pk:
        raise Refused(
            _("Il punto «%s» non è l'approvazione di questo verbale.") % item, field="item"
        )
    if item.sitting.body_id != sitting.body_id:
        raise Refused(_("Il verbale lo approva lo stesso organismo."), field="item")
    if item.sitting.first_call <= sitting.first_call:
        raise Refused(
            _("La seduta del %s non è successiva a questa.") % day(day_of(item.sitting)),
            field="item",
        )
    if not approved_by(item):
        raise Refused(
            _("Il punto «%(item)s» è «%(outcome)s»: il verbale non risulta approvato.")
            % {"item": item, "outcome": item.get_outcome_display().lower()},
            field="item",
        )
