"""What the rooms say they keep of persons, gathered by processing: the register and the notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from raccordo.foundation.privacy import (
    Category,
    Declared,
    NotPersonal,
    Personal,
    Processing,
    Retention,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A datum about a person: in which table, of which name, with which tag."""

    table: Any
    name: str
    tag: Personal


@dataclass(frozen=True, slots=True)
class Sheet:
    """A processing, with all that the rooms keep for it."""

    processing: Processing
    lines: tuple[Line, ...]

    @property
    def categories(self) -> list[Category]:
        return list(dict.fromkeys(line.tag.category for line in self.lines))

    @property
    def terms(self) -> list[tuple[str, Retention]]:
        """How long, for all of it and then for what is kept otherwise, which is named."""
        usual = self.processing.retention
        named: dict[Retention, dict[str, None]] = {}
        for line in self.lines:
            if line.tag.kept != usual:
                named.setdefault(line.tag.kept, {})[str(line.table)] = None
        return [("", usual), *((", ".join(names), kept) for kept, names in named.items())]


@dataclass(frozen=True, slots=True)
class Controller:
    """Whose data they are, and whom to write to, as the installation says of itself."""

    name: str
    contact: str
    dpo: str

    @property
    def is_whole(self) -> bool:
        return bool(self.name and self.contact and self.dpo)

    def __bool__(self) -> bool:
        return True


def controller() -> Controller:
    """What raccordo.toml says of the controller."""
    return Controller(settings.CONTROLLER, settings.CONTROLLER_CONTACT, settings.DPO_CONTACT)


def declarations() -> Iterator[tuple[AppConfig, Declared]]:
    """Each room of the house that keeps something, with what it says of it."""
    for config in apps.get_app_configs():
        name = f"{config.name}.privacy"
        if config.name.startswith("raccordo.") and find_spec(name):
            yield config, import_module(name).DECLARED


def sheets() -> list[Sheet]:
    """The processings of the house, each with what is kept for it, from the roof down."""
    told = list(declarations())
    lines = [line for config, declared in told for line in _lines(config, declared)]
    return [
        Sheet(processing, tuple(line for line in lines if line.tag.processing is processing))
        for _config, declared in reversed(told)
        for processing in declared.processings
    ]


def _lines(config: AppConfig, declared: Declared) -> Iterator[Line]:
    for name, told in declared.models.items():
        if isinstance(told, NotPersonal):
            continue
        table = config.get_model(name)._meta.verbose_name
        for field, tag in told.items():
            if isinstance(tag, Personal):
                yield Line(table, f"{name}.{field}", tag)
    for name, kept in declared.tables.items():
        for tag in kept.tags:
            yield Line(kept.words, name, tag)


def told_of(sheet: Sheet) -> list[tuple[str, list[str]]]:
    """A processing in pairs: what is told (GDPR artt. 13, 14, 30), and how it is here."""
    one = sheet.processing
    pairs = [
        (_("Finalità"), [one.purpose]),
        (_("Base giuridica"), [one.basis, one.special_basis]),
        (_("Di chi sono i dati"), one.persons),
        (_("Quali dati"), [category.words for category in sheet.categories]),
        (_("Da dove arrivano"), [one.origin]),
        (_("Chi li conosce"), one.recipients),
        (_("Per quanto si conservano"), [_term(table, kept) for table, kept in sheet.terms]),
        (_("Tutele proprie"), one.measures),
    ]
    told = [(word, [str(one) for one in said if one]) for word, said in pairs]
    return [(word, _in_sentences(said)) for word, said in told if said]


def _in_sentences(said: list[str]) -> list[str]:
    """Sentences stand one by one; things that are only named make one."""
    if all(one.endswith(".") for one in said):
        return said
    return [f"{capfirst('; '.join(said))}."]


def _term(table: str, kept: Retention) -> str:
    said = f"{capfirst(table)}: {_lowered(str(kept.words))}" if table else str(kept.words)
    return f"{said} {kept.rule}" if kept.rule else said


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
