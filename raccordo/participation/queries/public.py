"""What anybody may read: fields that are named one by one, and never the author's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from raccordo.foundation.reasons import Reason
from raccordo.foundation.searching import searchable
from raccordo.needs.models import Need
from raccordo.needs.states import NeedState
from raccordo.participation.codes import opens
from raccordo.participation.models import (
    Author,
    Consultation,
    Contribution,
    Discussion,
    Moderation,
    Occasion,
    Reply,
)
from raccordo.participation.queries.becoming import ended_in
from raccordo.participation.queries.changing import stretches_of
from raccordo.participation.reasons import sentence
from raccordo.participation.rules.phases import Stretch, receiving_on, why_not_received
from raccordo.participation.rules.texts import number_typed, title_from
from raccordo.participation.states import (
    TOLD,
    AuthorKind,
    ConsultationState,
    Outcome,
    VoiceState,
)
from raccordo.parties.models import Organisation

LOOKED_AT, SHOWN_OPEN, LATEST = 20, 3, 6
SHOWN = (ConsultationState.PUBLISHED, ConsultationState.CONCLUDED)
# What the office has admitted; of what is joined to another, if both were.
ADMITTED = tuple(state for state in TOLD if state != VoiceState.MERGED)
READ_BY_ALL = Q(state__in=ADMITTED) | Q(
    state=VoiceState.MERGED, state_before__in=ADMITTED, merged_into__state__in=ADMITTED
)


@dataclass(frozen=True, slots=True)
class Discussed:
    """Where a proposal was discussed."""

    where: str
    day: date
    summary: str


@dataclass(frozen=True, slots=True)
class PublicVoice:
    """A proposal as anybody may read it."""

    key: str
    name: str
    number: int
    year: int
    sort: str
    title: str
    text: str
    # Why the text is not there, if it is not.
    why_no_text: str
    author: str
    author_kind: str
    towns: tuple[str, ...]
    received_on: date
    answer_due_on: date | None
    state: str
    merged_into: str
    merged_key: str
    discussed: tuple[Discussed, ...]
    outcome: str
    outcome_code: str
    answer: str
    answered_on: date | None
    withdrawn_on: date | None
    # The needs that stand on it.
    ended: tuple[str, ...]


def public_consultations() -> QuerySet[Consultation]:
    """The consultations that anybody may read, the last published first."""
    found = Consultation.objects.filter(state__in=SHOWN)
    return found.select_related("area").prefetch_related("phases")


def public_occasions(consultation: Consultation) -> QuerySet[Occasion]:
    """The occasions of a consultation, with how they are made accessible; no list of presences."""
    return consultation.occasions.prefetch_related("aids", "towns").order_by("held_at", "pk")


def coming_occasions(*, at: datetime) -> QuerySet[Occasion]:
    """The occasions to come of the consultations that are open, the first first."""
    open_ = Occasion.objects.filter(consultation__state=ConsultationState.PUBLISHED, called_off="")
    found = open_.filter(held_at__gte=at).select_related("consultation", "area")
    return found.prefetch_related("aids").order_by("held_at", "pk")


def receiving(consultation: Consultation, *, on: date) -> Stretch | None:
    """The phase in which a consultation receives proposals on a day, if there is one."""
    if consultation.state != ConsultationState.PUBLISHED:
        return None
    return receiving_on(stretches_of(consultation), on=on)


def open_in(areas: Collection[int] | None = None, *, on: date) -> list[Consultation]:
    """The consultations in which one may write on a day, the latest; only of some rows of areas."""
    found = public_consultations().filter(state=ConsultationState.PUBLISHED)
    found = found if areas is None else found.filter(area__in=areas)
    return [one for one in found[:LOOKED_AT] if receiving(one, on=on)][:SHOWN_OPEN]


def why_closed(consultation: Consultation, *, on: date) -> str:
    """Why a consultation receives nothing on a day; nothing, if it does."""
    if consultation.state == ConsultationState.CONCLUDED and consultation.concluded_on:
        return sentence(Reason("concluded", {"day": consultation.concluded_on}))
    reason = why_not_received(stretches_of(consultation), on=on)
    return sentence(reason) if reason else ""


def public_contributions(consultation: Consultation) -> QuerySet[Contribution]:
    """The proposals of a consultation that has been published; to be read through `as_public`."""
    if consultation.state == ConsultationState.PREPARED:
        return Contribution.objects.none()
    found = consultation.contributions.exclude(state=VoiceState.UNCONFIRMED)
    return found.order_by("-year", "-number")


def public_contribution(key: UUID) -> Contribution | None:
    """A proposal that was received in a consultation that has been published."""
    found = Contribution.objects.filter(key=key).exclude(state=VoiceState.UNCONFIRMED)
    published = found.filter(consultation__state__in=SHOWN)
    return published.select_related("consultation__area", "organisation").first()


def voices_of_body(organisation: Organisation) -> list[PublicVoice]:
    """What a body proposed, the latest, with what became of it: for who speaks for that body."""
    own = organisation.contributions.exclude(state=VoiceState.UNCONFIRMED)
    return as_public(own.order_by("-year", "-number", "-pk")[:LATEST], own=True)


def saying(contributions: QuerySet[Contribution], words: str) -> QuerySet[Contribution]:
    """Those among some proposals in which the public reads some words: no hidden one is found."""
    read = contributions.filter(READ_BY_ALL, withdrawn_on=None)
    hidden = Moderation.objects.filter(shown_again_on=None)
    read = read.exclude(pk__in=hidden.values("contribution"))
    for word in words.split():
        whole = Q(public_text="", search__contains=searchable(word))
        read = read.filter(whole | Q(public_text__icontains=word))
    return read if words.strip() else contributions


def follow(number: str, code: str) -> PublicVoice | None:
    """What became of a proposal, for who has its number and its code; of a wrong one, nothing."""
    found = followed(number, code)
    return as_public([found], own=True)[0] if found else None


def followed(number: str, code: str) -> Contribution | None:
    """The proposal of a number and a code. One number is in each area: the code says which."""
    told = number_typed(number)
    if told is None:
        return None
    found = Contribution.objects.filter(number=told[0], year=told[1]).select_related("area")
    # Where there is no such number a code is tried all the same: the time says nothing.
    tried = [one for one in list(found) or [Contribution()] if opens(one, code)]
    return tried[0] if tried else None


def as_public(contributions: Iterable[Contribution], *, own: bool = False) -> list[PublicVoice]:
    """Some proposals as anybody may read them: so many questions however many they are.

    Who has the code reads her own words too; her name stays in the archive.
    """
    told = list(contributions)
    beside = _Beside(told, own=own)
    return [_public(one, beside, own=own) for one in told]


class _Beside:
    """What stands beside some proposals, asked once for all."""

    def __init__(self, told: list[Contribution], *, own: bool) -> None:
        rows = [one.pk for one in told]
        answered = {one.pk: one.merged_into_id or one.pk for one in told if one.outcome}
        named = {one.pk: one for one in told if one.named_in_public}
        authors = Author.objects.filter(contribution__in=named)
        self.names = {
            author.contribution_id: name_told(named[author.contribution_id], author)
            for author in authors
        }
        bodies = Contribution.objects.filter(pk__in=named, organisation__isnull=False)
        self.bodies = dict(bodies.values_list("pk", "organisation__name"))
        hidden = Moderation.objects.filter(contribution__in=rows, shown_again_on=None)
        self.hidden = dict(hidden.values_list("contribution", "reason"))
        replies = Reply.objects.filter(contribution__in=answered.values())
        last = {one.contribution_id: one for one in replies.order_by("pk")}
        self.replies = {row: last[of] for row, of in answered.items() if of in last}
        into = {one.merged_into_id for one in told if one.merged_into_id}
        self.into = {one.pk: one for one in Contribution.objects.filter(pk__in=into)}
        self.towns: dict[int, list[str]] = {}
        places = Contribution.towns.through.objects.filter(contribution__in=rows)
        for row, name in places.order_by("area__sort_key").values_list(
            "contribution", "area__name"
        ):
            self.towns.setdefault(row, []).append(name)
        ended = ended_in(told).items()
        self.ended = {row: [_need_said(need, own=own) for need in needs] for row, needs in ended}
        self.discussed: dict[int, list[Discussed]] = {}
        places_ = Discussion.objects.filter(contribution__in=rows)
        for one in places_.select_related("item__sitting__body", "occasion"):
            said = Discussed(str(one), one.day, one.summary)
            self.discussed.setdefault(one.contribution_id, []).append(said)


def _public(one: Contribution, beside: _Beside, *, own: bool) -> PublicVoice:
    why = "" if own else _why_no_text(one, beside)
    reply = beside.replies.get(one.pk)
    root = beside.into.get(one.merged_into_id or 0)
    assert one.number is not None
    assert one.year is not None
    assert one.received_at is not None
    return PublicVoice(
        key=str(one.key),
        name=str(one),
        number=one.number,
        year=one.year,
        sort=one.get_sort_display(),
        title="" if why else (one.title if own else _public_title(one)),
        text="" if why else (one.text if own else one.public_text or one.text),
        why_no_text=why,
        author=_author(one, beside, hidden=bool(why)),
        author_kind=one.get_author_kind_display(),
        towns=tuple(beside.towns.get(one.pk, ())),
        received_on=localdate(one.received_at),
        answer_due_on=one.answer_due_on,
        state=one.get_state_display(),
        merged_into=str(root or ""),
        merged_key=str(root.key) if root and root.consultation_id else "",
        discussed=tuple(beside.discussed.get(one.pk, ())),
        outcome=one.get_outcome_display() if one.outcome else "",
        outcome_code=one.outcome,
        answer=reply.text if reply and (own or reply.outcome != Outcome.NOT_PERTINENT) else "",
        answered_on=reply.answered_on if reply else None,
        withdrawn_on=one.withdrawn_on,
        ended=tuple(beside.ended[one.pk]),
    )


def _need_said(need: Need, *, own: bool) -> str:
    """A need is named to all once it is recognised: before, its title may be an author's words."""
    named = own or need.state == NeedState.RECOGNISED
    return f"{need.label}: {need}" if named else need.label


