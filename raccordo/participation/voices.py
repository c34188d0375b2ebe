"""What is told when somebody speaks: the voice, who writes it, and what she is given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from raccordo.participation.models import Consultation, Contribution, Occasion
from raccordo.participation.states import AnswerWay, AuthorKind, VoiceSort
from raccordo.parties.models import Organisation
from raccordo.territory.models import Area
from raccordo.vocabularies.models import Term


@dataclass(frozen=True, slots=True)
class Voice:
    """What is said, by what sort of author, about what and where."""

    text: str
    sort: VoiceSort = VoiceSort.PROPOSAL
    title: str = ""
    author_kind: AuthorKind = AuthorKind.CITIZEN
    organisation: Organisation | None = None
    named_in_public: bool = False
    consultation: Consultation | None = None
    occasion: Occasion | None = None
    group: Term | None = None
    kind: Term | None = None
    towns: Sequence[Area] = ()
    # The files that come with it: name and content of each.
    files: Sequence[tuple[str, bytes]] = ()
    # Sent twice with the same key, it is taken once.
    key: UUID | None = None
    row_mark: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """The person who writes, and how she wants to be answered."""

    given_name: str = ""
    family_name: str = ""
    group_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    wants_answer_by: AnswerWay = AnswerWay.CODE


@dataclass(frozen=True, slots=True)
class Received:
    """A proposal that was taken, and the code to follow it: told now and never again."""

    contribution: Contribution
    code: str = ""
