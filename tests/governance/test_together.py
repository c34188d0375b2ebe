"""What two do at once to what is due: each test commits in a database of its own."""

from datetime import timedelta

from raccordo.governance.models import Duty, Reminder
from raccordo.governance.operations.duties import pass_duties
from raccordo.keeper.reminding import remind_persons
from raccordo.post.models import Message, Notice
from tests.make import NOW, SOMEBODY, TODAY, make_area, make_duty, make_mandate


def remind():
    remind_persons(on=TODAY, now=lambda: NOW)


def test_workers_that_run_at_once_tell_once(together):
    area = make_area()
    owners = [make_mandate(area=area).holder for _ in range(3)]
    for owner in owners:
        make_duty(area=area, owner=owner, due_on=TODAY + timedelta(days=3))

    together([remind] * 4)

    assert Reminder.objects.count() == Notice.objects.count() == Message.objects.count() == 3


def test_passing_and_taking_back_at_once_leaves_each_thing_with_one_owner(together):
    area = make_area()
    one, other = make_mandate(area=area).holder, make_mandate(area=area).holder
    duties = [make_duty(area=area) for _ in range(5)]

    def give(to):
        pass_duties(duties, owner=to, by=SOMEBODY, on=TODAY)

    together([lambda: give(one), lambda: give(other)])

    assert len(set(Duty.objects.values_list("owner", "passing"))) == 1
