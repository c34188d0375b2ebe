"""The record of a designation, as its data begin it: who was called, who stood, who was wanted."""

from __future__ import annotations

from collections.abc import Sequence

from raccordo.foundation.wording import day, elided
from raccordo.governance.models import Designation
from raccordo.governance.papers.wording import in_italian
from raccordo.governance.queries.designations import called_for, outcome_of, standing_in


@in_italian
def record_begun(designation: Designation) -> str:
    """What the office finds written and corrects; who was chosen among equals, only it can say."""
    called = [body.name for body in called_for(designation)]
    said = designation.preferences.count()
    outcome = outcome_of(designation)
    stood = [f"{one.person} ({one.organisation.name})" for one in standing_in(designation)]
    wanted = [f"{one.person}: {n}" for one, n in outcome.told]
    first = [str(one.person) for one in outcome.first]
    told = [
        f"Avviso del {day(designation.called_on)}, candidature entro il"
        f" {day(designation.candidacies_until)}, preferenze entro il"
        f" {day(designation.choice_until)}.",
        f"Enti chiamati: {_listed(called)}.",
        f"Candidature: {_listed(stood, none='nessuna')}.",
    ]
    if said:
        told.append(f"Preferenze ({said} su {len(called)} enti chiamati): {_listed(wanted)}.")
    if len(first) == 1:
        told.append(f"Risulta designata la persona con più preferenze: {first[0]}.")
    elif first:
        told.append(f"Hanno lo stesso numero di preferenze: {_listed(first)}.")
    return elided("\n\n".join(told))


def _listed(names: Sequence[str], *, none: str = "nessuno") -> str:
    return "; ".join(names) or none
