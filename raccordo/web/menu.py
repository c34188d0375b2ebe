"""The menu: areas named for what people do, and inside each the pages one goes to from it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from raccordo.access.rights import Right


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the menu, the right that shows it, how the names of those under it begin."""

    word: Any
    name: str
    right: Right | None
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A word of the menu; it leads to the first of its pages that one may open."""

    word: Any
    pages: tuple[Page, ...]


DESK = Area(
    _("Scrivania"),
    (
        Page(_("Da fare"), "desk:home", Right.ENTER, ("desk:",)),
        Page(_("Scadenzario"), "desk:duties", Right.READ_DUTIES, ("desk:duty", "desk:duties")),
        Page(_("Richieste di dati"), "desk:requests", Right.ASK_DATA, ("desk:request",)),
    ),
)
TERRITORY = Area(
    _("Territorio"), (Page(_("Territorio"), "territory:overview", None, ("territory:",)),)
)
NETWORK = Area(
    _("Soggetti"),
    (
        Page(_("Soggetti"), "network:organisations", Right.READ_PARTIES, ("network:",)),
        Page(_("Copertura"), "network:coverage", Right.READ_PARTIES, ("network:coverage",)),
        Page(_("Da coinvolgere"), "network:involve", Right.READ_VOICES, ("network:involve",)),
    ),
)


def _named(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"assemblies:{word}" for word in words)


BODIES = ("bod", "candidacy", "designation", "public_bod", "renewals", "seat")
SITTINGS = ("sitting", "minutes", "paper", "resolution", "text_model", "published")
ASSEMBLIES = Area(
    _("Organismi"),
    (
        Page(_("Organismi"), "assemblies:bodies", Right.READ_BODIES, _named(BODIES)),
        Page(_("Sedute"), "assemblies:sittings", Right.READ_BODIES, _named(SITTINGS)),
        Page(_("Decisioni"), "assemblies:decisions", Right.READ_BODIES, _named(("decision",))),
        Page(_("Atti"), "assemblies:acts", Right.READ_ACTS, ("assemblies:",)),
    ),
)


def _voices(*words: str) -> tuple[str, ...]:
    return tuple(f"voices:{word}" for word in words)


VOICES = Area(
    _("Partecipazione"),
    (
        Page(_("Bisogni"), "voices:needs", Right.READ_NEEDS, _voices("need", "evidence")),
        Page(_("Studi"), "voices:studies", Right.READ_NEEDS, _voices("stud")),
        Page(_("Problemi"), "voices:problems", Right.READ_NEEDS, _voices("problem", "statement")),
        Page(_("Forza e debolezza"), "voices:swot", Right.READ_NEEDS, _voices("swot")),
        Page(_("Proposte"), "voices:proposals", Right.READ_VOICES, _voices("proposal")),
        Page(
            _("Consultazioni"),
            "voices:consultations",
            Right.READ_VOICES,
            _voices("consultation"),
        ),
        Page(_("Incontri"), "voices:occasions", Right.READ_VOICES, _voices("occasion")),
        # For all: who has not entered finds only this one.
        Page(
            _("Nel sito"),
            "public:consultations",
            None,
            ("public:consultation", "public:propos", "public:follow", "public:sent"),
        ),
    ),
)
PLAN = Area(
    _("Piano"),
    (
        Page(_("Piani"), "plan:plans", Right.READ_PLAN, ("plan:",)),
        Page(_("Scadenze"), "plan:expiring", Right.READ_PLAN, ("plan:expiring",)),
    ),
)


def _money(*words: str) -> tuple[str, ...]:
    return tuple(f"money:{word}" for word in words)


MONEY = Area(
    _("Risorse"),
    (
        Page(_("Fondi"), "money:funds", Right.READ_MONEY, ("money:",)),
        Page(
            _("Piano finanziario"),
            "money:budgets",
            Right.READ_MONEY,
            _money(
                *("budget", "action", "movement", "onward", "reverse", "reserve", "commit"),
                *("progress", "words"),
            ),
        ),
        Page(_("Scritture"), "money:entries", Right.READ_MONEY, _money("entries", "books")),
        Page(_("Quote"), "money:quotas", Right.READ_MONEY, _money("quota", "share")),
        Page(_("Esercizi"), "money:years", Right.READ_MONEY, _money("year")),
        Page(_("Moduli"), "money:blanks", Right.READ_MONEY, _money("blank")),
        Page(_("Comuni"), "money:towns", Right.READ_MONEY, _money("town")),
    ),
)
OFFICE = Area(
    _("Ufficio"),
    (
        Page(_("Incarichi"), "office:mandates", Right.GIVE_MANDATES, ("office:",)),
        Page(_("Posta"), "office:outbox", Right.SEND_POST, ("office:outbox", "office:message")),
        Page(_("Registro"), "office:journal", Right.READ_JOURNAL, ("office:journal",)),
        Page(_("Trattamenti"), "office:privacy", Right.READ_PRIVACY, ("office:privacy",)),
    ),
)
MENU = (DESK, TERRITORY, NETWORK, ASSEMBLIES, VOICES, PLAN, MONEY, OFFICE)


@dataclass(frozen=True, slots=True)
class Link:
    """A word to click, and whether one is there."""

    word: Any
    address: str
    here: bool


def menu_for(rights: Set[Right], *, here: str) -> tuple[list[Link], list[Link]]:
    """The areas one may go to, and the pages of the area one is in when they are several."""
    at = page_of(here)
    areas, inside = [], []
    for area in MENU:
        pages = [page for page in area.pages if page.right is None or page.right in rights]
        if not pages:
            continue
        areas.append(Link(area.word, reverse(pages[0].name), at in area.pages))
        if at in area.pages and len(pages) > 1:
            inside = [Link(page.word, reverse(page.name), page == at) for page in pages]
    return areas, inside


def page_of(name: str) -> Page | None:
    """The page of the menu under which a page is: the one whose beginning is the longest."""
    found = [
        (len(begins), page)
        for area in MENU
        for page in area.pages
        for begins in page.under
        if name.startswith(begins)
    ]
    return max(found, key=lambda one: one[0])[1] if found else None
