"""What every page with a form does the same way: open it, offer the draft back, show it, leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.validators import EMPTY_VALUES
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from raccordo.foundation.numbers import number_typed
from raccordo.foundation.tables import FIRST_YEAR, LAST_YEAR
from raccordo.foundation.wording import elided
from raccordo.post.drafts import draft_of, forget_draft
from raccordo.web.door import MemberRequest
from raccordo.web.trails import Trail

Kind = TypeVar("Kind", bound=forms.Form)


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day as people write it or as the calendar gives it."""

    widget = DayInput
    default_error_messages = {
        "invalid": _("Scrivere una data come 03/03/2026."),
        "unlikely": _("Controllare l'anno: serve una data fra il 1861 e il 2199."),
    }

    def __init__(self, **kwargs: Any) -> None:
        formats = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
        super().__init__(input_formats=formats, **kwargs)

    def validate(self, value: date | None) -> None:
        """A year from the unity of Italy on, and not so far that it is a slip of the keyboard."""
        super().validate(value)
        if value and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["unlikely"], code="unlikely")


class NumberField(forms.DecimalField):
    """A number as people type it in Italy, with its decimals: 1.250,50."""

    widget = forms.TextInput

    def __init__(self, *, decimal_places: int = 2, max_digits: int = 12, **kwargs: Any) -> None:
        kwargs |= {"decimal_places": decimal_places, "max_digits": max_digits}
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal"}

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        number = number_typed(str(value))
        if number is None:
            raise forms.ValidationError(_("Scrivere un numero come 1.250,50."), code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        """As it is read, without noughts that nobody typed."""
        if not isinstance(value, Decimal):
            return value
        places = 0 if value == value.to_integral_value() else self.decimal_places
        return number_format(value, places, force_grouping=True)


def opened(
    request: MemberRequest,
    make: Callable[..., Kind],
    *,
    initial: Mapping[str, Any] | None = None,
    settled: Mapping[str, Any] | None = None,
    **kwargs: Any,
) -> Kind:
    """The form of this page: sent, or empty with what its author had begun to write.

    A draft is of a page, whatever its query says: what the query settles prevails over it.
    """
    first = {**(initial or {}), **(settled or {})}
    if request.method == "POST" and "discard_draft" in request.POST:
        forget_draft(request.user, page=request.path)
    elif request.method == "POST":
        return make(request.POST, request.FILES, initial=first, **kwargs)
    draft = draft_of(request.user, page=request.path)
    written = draft.content if draft else {}
    form = make(initial={**first, **written, **(settled or {})}, **kwargs)
    form.draft = draft  # type: ignore[attr-defined]
    return form


def saved(request: MemberRequest, said: str, to: str) -> HttpResponse:
    """What was written has arrived: say so, forget the draft, go on."""
    forget_draft(request.user, page=request.path)
    messages.success(request, elided(str(said)))
    return redirect(to)


def form_page(
    request: MemberRequest,
    form: forms.Form,
    *,
    title: str,
    button: str,
    trail: Trail | None = None,
    back: str = "",
    lead: str = "",
    template: str = "form_page.html",
    keeps_draft: bool = True,
    **more: Any,
) -> HttpResponse:
    """A page that is a form, in the house's look."""
    further = getattr(form, "further", ())
    facts = {
        "form": form,
        "further": further,
        "unfolded": _is_unfolded(form, further),
        "draft": getattr(form, "draft", None),
        "title": title,
        "button": button,
        "trail": trail,
        "back": back,
        "lead": lead,
        "keeps_draft": keeps_draft,
    }
    status = 422 if form.errors and request.htmx else 200
    return render(request, template, facts | more, status=status)


def _is_unfolded(form: forms.Form, further: Collection[str]) -> bool:
    """Whether what is optional is to be seen: to be corrected, or already written."""
    offered = (*EMPTY_VALUES, False)
    written = (
        one.value() not in (*offered, one.field.initial) for one in form if one.name in further
    )
    return bool(form.errors) or any(written)
