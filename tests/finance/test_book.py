"""A plan as it is read and printed: its figures, its parts that add up, its paper."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from raccordo.documents.blocks import Note, Picture, Table
from raccordo.documents.odt import write_odt
from raccordo.documents.pdf import print_paper
from raccordo.finance.book import Book, blocks_for, paper_of, parts_of
from raccordo.finance.models import BudgetLine, Movement
from raccordo.finance.queries.sums import sums_of
from raccordo.foundation.money import euros
from raccordo.planning.states import Shown
from raccordo.vocabularies.bundled import catalogues
from raccordo.vocabularies.operations import load_catalogue
from tests.funds import make_allocation, make_fund, make_line
from tests.make import SOMEBODY, TODAY, make_area, make_part
from tests.plans import make_action, make_plan, make_section

pytestmark = pytest.mark.django_db
MADE = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.fixture
def plan():
    return make_plan(area=make_area(kind="ambito", name="Ambito 11"))


def programmed(plan, code, amount, part=None, axis=""):
    action = make_action(plan=plan, code=code, part=part, axis=axis)
    fund = make_allocation(amount, fund=make_fund(code=f"f{code}", name="FNA"), area=plan.area)
    return make_line(amount, action=action, allocation=fund)


def tables(blocks):
    return {block.caption: block for block in blocks if isinstance(block, Table)}


def test_the_parts_of_the_zones_add_up_to_the_plan(plan):
    zones = [make_part(plan.area) for _n in range(2)]
    programmed(plan, "1.1", "100.10", zones[0])
    programmed(plan, "1.2", "200.20", zones[1])
    programmed(plan, "1.3", "300.30")
    parts = parts_of(plan, on=TODAY)
    assert {one.area for one in parts} == {*zones, None}
    whole = sums_of(movements=Movement.objects.none(), lines=BudgetLine.objects.all())
    assert sum(one.total for one in parts) == whole.programmed == Decimal("600.60")
    assert sum(one.actions for one in parts) == 3
    for zone, code, amount in ((zones[0], "1.1", "100.10"), (zones[1], "1.2", "200.20")):
        shown = tables(blocks_for(Book(plan, TODAY, zone), [Shown.ACTIONS, Shown.MONEY]))
        assert [row[0] for row in shown["Azioni"].rows] == [code]
        assert shown["Programmato per fonte ed esercizio"].rows[-1][-1] == euros(Decimal(amount))


def test_by_axis_and_by_source_the_total_is_one(plan):
    programmed(plan, "1.1", "100.10")
    programmed(plan, "2.1", "50.00", axis="2")
    shown = tables(blocks_for(Book(plan, TODAY), [Shown.MONEY]))
    totals = {table.rows[-1][-1] for table in shown.values()}
    assert totals == {euros(Decimal("150.10"))}
    assert all(len(row) == len(t.columns) for t in shown.values() for row in t.rows)


def test_what_has_nothing_to_tell_is_left_out_and_no_policy_is_forgotten(plan):
    for told in catalogues():
        if told["code"] == "policies":
            load_catalogue(**told, by=SOMEBODY)
    assert [b.caption for b in blocks_for(Book(plan, TODAY), Shown.values)] == [
        "Integrazione con le altre politiche"
    ]


def test_every_section_of_a_plan_is_printed_with_its_words_and_figures(plan):
    programmed(plan, "1.1", "100.10")
    section = make_section(plan=plan, code="5", title="La programmazione finanziaria")
    section.text, section.shows = "Si paga **così**.", [Shown.MONEY, Shown.ACTIONS]
    section.save()
    paper = paper_of(Book(plan, date(2026, 3, 3)))
    assert any(isinstance(block, Picture) for block in paper.blocks)
    assert isinstance(paper.blocks[-1], Note)
    assert print_paper(paper, made_at=MADE).startswith(b"%PDF")
    odt = write_odt(paper, made_at=MADE)
    assert odt == write_odt(paper, made_at=MADE)
    with zipfile.ZipFile(io.BytesIO(odt)) as archive:
        words = archive.read("content.xml").decode()
        [name] = [one for one in archive.namelist() if one.startswith("Pictures/")]
        assert archive.read(name).startswith(b"\x89PNG")
        assert name in archive.read("META-INF/manifest.xml").decode()
    assert "Si paga così." in words
    assert "Programmato per asse ed esercizio" in words
