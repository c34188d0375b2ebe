"""The life of a proposal: admitted or not, joined, discussed, answered, corrected, taken back."""

from datetime import timedelta

import pytest

from raccordo.foundation.errors import Refused
from raccordo.governance.states import ItemOutcome
from raccordo.journal.models import Entry
from raccordo.participation.codes import in_name_of
from raccordo.participation.models import Contribution, ContributionFile, Reply, Telling
from raccordo.participation.operations.answering import (
    answer,
    declare_not_pertinent,
    discuss,
    hand_answer,
)
from raccordo.participation.operations.hearing import add_file
from raccordo.participation.operations.sorting import admit, merge, sort_contribution, unmerge
from raccordo.participation.operations.withdrawing import (
    hide,
    remove_personal_data,
    show,
    withdraw,
    write_public_text,
)
from raccordo.participation.queries.contributions import (
    answers_to_hand,
    awaiting_answer,
    files_of,
    is_hidden,
    standing_reply,
)
from raccordo.participation.queries.public import as_public, public_contributions, saying
from raccordo.participation.states import AnswerWay, Outcome, VoiceSort, VoiceState
from raccordo.post.models import Message
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_acting,
    make_area,
    make_author,
    make_consultation,
    make_contribution,
    make_held_sitting,
    make_item,
    make_occasion,
    make_organisation,
    make_town,
)

pytestmark = pytest.mark.django_db
WRITING = {"by": SOMEBODY, "on": TODAY, "at": NOW, "house": "https://piano.example.it"}
BY_MAIL = {"email": "ada@example.it", "wants_answer_by": AnswerWay.EMAIL}


@pytest.fixture
def area():
    return make_area(name="Ambito 11")


def made(area, state=VoiceState.ADMITTED, **fields):
    return make_contribution(area=area, state=state, **fields)


def answered(area, text="Sì, dal 2026.", outcome=Outcome.ACCEPTED, **fields):
    one = made(area, **fields)
    answer(one, outcome=outcome, text=text, **WRITING)
    return fresh(one)


def fresh(one):
    return Contribution.objects.get(pk=one.pk)


def test_from_received_to_answered_with_a_table_between(area):
    one = make_contribution(area=area)
    make_author(contribution=one, **BY_MAIL)
    table = make_occasion(area=area)

    admit(one, by=SOMEBODY)
    discuss(one, occasion=table, summary="Il tavolo è d'accordo.", by=SOMEBODY, on=TODAY)
    reply = answer(
        one, outcome=Outcome.PARTLY, text="Una corsa.", signed_by="La coordinatrice", **WRITING
    )

    one, letter = fresh(one), Message.objects.get()
    assert (one.state, one.outcome, one.answered_on) == (
        VoiceState.ANSWERED,
        Outcome.PARTLY,
        TODAY,
    )
    assert reply.tellings.get().message == letter
    for said in ("Accolta in parte", "Una corsa.", "La coordinatrice", str(one)):
        assert said in letter.body
    assert one.discussions.get().day == TODAY
    written = list(Entry.objects.filter(what__startswith="contribution.").order_by("pk"))
    assert [line.what for line in written] == [
        "contribution.admitted",
        "contribution.discussed",
        "contribution.answer_told",
        "contribution.answered",
    ]


def test_an_answer_has_its_reasons_and_its_outcome_and_follows_admission(area):
    one = make_contribution(area=area)
    facts = {"outcome": Outcome.ACCEPTED, "text": "Sì."}

    with pytest.raises(Refused, match="Da «Ricevuta» non si può passare"):
        answer(one, **facts, **WRITING)
    admit(one, by=SOMEBODY)
    with pytest.raises(Refused, match="Manca il testo"):
        answer(one, outcome=Outcome.ACCEPTED, text="  ", **WRITING)
    with pytest.raises(Refused, match="è pertinente"):
        answer(one, outcome=Outcome.NOT_PERTINENT, text="No.", **WRITING)
    with pytest.raises(Refused, match="non era ancora arrivata"):
        answer(one, **facts, **WRITING | {"on": TODAY - timedelta(days=1)})
    assert Reply.objects.count() == 0


