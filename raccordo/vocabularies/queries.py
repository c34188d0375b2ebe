from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from raccordo.foundation.periods import in_force
from raccordo.vocabularies.models import Catalogue, Term


def terms_of(code: str, *, on: date) -> QuerySet[Term]:
    """The terms of a catalogue in its version of this day, in their order."""
    catalogues = Catalogue.objects.filter(in_force(on), code=code)
    return Term.objects.filter(catalogue__in=catalogues).order_by("position")
