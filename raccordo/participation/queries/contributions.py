"""The proposals one may open, the office's list, and what awaits an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from raccordo.access.queries import areas_around_mandate, areas_where
from raccordo.access.rights import Right
from raccordo.foundation.asking import asked_once
from raccordo.foundation.searching import searchable
from raccordo.journal.acting import Acting
from raccordo.participation.models import (
    Author,
    Consultation,
    Contribution,
    ContributionFile,
    Moderation,
    Occasion,
    Reply,
    Telling,
)
from raccordo.participation.rules.texts import number_typed
from raccordo.participation.states import OPEN, VoiceState
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term

TO_HAND = Q(message=None, told_on=None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in the list of proposals; what is empty is not asked."""

    words: str = ""
    state: str = ""
    sort: str = ""
    author_kind: str = ""
    outcome: str = ""
    group: Term | None = None
    kind: Term | None = None
    town: Area | None = None
    consultation: Consultation | None = None
    occasion: Occasion | None = None
    unanswered: bool = False
    to_hand: bool = False
    late_on: date | None = None
    # Only who takes proposals looks for a person by her name.
    with_authors: bool = False


@asked_once
def contributions_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Contribution]:
    """The proposals of the areas where this mandate gives this right; unconfirmed ones are none's.

    Who sits for a municipality reads those of its zone and of its ambito.
    """
    found = Contribution.objects.filter(_where(acting, right, on=on))
    return _told(found.exclude(state=VoiceState.UNCONFIRMED))


@asked_once
def consultations_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Consultation]:
    """The consultations of the areas where this mandate gives this right."""
    return Consultation.objects.filter(_where(acting, right, on=on)).select_related("area")


@asked_once
def occasions_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[Occasion]:
    """The occasions of the areas where this mandate gives this right."""
    found = Occasion.objects.filter(_where(acting, right, on=on))
    return found.select_related("area", "consultation")


def sees_author(acting: Acting, contribution: Contribution, *, on: date) -> bool:
    """Whether one may read who wrote a proposal: only who takes them in, to answer."""
    takes = areas_where(acting, Right.TAKE_VOICES, on=on)
    return takes.filter(pk=contribution.area_id).exists()


def contributions_found(
    contributions: QuerySet[Contribution], wanted: Wanted
) -> QuerySet[Contribution]:
    """Those among some proposals that are looked for, the last received first; not their texts."""
    plain = {
        "state": wanted.state,
        "sort": wanted.sort,
        "author_kind": wanted.author_kind,
        "outcome": wanted.outcome,
        "group": wanted.group,
        "kind": wanted.kind,
        "consultation": wanted.consultation,
        "occasion": wanted.occasion,
    }
    found = contributions.filter(**{name: value for name, value in plain.items() if value})
    if wanted.town:
        towns = Contribution.towns.through.objects.filter(area=wanted.town)
        found = found.filter(pk__in=towns.values("contribution"))
    if wanted.to_hand:
        pending = Telling.objects.filter(TO_HAND, contribution=OuterRef("pk"))
        found = found.filter(Exists(pending))
    if wanted.unanswered:
        found = found.filter(state__in=OPEN)
    if wanted.late_on:
        found = found.filter(state__in=OPEN, answer_due_on__lt=wanted.late_on)
    found = _with_words(found, wanted).defer("text", "public_text", "search")
    return found.order_by("-year", "-number", "-pk")


def consultations_found(
    consultations: QuerySet[Consultation], words: str
) -> QuerySet[Consultation]:
    """Those among some consultations whose title, or area, has the words; the last first."""
    for word in searchable(words).split():
        consultations = consultations.filter(
            Q(search__contains=word) | Q(area__search__contains=word)
        )
    return consultations.order_by("-published_on", "-pk")


def awaiting_answer(area: Area, *, on: date | None = None) -> QuerySet[Contribution]:
    """What awaits an answer in an area, the first due first; with a day, only what is late then."""
    found = Contribution.objects.filter(area=area, state__in=OPEN)
    if on:
        found = found.filter(answer_due_on__lt=on)
    return _told(found).order_by("answer_due_on", "year", "number")


def voices_to_answer(acting: Acting, *, on: date) -> QuerySet[Contribution]:
    """What awaits an answer where who acts keeps the proposals; the first due, first."""
    kept = contributions_open_to(acting, Right.KEEP_VOICES, on=on)
    return kept.filter(state__in=OPEN).order_by("answer_due_on", "year", "number")


def answers_to_hand(acting: Acting, *, on: date) -> QuerySet[Telling]:
    """The answers that nobody has told yet to who wrote: to be printed, said, handed over."""
    takes = areas_where(acting, Right.TAKE_VOICES, on=on).order_by().values("pk")
    return Telling.objects.filter(TO_HAND, contribution__area__in=takes)


def standing_reply(contribution: Contribution) -> Reply | None:
    """The answer that stands: its own, or that of the one it was merged into."""
    answered = contribution.merged_into or contribution
    if not contribution.outcome:
        return None
    return answered.replies.order_by("pk").last()


def files_of(contribution: Contribution) -> QuerySet[ContributionFile]:
    """The files that came with a proposal, but for those taken away: for the office alone."""
    return contribution.files.filter(removed_on=None).select_related("file")


def is_hidden(contribution: Contribution) -> bool:
    """Whether the text of a proposal is kept from the public."""
    return Moderation.objects.filter(contribution=contribution, shown_again_on=None).exists()


def _where(acting: Acting, right: Right, *, on: date) -> Q:
    there = Q(area__in=areas_where(acting, right, on=on).order_by().values("pk"))
    if right == Right.READ_VOICES:
        there |= Q(area__in=areas_around_mandate(acting, on=on).values("pk"))
    return there


def _told(contributions: QuerySet[Contribution]) -> QuerySet[Contribution]:
    return contributions.select_related("area", "consultation", "organisation", "group", "kind")


def _with_words(found: QuerySet[Contribution], wanted: Wanted) -> QuerySet[Contribution]:
    if numbered := number_typed(wanted.words):
        return found.filter(number=numbered[0], year=numbered[1])
    # The long text first; the bodies and the authors that hold a word are looked for once.
    for word in searchable(wanted.words).split():
        bodies = Organisation.objects.filter(search__contains=word).order_by()
        body = Q(organisation__in=bodies.values("pk"))
        held = Q(search__contains=word)
        # A name that is not to be told is not to be found either.
        held |= body if wanted.with_authors else body & Q(named_in_public=True)
        if wanted.with_authors:
            authors = Author.objects.filter(search__contains=word).order_by()
            held |= Q(pk__in=authors.values("contribution"))
        if word.isascii() and word.isdigit() and len(word) < 9:
            held |= Q(number=int(word))
        found = found.filter(held)
    return found
