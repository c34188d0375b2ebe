from datetime import UTC, datetime, timedelta

import pytest

from raccordo.access.rights import Right, Role
from raccordo.archive.shelves import content_of
from raccordo.documents.blocks import Table
from raccordo.documents.pdf import print_paper
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Minutes
from raccordo.governance.operations.minuting import (
    answer_remark,
    approve_minutes,
    begin_minutes,
    circulate_minutes,
    make_remark,
    publish_minutes,
    refresh_part,
    reopen_minutes,
    rewrite_part,
)
from raccordo.governance.papers.marks import values_of
from raccordo.governance.papers.minuting import minutes_paper, public_paper
from raccordo.governance.queries.minutes import (
    attendances_of,
    items_that_may_approve,
    minutes_open_to,
    unreached_by,
    words_of,
)
from raccordo.governance.queries.papers import sitting_told
from raccordo.governance.states import (
    AttendanceHow,
    ItemOutcome,
    ItemSort,
    MinutesState,
    SittingState,
)
from raccordo.journal.models import Entry
from raccordo.post.models import Message
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_acting,
    make_attendance,
    make_ballot,
    make_body,
    make_held_sitting,
    make_holding,
    make_item,
    make_office,
    make_organisation,
    make_representative,
    make_seat,
    make_sitting,
    make_text_model,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 bozza"


def begun(sitting=None, model=None) -> Minutes:
    if sitting is None:
        sitting = make_ballot({"for": 6, "against": 1, "abstained": 1}).item.sitting
    return begin_minutes(sitting, model=model, by=SOMEBODY)


def rewritten(part, text, title="", seen=None):
    words = {"title": title or part.title, "text": text, "seen": seen or part.wording}
    return rewrite_part(part, by=SOMEBODY, **words)


def circulated(minutes=None, pdf=PDF):
    return circulate_minutes(minutes or begun(), pdf=pdf, by=SOMEBODY, on=TODAY, at=NOW)


def approval_of(minutes, **fields):
    later = fields.pop("sitting", None) or make_held_sitting(
        body=minutes.sitting.body,
        regulation=minutes.sitting.regulation,
        first_call=NOW + timedelta(days=30),
        number=4,
    )
    usual = {"sort": ItemSort.MINUTES, "outcome": ItemOutcome.CARRIED}
    usual |= {"approves": minutes.sitting, "sitting": later}
    return make_item(**usual | fields)


def approved(minutes=None):
    minutes = circulated(minutes)
    return approve_minutes(minutes, item=approval_of(minutes), by=SOMEBODY)


def published(minutes):
    return publish_minutes(minutes, seen=words_of(minutes), by=SOMEBODY, on=TODAY)


def test_minutes_begin_filled_with_who_was_there_and_how_they_voted():
    sitting = make_ballot({"for": 6, "against": 1, "abstained": 1}).item.sitting
    make_attendance(sitting=sitting, how=AttendanceHow.ABSENT, name="", summoned="Ugo Neri")
    opening, item, closing = begun(sitting).parts.all()

    assert "Ada Esposito" in opening.text
    assert "Assenti: Ugo Neri" in opening.text
    assert "Numero legale raggiunto: presenti 8 su 9 componenti, minimo 5 (art. 6)" in (
        opening.text
    )
    assert "presenti 8, votanti 7, favorevoli 6, contrari 1, astenuti 1." in item.text
    assert "La proposta è approvata." in item.text
    assert closing.text == "Esauriti gli argomenti, la seduta è chiusa alle ore 12:30."


def test_who_comes_late_or_leaves_before_is_told_by_the_hour():
    sitting = make_held_sitting()
    make_attendance(sitting=sitting, name="Ida Blu", came_at=NOW + timedelta(minutes=20))
    make_attendance(sitting=sitting, name="Leo Rossi", left_at=NOW + timedelta(minutes=50))
    opening = begun(sitting).parts.first()

    first, last = opening.text.split("\n\n")[-2:]
    assert first.startswith("Alle ore 10:50 arriva Ida Blu")
    assert last.startswith("Alle ore 11:20 esce Leo Rossi")


