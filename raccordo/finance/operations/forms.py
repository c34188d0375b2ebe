from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from raccordo.archive.operations import discard, store
from raccordo.archive.rules import clean_name
from raccordo.archive.shelves import content_of
from raccordo.documents.brought import DocumentRefused
from raccordo.documents.forms import leaves_of
from raccordo.documents.reasons import sentence
from raccordo.finance.models import OfficeForm
from raccordo.finance.states import FormSort
from raccordo.foundation.errors import Refused
from raccordo.foundation.writing import on_a_line
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area


@operation
def add_form(
    area: Area,
    *,
    sort: FormSort,
    title: str,
    content: bytes,
    name: str,
    by: Acting,
    on: date,
) -> OfficeForm:
    """Keep a form, XLSX, DOCX or ODT, that will be filled with our data."""
    title = on_a_line(title, field="title", longest=160)
    if OfficeForm.objects.filter(area=area, title=title).exists():
        raise Refused(_("C'è già un modulo con questo titolo."), field="title")
    _places(content)
    file = store(content, by=by)
    facts = {"area": area, "sort": sort, "title": title, "file": file, "added_on": on}
    made = OfficeForm.objects.create(name=clean_name(name, media_type=file.media_type), **facts)
    record(by=by, what="form.added", subject=made, sort=sort, sha256=file.sha256)
    return made


@operation
def renew_form(form: OfficeForm, *, content: bytes, name: str, by: Acting, on: date) -> list[str]:
    """Put a newer file in the place of a form's: marks stay where their place is; those gone."""
    form = _locked(form)
    places = _places(content)
    gone = sorted(set(form.marks) - places)
    old, form.file = form.file, store(content, by=by)
    form.name = clean_name(name, media_type=form.file.media_type)
    form.marks = {address: key for address, key in form.marks.items() if address in places}
    form.added_on = on
    form.save()
    record(by=by, what="form.renewed", subject=form, sha256=form.file.sha256, gone=gone)
    if old != form.file:
        discard([old], by=by)
    return gone


@operation
def mark_form(form: OfficeForm, marks: Mapping[str, str], *, by: Acting) -> OfficeForm:
    """Say which datum goes in which places: those told now; an empty one takes the mark away."""
    form = _locked(form)
    places = _places(content_of(form.file.sha256))
    if unknown := sorted(set(marks) - places):
        raise Refused(_("Nel modulo non c'è più il posto «%s».") % unknown[0])
    form.marks = {k: key for k, key in (form.marks | dict(marks)).items() if key}
    form.save(update_fields=["marks"])
    record(by=by, what="form.marked", subject=form, marks=len(form.marks))
    return form


@operation
def remove_form(form: OfficeForm, *, by: Acting) -> None:
    """Take a form away; what was filled with it stays where it went."""
    form = _locked(form)
    file = form.file
    record(by=by, what="form.removed", subject=form, title=form.title)
    form.delete()
    discard([file], by=by)


def _locked(form: OfficeForm) -> OfficeForm:
    locked = OfficeForm.objects.select_for_update(of=("self",)).select_related("file", "area")
    return locked.get(pk=form.pk)


def _places(content: bytes) -> set[str]:
    try:
        leaves = leaves_of(content)
    except DocumentRefused as refused:
        raise Refused(sentence(refused.reason), field="file") from refused
    return {place.address for leaf in leaves for place in leaf.places if not place.barred}