def test_an_answer_is_corrected_by_another_and_the_last_stands(area):
    one = answered(area)
    make_author(contribution=one, **BY_MAIL)

    later = WRITING | {"on": TODAY + timedelta(days=3)}
    answer(one, outcome=Outcome.POSTPONED, text="Nel 2027.", **later)

    one = fresh(one)
    assert [reply.text for reply in one.replies.all()] == ["Sì, dal 2026.", "Nel 2027."]
    assert standing_reply(one).text == "Nel 2027."
    assert (one.outcome, one.answered_on) == (Outcome.POSTPONED, TODAY)  # the days are the first's
    assert "Rinviata" in Message.objects.get().body


def test_what_is_not_pertinent_is_told_why_and_may_be_admitted_after_all(area):
    one = make_contribution(area=area)
    make_author(contribution=one, **BY_MAIL)
    with pytest.raises(Refused, match="Dire perché") as refusal:
        declare_not_pertinent(one, reason=" ", **WRITING)
    assert refusal.value.field == "reason"

    declare_not_pertinent(one, reason="Riguarda la Provincia.", **WRITING)

    assert "Riguarda la Provincia." in Message.objects.get().body
    assert (fresh(one).state, fresh(one).outcome) == ("not_pertinent", "not_pertinent")
    admit(one, by=SOMEBODY)
    assert (fresh(one).state, fresh(one).outcome) == (VoiceState.ADMITTED, "")
    assert list(awaiting_answer(area)) == [one]
    assert standing_reply(fresh(one)) is None


def test_who_has_no_e_mail_is_answered_by_hand_and_it_is_told_how(area):
    ways = (AnswerWay.POST, AnswerWay.PHONE, AnswerWay.PICKUP)
    for way in ways:
        one = made(area)
        make_author(contribution=one, wants_answer_by=way, email="ada@example.it")
        answer(one, outcome=Outcome.ACCEPTED, text="Sì.", **WRITING)

    assert Message.objects.count() == 0
    telling = answers_to_hand(make_acting(area=area), on=TODAY).first()
    assert answers_to_hand(make_acting(area=area), on=TODAY).count() == 3
    with pytest.raises(Refused, match="Dire come"):
        hand_answer(telling, how=" ", by=SOMEBODY, told_on=TODAY, on=TODAY)
    hand_answer(
        telling, how="Consegnata a mano il 4 marzo 2025", by=SOMEBODY, told_on=TODAY, on=TODAY
    )
    assert answers_to_hand(make_acting(area=area), on=TODAY).count() == 2
    with pytest.raises(Refused, match="già comunicata"):
        hand_answer(telling, how="Di nuovo", by=SOMEBODY, told_on=TODAY, on=TODAY)


def test_who_wants_the_code_or_left_no_trace_reads_the_answer_alone(area):
    one, nameless = made(area), made(area)
    make_author(contribution=one, wants_answer_by=AnswerWay.CODE)
    for each in (one, nameless):
        answer(each, outcome=Outcome.ACCEPTED, text="Sì.", **WRITING)

    assert not answers_to_hand(make_acting(area=area), on=TODAY).exists()
    assert not Message.objects.exists()
    assert Telling.objects.filter(told_on=TODAY).count() == 2


def test_a_body_is_answered_at_its_own_address(area):
    body = make_organisation(pec="auser@pec.example.it")
    answered(area, organisation=body, author_kind="organisation")

    assert Message.objects.get().recipients == ["auser@pec.example.it"]


def test_a_discussion_is_in_one_place_that_met(area):
    one = made(area)
    item, table = make_item(sitting=make_held_sitting()), make_occasion(area=area)
    talk = {"by": SOMEBODY, "on": TODAY}

    with pytest.raises(Refused, match="oppure in quale incontro"):
        discuss(one, **talk)
    with pytest.raises(Refused, match="oppure in quale incontro"):
        discuss(one, item=item, occasion=table, **talk)
    with pytest.raises(Refused, match="deve ancora venire"):
        discuss(one, occasion=make_occasion(held_at=NOW + timedelta(days=1)), **talk)
    with pytest.raises(Refused, match="deve ancora venire"):
        discuss(one, item=make_item(), day=TODAY, **talk)
    with pytest.raises(Refused, match="ritirato"):
        discuss(one, item=make_item(outcome=ItemOutcome.WITHDRAWN), **talk)
    with pytest.raises(Refused, match="annullato"):
        discuss(one, occasion=make_occasion(called_off="Neve"), **talk)
    with pytest.raises(Refused, match="Da «Ricevuta»"):
        discuss(make_contribution(area=area), item=item, **talk)

    discuss(one, item=item, **talk)
    discuss(one, occasion=table, **talk)  # again, elsewhere
    assert one.discussions.count() == 2