def public_title(one: Contribution) -> str:
    """The title that anybody may read; nothing, while the words are not to be read."""
    [voice] = as_public([one])
    return voice.title


def _public_title(one: Contribution) -> str:
    """Its own would tell what the public text leaves out."""
    return title_from(one.public_text) if one.public_text else one.title


def _author(one: Contribution, beside: _Beside, *, hidden: bool) -> str:
    """Who proposes: a name, that anybody may have made up, is not told before the words are."""
    if hidden:
        return str(AuthorKind(one.author_kind).label)
    return author_said(one, beside.names.get(one.pk, ""), beside.bodies.get(one.pk, ""))


def name_told(one: Contribution, author: Author | None) -> str:
    """The name that all may read of who wrote: her own, or that of her group or office.

    Who only says to write for a body is not named until the office knows that body.
    """
    if author is None or not one.named_in_public or one.author_kind == AuthorKind.ORGANISATION:
        return ""
    return str(author) if one.author_kind == AuthorKind.CITIZEN else author.group_name


def author_said(one: Contribution, name: str, body: str) -> str:
    """Who proposes, as the public reads it: a name only where it may be told."""
    kind = AuthorKind(one.author_kind)
    if not one.named_in_public:
        return _("%s (nome non pubblicato)") % kind.label
    return body or name or str(kind.label)


def _why_no_text(one: Contribution, beside: _Beside) -> str:
    if one.withdrawn_on:
        return _("Ritirata da chi l'ha scritta.")
    if one.pk in beside.hidden:
        return _("Testo non pubblicato: %s") % beside.hidden[one.pk]
    if one.state == VoiceState.RECEIVED:
        return _("In esame: il testo si pubblica quando la proposta è ammessa.")
    if one.state == VoiceState.MERGED:
        root = beside.into.get(one.merged_into_id or 0)
        admitted = one.state_before in ADMITTED and root is not None and root.state in ADMITTED
        return "" if admitted else _("Unita a un'altra: si legge quella.")
    return "" if one.state in TOLD else _("Non si pubblica: non è pertinente.")
