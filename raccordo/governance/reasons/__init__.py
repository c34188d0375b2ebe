"""The words of this room's reasons, by subject; and how a reason is read, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Fact, Reason
from raccordo.foundation.wording import elided, said
from raccordo.governance.reasons import judging, questions, voting
from raccordo.governance.reasons.facts import FACTS
from raccordo.governance.reasons.papers import MARKS
from raccordo.governance.reasons.questions import KINDS
from raccordo.governance.reasons.voting import CAME_OF_IT, VOTED_ON
from raccordo.governance.states import BodySort

__all__ = [
    "CAME_OF_IT",
    "FACTS",
    "KINDS",
    "MARKS",
    "MEETINGS",
    "SENTENCES",
    "VOTED_ON",
    "kept",
    "read",
    "sentence",
]

SENTENCES = judging.SENTENCES | questions.SENTENCES | voting.SENTENCES
# What a body does when it meets, by what it may do.
MEETINGS = {
    BodySort.DECIDES: _("Seduta"),
    BodySort.SUPERVISES: _("Seduta"),
    BodySort.ADVISES: _("Incontro"),
    BodySort.OFFICE: _("Riunione"),
}


def sentence(reason: Reason) -> str:
    """Why a sitting is or is not valid, a vote is or is not carried, a notice is enough or not."""
    facts = {name: _said(fact) for name, fact in reason.facts.items()}
    code = reason.code + ("_free" if reason.facts.get("free") else "")
    article = facts.pop("article", "")
    facts["cite"] = f" ({article})" if article else ""
    words = judging.OF_RESIDENTS if "_population_" in code else judging.OF
    if whole := words.get(facts.get("of", "")):
        facts["of"] = str(whole) % facts
    return elided(str(SENTENCES[code]) % facts)


def kept(reason: Reason) -> dict[str, Any]:
    """A reason as it is stored."""
    return {"code": reason.code, "facts": dict(reason.facts)}


def read(stored: Mapping[str, Any]) -> Reason:
    """A reason that was stored."""
    return Reason(stored["code"], stored["facts"])


def _said(fact: Fact) -> str:
    return number_format(fact, force_grouping=True) if isinstance(fact, int) else said(fact)