def test_what_is_joined_follows_the_answer_and_its_author_is_told(area):
    one, target = make_contribution(area=area), made(area)
    make_author(contribution=one, **BY_MAIL)

    merge(one, into=target, **WRITING)
    answer(target, outcome=Outcome.ACCEPTED, text="Sì.", **WRITING)

    one = fresh(one)
    assert (one.state, one.outcome, one.answered_on) == (VoiceState.MERGED, "accepted", TODAY)
    assert standing_reply(one).text == "Sì."
    assert f"È stata unita a un'altra sullo stesso argomento: {target}" in (
        Message.objects.get().body
    )
    assert list(awaiting_answer(area)) == []


def test_what_is_joined_to_what_is_answered_is_told_at_once(area):
    one, target = make_contribution(area=area), answered(area)
    make_author(contribution=one, **BY_MAIL)

    merge(one, into=target, **WRITING)

    assert fresh(one).outcome == Outcome.ACCEPTED
    assert Message.objects.get().recipients == ["ada@example.it"]


def test_there_are_no_chains_and_no_rings(area):
    first, second, third = (make_contribution(area=area) for _ in range(3))
    merge(first, into=second, **WRITING)

    merge(second, into=third, **WRITING)
    assert {fresh(one).merged_into for one in (first, second)} == {third}

    fourth = make_contribution(area=area)
    merge(fourth, into=fresh(first), **WRITING)  # joined to what it follows
    assert fresh(fourth).merged_into == third
    with pytest.raises(Refused, match="sé stessa"):
        merge(third, into=fresh(first), **WRITING)
    with pytest.raises(Refused, match="già unita"):
        merge(fresh(first), into=make_contribution(area=area), **WRITING)


def test_two_that_were_both_answered_stay_two(area):
    one, other = answered(area), answered(area, text="No.", outcome=Outcome.NOT_ACCEPTED)

    with pytest.raises(Refused, match="Entrambe hanno già una risposta") as refusal:
        merge(one, into=other, **WRITING)

    assert refusal.value.field == "into"
    assert [fresh(each).outcome for each in (one, other)] == ["accepted", "not_accepted"]
    with pytest.raises(Refused, match="unire Proposta n"):
        merge(one, into=made(area), **WRITING)


def test_only_what_stands_in_the_same_area_is_joined(area):
    one = made(area)
    with pytest.raises(Refused, match="territori diversi"):
        merge(one, into=made(make_area()), **WRITING)
    for state in (VoiceState.WITHDRAWN, VoiceState.NOT_PERTINENT):
        with pytest.raises(Refused, match="ritirata o non pertinente"):
            merge(one, into=made(area, state), **WRITING)
        with pytest.raises(Refused, match="non aspetta più"):
            merge(made(area, state), into=one, **WRITING)


def test_two_are_parted_until_the_answer_came(area):
    one, target = made(area), made(area)
    merge(one, into=target, **WRITING)

    unmerge(fresh(one), by=SOMEBODY)
    assert (fresh(one).state, fresh(one).merged_into) == (VoiceState.ADMITTED, None)
    with pytest.raises(Refused, match="non è unita"):
        unmerge(fresh(one), by=SOMEBODY)

    merge(fresh(one), into=target, **WRITING)
    answer(target, outcome=Outcome.ACCEPTED, text="Sì.", **WRITING)
    with pytest.raises(Refused, match="restano unite"):
        unmerge(fresh(one), by=SOMEBODY)


def test_what_is_joined_is_not_answered_on_its_own(area):
    one, target = made(area), made(area)
    merge(one, into=target, **WRITING)

    with pytest.raises(Refused, match="prima separarla"):
        answer(fresh(one), outcome=Outcome.ACCEPTED, text="Sì.", **WRITING)


def test_who_withdraws_after_the_discussion_leaves_the_number_and_what_was_said(area):
    consultation = make_consultation(area=area)
    one = made(area, consultation=consultation, text="Il mio vicino di casa è solo.")
    discuss(one, occasion=make_occasion(title="Tavolo anziani"), by=SOMEBODY, on=TODAY)

    withdraw(one, by=in_name_of(one), on=TODAY)

    line = Entry.objects.get(what="contribution.withdrawn")
    assert (line.acting, line.chain) == (f"author:{one.key}", f"area:{area.key}")
    [told] = as_public(public_contributions(consultation))
    assert (told.text, told.title) == ("", "")
    assert told.why_no_text == "Ritirata da chi l'ha scritta."
    assert (told.number, told.discussed[0].where) == (one.number, "Tavolo anziani")
    assert list(awaiting_answer(area)) == []
    for change in (admit, lambda one, by: withdraw(one, by=by, on=TODAY)):
        with pytest.raises(Refused, match="ritirata"):
            change(fresh(one), by=SOMEBODY)
    with pytest.raises(Refused, match="ritirata"):
        answer(one, outcome=Outcome.ACCEPTED, text="Sì.", **WRITING)