def test_who_comes_late_does_not_make_the_opening_valid():
    sitting = make_held_sitting()
    for _one in range(2):
        make_attendance(sitting=sitting, came_at=NOW + timedelta(minutes=20))
    make_attendance(sitting=sitting)

    assert "Numero legale non raggiunto: presenti 1 su 3" in begun(sitting).parts.first().text


def test_a_model_says_how_minutes_open_and_close():
    model = make_text_model(
        use="minutes", text="Apre [presiede].\n\n[punti]\n\nChiude [segretario]."
    )
    opening, *_items, closing = begun(model=model).parts.all()

    assert (opening.text, closing.text) == ("Apre Elena Verratti.", "Chiude Carla Sabatini.")


def test_of_a_deserted_sitting_the_minutes_say_so():
    sitting = make_sitting(state=SittingState.DESERTED, outcome="Manca il numero legale.")

    text = begun(sitting).parts.first().text
    assert "è andata deserta. Manca il numero legale." in text


def test_minutes_begin_once_and_not_before_the_sitting():
    minutes = begun()
    with pytest.raises(Refused, match="già stato iniziato"):
        begun(minutes.sitting)
    with pytest.raises(Refused, match="si comincia quando è aperta"):
        begun(make_sitting())


def test_the_minutes_say_that_what_was_not_in_the_notice_was_admitted_with_nobody_against():
    sitting = make_held_sitting(opened_at=datetime(2025, 3, 11, 9, 30, tzinfo=UTC))
    make_item(sitting=sitting, admitted_at=sitting.opened_at)
    opening, item, _closing = begun(sitting).parts.all()
    assert opening.text.startswith("L'11 marzo 2025")
    assert item.text.startswith("Il punto non era nella convocazione: presenti tutti")


def test_the_minutes_and_each_resolution_say_who_presided_then():
    at = datetime(2025, 3, 10, 10, tzinfo=UTC)
    ballot = make_ballot({"for": 6}, closed_at=at + timedelta(minutes=10))
    sitting = ballot.item.sitting
    sitting.opened_at = sitting.first_call = at
    sitting.chair = "Ivo Neri"
    sitting.chairs = [{"name": "Elena Verratti", "until": str(at + timedelta(minutes=30))}]
    sitting.save()
    later = make_item(sitting=sitting)
    make_ballot({"for": 6}, item=later, closed_at=at + timedelta(minutes=40))
    opening = begun(sitting).parts.first()

    assert "Presiede: Elena Verratti." in opening.text
    assert "Alle ore 11:30 la presidenza passa a Ivo Neri." in opening.text
    told = sitting_told(sitting)
    assert values_of(told, ballot.item)["presiede"] == "Elena Verratti"
    assert values_of(told, later)["presiede"] == "Ivo Neri"


def test_two_secretaries_on_one_part_lose_nothing():
    part = begun().parts.first()
    seen = part.wording
    rewritten(part, "Prima")

    with pytest.raises(Refused, match="Nel frattempo"):
        rewritten(part, "Seconda", seen=seen)
    part.refresh_from_db()
    assert part.text == "Prima"

    seen = part.wording
    rewritten(part, "Prima", title="Contributo a [[Mario Rossi]]")
    with pytest.raises(Refused, match="Nel frattempo"):
        rewritten(part, "Seconda", title="Contributo", seen=seen)


def test_refreshing_a_part_adds_what_the_data_tell_and_keeps_what_was_typed():
    sitting = make_held_sitting(state=SittingState.OPEN)
    item = make_item(sitting=sitting)
    part = begun(sitting).parts.get(item=item)
    part = rewritten(part, "La sindaca di Frisa chiede chiarimenti.")
    with pytest.raises(Refused, match="dice già tutto"):
        refresh_part(part, model=None, by=SOMEBODY)

    make_ballot({"for": 2}, item=item)
    text = refresh_part(part, model=None, by=SOMEBODY).text
    assert text.startswith(
        "La sindaca di Frisa chiede chiarimenti.\n\nVotazione sulla proposta, in"
    )
    with pytest.raises(Refused, match="dice già tutto"):
        refresh_part(part, model=None, by=SOMEBODY)


