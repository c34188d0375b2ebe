"""What every page has around it: who one is, in whose name one acts, where one may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from raccordo.access.models import Mandate
from raccordo.access.queries import mandates_of
from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.web.door import chosen_mandate, still_to_prove, today


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the menu, and the right that shows it."""

    word: Any
    page: str
    right: Right | None
    area: str


MENU = [
    Entry(_("Scrivania"), "desk:home", Right.ENTER, "desk"),
    Entry(_("Scadenzario"), "desk:duties", Right.READ_DUTIES, "duties"),
    Entry(_("Territorio"), "territory:overview", None, "territory"),
    Entry(_("Soggetti"), "network:organisations", Right.READ_PARTIES, "network"),
    Entry(_("Organismi"), "assemblies:bodies", Right.READ_BODIES, "bodies"),
    Entry(_("Sedute"), "assemblies:sittings", Right.READ_BODIES, "sittings"),
    Entry(_("Atti"), "assemblies:acts", Right.READ_ACTS, "assemblies"),
    Entry(_("Richieste di dati"), "desk:requests", Right.ASK_DATA, "requests"),
    Entry(_("Incarichi"), "office:mandates", Right.GIVE_MANDATES, "mandates"),
    Entry(_("Posta"), "office:outbox", Right.SEND_POST, "post"),
    Entry(_("Registro"), "office:journal", Right.READ_JOURNAL, "journal"),
]


@dataclass(slots=True)
class Surroundings:
    """The mandate one acts through, if any, and the menu it gives."""

    mandate: Mandate | None
    choices: int
    menu: list[dict[str, Any]]

    def __bool__(self) -> bool:
        return True


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """For the templates: `around.mandate`, `around.menu`, `around.choices`."""
    return {"around": SimpleLazyObject(lambda: _around(request))}


def _around(request: HttpRequest) -> Surroundings:
    mandate, choices = mandate_around(request), 0
    if mandate:
        choices = mandates_of(mandate.holder, on=today()).count()
    rights = RIGHTS[Role(mandate.role)] if mandate else frozenset()
    here = getattr(request.resolver_match, "view_name", "") if request.resolver_match else ""
    menu = [
        {"word": entry.word, "address": reverse(entry.page), "here": _is_here(entry, here)}
        for entry in MENU
        if entry.right is None or entry.right in rights
    ]
    return Surroundings(mandate, choices, menu)


def _is_here(entry: Entry, here: str) -> bool:
    area, _, page = here.partition(":")
    if page.startswith("sitting"):
        return entry.area == "sittings"
    if area == "desk":
        return entry.area == PAGES_OF_DESK.get(page.partition("_")[0], "desk")
    if area == "office":
        return entry.area == PAGES_OF_OFFICE.get(page.partition("_")[0], "")
    if area == "assemblies":
        return entry.area == PAGES_OF_ASSEMBLIES.get(page.partition("_")[0], "assemblies")
    return area == entry.area


# Those of the acts are the others.
PAGES_OF_ASSEMBLIES = dict.fromkeys(
    (
        "bodies",
        "body",
        "candidacy",
        "designation",
        "designations",
        "public",
        "renewals",
        "seat",
        "seating",
        "text",
    ),
    "bodies",
)
PAGES_OF_DESK = {"duties": "duties", "duty": "duties"}
PAGES_OF_DESK |= dict.fromkeys(("request", "requests"), "requests")
PAGES_OF_OFFICE = {
    "mandates": "mandates",
    "mandate": "mandates",
    "person": "mandates",
    "persons": "mandates",
    "outbox": "post",
    "message": "post",
    "journal": "journal",
}


def mandate_around(request: Any) -> Mandate | None:
    """The mandate one acts through on a page that asks for none, when there is one."""
    if hasattr(request, "mandate"):
        mandate: Mandate = request.mandate
        return mandate
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    request.today = getattr(request, "today", today())
    if still_to_prove(request):
        return None
    return chosen_mandate(request)
