"""What the pages show of evidence: a figure with its formula and source, beside that of today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.foundation.wording import day, elided
from raccordo.needs.models import Evidence
from raccordo.needs.queries.evidence import Shown
from raccordo.needs.reasons import sentence
from raccordo.observatory.exports import note_on
from raccordo.observatory.highlights import shown
from raccordo.observatory.indicators import Indicator
from raccordo.observatory.models import Vintage
from raccordo.observatory.queries import Value
from raccordo.observatory.wording import exactly, with_unit


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of an indicator as it is read: what it is, how it is made, from where."""

    name: str
    value: str
    meaning: str
    formula: str
    counted: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence as it is read."""

    evidence: Evidence
    figure: Figure | None = None
    today: Figure | None = None
    why: str = ""  # why it is to be read again
    gone: bool = False


def proofs_of(evidence: Iterable[Shown]) -> list[Proof]:
    return [_proof(one) for one in evidence]


def figure_today(indicator: Indicator, value: Value) -> Figure:
    """What an indicator is worth today."""
    return Figure(
        name=str(indicator.name),
        value=shown(value, indicator),
        meaning=str(indicator.meaning),
        formula=str(indicator.formula),
        counted=_counted(value.numerator, value.denominator) if value.amount is not None else "",
        source=_source(value.vintage) if value.vintage else "",
        note=note_on(value),
    )


def _proof(one: Shown) -> Proof:
    evidence = one.evidence
    if evidence.place_id is None:
        return Proof(evidence)
    today = figure_today(one.indicator, one.today) if one.why and one.indicator else None
    return Proof(
        evidence,
        figure=_kept(evidence, one.indicator),
        today=today,
        why=sentence(one.why) if one.why else "",
        gone=one.today.amount is None,
    )


def _kept(evidence: Evidence, indicator: Indicator | None) -> Figure:
    amount = evidence.value or Decimal(0)
    return Figure(
        name=str(indicator.name) if indicator else evidence.code,
        value=with_unit(amount, indicator.unit) if indicator else exactly(amount),
        meaning=str(indicator.meaning) if indicator else "",
        formula=str(indicator.formula) if indicator else "",
        counted=_counted(evidence.numerator, evidence.denominator),
        source=_source(evidence),
    )


def _counted(numerator: Decimal | None, denominator: Decimal | None) -> str:
    if denominator is None:
        return ""
    facts = {"above": exactly(numerator), "below": exactly(denominator)}
    return _("%(above)s su %(below)s") % facts


def _source(told: Evidence | Vintage) -> str:
    """Whose a figure is, of which day, how far it can be trusted."""
    facts = {
        "publisher": told.publisher,
        "dataset": told.get_dataset_display(),
        "day": day(told.reference_date) if told.reference_date else "",
        "status": told.get_status_display(),
    }
    return elided(_("%(publisher)s, %(dataset)s, %(day)s (%(status)s)") % facts)
