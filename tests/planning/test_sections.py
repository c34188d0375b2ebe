"""The text of a plan: written by one at a time, remarked by the tables, never lost."""

import pytest

from raccordo.foundation.errors import Refused
from raccordo.planning.operations.sections import (
    add_section,
    answer_remark,
    drop_section,
    remark_section,
    write_section,
)
from raccordo.planning.queries.plans import progress_of
from raccordo.planning.queries.stamps import stamp_of
from raccordo.planning.states import RemarkState, SectionState
from tests.make import NOW, SOMEBODY, TODAY, make_occasion
from tests.plans import make_plan, make_section

pytestmark = pytest.mark.django_db


def write(section, text, **more):
    return write_section(
        section, text=text, **{"seen": stamp_of(section), "by": SOMEBODY, "at": NOW} | more
    )


def test_a_section_is_written_and_says_when():
    section = write(make_section(), " Nel territorio **vivono** 18.000 persone.\r\n")
    assert section.text == "Nel territorio **vivono** 18.000 persone."
    assert (section.state, section.written_at) == ("writing", NOW)
    assert write(section, "").state == "empty"


def test_who_writes_over_another_is_told():
    section = make_section()
    seen = stamp_of(section)
    write(section, "La prima")
    with pytest.raises(Refused, match="qualcun altro ha modificato"):
        write(section, "La seconda", seen=seen)


def test_a_section_that_is_ready_has_words_or_figures():
    with pytest.raises(Refused, match="ha un testo"):
        write(make_section(), "", state=SectionState.READY)
    assert write(make_section(shows=["needs"]), "", state=SectionState.READY).state == "ready"
    with pytest.raises(Refused, match=r"200\.000"):
        write(make_section(), "x" * 200_001)


def test_a_plan_in_force_is_not_rewritten():
    section = make_section(plan=make_plan(state="in_force"))
    with pytest.raises(Refused, match="rimodulazione"):
        write(section, "Altro")
    with pytest.raises(Refused, match="riportarlo in redazione"):
        write(make_section(plan=make_plan(state="proposed")), "Altro")


def test_progress_counts_the_sections_that_must_be_there():
    plan = make_plan()
    make_section(plan=plan, state="ready", text="Sì")
    make_section(plan=plan, state="writing", text="Sì")
    make_section(plan=plan, mandatory=False)
    told = progress_of(plan)
    assert (told.wanted, told.ready, told.begun, told.percent) == (2, 1, 1, 50)
    assert progress_of(make_plan()).percent == 100


def test_a_section_is_added_after_another_and_taken_away_while_empty():
    plan = make_plan()
    first, last = make_section(plan=plan, code="1"), make_section(plan=plan, code="2")
    added = add_section(plan, code="1.b", title="Il lavoro", after=first, by=SOMEBODY)
    assert list(plan.sections.values_list("code", flat=True)) == ["1", "1.B", "2"]
    with pytest.raises(Refused, match="già una sezione"):
        add_section(plan, code="1.B", title="Ancora", by=SOMEBODY)
    with pytest.raises(Refused, match="cifre e lettere"):
        add_section(plan, code="??", title="Ancora", by=SOMEBODY)
    with pytest.raises(Refused, match="Il modello vuole"):
        drop_section(last, by=SOMEBODY)
    write(added, "Testo")
    with pytest.raises(Refused, match="non è vuota"):
        drop_section(added, by=SOMEBODY)
    added.refresh_from_db()
    write(added, "")
    drop_section(added, by=SOMEBODY)
    assert plan.sections.count() == 2


def test_a_table_remarks_a_section_and_reads_what_became_of_it():
    section, table = make_section(), make_occasion(title="Tavolo anziani")
    remark = remark_section(
        section, text="Manca chi assiste in casa", occasion=table, by=SOMEBODY, on=TODAY
    )
    with pytest.raises(Refused, match="Dire perché"):
        answer_remark(remark, state=RemarkState.LEFT, by=SOMEBODY, on=TODAY)
    remark = answer_remark(
        remark, state=RemarkState.LEFT, answer="È al punto 2.3", by=SOMEBODY, on=TODAY
    )
    assert (remark.state, remark.answered_on) == ("left", TODAY)
    remark = answer_remark(remark, state=RemarkState.OPEN, by=SOMEBODY, on=TODAY)
    assert remark.answered_on is None
    with pytest.raises(Refused, match="va compilato"):
        remark_section(section, text="  ", by=SOMEBODY, on=TODAY)
