"""A plan and what it holds, as tests make them: only what the test is about is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from raccordo.planning.models import (
    Action,
    Contract,
    Measure,
    Objective,
    Plan,
    PlanTemplate,
    Procedure,
    Section,
)
from raccordo.planning.rules.codes import order_of
from raccordo.planning.rules.outlines import Axis, Outline, Part, data_of
from raccordo.planning.states import ManagementForm
from tests.make import LONG_AGO, make_act, make_area, make_organisation

OUTLINE = Outline(
    parts=(
        Part("1", "Il territorio", mandatory=False),
        Part("1.1", "La popolazione", parent="1", shows=("population",)),
        Part("2", "Le scelte"),
    ),
    axes=(Axis("1", "Famiglie"), Axis("2", "Anziani")),
)
numbers = count(1)


def make_template(**fields: Any) -> PlanTemplate:
    """A template with three sections and two axes."""
    usual = {"code": f"modello-{next(numbers)}", "version": "1", "name": "Modello"}
    usual |= {"source": "Linee guida", "since": LONG_AGO, "outline": data_of(OUTLINE)}
    return PlanTemplate.objects.create(**usual | fields)


def make_plan(**fields: Any) -> Plan:
    """A plan 2025–2027 that is being written, without its sections."""
    usual: dict[str, Any] = {"title": "Piano sociale", "first_year": 2025, "last_year": 2027}
    usual["area"] = fields.pop("area", None) or make_area()
    usual["template"] = fields.pop("template", None) or make_template()
    if fields.get("state") in {"in_force", "closed"}:
        usual["in_force_since"] = date(2025, 1, 1)
    return Plan.objects.create(**usual | fields)


def make_section(**fields: Any) -> Section:
    """A section that nobody has written yet."""
    n = next(numbers)
    usual: dict[str, Any] = {"code": f"S{n}", "title": "Una sezione", "position": n}
    usual["plan"] = fields.pop("plan", None) or make_plan()
    return Section.objects.create(**usual | fields)


def make_measure(**fields: Any) -> Measure:
    """What tells whether an action reaches what it wants, with its source."""
    usual: dict[str, Any] = {"name": "Persone seguite", "source": "Registro", "position": 1}
    usual["action"] = fields.pop("action", None) or make_action(plan=make_plan())
    return Measure.objects.create(**usual | fields)


def make_objective(**fields: Any) -> Objective:
    """An objective of a plan."""
    usual: dict[str, Any] = {"code": f"{next(numbers)}", "title": "Arrivare ai servizi"}
    usual["plan"] = fields.pop("plan", None) or make_plan()
    made = usual | fields
    made.setdefault("order", order_of(made["code"]))
    return Objective.objects.create(**made)


def make_action(**fields: Any) -> Action:
    """An action of a plan, proposed."""
    usual: dict[str, Any] = {"code": f"1.{next(numbers)}", "title": "Trasporto sociale"}
    usual["plan"] = fields.pop("plan", None) or make_plan()
    made = usual | fields
    made.setdefault("order", order_of(made["code"]))
    made.setdefault("search", f"{made['code']} {made['title']}".casefold())
    return Action.objects.create(**made)


def make_procedure(**fields: Any) -> Procedure:
    """How an action is managed."""
    usual: dict[str, Any] = {"form": ManagementForm.CONTRACT, "title": "Gara"}
    usual["action"] = fields.pop("action", None) or make_action()
    return Procedure.objects.create(**usual | fields)


def make_contract(**fields: Any) -> Contract:
    """A contract of three years."""
    usual: dict[str, Any] = {
        "subject": "Trasporto",
        "value": Decimal("90000.00"),
        "cig": "A012345678",
    }
    usual |= {"since": date(2025, 1, 1), "until": date(2028, 1, 1)}
    usual["procedure"] = fields.pop("procedure", None) or make_procedure()
    usual["provider"] = fields.pop("provider", None) or make_organisation()
    return Contract.objects.create(**usual | fields)


__all__ = [
    "OUTLINE",
    "make_act",
    "make_action",
    "make_contract",
    "make_objective",
    "make_plan",
    "make_procedure",
    "make_section",
    "make_template",
]
