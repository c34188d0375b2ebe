from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from raccordo.archive.operations import store
from raccordo.archive.rules import clean_name
from raccordo.foundation.errors import Refused
from raccordo.foundation.searching import searchable
from raccordo.foundation.writing import at_most, on_a_line, told
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.needs.models import Finding, Study, StudyFile
from raccordo.needs.writing import require_unchanged
from raccordo.territory.models import Area


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """What is told of a study."""

    title: str
    question: str
    author: str
    done_on: date
    covers_from: date | None = None
    covers_to: date | None = None
    method: str = ""
    sources: str = ""


@operation
def add_study(
    area: Area, facts: StudyFacts, *, by: Acting, on: date, findings: Sequence[str] = ()
) -> Study:
    """Add a study that was done, with what it found."""
    study = Study(area=area)
    _write(study, facts, on=on)
    study.save()
    for position, text in enumerate(findings):
        text = told(text, field="findings")
        Finding.objects.create(study=study, position=position, text=text)
    record(by=by, what="study.added", subject=study, title=study.title, findings=len(findings))
    return study


@operation
def change_study(study: Study, facts: StudyFacts, *, seen: str, by: Acting, on: date) -> Study:
    """Change what is told of a study, if nobody has changed it since one saw it."""
    study = _locked(study)
    require_unchanged(study, seen)
    _write(study, facts, on=on)
    study.save()
    record(by=by, what="study.changed", subject=study, title=study.title)
    return study


@operation
def add_finding(study: Study, *, text: str, by: Acting) -> Finding:
    """Add something that a study found."""
    study = _locked(study)
    last = study.findings.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    text = told(text, field="text")
    finding = Finding.objects.create(study=study, position=position, text=text)
    record(by=by, what="finding.added", subject=study, finding=finding.key)
    return finding


@operation
def change_finding(finding: Finding, *, text: str, seen: str, by: Acting) -> Finding:
    """Change the words of a finding; what cites it goes on citing it."""
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    require_unchanged(finding, seen)
    before, finding.text = finding.text, told(text, field="text")
    finding.save(update_fields=["text"])
    record(by=by, what="finding.changed", subject=finding.study, before=before[:300])
    return finding


@operation
def drop_finding(finding: Finding, *, by: Acting) -> None:
    """Take away a finding that nothing cites."""
    study = _locked(finding.study)
    if finding.cited.exists():
        raise Refused(_("Questo risultato è la prova di qualcosa: togliere prima quella prova."))
    record(by=by, what="finding.dropped", subject=study, text=finding.text[:300])
    finding.delete()


@operation
def attach_file(
    study: Study, *, content: bytes, name: str, by: Acting, on: date, title: str = ""
) -> StudyFile:
    """Attach a file to a study; its format is told by its content."""
    study = _locked(study)
    file = store(content, by=by)
    if study.files.filter(file=file).exists():
        raise Refused(_("Questo file è già fra gli allegati."), field="file")
    name = clean_name(name, media_type=file.media_type)
    title = at_most(" ".join(title.split()), field="title", longest=200) or name
    attached = StudyFile.objects.create(study=study, file=file, name=name, title=title, added_on=on)
    record(by=by, what="study.file_attached", subject=study, sha256=file.sha256, title=title)
    return attached


@operation
def drop_file(attached: StudyFile, *, by: Acting) -> None:
    """Take away an attachment; its fingerprint stays in the register."""
    study = _locked(attached.study)
    sha256 = attached.file.sha256
    record(by=by, what="study.file_dropped", subject=study, sha256=sha256, title=attached.title)
    attached.delete()


def _locked(study: Study) -> Study:
    return Study.objects.select_for_update(of=("self",)).get(pk=study.pk)


def _write(study: Study, facts: StudyFacts, *, on: date) -> None:
    if facts.done_on > on:
        raise Refused(_("Uno studio si registra quando è concluso."), field="done_on")
    if facts.covers_from and facts.covers_to and facts.covers_to < facts.covers_from:
        raise Refused(_("La fine del periodo deve seguire l'inizio."), field="covers_to")
    study.title = on_a_line(facts.title, field="title", longest=200)
    study.question = told(facts.question, field="question")
    study.author = on_a_line(facts.author, field="author", longest=200)
    study.done_on = facts.done_on
    study.covers_from, study.covers_to = facts.covers_from, facts.covers_to
    study.method = at_most(facts.method, field="method")
    study.sources = at_most(facts.sources, field="sources")
    words = (study.title, study.question, study.author, study.method, study.sources)
    study.search = searchable(" ".join(words))
