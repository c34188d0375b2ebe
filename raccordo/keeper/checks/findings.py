"""What a check finds: how bad it is, and one line that says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.utils.translation import gettext as _

from raccordo.keeper.installation import Installation
from raccordo.keeper.progress import Tell, unsaid


class Level(Enum):
    """How bad a finding is."""

    FINE = 0
    LOOK = 1
    FIX = 2

    @property
    def words(self) -> str:
        return (_("va bene"), _("attenzione"), _("da sistemare"))[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Visit:
    """The installation that is looked at, when, and whether every byte of it is read."""

    home: Installation
    at: datetime
    full: bool = False
    tell: Tell = unsaid


Check = Callable[[Visit], Finding]


def fine(text: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.FINE, text)


def look(text: str) -> Finding:
    """Somebody should have a look."""
    return Finding(Level.LOOK, text)


def fix(text: str) -> Finding:
    """It must be put right."""
    return Finding(Level.FIX, text)


def attempt(check: Check, visit: Visit) -> Finding:
    """The finding of a check; one that breaks is itself a finding, and the others go on."""
    try:
        return check(visit)
    except Exception as error:
        told = {"check": check.__name__, "error": f"{type(error).__name__}: {error}"}
        return fix(_("Il controllo «%(check)s» non è riuscito: %(error)s") % told)
