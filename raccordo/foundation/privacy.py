"""What is said of a datum about a person: of which sort it is, why it is kept, and until when.

Each room says it of its own fields, in its `privacy.py`; the register of processing (GDPR art. 30)
and the notices (artt. 13-14) are made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, eq=False)
class Category:
    """A sort of personal data (categoria di dati); the special ones are those of GDPR art. 9."""

    words: Any
    special: bool = False


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept (conservazione): what truly happens, and the rule that wants it.

    Without a rule, it is the program's own choice.
    """

    words: Any
    rule: Any = ""


@dataclass(frozen=True, slots=True, eq=False)
class Processing:
    """Something done with personal data, for one purpose (trattamento)."""

    code: str
    title: Any
    purpose: Any
    persons: tuple[Any, ...]
    basis: Any
    origin: Any
    recipients: tuple[Any, ...]
    retention: Retention
    # Why special categories may be treated (GDPR art. 9 par. 2); without it, there are none.
    special_basis: Any = ""
    # What protects these data, beside what protects all of them.
    measures: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Personal:
    """The tag of a datum about a person."""

    category: Category
    processing: Processing
    retention: Retention | None = None

    @property
    def kept(self) -> Retention:
        """Its own, when it is kept for less or for longer than the others."""
        return self.retention or self.processing.retention


@dataclass(frozen=True, slots=True)
class NotPersonal:
    """The tag of what says nothing of anybody: figures, rules, places, keys."""


NOT_PERSONAL = NotPersonal()
Tag = Personal | NotPersonal


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a package that we use: what it keeps, all of a piece; nothing: nobody's data."""

    words: Any
    tags: tuple[Personal, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """What a room says of its data: its processings, each field of its models, others' tables."""

    processings: tuple[Processing, ...] = ()
    models: Mapping[str, NotPersonal | Mapping[str, Tag]] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)

    def tag(self, model: str, name: str) -> Tag | None:
        """The tag of a field; nothing, when nobody has said it."""
        told = self.models.get(model)
        return told if told is None or isinstance(told, NotPersonal) else told.get(name)


def held(
    processing: Processing,
    told: Mapping[Category, str],
    *,
    plain: str = "",
    retention: Retention | None = None,
) -> dict[str, Tag]:
    """The tags of a model's fields: their names, by category; `plain` are those of nobody."""
    tags: dict[str, Tag] = {}
    for category, names in told.items():
        for name in names.split():
            _tell_once(tags, name, Personal(category, processing, retention))
    for name in plain.split():
        _tell_once(tags, name, NOT_PERSONAL)
    return tags


def _tell_once(tags: dict[str, Tag], name: str, tag: Tag) -> None:
    if name in tags:
        raise ValueError(f"{name} is told twice")
    tags[name] = tag


IDENTITY = Category(_("nome e altri dati identificativi"))
CONTACT = Category(_("recapiti"))
OFFICE = Category(_("cariche, ruoli e incarichi"))
SIGN_IN = Category(_("utenza e accesso"))
ACTIVITY = Category(_("attività svolta e sua data"))
WRITTEN = Category(_("testi e documenti scritti o ricevuti"))
SIGNATURE = Category(_("firma digitale e suo certificato"))
BELONGING = Category(
    _("appartenenza sindacale o religiosa, quando la rivela l'ente rappresentato"), special=True
)
# Nobody asks for it: it is what people may say of themselves, or of those whom they care for.
TOLD = Category(
    _("testi di chi propone, che possono dire della salute o della condizione di qualcuno"),
    special=True,
)

# Whose data they are.
WHO_ENTERS = _("chi ha un'utenza")
WHO_REPRESENTS = _("chi rappresenta un ente o siede in un organismo")
WHO_SIGNS = _("chi firma, propone o esprime pareri")
WHO_IS_WRITTEN_TO = _("chi riceve messaggi dall'ufficio")
WHO_IS_NAMED = _("chi è nominato in atti, verbali e documenti")
WHO_WORKS_ALONE = _("chi esercita da solo un'attività, se è un soggetto del territorio")

# Who comes to know them.
THE_OFFICES = _("persone autorizzate degli enti dell'ambito, ciascuna secondo il proprio incarico")
WHO_KEEPS_THE_HOUSE = _("chi gestisce il sistema per conto del titolare (art. 28 GDPR)")
EVERYBODY = _("chiunque, per quello che la legge vuole pubblicato")
WHO_CONTROLS = _("organi di controllo e autorità che lo chiedono per legge")
THE_CARRIERS = _("chi gestisce la posta elettronica e la PEC dell'ente, per la consegna")

ARCHIVES = _(
    "Documenti d'archivio di un ente pubblico: si scartano solo secondo il piano di conservazione e"
    " con l'autorizzazione della Soprintendenza (D.P.R. 445/2000 art. 68; D.Lgs 42/2004 artt. 21"
    " e 30)."
)

# What protects every datum of the installation (GDPR art. 32).
MEASURES = (
    _("Utenze personali; le password si conservano solo come impronta."),
    _("Secondo fattore per chi vede dati di persone, firma o amministra."),
    _("Ciascuno vede quanto il suo incarico permette, nella sua area e nelle sue date."),
    _("Registro delle operazioni che nessuno può modificare, sigillato ogni giorno."),
    _("Collegamento cifrato (HTTPS); nessun contenuto chiesto a siti di terzi."),
    _("Copie di sicurezza di tutta l'installazione, che si possono cifrare."),
    _("File conservati con la loro impronta, controllata a ogni verifica completa."),
)