def test_the_minutes_go_to_each_component_once():
    sitting = make_held_sitting()
    seat = make_seat(body=sitting.body)
    make_holding(office=seat.office, holder=make_representative(email="ada@example.it"))
    make_attendance(sitting=sitting, seat=seat)
    alone = make_attendance(sitting=sitting, seat=make_seat(body=sitting.body, title="Vacante"))
    minutes = begun(sitting)
    assert unreached_by(minutes, on=TODAY) == [alone.seat.title]

    circulated(minutes)
    reopen_minutes(minutes, reason="Un refuso", by=SOMEBODY)
    circulated(minutes)
    (message,) = Message.objects.all()
    assert message.recipients == ["ada@example.it"]
    assert message.attachments.get().name == "Verbale 2025-03-03 (bozza).pdf"

    reopen_minutes(minutes, reason="Altro refuso", by=SOMEBODY)
    rewritten(minutes.parts.first(), "Corretto")
    circulated(minutes)
    assert Message.objects.count() == 2


def test_once_circulated_the_words_stay_and_only_what_to_leave_out_is_marked():
    minutes = circulated()
    part = minutes.parts.first()
    with pytest.raises(Refused, match="le parole non si cambiano più"):
        rewritten(part, "Altro")

    word = part.text.split()[1]
    marked = rewritten(part, part.text.replace(word, f"[[{word}]]", 1))
    assert "[[" in marked.text
    with pytest.raises(Refused, match="non è chiuso"):
        rewritten(marked, marked.text.replace("]]", ""))


def test_a_draft_is_not_refreshed_once_it_is_read_by_the_others():
    part = circulated().parts.first()

    with pytest.raises(Refused, match="questo si fa quando è «bozza»"):
        refresh_part(part, model=None, by=SOMEBODY)


def test_a_component_makes_a_remark_and_reads_what_became_of_it():
    sitting = make_held_sitting()
    came = make_attendance(sitting=sitting)
    minutes = circulated(begun(sitting))
    remark = make_remark(minutes, attendance=came, text="Ero presente", by=SOMEBODY, on=TODAY)

    first = answer_remark(remark, answer="Corretto", seen="", by=SOMEBODY)
    assert first.answer == "Corretto"
    with pytest.raises(
        Refused, match="Nel frattempo all'osservazione è stato risposto: «Corretto»"
    ):
        answer_remark(remark, answer="Respinta", seen="", by=SOMEBODY)
    answer_remark(remark, answer="Corretto in parte", seen="Corretto", by=SOMEBODY)
    last = Entry.objects.filter(what="remark.answered").order_by("seq").last()
    assert "Corretto in parte" in last.details
    with pytest.raises(Refused, match="componente di questa seduta"):
        make_remark(minutes, attendance=make_attendance(), text="x", by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="Manca l'osservazione"):
        make_remark(minutes, attendance=came, text=" ", by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="che cosa se n'è fatto"):
        answer_remark(remark, answer=" ", seen="", by=SOMEBODY)


def test_after_the_approval_nobody_makes_a_remark():
    minutes = approved()
    came = minutes.sitting.attendances.first()

    with pytest.raises(Refused, match="questo si fa quando"):
        make_remark(minutes, attendance=came, text="Tardi", by=SOMEBODY, on=TODAY)