def test_who_withdraws_after_the_answer_leaves_the_answer(area):
    consultation = make_consultation(area=area)
    one = answered(area, consultation=consultation)

    withdraw(one, by=SOMEBODY, on=TODAY)

    [told] = as_public(public_contributions(consultation))
    assert (told.text, told.outcome, told.answer) == ("", "Accolta", "Sì, dal 2026.")


def test_who_was_joined_to_what_is_withdrawn_waits_on_its_own_again(area):
    one, target = make_contribution(area=area), made(area)
    merge(one, into=target, **WRITING)

    withdraw(target, by=SOMEBODY, on=TODAY)

    assert list(awaiting_answer(area)) == [one]
    assert (fresh(one).state, fresh(one).merged_into) == (VoiceState.RECEIVED, None)


def test_what_was_withdrawn_while_joined_to_another_stays_withdrawn(area):
    target, other = made(area), made(area)
    gone, kept = made(area), made(area)
    for one, into in ((gone, target), (kept, other)):
        make_author(contribution=one, **BY_MAIL)
        merge(one, into=into, **WRITING)
        withdraw(fresh(one), by=SOMEBODY, on=TODAY)

    withdraw(target, by=SOMEBODY, on=TODAY)
    answer(other, outcome=Outcome.ACCEPTED, text="Sì.", **WRITING)

    assert fresh(gone).state == fresh(kept).state == VoiceState.WITHDRAWN
    assert fresh(kept).outcome == ""
    assert not Telling.objects.filter(contribution=kept).exists()
    assert gone not in awaiting_answer(area)


def test_what_is_not_pertinent_is_over_and_is_not_withdrawn(area):
    one = make_contribution(area=area)
    declare_not_pertinent(one, reason="Altro.", **WRITING)

    with pytest.raises(Refused, match="non si può passare"):
        withdraw(one, by=SOMEBODY, on=TODAY)


def test_a_hidden_text_is_not_read_and_the_public_reads_why(area):
    consultation = make_consultation(area=area)
    one = made(area, consultation=consultation)
    with pytest.raises(Refused, match="Dire perché"):
        hide(one, reason=" ", by=SOMEBODY, on=TODAY)

    hide(one, reason="Offende una persona.", by=SOMEBODY, on=TODAY)

    [told] = as_public(public_contributions(consultation))
    assert (told.text, told.why_no_text) == ("", "Testo non pubblicato: Offende una persona.")
    assert as_public([one], own=True)[0].text == one.text  # its author does
    with pytest.raises(Refused, match="già nascosta"):
        hide(one, reason="Ancora.", by=SOMEBODY, on=TODAY)

    show(one, by=SOMEBODY, on=TODAY)
    assert as_public([one])[0].text == one.text
    assert not is_hidden(one)
    with pytest.raises(Refused, match="non è nascosta"):
        show(one, by=SOMEBODY, on=TODAY)
    hide(one, reason="Di nuovo.", by=SOMEBODY, on=TODAY)  # and once more


def test_the_public_reads_the_text_with_omissis_once_it_was_admitted(area):
    consultation = make_consultation(area=area)
    one = make_contribution(area=area, consultation=consultation, text="Mario Rossi è solo.")

    [told] = as_public(public_contributions(consultation))
    assert "In esame" in told.why_no_text

    admit(one, by=SOMEBODY)
    write_public_text(one, text="OMISSIS è solo.", by=SOMEBODY)
    assert as_public([fresh(one)])[0].text == "OMISSIS è solo."
    write_public_text(one, text="", by=SOMEBODY)
    assert as_public([fresh(one)])[0].text == "Mario Rossi è solo."


