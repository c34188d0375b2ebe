from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable, slug_of
from raccordo.foundation.wording import day
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.participation.models import Aim, Consultation, Phase, Subscription
from raccordo.participation.queries.changing import (
    aim_to_change,
    consultation_to_change,
    phase_to_change,
    require_being_prepared,
    require_none,
    stretches_of,
)
from raccordo.participation.queries.stamps import require_unchanged
from raccordo.participation.rules.phases import Stretch, overlapping
from raccordo.participation.rules.texts import cleaned
from raccordo.participation.states import (
    CONSULTATION_LIFE,
    OPEN,
    ConsultationState,
    Stance,
    VoiceState,
)
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area

LONGEST_TERM = 180
# What the site has beside the consultations.
RESERVED = {"conferma", "proposte", "segui"}


@operation
def prepare_consultation(
    area: Area,
    *,
    title: str,
    by: Acting,
    text: str = "",
    contact: str = "",
    answer_within: int = 30,
) -> Consultation:
    """Begin a consultation; nobody reads it until it is published."""
    title = _titled(title)
    _require_term(answer_within)
    consultation = Consultation.objects.create(
        area=area,
        title=title,
        text=cleaned(text),
        slug=_free_slug(title),
        contact=" ".join(contact.split()),
        answer_within=answer_within,
        search=searchable(title)[:200],
    )
    record(by=by, what="consultation.prepared", subject=consultation, title=title)
    return consultation


@operation
def change_consultation(
    consultation: Consultation,
    *,
    title: str,
    text: str,
    contact: str,
    answer_within: int,
    seen: str,
    by: Acting,
) -> Consultation:
    """Correct what is said of a consultation; its address and the terms already told stay."""
    consultation = consultation_to_change(consultation)
    require_being_prepared(consultation)
    require_unchanged(consultation, seen)
    _require_term(answer_within)
    before = consultation.title
    consultation.title = _titled(title)
    consultation.search = searchable(consultation.title)[:200]
    consultation.text, consultation.contact = cleaned(text), " ".join(contact.split())
    consultation.answer_within = answer_within
    consultation.save()
    facts = {"before": before, "after": consultation.title}
    record(by=by, what="consultation.changed", subject=consultation, **facts)
    return consultation


@operation
def publish_consultation(consultation: Consultation, *, by: Acting, on: date) -> Consultation:
    """Let all read a consultation: from then on, in its phases, it receives proposals."""
    consultation = consultation_to_change(consultation)
    if consultation.state == ConsultationState.CONCLUDED:
        raise Refused(_("La consultazione è conclusa: si può riaprire."))
    CONSULTATION_LIFE.require(ConsultationState(consultation.state), ConsultationState.PUBLISHED)
    if not any(one.receives for one in stretches_of(consultation)):
        raise Refused(
            _("Manca la fase in cui si ricevono proposte: aggiungerla prima di pubblicare.")
        )
    consultation.state, consultation.published_on = ConsultationState.PUBLISHED, on
    consultation.save(update_fields=["state", "published_on"])
    record(by=by, what="consultation.published", subject=consultation, on=on)
    return consultation


@operation
def conclude_consultation(consultation: Consultation, *, by: Acting, on: date) -> Consultation:
    """Conclude a consultation: nothing is received any more, and none is left without an answer."""
    consultation = consultation_to_change(consultation)
    CONSULTATION_LIFE.require(ConsultationState(consultation.state), ConsultationState.CONCLUDED)
    if still := [one for one in stretches_of(consultation) if one.receives and one.holds(on)]:
        raise Refused(
            _("Nella fase «%s» si ricevono ancora proposte: prima chiuderla.") % still[0].title
        )
    unanswered = Q(state__in=OPEN) | Q(state=VoiceState.MERGED, outcome="")
    waiting = consultation.contributions.filter(unanswered).count()
    if waiting:
        said = ngettext(
            "%(n)s proposta aspetta ancora una risposta: prima rispondere.",
            "%(n)s proposte aspettano ancora una risposta: prima rispondere.",
            waiting,
        )
        raise Refused(said % {"n": waiting})
    unconfirmed = consultation.contributions.filter(state=VoiceState.UNCONFIRMED).count()
    if unconfirmed:
        said = ngettext(
            "%(n)s proposta dal sito aspetta la conferma di chi l'ha scritta: fra qualche giorno.",
            "%(n)s proposte dal sito aspettano la conferma di chi le ha scritte: fra qualche"
            " giorno.",
            unconfirmed,
        )
        raise Refused(said % {"n": unconfirmed})
    consultation.state, consultation.concluded_on = ConsultationState.CONCLUDED, on
    consultation.save(update_fields=["state", "concluded_on"])
    record(by=by, what="consultation.concluded", subject=consultation, on=on)
    return consultation


