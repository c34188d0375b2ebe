"""Two who answer for the same body at the same moment."""

from raccordo.foundation.errors import Refused
from raccordo.governance.operations.answering import give_answer
from raccordo.governance.queries.requests import stamp_of
from raccordo.journal.models import Entry
from raccordo.journal.queries import verify
from tests.make import NOW, SOMEBODY, make_answer

GOOD = {"total": "100", "children": "60", "elderly": "40"}


def test_two_who_answer_at_once_do_not_overwrite_each_other(together):
    answer = make_answer()
    seen, refused = stamp_of(answer), []

    def answering(name):
        def work():
            try:
                give_answer(
                    answer,
                    figures=GOOD,
                    note="",
                    given_by=name,
                    seen=seen,
                    by=SOMEBODY,
                    at=NOW,
                )
            except Refused as refusal:
                refused.append(refusal)

        return work

    together([answering(name) for name in ("Ada", "Bice", "Carla", "Dora")])

    assert len(refused) == 3
    assert Entry.objects.filter(what="answer.given").count() == 1
    assert verify("house") is None