def test_who_asks_to_be_forgotten_is_and_the_number_and_the_answer_stay(area):
    one = answered(area, named_in_public=True)
    make_author(contribution=one, phone="0872 1", address="Frisa", **BY_MAIL)
    add_file(one, name="lettera.pdf", content=b"%PDF-1.7", by=SOMEBODY)

    remove_personal_data(one, text="Una persona chiede un mezzo.", by=SOMEBODY, on=TODAY)

    one = fresh(one)
    author = one.author
    kept = (author.given_name, author.family_name, author.email, author.phone, author.address)
    assert (kept, author.search, author.removed_on) == (("",) * 5, "", TODAY)
    assert not files_of(one).exists()
    assert ContributionFile.objects.count() == 1
    assert (one.number is not None, one.outcome, one.named_in_public) == (True, "accepted", False)
    assert (one.text, one.title) == ("Una persona chiede un mezzo.",) * 2
    assert "trasporto" not in one.search
    answer(one, outcome=Outcome.PARTLY, text="Corretta.", **WRITING)
    assert not answers_to_hand(make_acting(area=area), on=TODAY).exists()


def test_the_office_corrects_how_a_proposal_is_classified_not_what_it_says(area):
    one, town = make_contribution(area=area), make_town()

    facts = {"group": None, "kind": None, "towns": [town], "by": SOMEBODY}
    sort_contribution(one, title="Trasporto sociale", sort=VoiceSort.NEED, **facts)

    one = fresh(one)
    assert (one.title, one.sort, list(one.towns.all())) == (
        "Trasporto sociale",
        VoiceSort.NEED,
        [town],
    )
    assert one.text == "Serve un trasporto per le visite."
    with pytest.raises(Refused, match="titolo"):
        sort_contribution(one, title="", sort=VoiceSort.NEED, **facts)


def test_what_was_joined_before_anybody_looked_at_it_is_not_read_by_all(area):
    consultation = make_consultation(area=area)
    raw = make_contribution(area=area, consultation=consultation, text="Mia madre Ada è malata")
    seen = made(area, consultation=consultation, text="Trasporto")
    target = made(area, consultation=consultation)
    for one in (raw, seen):
        merge(one, into=target, **WRITING)

    def told():
        return {one.key: one.text for one in as_public(public_contributions(consultation))}

    assert told()[str(raw.key)] == ""
    assert told()[str(seen.key)] == "Trasporto"
    found = saying(public_contributions(consultation), "malata")
    assert not found.exists()
    assert saying(public_contributions(consultation), "trasporto").filter(pk=seen.pk).exists()


def test_why_a_proposal_is_not_pertinent_is_read_by_its_author_alone(area):
    one = make_contribution(area=area, consultation=make_consultation(area=area))
    declare_not_pertinent(one, reason="Per la sua pensione si rivolga all'INPS.", **WRITING)
    one = fresh(one)
    assert as_public([one])[0].answer == ""
    assert "INPS" in as_public([one], own=True)[0].answer


def test_two_who_answer_at_once_do_not_write_twice(area):
    one = made(area)
    first = answer(one, outcome=Outcome.ACCEPTED, text="Sì.", seen="", **WRITING)
    with pytest.raises(Refused, match="qualcun altro ha risposto"):
        answer(one, outcome=Outcome.NOT_ACCEPTED, text="No.", seen="", **WRITING)
    answer(one, outcome=Outcome.PARTLY, text="In parte.", seen=str(first.key), **WRITING)
    assert one.replies.count() == 2


def test_a_discussion_is_recorded_once(area):
    one, table = made(area), make_occasion(area=area)
    discuss(one, occasion=table, by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="già registrata"):
        discuss(one, occasion=table, by=SOMEBODY, on=TODAY)


def test_an_answer_is_not_told_before_it_was_written(area):
    one = answered(area)
    telling = Telling.objects.create(reply=one.replies.get(), contribution=made(area))
    for told_on, why in (
        (TODAY - timedelta(days=1), "è del"),
        (TODAY + timedelta(days=1), "venire"),
    ):
        with pytest.raises(Refused, match=why):
            hand_answer(telling, how="A mano", told_on=told_on, by=SOMEBODY, on=TODAY)


def test_a_text_that_is_published_as_it_is_is_not_another(area):
    one = made(area, text="Prima riga\nseconda riga")
    one = write_public_text(one, text="Prima riga\r\nseconda riga ", by=SOMEBODY)
    assert one.public_text == ""


def test_what_a_title_said_is_not_written_in_the_register(area):
    one = made(area, title="Ada Rossi chiede")
    facts = {"sort": VoiceSort.NEED, "group": None, "kind": None, "towns": []}
    sort_contribution(one, title="Trasporto", **facts, by=SOMEBODY)
    assert "Rossi" not in Entry.objects.get(what="contribution.sorted").details
