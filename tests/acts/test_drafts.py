"""Acts written here: who changes them, when they are fixed, how they are thrown away."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from raccordo.acts.models import Act
from raccordo.acts.operations import (
    AttachedFile,
    add_opinion,
    attach_file,
    change_standing,
    discard_draft,
    fix_text,
    reopen_draft,
    rewrite_act,
)
from raccordo.acts.states import ActKind, ActState, Enforceability, FilePurpose, OpinionKind
from raccordo.archive.models import StoredFile
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from tests.acts.certificates import document
from tests.acts.stories import drafted, fixed
from tests.make import SOMEBODY, TODAY, make_act, make_organ

pytestmark = pytest.mark.django_db
WORDS = {"subject": "Piano", "text": "Delibera.", "spends": False, "by": SOMEBODY}


def fix(act, **facts):
    usual = {"number": "9", "made_on": TODAY, "pdf": document("Piano"), "on": TODAY}
    return fix_text(act, **usual | {"by": SOMEBODY} | facts)


def test_a_draft_sent_twice_is_written_once():
    organ, once = make_organ(), uuid4()
    facts = {"organ": organ, "kind": ActKind.DETERMINATION, "once": once}

    assert drafted(**facts) == drafted(**facts)
    assert drafted(**facts, text="Un altro testo.") != drafted(**facts)
    assert Entry.objects.filter(what="act.drafted").count() == 2


def test_a_draft_is_not_written_over_by_who_has_not_seen_what_it_says_now():
    act = drafted()
    seen = act.wording
    rewrite_act(act, **WORDS | {"text": "Delibera anche questo."}, seen=seen)

    with pytest.raises(Refused, match="Nel frattempo la bozza è stata modificata"):
        rewrite_act(act, **WORDS, seen=seen)

    assert Act.objects.get().text == "Delibera anche questo."


def test_a_text_that_has_changed_is_not_fixed_as_it_was_printed():
    act, seen = drafted(), drafted().wording
    rewrite_act(act, **WORDS | {"text": "Delibera anche questo."})

    with pytest.raises(Refused, match="Nel frattempo"):
        fix(act)  # printed before the change
    with pytest.raises(Refused, match="Nel frattempo"):
        fix(Act.objects.get(pk=act.pk), seen=seen)  # printed after, and not seen
    assert fix(Act.objects.get(pk=act.pk)).number == "9"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"number": " "}, "number"),
        ({"made_on": TODAY + timedelta(1)}, "made_on"),
        ({"made_on": date(202, 3, 3)}, "made_on"),
    ],
)
def test_an_act_is_fixed_with_a_number_and_a_day_that_has_come(facts, field):
    with pytest.raises(Refused) as refused:
        fix(drafted(), **facts)
    assert refused.value.field == field


def test_an_act_brought_back_to_a_draft_is_fixed_again_with_its_own_number():
    act, _pdf = fixed(text="Delibera.")
    reopen_draft(act, reason="Refuso", by=SOMEBODY)

    act = fix(Act.objects.get(), at_once=True)
    assert (act.number, act.enforceability) == ("9", Enforceability.AT_ONCE)

    reopen_draft(act, reason="Refuso", by=SOMEBODY)
    assert fix(Act.objects.get()).enforceability == Enforceability.TENTH_DAY


def test_a_draft_that_had_no_number_is_thrown_away_and_the_register_remembers_it():
    act = drafted()
    annex = AttachedFile(b"%PDF-1.4 a", "a.pdf", FilePurpose.ANNEX)
    attach_file(act, file=annex, by=SOMEBODY, on=TODAY)
    opinion = {"kind": OpinionKind.TECHNICAL, "favourable": True, "given_by": "X"}
    add_opinion(act, **opinion, by=SOMEBODY, on=TODAY)

    discard_draft(act, reason="Scritta due volte", by=SOMEBODY)

    line = Entry.objects.get(what="act.discarded")
    assert (line.subject, line.purpose) == (f"acts.act:{act.key}", "Scritta due volte")
    assert not Act.objects.exists()
    assert StoredFile.objects.count() == 1


def test_what_has_or_had_a_number_is_not_thrown_away():
    act, _pdf = fixed()
    with pytest.raises(Refused, match="si modifica solo una bozza"):
        discard_draft(act, reason="x", by=SOMEBODY)

    reopen_draft(act, reason="Refuso", by=SOMEBODY)
    with pytest.raises(Refused, match="ha già avuto il numero 9"):
        discard_draft(act, reason="x", by=SOMEBODY)


def test_a_draft_is_not_thrown_away_without_a_reason():
    with pytest.raises(Refused, match="Serve il motivo"):
        discard_draft(drafted(), reason=" ", by=SOMEBODY)


def test_what_an_act_is_worth_changes_when_it_is_signed_and_not_in_the_future():
    annul = {"to": ActState.ANNULLED, "reason": "Vizio", "by": SOMEBODY, "on": TODAY}
    for act in (drafted(), fixed()[0]):
        with pytest.raises(Refused, match="non è ancora firmato"):
            change_standing(act, since=TODAY, **annul)
    with pytest.raises(Refused, match="4 marzo 2025 è dopo oggi, 3 marzo 2025"):
        change_standing(make_act(), since=TODAY + timedelta(1), **annul)
