"""The forms of an area, and what each can be filled with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from raccordo.access.rights import Right
from raccordo.finance.models import Allocation, OfficeForm
from raccordo.finance.queries.data import Data, Entry, data_of, data_of_entry
from raccordo.finance.queries.sums import ZERO
from raccordo.finance.states import FormSort
from raccordo.journal.acting import Acting
from raccordo.planning.models import Action, Plan
from raccordo.planning.queries.plans import living, where_open

Thing = Plan | Action | Allocation
MOST = 500


def forms_open_to(acting: Acting, right: Right, *, on: date) -> QuerySet[OfficeForm]:
    """The forms of the areas where this mandate gives this right on this day."""
    return OfficeForm.objects.filter(where_open(acting, right, on=on))


def form_for(action: Action, sort: FormSort) -> OfficeForm | None:
    """The office's own model of a determination, if it has one: the last that was added."""
    mine = OfficeForm.objects.filter(area=action.plan.area_id, sort=sort)
    return mine.select_related("file").order_by("-added_on", "-pk").first()


def things_for(form: OfficeForm) -> Sequence[Thing]:
    """What a form may be filled with, the last first; of a model of a determination, nothing."""
    plans = Plan.objects.filter(area=form.area_id).select_related("area", "template")
    match form.sort:
        case FormSort.PLAN:
            return list(plans)
        case FormSort.ACTION:
            mine = living(Action.objects.filter(plan__in=list(plans)))
            found = mine.select_related("plan__area", "plan__template", "implementer")
            return list(found.order_by("-plan__first_year", "order")[:MOST])
        case FormSort.FUND:
            years = Allocation.objects.filter(area=form.area_id).select_related("fund", "area")
            return list(years.order_by("-year", "fund__position", "pk")[:MOST])
    return []


def example_of(form: OfficeForm, *, on: date) -> Data:
    """The data one chooses among while marking: those of the last thing it may be filled with."""
    if form.sort in {FormSort.PLAN, FormSort.ACTION, FormSort.FUND}:
        things = things_for(form)
        return data_of(things[0], on=on) if things else {}
    action = living(Action.objects.filter(plan__area=form.area_id)).order_by("-plan", "pk").first()
    allocation = Allocation.objects.filter(area=form.area_id).select_related("fund").first()
    if action is None or allocation is None:
        return {}
    before = allocation.movements.first() if form.sort == FormSort.CLEARANCE else None
    entry = Entry(FormSort(form.sort), ZERO, allocation, on.year, ZERO, {}, before)
    return data_of_entry(action, entry)
