from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django import template
from django.apps import apps
from django.utils.translation import gettext as _

from raccordo.access.rights import Role

register = template.Library()


@register.filter
def fact(what: str) -> str:
    """What the register calls act.annulled, in words; each room says its own."""
    return str(_all_facts().get(what, what))


@cache
def _all_facts() -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.reasons"
        if app.name.startswith("raccordo.") and find_spec(name):
            facts |= getattr(import_module(name), "FACTS", {})
    return facts


@register.filter
def thing(subject: str) -> str:
    """What sort of thing a line is about: «acts.act:…» is an atto."""
    label = subject.partition(":")[0]
    try:
        return str(apps.get_model(label)._meta.verbose_name) if label else ""
    except LookupError:
        return label


@register.filter
def role(acting: str) -> str:
    """In what capacity a line was written: the role's own name, or that of a command."""
    name = acting.partition(":")[0]
    if name == "system":
        return acting.partition(":")[2]
    if name == "link":
        return _("Dal collegamento personale")
    return str(Role(name).label) if name in Role.values else ""