@operation
def reopen_consultation(consultation: Consultation, *, reason: str, by: Acting) -> Consultation:
    """Take up again a consultation that was concluded too soon."""
    consultation = consultation_to_change(consultation)
    if consultation.state != ConsultationState.CONCLUDED:
        raise Refused(_("La consultazione non è conclusa."))
    if not reason.strip():
        raise Refused(_("Dire perché si riapre."), field="reason")
    consultation.state, consultation.concluded_on = ConsultationState.PUBLISHED, None
    consultation.save(update_fields=["state", "concluded_on"])
    record(by=by, what="consultation.reopened", subject=consultation, purpose=reason)
    return consultation


@operation
def add_phase(
    consultation: Consultation,
    *,
    title: str,
    since: date,
    by: Acting,
    until: date | None = None,
    text: str = "",
    receives: bool = False,
) -> Phase:
    """Add a stretch to a consultation; two that receive proposals share no day."""
    consultation = consultation_to_change(consultation)
    require_being_prepared(consultation)
    title = _titled(title)
    _require_place(consultation, Stretch(title, since, until, receives))
    last = consultation.phases.order_by("-position").first()
    phase = Phase.objects.create(
        consultation=consultation,
        position=last.position + 1 if last else 1,
        title=title,
        text=cleaned(text),
        receives=receives,
        since=since,
        until=until,
    )
    record(by=by, what="phase.added", subject=phase, since=since, until=until, receives=receives)
    return phase


@operation
def change_phase(
    phase: Phase,
    *,
    title: str,
    since: date,
    until: date | None,
    text: str,
    receives: bool,
    seen: str,
    by: Acting,
) -> Phase:
    """Correct a phase: its words, its days, whether proposals are received in it."""
    consultation = consultation_to_change(phase.consultation)
    require_being_prepared(consultation)
    phase = phase_to_change(consultation, phase)
    require_unchanged(phase, seen)
    title = _titled(title)
    _require_place(consultation, Stretch(title, since, until, receives), but=phase)
    before = f"{phase.since} – {phase.until or ''}"
    phase.title, phase.text, phase.receives = title, cleaned(text), receives
    phase.since, phase.until = since, until
    phase.save()
    record(by=by, what="phase.changed", subject=phase, before=before, since=since, until=until)
    return phase


@operation
def remove_phase(phase: Phase, *, by: Acting) -> None:
    """Take away a phase of a consultation that nobody has read yet."""
    consultation = consultation_to_change(phase.consultation)
    if consultation.state != ConsultationState.PREPARED:
        raise Refused(_("La consultazione è pubblicata: le fasi si correggono, non si tolgono."))
    phase = phase_to_change(consultation, phase)
    record(by=by, what="phase.removed", subject=phase, title=phase.title)
    phase.delete()


@operation
def add_aim(consultation: Consultation, *, title: str, by: Acting, text: str = "") -> Aim:
    """Put an objective to consultation: bodies share it, or say why they do not."""
    consultation = consultation_to_change(consultation)
    require_being_prepared(consultation)
    last = consultation.aims.order_by("-position").first()
    aim = Aim.objects.create(
        consultation=consultation,
        position=last.position + 1 if last else 1,
        title=_titled(title),
        text=cleaned(text),
    )
    record(by=by, what="aim.added", subject=aim, title=aim.title)
    return aim


