"""What is told of an act made elsewhere, and from when the law has it carried out."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest

from raccordo.acts.models import Act
from raccordo.acts.operations import (
    AttachedFile,
    add_opinion,
    attach_file,
    complete_act,
    fix_text,
    protocol_act,
    publish_act,
)
from raccordo.acts.states import (
    ActKind,
    ActStage,
    Enforceability,
    FilePurpose,
    OpinionKind,
    OrganKind,
)
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from tests.acts.stories import drafted, entered, fixed
from tests.make import SOMEBODY, TODAY, make_organ

pytestmark = pytest.mark.django_db
TENTH_DAY = date(2025, 3, 13)


def determination(**facts):
    return entered(organ=make_organ(), kind=ActKind.DETERMINATION, **facts)


def test_a_resolution_whose_publication_is_unknown_is_not_said_to_be_enforceable():
    act = entered()

    assert (act.enforceability, act.enforceable_from) == (Enforceability.TENTH_DAY, None)


@pytest.mark.parametrize("published_from", [None, TODAY])
def test_a_determination_waits_for_its_visa_whether_or_not_it_was_published(published_from):
    act = determination(published_from=published_from)
    assert (act.enforceability, act.enforceable_from) == (Enforceability.WITH_VISA, None)

    visa = {"kind": OpinionKind.VISA, "favourable": True, "given_by": "Ragioneria"}
    add_opinion(act, **visa, by=SOMEBODY, on=TODAY)

    act.refresh_from_db()
    assert act.enforceable_from == TODAY


def test_a_determination_written_here_waits_for_the_visa_only_if_it_spends():
    organ = make_organ()
    ways = [
        drafted(organ=organ, kind=ActKind.DETERMINATION, spends=spends).enforceability
        for spends in (True, False)
    ]

    assert ways == [Enforceability.WITH_VISA, Enforceability.FROM_DATE]


def test_a_resolution_declared_so_is_carried_out_at_once():
    act = entered(at_once=True, published_from=TODAY + timedelta(2))

    assert (act.enforceability, act.enforceable_from) == (Enforceability.AT_ONCE, TODAY)


def test_only_a_resolution_is_declared_to_be_carried_out_at_once():
    with pytest.raises(Refused, match="solo una deliberazione") as refused:
        determination(at_once=True)
    assert refused.value.field == "at_once"

    draft = drafted(organ=make_organ(), kind=ActKind.DETERMINATION)
    facts = {"number": "1", "made_on": TODAY, "pdf": b"%PDF-1.4 x", "by": SOMEBODY, "on": TODAY}
    with pytest.raises(Refused, match="solo una deliberazione"):
        fix_text(draft, **facts, at_once=True)


def test_a_day_that_a_person_told_is_kept_and_said_to_be_hers():
    act = determination(enforceable=TODAY)
    visa = {"kind": OpinionKind.VISA, "favourable": True, "given_by": "Ragioneria"}

    add_opinion(act, **visa, by=SOMEBODY, on=TODAY + timedelta(9))

    act.refresh_from_db()
    assert (act.enforceability, act.enforceable_from) == (Enforceability.TOLD, TODAY)


def test_a_day_told_that_is_the_law_s_own_is_the_law_s():
    act = entered(enforceable=TENTH_DAY, published_from=TODAY)

    assert act.enforceability == Enforceability.TENTH_DAY


def test_what_was_not_known_of_an_act_is_told_later():
    act = entered(protocol_number="12")

    act = complete_act(act, published_from=TODAY, protocol_number="13", by=SOMEBODY)

    assert (act.stage, act.enforceable_from) == (ActStage.PUBLISHED, TENTH_DAY)
    assert act.protocol_number == "13"
    told = json.loads(Entry.objects.get(what="act.completed").details)
    assert (told["protocol_number_before"], told["protocol_number"]) == ("12", "13")
    assert (told["published_from_before"], told["published_from"]) == (None, TODAY.isoformat())
    assert "protocol_date" not in told


def test_the_visa_already_there_is_not_forgotten_when_particulars_are_completed():
    act = determination()
    visa = {"kind": OpinionKind.VISA, "favourable": True, "given_by": "Ragioneria"}
    add_opinion(act, **visa, by=SOMEBODY, on=TODAY)

    assert complete_act(act, protocol_number="1", by=SOMEBODY).enforceable_from == TODAY


def test_an_act_made_here_goes_its_way_and_one_made_elsewhere_is_completed():
    act = entered()
    for step in (
        lambda: protocol_act(act, number="1", protocolled_on=TODAY, by=SOMEBODY),
        lambda: publish_act(
            act, published_from=TODAY, published_until=TODAY + timedelta(15), by=SOMEBODY
        ),
    ):
        with pytest.raises(Refused, match=r"fatto altrove: .* «Completa gli estremi»"):
            step()
    with pytest.raises(Refused, match="si registrano nell'iter"):
        complete_act(fixed()[0], protocol_number="1", by=SOMEBODY)


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [(TODAY, TODAY, "published_until"), (None, TODAY, "published_from")],
)
def test_a_publication_that_ends_before_it_begins_is_refused(since, until, field):
    with pytest.raises(Refused) as refused:
        entered(published_from=since, published_until=until)
    assert refused.value.field == field

    with pytest.raises(Refused):
        complete_act(entered(), published_from=since, published_until=until, by=SOMEBODY)


def test_an_act_of_a_year_that_cannot_be_is_refused():
    with pytest.raises(Refused, match="1° gennaio 0001: controllare l'anno"):
        entered(made_on=date(1, 1, 1))
    assert entered(made_on=date(1861, 3, 17)).pk


def test_what_is_sent_twice_from_one_page_is_one_act_even_without_a_number():
    organ, once = make_organ(kind=OrganKind.COUNCIL), uuid4()

    first, again = (entered(organ=organ, number="", once=once) for _ in range(2))
    other = entered(organ=organ, number="", once=once, subject="Un'altra cosa")

    assert first == again
    assert other != first
    assert Entry.objects.filter(what="act.entered").count() == 2


def test_nobody_reaches_the_act_of_another_by_its_key():
    act = drafted()

    assert drafted(organ=act.organ, once=act.key).pk != act.pk


def test_the_text_of_an_act_already_signed_is_not_replaced():
    scan = AttachedFile(b"%PDF-1.4 scansione", "a.pdf", FilePurpose.SIGNED)
    act = entered(files=[scan])
    text = AttachedFile(b"%PDF-1.4 altro", "b.pdf", FilePurpose.TEXT)

    for file, said in ((scan, "c'è già e non si sostituisce"), (text, "è già firmato")):
        with pytest.raises(Refused, match=said):
            attach_file(act, file=file, by=SOMEBODY, on=TODAY)
    assert Act.objects.get().files.count() == 1
