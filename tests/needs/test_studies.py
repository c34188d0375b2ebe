"""A study, what it found, and its files."""

from dataclasses import replace
from datetime import date

import pytest

from raccordo.archive.models import StoredFile
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.needs.models import Finding, Study, StudyFile
from raccordo.needs.operations.studies import (
    StudyFacts,
    add_finding,
    add_study,
    attach_file,
    change_finding,
    change_study,
    drop_file,
    drop_finding,
)
from raccordo.needs.queries.stamps import stamp_of
from raccordo.needs.queries.studies import studies_found, with_counts
from raccordo.needs.states import EvidenceSort
from tests.make import (
    SOMEBODY,
    TODAY,
    make_area,
    make_evidence,
    make_finding,
    make_study,
    make_study_file,
)

pytestmark = pytest.mark.django_db
FACTS = StudyFacts(title="Centri", question="Chi arriva?", author="Ufficio", done_on=TODAY)
PDF = b"%PDF-1.4 relazione"


def attach(study, content=PDF, name="relazione.pdf"):
    return attach_file(study, content=content, name=name, by=SOMEBODY, on=TODAY)


def test_a_study_has_its_findings_in_order():
    study = add_study(
        make_area(), FACTS, findings=["Pochi", "Nessuno da Frisa"], by=SOMEBODY, on=TODAY
    )
    add_finding(study, text="E altro", by=SOMEBODY)

    texts = [finding.text for finding in study.findings.all()]
    assert texts == ["Pochi", "Nessuno da Frisa", "E altro"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"question": ""}, "question"),
        ({"author": " "}, "author"),
        ({"method": "x" * 50_000}, "method"),
        ({"done_on": date(2099, 1, 1)}, "done_on"),
        ({"covers_from": TODAY, "covers_to": date(2000, 1, 1)}, "covers_to"),
    ],
)
def test_a_study_without_question_or_author_not_concluded_or_turned_around_is_refused(wrong, field):
    with pytest.raises(Refused) as refusal:
        add_study(make_area(), replace(FACTS, **wrong), by=SOMEBODY, on=TODAY)

    assert refusal.value.field == field
    assert not Study.objects.exists()


def test_of_two_who_change_one_study_the_second_is_told():
    study = make_study()
    seen = stamp_of(study)
    change_study(study, FACTS, seen=seen, by=SOMEBODY, on=TODAY)

    with pytest.raises(Refused, match="qualcun altro"):
        change_study(study, replace(FACTS, title="X"), seen=seen, by=SOMEBODY, on=TODAY)


def test_a_finding_changes_its_words_if_nobody_else_did():
    finding = make_finding()
    seen = stamp_of(finding)
    assert change_finding(finding, text="Altro", seen=seen, by=SOMEBODY).text == "Altro"

    with pytest.raises(Refused):
        change_finding(finding, text="Ancora", seen=seen, by=SOMEBODY)


def test_a_finding_that_something_cites_is_not_taken_away():
    cited, free = make_finding(), make_finding()
    sort = EvidenceSort.STUDY
    make_evidence(sort=sort, study=cited.study, finding=cited, text="", source="")
    with pytest.raises(Refused, match="prova di qualcosa"):
        drop_finding(cited, by=SOMEBODY)

    drop_finding(free, by=SOMEBODY)
    assert list(Finding.objects.all()) == [cited]


def test_a_file_is_attached_once_and_can_be_taken_away():
    study = make_study()
    attached = attach(study)
    assert (attached.name, attached.title) == ("relazione.pdf", "relazione.pdf")
    with pytest.raises(Refused, match="già fra gli allegati"):
        attach(study)

    drop_file(attached, by=SOMEBODY)

    assert not StudyFile.objects.exists()
    whats = set(Entry.objects.values_list("what", flat=True))
    assert {"study.file_attached", "study.file_dropped"} <= whats


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"MZ\x90\x00\x03", "formato"), (b"<html><script>", "formato"), (b"", "vuoto")],
)
def test_a_forbidden_or_empty_file_is_refused_beside_its_field(content, said):
    study = make_study()
    with pytest.raises(Refused, match=said) as refusal:
        attach(study, content, "relazione.pdf")

    assert refusal.value.field == "file"
    assert not StoredFile.objects.exists()


def test_a_file_too_big_is_refused_with_its_limit(settings):
    settings.MAX_UPLOAD = 1_048_576
    with pytest.raises(Refused, match="il limite è 1 MB"):
        attach(make_study(), b"%PDF-1.4" + b"x" * 1_048_576)


def test_studies_are_found_by_words_and_counted():
    study = make_study(title="Il trasporto a Frisa")
    make_study()
    make_finding(study=study)
    make_finding(study=study)
    make_study_file(study=study, file=attach(make_study()).file)

    (found,) = with_counts(studies_found(Study.objects.all(), "TRASPORTO frisa"))
    assert (found, found.n_findings, found.n_files) == (study, 2, 1)