def test_minutes_are_approved_by_a_later_sitting_of_the_same_body():
    minutes = approved()

    assert minutes.state == MinutesState.APPROVED
    assert minutes.approved_on == minutes.approved_in.sitting.held_on


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (lambda m: {"sort": ItemSort.DECISION}, "non è l'approvazione di questo verbale"),
        (lambda m: {"approves": make_sitting()}, "non è l'approvazione di questo verbale"),
        (lambda m: {"sitting": make_held_sitting()}, "lo stesso organismo"),
        (lambda m: {"sitting": m.sitting}, "non è successiva"),
        (lambda m: {"outcome": ItemOutcome.NOT_CARRIED}, "non risulta approvato"),
        (lambda m: {"outcome": ItemOutcome.DISCUSSED}, "non risulta approvato"),
    ],
)
def test_nothing_else_approves_minutes(fields, said):
    minutes = circulated()
    item = approval_of(minutes, **fields(minutes))

    assert items_that_may_approve(minutes) == []
    with pytest.raises(Refused, match=said):
        approve_minutes(minutes, item=item, by=SOMEBODY)


def test_who_takes_no_votes_approves_by_discussing():
    body = make_body()
    plain = {"body": body, "regulation": None, "rulebook": {}, "state": SittingState.CLOSED}
    minutes = circulated(begun(make_sitting(**plain, first_call=NOW)))
    later = make_sitting(**plain)
    item = approval_of(minutes, sitting=later, outcome=ItemOutcome.DISCUSSED)

    assert items_that_may_approve(minutes) == [item]
    assert approve_minutes(minutes, item=item, by=SOMEBODY).approved_in == item


def test_a_draft_is_neither_approved_nor_published():
    minutes = begun()
    with pytest.raises(Refused, match="non si può passare"):
        approve_minutes(minutes, item=approval_of(minutes), by=SOMEBODY)
    with pytest.raises(Refused, match="non si può passare"):
        published(minutes)


def test_what_is_published_is_what_was_seen_without_the_marked_passages():
    minutes = begun()
    part = minutes.parts.get(item__isnull=False)
    rewritten(part, "Si discute del caso di [[Mario Bianchi]].", title="1. Caso [[Bianchi]]")
    minutes = approved(minutes)
    seen = words_of(minutes)
    rewritten(minutes.parts.first(), f"[[{minutes.parts.first().text}]]")
    with pytest.raises(Refused, match="rileggere la versione pubblica"):
        publish_minutes(minutes, seen=seen, by=SOMEBODY, on=TODAY)

    minutes = published(minutes)
    part.refresh_from_db()
    assert part.public_text == "Si discute del caso di «OMISSIS»."
    told = sitting_told(minutes.sitting)
    parts = list(minutes.parts.all())
    public, whole = (
        str(public_paper(minutes, parts, told)),
        str(minutes_paper(minutes, parts, told)),
    )
    assert "Bianchi" not in public
    assert "Mario Bianchi" in whole
    assert "[[" not in whole
    with pytest.raises(Refused, match="pubblicato: non si modifica più"):
        rewritten(parts[0], parts[0].text)


def test_nothing_is_published_while_a_passage_that_came_from_the_data_is_left_open():
    sitting = make_ballot({"for": 6}).item.sitting
    sitting.items.update(title="Caso [[Mario Bianchi")
    minutes = approved(begun(sitting))
    with pytest.raises(Refused, match="non è chiuso"):
        published(minutes)


def test_the_question_of_a_vote_which_may_name_a_person_is_not_for_the_public():
    ballot = make_ballot({"for": 2}, question="Nomina di Mario Bianchi")
    minutes = begun(ballot.item.sitting)
    told, parts = sitting_told(minutes.sitting), list(minutes.parts.all())

    assert "Nomina di Mario Bianchi" in str(minutes_paper(minutes, parts, told))
    assert "Nomina di Mario Bianchi" not in str(public_paper(minutes, parts, told))


