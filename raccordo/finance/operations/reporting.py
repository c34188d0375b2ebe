from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.finance.models import Allocation, CellShare, FundReport
from raccordo.finance.queries.changing import allocation_to_change
from raccordo.finance.queries.matrices import matrix_of
from raccordo.finance.rules.matrices import is_whole
from raccordo.finance.states import ReportMeasure
from raccordo.foundation.errors import Refused
from raccordo.foundation.money import euros
from raccordo.foundation.writing import at_most
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.planning.models import Action
from raccordo.planning.queries.changing import action_to_carry_out
from raccordo.vocabularies.models import Term


@operation
def write_cells(action: Action, shares: Mapping[Term, Decimal], *, by: Acting) -> list[CellShare]:
    """Say in which cells of a matrix an action stands, and for how much: the whole, or nothing."""
    action = action_to_carry_out(action)
    if any(share <= 0 for share in shares.values()):
        raise Refused(_("Le quote sono maggiori di zero."))
    if shares and not is_whole(shares):
        whole = sum(shares.values(), Decimal(0))
        raise Refused(_("Le quote fanno %s: devono fare 100.") % f"{whole:f}".replace(".", ","))
    catalogues = {term.catalogue_id for term in shares}
    same = CellShare.objects.filter(action=action)
    (same.filter(cell__catalogue__in=catalogues) if catalogues else same).delete()
    made = [
        CellShare.objects.create(action=action, cell=cell, percent=share)
        for cell, share in shares.items()
    ]
    record(by=by, what="cells.written", subject=action, cells=[c.cell.code for c in made])
    return made


@operation
def close_report(
    allocation: Allocation, *, measure: ReportMeasure, by: Acting, on: date, note: str = ""
) -> FundReport:
    """Close the report of a year of a fund: what it says is kept as it is, squared to the cent."""
    allocation = allocation_to_change(allocation)
    sheet = matrix_of(allocation, measure)
    if not sheet.total:
        raise Refused(_("Non c'è niente da rendicontare."))
    if not sheet.squares:
        left = euros(sheet.total - sheet.placed)
        raise Refused(_("%s non stanno in nessuna casella: collocare prima le azioni.") % left)
    cells = {
        code: str(sheet.amounts[cell.pk])
        for code, cell in sheet.matrix.cells.items()
        if cell.pk in sheet.amounts
    }
    report = FundReport.objects.create(
        allocation=allocation,
        measure=measure,
        closed_on=on,
        total=sheet.total,
        cells=cells,
        note=at_most(" ".join(note.split()), field="note", longest=200),
    )
    record(by=by, what="report.closed", subject=report, total=sheet.total, measure=measure)
    return report
