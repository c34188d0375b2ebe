from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.sentences import sentence
from raccordo.foundation.writing import at_most, told
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.needs.models import Evidence, Finding, Need, Statement, Study, SwotItem
from raccordo.needs.models.evidence import DECIMALS
from raccordo.needs.queries.evidence import value_today, why_stale
from raccordo.needs.states import EvidenceSort
from raccordo.observatory.indicators import BY_CODE
from raccordo.observatory.queries import Value
from raccordo.observatory.reasons import SENTENCES
from raccordo.territory.models import Area

Owner = Need | Statement | SwotItem
OWNERS: dict[type[Owner], str] = {Need: "need", Statement: "statement", SwotItem: "swot_item"}
STEP = Decimal(1).scaleb(-DECIMALS)


@operation
def cite_indicator(
    about: Owner, *, code: str, place: Area, by: Acting, on: date, text: str = ""
) -> Evidence:
    """Add as evidence the value that an indicator has for a place today, with its source."""
    value = _known(code, place, on=on)
    evidence = Evidence(
        **_of(about),
        sort=EvidenceSort.INDICATOR,
        code=code,
        place=place,
        text=at_most(text, field="text"),
        added_on=on,
    )
    _keep(evidence, value, on=on)
    evidence.save()
    record(
        by=by,
        what="evidence.indicator_cited",
        subject=about,
        evidence=evidence.key,
        code=code,
        place=place.name,
        value=str(evidence.value),
        checksum=evidence.checksum,
    )
    return evidence


@operation
def cite_study(
    about: Owner,
    *,
    study: Study,
    by: Acting,
    on: date,
    finding: Finding | None = None,
    text: str = "",
) -> Evidence:
    """Add as evidence a study, or one of its findings."""
    if finding and finding.study_id != study.pk:
        raise Refused(_("Questo risultato è di un altro studio."), field="finding")
    evidence = Evidence.objects.create(
        **_of(about),
        sort=EvidenceSort.STUDY,
        study=study,
        finding=finding,
        text=at_most(text, field="text"),
        added_on=on,
    )
    record(
        by=by,
        what="evidence.study_cited",
        subject=about,
        evidence=evidence.key,
        study=study.key,
        title=study.title,
    )
    return evidence


@operation
def add_note(about: Owner, *, text: str, source: str, by: Acting, on: date) -> Evidence:
    """Add as evidence something known otherwise, and from where."""
    evidence = Evidence.objects.create(
        **_of(about),
        sort=EvidenceSort.NOTE,
        text=told(text, field="text"),
        source=told(source, field="source", longest=300),
        added_on=on,
    )
    record(by=by, what="evidence.note_added", subject=about, evidence=evidence.key)
    return evidence


@operation
def renew_evidence(evidence: Evidence, *, by: Acting, on: date) -> Evidence:
    """Keep the value of today in the place of the one cited, that stays in the register."""
    evidence = _locked(evidence)
    if evidence.place is None:
        raise Refused(_("Solo un dato statistico si aggiorna."))
    value = _known(evidence.code, evidence.place, on=on)
    if why_stale(evidence, value, BY_CODE[evidence.code]) is None:
        raise Refused(_("Il dato è già quello di oggi: qualcuno può averlo aggiornato."))
    before, checksum, then = evidence.value, evidence.checksum, evidence.reference_date
    _keep(evidence, value, on=on)
    evidence.save()
    record(
        by=by,
        what="evidence.renewed",
        subject=evidence.owner,
        evidence=evidence.key,
        value=str(evidence.value),
        checksum=evidence.checksum,
        reference_date=evidence.reference_date,
        value_before=str(before),
        checksum_before=checksum,
        reference_before=then,
    )
    return evidence


@operation
def drop_evidence(evidence: Evidence, *, by: Acting) -> None:
    """Take away a piece of evidence; what it was stays in the register."""
    evidence = _locked(evidence)
    record(
        by=by,
        what="evidence.dropped",
        subject=evidence.owner,
        evidence=evidence.key,
        sort=evidence.sort,
        code=evidence.code,
        value=str(evidence.value or ""),
        text=evidence.text[:300],
    )
    evidence.delete()


def _of(about: Owner) -> dict[str, Owner]:
    return {OWNERS[type(about)]: about}


def _locked(evidence: Evidence) -> Evidence:
    locked = Evidence.objects.select_for_update(of=("self",))
    return locked.select_related("place", "need", "statement", "swot_item").get(pk=evidence.pk)


def _known(code: str, place: Area, *, on: date) -> Value:
    """The value of today, if there is one; or why there is none."""
    if code not in BY_CODE:
        raise Refused(_("Quest'indicatore non c'è."), field="code")
    value = value_today(code, place, on=on)
    if value.amount is None or value.vintage is None:
        why = sentence(value.why, SENTENCES) if value.why else ""
        facts = {"indicator": BY_CODE[code].name, "place": place, "why": why}
        raise Refused(_("Per %(place)s «%(indicator)s» non ha un valore. %(why)s") % facts)
    return value


def _keep(evidence: Evidence, value: Value, *, on: date) -> None:
    vintage = value.vintage
    assert vintage is not None
    evidence.value = _kept(value.amount)
    evidence.numerator, evidence.denominator = _kept(value.numerator), _kept(value.denominator)
    evidence.asked_on, evidence.reference_date = on, vintage.reference_date
    evidence.checksum, evidence.publisher = vintage.file.sha256, vintage.publisher
    evidence.dataset, evidence.status = vintage.dataset, vintage.status


def _kept(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(STEP)
