"""What every page has around it: who one is, in whose name one acts, where one may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from raccordo.access.models import Mandate
from raccordo.access.queries import mandates_of
from raccordo.access.rights import RIGHTS, Role
from raccordo.web.door import chosen_mandate, still_to_prove, today
from raccordo.web.menu import Link, menu_for


@dataclass(slots=True)
class Surroundings:
    """The mandate one acts through, if any, and the menu it gives."""

    mandate: Mandate | None
    choices: int
    menu: list[Link]
    # The pages of the area one is in, when they are several.
    inside: list[Link]

    def __bool__(self) -> bool:
        return True


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """For the templates: `around.mandate`, `around.menu`, `around.inside`, `around.choices`."""
    return {"around": SimpleLazyObject(lambda: _around(request))}


def _around(request: HttpRequest) -> Surroundings:
    mandate, choices = mandate_around(request), 0
    if mandate:
        choices = mandates_of(mandate.holder, on=today()).count()
    rights = RIGHTS[Role(mandate.role)] if mandate else frozenset()
    here = getattr(request.resolver_match, "view_name", "") if request.resolver_match else ""
    menu, inside = menu_for(rights, here=here)
    return Surroundings(mandate, choices, menu, inside)


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