@operation
def change_aim(aim: Aim, *, title: str, text: str, seen: str, by: Acting) -> Aim:
    """Correct an objective; what bodies have already said of it was said of another text."""
    consultation = consultation_to_change(aim.consultation)
    require_being_prepared(consultation)
    aim = aim_to_change(consultation, aim)
    require_unchanged(aim, seen)
    title, text = _titled(title), cleaned(text)
    if aim.subscriptions.exists() and (title, text) != (aim.title, aim.text):
        raise Refused(
            _("Qualche ente ha già preso posizione su questo testo: aggiungere un altro obiettivo.")
        )
    before, aim.title, aim.text = aim.title, title, text
    aim.save(update_fields=["title", "text"])
    record(by=by, what="aim.changed", subject=aim, before=before, after=title)
    return aim


@operation
def remove_aim(aim: Aim, *, by: Acting) -> None:
    """Take away an objective on which nobody has said anything."""
    consultation = consultation_to_change(aim.consultation)
    require_being_prepared(consultation)
    aim = aim_to_change(consultation, aim)
    if aim.subscriptions.exists():
        raise Refused(_("Qualche ente ha già preso posizione: l'obiettivo resta."))
    record(by=by, what="aim.removed", subject=aim, title=aim.title)
    aim.delete()


@operation
def subscribe(
    aim: Aim, *, organisation: Organisation, stance: Stance, by: Acting, on: date, reason: str = ""
) -> Subscription:
    """A body shares an objective or says why not; a new stance takes the place of the old one."""
    consultation = consultation_to_change(aim.consultation)
    if consultation.state != ConsultationState.PUBLISHED:
        raise Refused(_("Si prende posizione solo mentre la consultazione è aperta."))
    if organisation.closed_on:
        raise Refused(
            _("L'ente «%(body)s» è cessato il %(day)s.")
            % {"body": organisation, "day": day(organisation.closed_on)},
            field="organisation",
        )
    reason = cleaned(reason)
    if stance == Stance.OBJECTS and not reason:
        raise Refused(_("Chi non condivide un obiettivo dice perché."), field="reason")
    given = aim.subscriptions.filter(organisation=organisation).first()
    before = given.stance if given else ""
    subscription = given or Subscription(aim=aim, organisation=organisation)
    subscription.stance, subscription.reason, subscription.since = stance, reason, on
    subscription.save()
    facts: dict[str, Any] = {"before": before, "after": stance, "body": organisation.key}
    record(by=by, what="subscription.given", subject=subscription, purpose=reason, **facts)
    return subscription


@operation
def withdraw_subscription(subscription: Subscription, *, by: Acting) -> None:
    """A body takes back what it said of an objective."""
    consultation = consultation_to_change(subscription.aim.consultation)
    require_being_prepared(consultation)
    facts: dict[str, Any] = {"before": subscription.stance}
    facts["body"] = subscription.organisation.key
    record(by=by, what="subscription.withdrawn", subject=subscription, **facts)
    subscription.delete()


def _titled(title: str) -> str:
    title = " ".join(cleaned(title).split())
    if not title:
        raise Refused(_("Manca il titolo."), field="title")
    if len(title) > 200:
        raise Refused(
            _("Il titolo è di %(size)s caratteri: il limite è 200.") % {"size": len(title)},
            field="title",
        )
    return title


def _require_term(days: int) -> None:
    if not 1 <= days <= LONGEST_TERM:
        raise Refused(
            _("I giorni per rispondere vanno da 1 a %s.") % LONGEST_TERM, field="answer_within"
        )


def _require_place(
    consultation: Consultation, stretch: Stretch, *, but: Phase | None = None
) -> None:
    if stretch.until is not None and stretch.until <= stretch.since:
        raise Refused(_("La fine deve seguire l'inizio."), field="until")
    require_none(overlapping(stretch, stretches_of(consultation, but=but)), field="since")


def _free_slug(title: str) -> str:
    slug = wanted = slug_of(title)[:70] or "consultazione"
    taken = set(Consultation.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    taken |= RESERVED
    number = 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
