from threading import Barrier
from time import sleep

import pytest
from django.db import DatabaseError, connection, transaction

from raccordo.foundation.errors import Refused
from raccordo.journal.acting import Acting
from raccordo.journal.models import ChainHead, Entry
from raccordo.journal.operations import note_reading
from raccordo.journal.queries import Watch, verify
from raccordo.journal.recording import operation, record
from raccordo.territory.models import Area
from tests.make import SOMEBODY, make_acting, make_area, make_town, make_user, put_inside


@operation
def touch(subject, *, by=SOMEBODY, what="thing.touched"):
    record(by=by, what=what, subject=subject)


@operation
def touch_twice_and_fail_once(subject):
    touch(subject, what="before")
    with pytest.raises(Refused):
        touch_and_refuse(subject)
    touch(subject, what="after")


@operation
def touch_and_refuse(subject):
    make_area(name="Mai nata")
    touch(subject, what="never")
    raise Refused("no")


@pytest.mark.django_db
def test_a_line_says_who_in_what_name_did_what_to_what_and_why():
    acting = make_acting()
    area = make_area()

    note_reading(area, by=acting, purpose="Verifica ISEE")

    line = Entry.objects.get()
    assert line.user == acting.user
    assert line.acting == f"plan_officer:{acting.mandate}"
    assert line.chain == f"area:{acting.area}"
    assert line.subject == f"territory.area:{area.key}"
    assert (line.seq, line.purpose, line.prev) == (1, "Verifica ISEE", "")


@pytest.mark.django_db
def test_nothing_is_recorded_outside_an_operation():
    with pytest.raises(RuntimeError, match="inside an operation"):
        record(by=SOMEBODY, what="thing.touched", subject=make_area())


@pytest.mark.django_db
def test_what_fails_leaves_neither_its_change_nor_its_line():
    touch_twice_and_fail_once(make_area())

    assert [line.what for line in Entry.objects.all()] == ["before", "after"]
    assert [line.seq for line in Entry.objects.all()] == [1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql", ["UPDATE journal_entry SET what = 'x'", "DELETE FROM journal_entry"]
)
def test_the_database_refuses_to_edit_or_delete_a_line(sql):
    touch(make_area())

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        connection.cursor().execute(sql)


@pytest.mark.django_db
def test_a_line_cannot_be_replaced_under_its_own_number():
    touch(make_area())
    line = Entry.objects.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.create(chain=line.chain, seq=1, at=line.at, what="x", hash="x")
    assert Entry.objects.get().what == "thing.touched"


@pytest.mark.django_db
def test_a_chain_that_nobody_touched_holds():
    area = make_area()
    for _ in range(3):
        touch(area)

    assert verify("house") is None
    assert verify("area:never-seen") is None


@pytest.mark.usefixtures("committing")
def test_whoever_takes_the_triggers_away_and_edits_a_line_is_found_out():
    area = make_area()
    for _ in range(3):
        touch(area)
    of_the_table = " ON journal_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER journal_entry_is_never_edited{of_the_table}")

    Entry.objects.filter(seq=2).update(purpose="Altro")

    assert verify("house") == 2


@pytest.mark.django_db
def test_a_line_missing_at_the_end_is_found_out():
    touch(make_area())

    ChainHead.objects.update(seq=2)

    assert verify("house") == 2


def test_eight_people_who_write_at_once_leave_one_whole_chain(together):
    area = make_area()

    together([lambda: [touch(area) for _ in range(5)]] * 8)

    assert Entry.objects.count() == 40
    assert verify("house") is None


def test_two_operations_that_meet_each_other_s_rows_do_not_wait_in_a_ring(together):
    """The heads are locked last: whoever holds one has nothing more to ask."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: nobody can wait in a ring")
    areas, both_have_begun = [make_area(), make_area()], Barrier(2)

    @operation
    def write_then_lock(mine):
        record(by=SOMEBODY, what="area.touched", subject=mine)
        both_have_begun.wait(timeout=10)
        for area in Area.objects.select_for_update(of=("self",)).order_by("pk"):
            Area.objects.filter(pk=area.pk).update(source=area.source + ".")
            touch(area, by=SOMEBODY)

    together([lambda area=area: write_then_lock(area) for area in areas])

    assert Entry.objects.count() == 6
    assert verify("house") is None


def test_a_reference_to_a_row_that_another_holds_is_checked_before_the_head_is_taken(together):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: nobody can wait in a ring")
    area, part, both_have_begun = make_area(), make_town(), Barrier(2)

    @operation
    def refer_to_the_area():
        put_inside(part, area)
        both_have_begun.wait(timeout=10)
        record(by=SOMEBODY, what="area.joined", subject=part)

    @operation
    def hold_the_area():
        Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
        both_have_begun.wait(timeout=10)
        sleep(0.3)
        record(by=SOMEBODY, what="area.held", subject=area)

    together([refer_to_the_area, hold_the_area])

    assert verify("house") is None
    assert Entry.objects.count() == 2


@pytest.mark.django_db
def test_a_command_signs_with_its_name():
    touch(make_user(), by=Acting.system("import"))

    assert (Entry.objects.get().acting, Entry.objects.get().chain) == ("system:import", "house")


@pytest.mark.django_db
def test_a_watch_tells_only_of_its_own_facts():
    watch, area = Watch({"area.renamed"}), make_area()
    touch(area)
    before = watch.mark()
    touch(area)
    assert watch.mark() == before
    touch(area, what="area.renamed")
    after = watch.mark()
    assert after != before
    touch(area, by=make_acting())  # another chain begins
    assert watch.mark() == after


@pytest.mark.django_db
def test_a_watch_tells_that_a_line_it_had_seen_was_undone():
    watch, area = Watch({"area.renamed"}), make_area()
    touch(area)
    before = watch.mark()
    with transaction.atomic():
        touch(area, what="area.renamed")
        seen = watch.mark()
        transaction.set_rollback(True)
    assert seen != before
    touch(area)
    touch(area)
    assert watch.mark() not in {before, seen}
