"""A need is written down, changed, recognised or set aside; who reads it, how it is found."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from raccordo.access.queries import acting_through
from raccordo.access.rights import Right, Role
from raccordo.foundation.errors import Refused
from raccordo.foundation.writing import LONGEST
from raccordo.journal.models import Entry
from raccordo.needs.models import Need
from raccordo.needs.operations.needs import (
    add_need,
    change_need,
    recognise_need,
    reopen_need,
    set_aside_need,
)
from raccordo.needs.queries.needs import (
    GROUPS,
    KINDS,
    matrix_of,
    needs_found,
    needs_open_to,
    without_evidence,
)
from raccordo.needs.queries.stamps import stamp_of
from raccordo.needs.states import NeedState
from tests.make import (
    SOMEBODY,
    TODAY,
    make_area,
    make_evidence,
    make_mandate,
    make_need,
    make_organisation,
    make_part,
    make_term,
    make_town,
    put_inside,
)

pytestmark = pytest.mark.django_db


def add(area=None, **fields):
    usual = {"title": "Trasporto", "area": area or make_area(), "by": SOMEBODY, "on": TODAY}
    usual |= {"group": make_term(GROUPS, "gruppo"), "kind": make_term(KINDS, "tipo")}
    return add_need(**usual | fields)


def change(need, **fields):
    usual = {"title": need.title, "group": need.group, "kind": need.kind}
    usual |= {"found_on": need.found_on, "seen": stamp_of(need), "by": SOMEBODY, "on": TODAY}
    return change_need(need, **usual | fields)


def open_to(mandate, right=Right.READ_NEEDS):
    return set(needs_open_to(acting_through(mandate), right, on=TODAY))


def test_needs_are_numbered_in_their_area():
    area, other = make_area(), make_area()

    assert [add(area).label, add(area).label, add(other).label] == ["N-1", "N-2", "N-1"]


def test_a_need_says_in_which_municipalities_and_the_register_that_it_was_found():
    area = make_area()
    town = make_part(area)

    need = add(area, title="  Trasporto  verso i\ncentri ", towns=[town])

    assert (need.title, need.state, need.found_on) == ("Trasporto verso i centri", "found", TODAY)
    assert list(need.towns.all()) == [town]
    assert Entry.objects.get(what="need.added").subject == f"needs.need:{need.key}"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "   "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"description": "x" * 50_000}, "description"),
        ({"found_on": TODAY + timedelta(days=1)}, "found_on"),
    ],
)
def test_a_need_without_words_with_too_many_or_of_tomorrow_is_refused(wrong, field):
    with pytest.raises(Refused) as refusal:
        add(**wrong)

    assert refusal.value.field == field
    assert not Need.objects.exists()


def test_a_text_that_is_too_long_says_how_long_it_is_and_how_long_it_may_be():
    with pytest.raises(Refused, match=r"50\.000 caratteri: il limite è 20\.000"):
        add(description="x" * 50_000)
    assert LONGEST == 20_000


def test_a_need_is_of_the_municipalities_of_its_own_area():
    with pytest.raises(Refused, match="Borgo") as refusal:
        add(towns=[make_town()])

    assert refusal.value.field == "towns"


def test_a_municipality_that_left_the_area_since_stays_in_a_need():
    area = make_area()
    gone = make_part(area, until=TODAY - timedelta(days=9))
    need = make_need(area=area, towns=[gone], found_on=TODAY)

    assert list(change(need, title="Altro", towns=[gone]).towns.all()) == [gone]


def test_of_two_who_change_one_need_the_second_is_told():
    need = make_need()
    seen = stamp_of(need)
    change(need, title="Prima", seen=seen)

    with pytest.raises(Refused, match="qualcun altro ha modificato"):
        change(need, title="Dopo", seen=seen)

    need.refresh_from_db()
    assert need.title == "Prima"


def test_who_adds_a_municipality_meanwhile_has_changed_the_need_too():
    area = make_area()
    town, need = make_part(area), make_need(area=area)
    seen = stamp_of(need)
    change(need, towns=[town])

    with pytest.raises(Refused):
        change(need, seen=seen)


def test_a_need_is_recognised_once_set_aside_with_a_reason_and_taken_up_again():
    need = recognise_need(make_need(), by=SOMEBODY)
    with pytest.raises(Refused):
        recognise_need(need, by=SOMEBODY)
    with pytest.raises(Refused) as refusal:
        set_aside_need(need, reason="  ", by=SOMEBODY)
    assert refusal.value.field == "reason"

    need = set_aside_need(need, reason="Già risolto", by=SOMEBODY)
    assert (need.state, need.reason) == (NeedState.SET_ASIDE, "Già risolto")
    need = reopen_need(need, by=SOMEBODY)

    assert (need.state, need.reason) == (NeedState.FOUND, "")
    whats = list(Entry.objects.order_by("pk").values_list("what", flat=True))
    assert whats == ["need.recognised", "need.set_aside", "need.reopened"]
    assert Entry.objects.get(what="need.set_aside").purpose == "Già risolto"


def test_the_database_refuses_a_need_set_aside_without_a_reason():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_need(state=NeedState.SET_ASIDE)


def test_the_needs_of_an_area_are_read_and_kept_from_there_and_from_above():
    ambito, zone, other = make_area(kind="ambito"), make_area(), make_area()
    put_inside(zone, ambito)
    ours, theirs = make_need(area=zone), make_need(area=other)
    for place, seen in ((ambito, {ours}), (zone, {ours}), (other, {theirs})):
        assert open_to(make_mandate(area=place)) == seen
        assert open_to(make_mandate(area=place), Right.KEEP_NEEDS) == seen


def test_a_municipality_reads_the_needs_of_its_ambito_and_does_not_keep_them():
    ambito = make_area(kind="ambito")
    town = make_part(ambito)
    need, _elsewhere = make_need(area=ambito), make_need()

    mayor = make_mandate(area=town, role=Role.MAYOR)
    assert open_to(mayor) == {need}
    assert open_to(make_mandate(area=town), Right.KEEP_NEEDS) == set()
    assert open_to(make_mandate(area=town, role=Role.DPO)) == set()


def test_a_body_of_the_third_sector_reads_the_needs_of_where_it_works():
    ambito = make_area(kind="ambito")
    need = make_need(area=ambito)
    here, nowhere = make_organisation(area=make_part(ambito)), make_organisation()

    assert open_to(make_mandate(organisation=here, role=Role.THIRD_SECTOR)) == {need}
    assert open_to(make_mandate(organisation=nowhere, role=Role.THIRD_SECTOR)) == set()


def test_needs_are_found_by_words_number_group_kind_municipality_and_state():
    area = make_area()
    frisa, treglio = make_part(area), make_part(area)
    heading = make_term(KINDS, "mobilita")
    kind = make_term(KINDS, "trasporto", parent=heading)
    old = make_term(GROUPS, "anziani")
    ride = make_need(area=area, number=12, title="Corse per la città", kind=kind, towns=[frisa])
    alone = make_need(area=area, number=3, title="Incontri", group=old, state=NeedState.RECOGNISED)
    gone = make_need(area=area, number=4, state=NeedState.SET_ASIDE, reason="No")

    def found(*args, **kwargs):
        return set(needs_found(Need.objects.all(), *args, **kwargs))

    assert found() == {ride, alone}
    assert found("CITTA corse") == found("n-12") == {ride}
    assert found(group="anziani") == {alone}
    assert found(kind="trasporto") == found(kind="mobilita") == {ride}
    assert found(town=frisa) == {ride, alone}  # what names none is of all
    assert found(town=treglio) == {alone}
    assert found(state="set_aside") == {gone}
    assert found(state="recognised") == {alone}
    assert found(state="tutti") == {ride, alone, gone}
    assert found("zzz") == set()


def test_a_need_is_counted_under_its_group_and_its_heading():
    heading, group = make_term(KINDS, "mobilita"), make_term(GROUPS, "anziani")
    make_term(KINDS, "casa")
    make_need(group=group, kind=heading)
    make_need(group=group, kind=make_term(KINDS, "trasporto", parent=heading))

    matrix = matrix_of(Need.objects.all(), on=TODAY)

    assert {row.kind.code: row.total for row in matrix.rows} == {"mobilita": 2, "casa": 0}
    assert matrix.totals == ((group, 2),)
    assert matrix.total == 2


def test_a_need_told_with_a_word_that_is_no_more_is_counted_all_the_same():
    heading = make_term(KINDS, "mobilita")
    heading.catalogue.until = TODAY
    heading.catalogue.save()
    make_need(kind=heading)

    matrix = matrix_of(Need.objects.all(), on=TODAY)

    assert [(row.kind, row.total) for row in matrix.rows] == [(heading, 1)]
    assert matrix.total == 1


def test_needs_without_evidence_are_a_worklist():
    bare, proved = make_need(), make_need()
    make_evidence(need=proved)
    make_need(state=NeedState.SET_ASIDE, reason="No")

    assert set(without_evidence(Need.objects.all())) == {bare}