def test_minutes_tell_all_the_votes_of_an_item_in_their_order():
    item = make_item(sitting=make_held_sitting())
    words = "Al punto 2 togliere «annuale»"
    make_ballot({"against": 2}, item=item, purpose="amendment", question=words)
    make_ballot({"for": 2}, item=item)
    make_ballot({"for": 2}, item=item, purpose="at_once", secret=True)
    minutes = begun(item.sitting)
    told, parts = sitting_told(minutes.sitting), list(minutes.parts.all())
    text = next(part.text for part in parts if part.item == item)

    assert text == (
        f"Votazione su un emendamento ([[{words}]]), in forma palese: presenti 2, votanti 2,"
        " favorevoli 0, contrari 2, astenuti 0.\nL'emendamento non è approvato.\n\n"
        "Votazione sulla proposta, in forma palese: presenti 2, votanti 2, favorevoli 2,"
        " contrari 0, astenuti 0.\nLa proposta è approvata.\n\n"
        "Votazione sull'immediata eseguibilità, a scrutinio segreto: presenti 2, votanti 2,"
        " favorevoli 2, contrari 0, astenuti 0, schede bianche 0, nulle 0.\n"
        "La deliberazione è dichiarata immediatamente eseguibile."
    )
    whole = minutes_paper(minutes, parts, told)
    captions = [block.caption for block in whole.blocks if isinstance(block, Table)]
    assert captions[1:] == [
        f"1. Votazione su un emendamento («{words}»)",
        "2. Votazione sulla proposta",
    ]
    assert words not in str(public_paper(minutes, parts, told))


def test_an_item_put_off_after_an_amendment_says_that_it_was():
    item = make_item(sitting=make_held_sitting(), outcome=ItemOutcome.POSTPONED)
    make_ballot({"for": 2}, item=item, purpose="amendment", question="Togliere il punto 2")
    part = begun(item.sitting).parts.get(item=item)

    assert "L'emendamento è approvato." in part.text
    assert part.text.endswith("La trattazione del punto è rinviata.")


def test_minutes_tell_on_paper_that_they_are_a_draft():
    minutes = begun()
    told, parts = sitting_told(minutes.sitting), list(minutes.parts.all())
    paper = minutes_paper(minutes, parts, told)

    assert paper.mark == "BOZZA"
    assert print_paper(paper, made_at=NOW).startswith(b"%PDF-")


def test_approved_minutes_are_kept_as_bytes():
    minutes = circulated()
    approve_minutes(minutes, item=approval_of(minutes), by=SOMEBODY)
    minutes.refresh_from_db()

    assert content_of(minutes.approved_file.sha256).startswith(b"%PDF-")


def test_minutes_with_a_sign_that_is_not_printed_are_approved_all_the_same():
    minutes = circulated()
    minutes.parts.update(text="\U00013000")
    approve_minutes(minutes, item=approval_of(minutes), by=SOMEBODY)
    minutes.refresh_from_db()

    assert (minutes.state, minutes.approved_file) == (MinutesState.APPROVED, None)


def test_going_back_to_a_draft_wants_a_reason():
    with pytest.raises(Refused, match="Serve il motivo"):
        reopen_minutes(circulated(), reason=" ", by=SOMEBODY)


def test_a_draft_is_read_by_who_keeps_it_and_what_circulates_by_who_sits_there():
    body = make_body()
    office = make_office(organisation=make_organisation(area=body.area))
    seat = make_seat(body=body, office=office)
    member = make_acting(role=Role.MAYOR, area=body.area)
    holder = make_representative(user=member.user)
    make_holding(office=seat.office, holder=holder)
    reader, keeper = make_acting(role=Role.MAYOR, area=body.area), make_acting(area=body.area)
    sitting = make_held_sitting(body=body)
    came = make_attendance(sitting=sitting, seat=seat)
    make_attendance(sitting=sitting)
    minutes = begun(sitting)

    def who():
        return [
            minutes_open_to(one, Right.READ_BODIES, on=TODAY).filter(pk=minutes.pk).exists()
            for one in (keeper, member, reader)
        ]

    assert who() == [True, False, False]
    minutes = circulated(minutes)
    assert who() == [True, True, False]
    assert list(attendances_of(member, minutes, on=TODAY)) == [came]
    assert attendances_of(keeper, minutes, on=TODAY).count() == 2
    approve_minutes(minutes, item=approval_of(minutes), by=SOMEBODY)
    assert who() == [True, True, True]
