"""What something stands on: figures as they were read, studies, notes; and when they are stale."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from raccordo.access.queries import acting_through
from raccordo.access.rights import Right
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.needs.models import Evidence
from raccordo.needs.operations.evidence import (
    add_note,
    cite_indicator,
    cite_study,
    drop_evidence,
    renew_evidence,
)
from raccordo.needs.queries.evidence import evidence_open_to, evidence_shown, stale_evidence
from raccordo.needs.states import EvidenceSort, NeedState
from tests.make import (
    SOMEBODY,
    TODAY,
    make_area,
    make_evidence,
    make_finding,
    make_mandate,
    make_need,
    make_part,
    make_statement,
    make_study,
    make_swot_item,
    make_town,
)
from tests.observatory.worlds import make_population

pytestmark = pytest.mark.django_db
OLD = "D12.65"  # how many of a hundred are 65 or more
LATER = date(2024, 1, 1)


def people(town, young, old, **facts):
    return make_population({town.istat_code: {30: (young, 0), 70: (old, 0)}}, **facts)


@pytest.fixture
def town():
    town = make_town()
    people(town, 75, 25)
    return town


def cite(about, town, **fields):
    usual = {"code": OLD, "place": town, "by": SOMEBODY, "on": TODAY}
    return cite_indicator(about, **usual | fields)


def stale():
    return stale_evidence(Evidence.objects.all(), on=TODAY)


def test_a_figure_is_kept_with_what_it_is_made_of_and_where_it_is_from(town):
    need = make_need()

    evidence = cite(need, town, text="Un abitante su quattro è anziano")

    assert (evidence.value, evidence.numerator, evidence.denominator) == (25, 25, 100)
    assert (evidence.publisher, evidence.reference_date) == ("ISTAT", date(2023, 1, 1))
    assert (evidence.dataset, evidence.status) == ("population", "final")
    assert len(evidence.checksum) == 64
    assert evidence.asked_on == TODAY
    assert Entry.objects.get(what="evidence.indicator_cited").subject == f"needs.need:{need.key}"
    assert stale() == []


def test_a_place_without_figures_gives_no_evidence_and_says_why(town):
    with pytest.raises(Refused, match="non ha un valore"):
        cite(make_need(), make_town())
    with pytest.raises(Refused, match="non ha un valore"):
        cite(make_need(), town, code="D16")  # its table cannot be loaded yet
    with pytest.raises(Refused):
        cite(make_need(), town, code="X99")
    assert not Evidence.objects.exists()


def test_newer_data_that_say_otherwise_mark_the_evidence_and_lose_nothing(town):
    evidence = cite(make_need(), town)
    people(town, 70, 30, reference_date=LATER)

    (shown,) = stale()

    assert shown.evidence == evidence
    assert shown.why.code == "figure_changed"
    assert shown.today.amount == 30
    evidence.refresh_from_db()
    assert evidence.value == 25


def test_newer_data_that_say_the_same_mark_nothing(town):
    cite(make_need(), town)
    people(town, 750, 250, reference_date=LATER)

    assert stale() == []


def test_a_headline_that_is_overturned_is_told_so(town):
    cite(make_need(), town)
    people(town, 40, 60, reference_date=LATER)

    assert [one.why.code for one in stale()] == ["figure_overturned"]


def test_a_figure_that_the_new_data_no_longer_give_is_kept_and_marked(town):
    evidence = cite(make_need(), town)
    people(make_town(), 1, 1, reference_date=LATER)

    (shown,) = stale()
    assert shown.why.code == "figure_gone"
    with pytest.raises(Refused, match="non ha un valore"):
        renew_evidence(evidence, by=SOMEBODY, on=TODAY)
    evidence.refresh_from_db()
    assert evidence.value == 25


def test_a_renewed_figure_is_that_of_today_and_the_former_is_in_the_register(town):
    evidence = cite(make_need(), town)
    before = evidence.checksum
    people(town, 70, 30, reference_date=LATER)

    renewed = renew_evidence(evidence, by=SOMEBODY, on=TODAY)

    assert (renewed.value, renewed.reference_date) == (30, LATER)
    assert stale() == []
    told = Entry.objects.get(what="evidence.renewed").details
    assert Decimal("25") == Decimal(told_in(told)["value_before"])
    assert told_in(told)["checksum_before"] == before


def told_in(details):
    return json.loads(details) if isinstance(details, str) else details


def test_what_is_already_of_today_is_not_renewed(town):
    evidence = cite(make_need(), town)

    with pytest.raises(Refused, match="già quello di oggi"):
        renew_evidence(evidence, by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="Solo un dato"):
        renew_evidence(make_evidence(), by=SOMEBODY, on=TODAY)


def test_nobody_is_asked_to_renew_the_figures_of_a_need_set_aside(town):
    cite(make_need(state=NeedState.SET_ASIDE, reason="No"), town)
    people(town, 40, 60, reference_date=LATER)

    assert stale() == []


def test_a_statement_and_a_point_stand_on_figures_too(town):
    for about in (make_statement(), make_swot_item()):
        cite(about, town)
    people(town, 40, 60, reference_date=LATER)

    assert len(stale()) == 2


def test_a_study_is_cited_whole_or_by_one_of_its_findings():
    need, finding = make_need(), make_finding()
    cite_study(need, study=finding.study, by=SOMEBODY, on=TODAY)
    cited = cite_study(need, study=finding.study, finding=finding, by=SOMEBODY, on=TODAY)

    assert (cited.study, cited.finding) == (finding.study, finding)
    with pytest.raises(Refused, match="altro studio"):
        cite_study(need, study=make_study(), finding=finding, by=SOMEBODY, on=TODAY)


@pytest.mark.parametrize(("text", "source", "field"), [("", "Chi", "text"), ("Che", " ", "source")])
def test_a_note_says_what_and_who_says_it(text, source, field):
    with pytest.raises(Refused) as refusal:
        add_note(make_need(), text=text, source=source, by=SOMEBODY, on=TODAY)

    assert refusal.value.field == field


def test_evidence_taken_away_stays_in_the_register():
    evidence = make_evidence(text="Lo dicono in tanti")

    drop_evidence(evidence, by=SOMEBODY)

    assert not Evidence.objects.exists()
    assert "Lo dicono in tanti" in str(Entry.objects.get(what="evidence.dropped").details)


@pytest.mark.parametrize(
    "wrong",
    [
        {"statement": True, "need": True},
        {"need": None},
        {"sort": EvidenceSort.INDICATOR},
        {"sort": EvidenceSort.STUDY},
        {"text": ""},
        {"source": ""},
    ],
)
def test_the_database_refuses_evidence_that_is_not_what_it_says(wrong):
    fields = {"need": make_need()} | wrong
    if fields["need"] is True:
        fields |= {"need": make_need(), "statement": make_statement()}
    with pytest.raises(IntegrityError), transaction.atomic():
        make_evidence(**fields)


def test_the_evidence_of_an_area_is_kept_from_there():
    area = make_area()
    mine = [
        make_evidence(need=make_need(area=area)),
        make_evidence(swot_item=make_swot_item(area=area)),
    ]
    make_evidence(need=make_need())
    make_evidence(statement=make_statement())
    acting = acting_through(make_mandate(area=area))

    assert set(evidence_open_to(acting, Right.KEEP_NEEDS, on=TODAY)) == set(mine)


def test_figures_are_asked_together_however_many_they_are(town, django_assert_max_num_queries):
    area = make_area()
    towns = [make_part(area) for _ in range(4)]
    make_population(
        {one.istat_code: {30: (1, 1), 70: (1, 1)} for one in [town, *towns]}, reference_date=LATER
    )
    for one in towns:
        cite(make_need(), one)
    evidence_shown(Evidence.objects.all(), on=TODAY)

    with django_assert_max_num_queries(12):
        evidence_shown(Evidence.objects.all(), on=TODAY)
