"""What is kept elsewhere of who wrote: the letters to her, the bytes of the files she sent."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from raccordo.archive.models import StoredFile
from raccordo.participation.models import Contribution, ContributionFile, Telling
from raccordo.post.models import Message


def letters_to(contributions: Iterable[Contribution]) -> QuerySet[Message]:
    """The letters to who wrote some proposals: to confirm them, and with their answers."""
    told = list(contributions)
    answers = Telling.objects.filter(contribution__in=told, message__isnull=False)
    asked = Q(once__in=[confirmation_of(one) for one in told])
    return Message.objects.filter(asked | Q(pk__in=list(answers.values_list("message", flat=True))))


def confirmation_of(contribution: Contribution) -> str:
    """How the letter that asks to confirm a proposal is named: it is written once."""
    return f"confirm:{contribution.key}"


def files_with(contributions: Iterable[Contribution]) -> list[StoredFile]:
    """The files that came with some proposals, and are still there."""
    came = ContributionFile.objects.filter(contribution__in=list(contributions), removed_on=None)
    return [one.file for one in came.select_related("file") if one.file]
