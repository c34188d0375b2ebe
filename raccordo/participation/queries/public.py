"""What anybody may read: fields that are named one by one, and never the author's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

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
from raccordo.participation.rules.texts import number_typed, title_from
from raccordo.participation.states import TOLD, AuthorKind, ConsultationState, VoiceState
from raccordo.territory.models import Area


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
    discussed: tuple[Discussed, ...]
    outcome: str
    answer: str
    answered_on: date | None
    withdrawn_on: date | None
    # The needs that stand on it.
    ended: tuple[str, ...]


def public_consultations(area: Area | None = None) -> QuerySet[Consultation]:
    """The consultations that anybody may read, the last published first."""
    found = Consultation.objects.exclude(state=ConsultationState.PREPARED)
    found = found.filter(area=area) if area else found
    return found.select_related("area").prefetch_related("phases")


def public_occasions(consultation: Consultation) -> QuerySet[Occasion]:
    """The occasions of a consultation, with how they are made accessible; no list of presences."""
    return consultation.occasions.prefetch_related("aids", "towns").order_by("held_at", "pk")


def public_contributions(consultation: Consultation) -> QuerySet[Contribution]:
    """The proposals of a consultation that has been published; to be read through `as_public`."""
    if consultation.state == ConsultationState.PREPARED:
        return Contribution.objects.none()
    found = consultation.contributions.exclude(state=VoiceState.UNCONFIRMED)
    return found.order_by("-year", "-number")


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
    return next((one for one in found if opens(one, code)), None)


def as_public(contributions: Iterable[Contribution], *, own: bool = False) -> list[PublicVoice]:
    """Some proposals as anybody may read them: so many questions however many they are.

    Who has the code reads her own words too; her name stays in the archive.
    """
    told = list(contributions)
    beside = _Beside(told)
    return [_public(one, beside, own=own) for one in told]


class _Beside:
    """What stands beside some proposals, asked once for all."""

    def __init__(self, told: list[Contribution]) -> None:
        rows = [one.pk for one in told]
        answered = {one.pk: one.merged_into_id or one.pk for one in told if one.outcome}
        named = [one.pk for one in told if one.named_in_public]
        self.names = {
            author.contribution_id: str(author)
            for author in Author.objects.filter(contribution__in=named)
        }
        bodies = Contribution.objects.filter(pk__in=named, organisation__isnull=False)
        self.bodies = dict(bodies.values_list("pk", "organisation__name"))
        hidden = Moderation.objects.filter(contribution__in=rows, shown_again_on=None)
        self.hidden = dict(hidden.values_list("contribution", "reason"))
        replies = Reply.objects.filter(contribution__in=answered.values())
        last = {one.contribution_id: one for one in replies.order_by("pk")}
        self.replies = {row: last[of] for row, of in answered.items() if of in last}
        into = {one.merged_into_id for one in told if one.merged_into_id}
        self.into = {one.pk: str(one) for one in Contribution.objects.filter(pk__in=into)}
        self.towns: dict[int, list[str]] = {}
        places = Contribution.towns.through.objects.filter(contribution__in=rows)
        for row, name in places.order_by("area__sort_key").values_list(
            "contribution", "area__name"
        ):
            self.towns.setdefault(row, []).append(name)
        ended = ended_in(told).items()
        self.ended = {row: [f"{need.label}: {need}" for need in needs] for row, needs in ended}
        self.discussed: dict[int, list[Discussed]] = {}
        places_ = Discussion.objects.filter(contribution__in=rows)
        for one in places_.select_related("item__sitting__body", "occasion"):
            said = Discussed(str(one), one.day, one.summary)
            self.discussed.setdefault(one.contribution_id, []).append(said)


def _public(one: Contribution, beside: _Beside, *, own: bool) -> PublicVoice:
    why = "" if own else _why_no_text(one, beside)
    reply = beside.replies.get(one.pk)
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
        author=author_said(one, beside.names.get(one.pk, ""), beside.bodies.get(one.pk, "")),
        author_kind=one.get_author_kind_display(),
        towns=tuple(beside.towns.get(one.pk, ())),
        received_on=localdate(one.received_at),
        answer_due_on=one.answer_due_on,
        state=one.get_state_display(),
        merged_into=beside.into.get(one.merged_into_id or 0, ""),
        discussed=tuple(beside.discussed.get(one.pk, ())),
        outcome=one.get_outcome_display() if one.outcome else "",
        answer=reply.text if reply else "",
        answered_on=reply.answered_on if reply else None,
        withdrawn_on=one.withdrawn_on,
        ended=tuple(beside.ended[one.pk]),
    )


def _public_title(one: Contribution) -> str:
    """Made of the first words of the text, it would tell what the public text leaves out."""
    taken_from_it = one.public_text and one.title == title_from(one.text)
    return title_from(one.public_text) if taken_from_it else one.title


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
    return "" if one.state in TOLD else _("Non pertinente.")
