"""How much was heard and how soon it was answered; what a body took part in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Sum
from django.utils.timezone import get_current_timezone

from raccordo.participation.models import (
    Aim,
    Consultation,
    Contribution,
    Occasion,
    OccasionPresence,
    Subscription,
)
from raccordo.participation.rules.figures import Figures, Heard, Share, figures_of
from raccordo.participation.states import (
    OPEN,
    AuthorKind,
    Outcome,
    Stance,
    VoiceState,
)
from raccordo.parties.models import Organisation


@dataclass(frozen=True, slots=True)
class TakenPart:
    """What a body did when it was asked to speak."""

    presences: list[OccasionPresence]
    contributions: list[Contribution]
    subscriptions: list[Subscription]


@dataclass(frozen=True, slots=True)
class Met:
    """How many occasions of a sort, how many persons and bodies came."""

    sort: str
    occasions: int
    citizens: int
    bodies: int


def statistics_of(contributions: QuerySet[Contribution], *, on: date) -> Figures:
    """The figures of some proposals: three questions, however many they are; labels in words."""
    received = contributions.exclude(state=VoiceState.UNCONFIRMED).order_by().select_related(None)
    answered = Q(answered_on__isnull=False)
    kinds = ("author_kind", "outcome", "state")
    alike = received.annotate(told=ExpressionWrapper(answered, BooleanField()))
    counted = alike.values_list(*kinds, "told").annotate(times=Count("pk"))
    zone = get_current_timezone()
    days = received.filter(answered).values_list("received_at", "answered_on").iterator(10_000)
    figures = figures_of(
        [Heard(*row) for row in counted],
        waits=[
            last.toordinal() - at.astimezone(zone).toordinal() for at, last in days if at and last
        ],
        late=received.filter(state__in=OPEN, answer_due_on__lt=on).count(),
    )
    return _in_words(figures)


def received_in(consultations: Iterable[Consultation]) -> list[tuple[Consultation, int, int]]:
    """Some consultations, each with how many proposals it received, how many await an answer."""
    told = list(consultations)
    voices = Contribution.objects.filter(consultation__in=[one.pk for one in told]).order_by()
    counted = (
        voices.exclude(state=VoiceState.UNCONFIRMED)
        .values_list("consultation")
        .annotate(received=Count("pk"), awaiting=Count("pk", filter=Q(state__in=OPEN)))
    )
    many = {row: (received, awaiting) for row, received, awaiting in counted}
    return [(one, *many.get(one.pk, (0, 0))) for one in told]


def participation_of(organisation: Organisation) -> TakenPart:
    """The occasions a body came to, what it proposed, the objectives it shares or does not."""
    presences = OccasionPresence.objects.filter(organisation=organisation)
    subscriptions = Subscription.objects.filter(organisation=organisation)
    own = organisation.contributions.exclude(state=VoiceState.UNCONFIRMED)
    own = own.select_related("area", "group").defer("text", "public_text", "search")
    return TakenPart(
        presences=list(presences.select_related("occasion__area").order_by("-occasion__held_at")),
        contributions=list(own.order_by("-year", "-number")),
        subscriptions=list(
            subscriptions.select_related("aim__consultation").order_by("-since", "pk")
        ),
    )


def aims_told(consultation: Consultation) -> QuerySet[Aim]:
    """The objectives of a consultation, each with how many bodies share it and how many do not."""
    shares = Count("subscriptions", filter=Q(subscriptions__stance=Stance.SUBSCRIBES))
    objects = Count("subscriptions", filter=Q(subscriptions__stance=Stance.OBJECTS))
    return consultation.aims.annotate(shared_by=shares, objected_by=objects)


def meetings_told(occasions: Iterable[Occasion]) -> list[Met]:
    """How many met, by sort of occasion: for the part of the plan that tells of participation."""
    held = Occasion.objects.filter(pk__in=[one.pk for one in occasions], concluded_on__isnull=False)
    bodies = OccasionPresence.objects.filter(occasion__in=held.values("pk")).order_by()
    came = dict(
        bodies.values("occasion__sort")
        .annotate(n=Count("organisation", distinct=True))
        .values_list("occasion__sort", "n")
    )
    counted = held.order_by().values("sort").annotate(n=Count("pk"), heads=Sum("citizens"))
    return [
        Met(row["sort"], row["n"], row["heads"] or 0, came.get(row["sort"], 0))
        for row in counted.order_by("sort")
    ]


def _in_words(figures: Figures) -> Figures:
    def named(shares: tuple[Share, ...], words: dict[str, str]) -> tuple[Share, ...]:
        return tuple(replace(one, label=words[one.label]) for one in shares)

    authors = {str(one): str(one.label) for one in AuthorKind}
    outcomes = {str(one): str(one.label) for one in Outcome}
    return replace(
        figures,
        by_author=named(figures.by_author, authors),
        by_outcome=tuple((outcomes[one], count) for one, count in figures.by_outcome),
    )
