"""The pages of the papers of a sitting: texts, resolutions, minutes, and what is downloaded."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse
from odf.opendocument import load
from odf.teletype import extractText
from odf.text import P

from raccordo.access.queries import acting_through
from raccordo.access.rights import Role
from raccordo.acts.models import Act
from raccordo.acts.states import ActStage, OrganKind
from raccordo.archive.operations import store
from raccordo.archive.rules import PDF
from raccordo.archive.shelves import content_of
from raccordo.governance.models import Minutes, TextModel
from raccordo.governance.operations.minuting import (
    begin_minutes,
    circulate_minutes,
    rewrite_part,
)
from raccordo.governance.operations.resolving import begin_resolution
from raccordo.governance.states import ItemOutcome, ItemSort, MinutesState, SittingState, TextUse
from raccordo.keeper.preparing import prepare_texts
from raccordo.web.assemblies.papers.parts import papers_of
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_area,
    make_attendance,
    make_ballot,
    make_body,
    make_held_sitting,
    make_holding,
    make_item,
    make_mandate,
    make_office,
    make_organisation,
    make_part,
    make_representative,
    make_seat,
    make_seating,
    make_sitting,
    make_text_model,
)
from tests.observatory.worlds import make_population

pytestmark = pytest.mark.django_db


def page(name, *keys):
    return reverse(f"assemblies:{name}", args=keys)


def voted_in(area, **choices):
    """A sitting of today, with an item that was voted."""
    item = make_item(sitting=make_held_sitting(body=make_body(area=area)))
    return make_ballot(choices or {"for": 6, "against": 1, "abstained": 1}, item=item).item


def minutes_in(area):
    return begin_minutes(voted_in(area).sitting, model=None, by=SOMEBODY)


def circulated_in(area):
    return circulate_minutes(minutes_in(area), pdf=b"%PDF-1.7", by=SOMEBODY, on=TODAY, at=NOW)


def test_what_minutes_do_not_publish_is_read_by_who_sat_there_and_no_other(client, enter):
    area = enter().area
    sitting = voted_in(area).sitting
    client.post(page("minutes_begin", sitting.key), {"model": ""})
    minutes = Minutes.objects.get()
    part = minutes.parts.first()
    part.text = "Il caso di [[Mario Bianchi]]."
    part.save()
    Minutes.objects.update(state=MinutesState.APPROVED)
    here, odt = page("minutes", minutes.key), page("minutes_file", minutes.key, "odt")
    assert "Bianchi" in client.get(here).text

    enter(area, role=Role.PLAN_GROUP)
    assert "Bianchi" not in client.get(here).text
    assert "Il caso di «OMISSIS»." in client.get(here).text
    assert "Bianchi" not in words_in(client.get(odt).content)

    member = enter(area, role=Role.PLAN_GROUP)
    body = make_organisation(kind="third_sector")
    seat = make_seat(body=sitting.body, organisation=body)
    make_seating(seat=seat, person=make_representative(user=member.holder))
    make_attendance(sitting=sitting, seat=seat)
    assert "Bianchi" in client.get(here).text
    assert "Bianchi" in words_in(client.get(odt).content)


def approval_of(minutes):
    sitting = minutes.sitting
    later = make_held_sitting(
        body=sitting.body, regulation=sitting.regulation, number=9, first_call=NOW.replace(day=20)
    )
    facts = {"sort": ItemSort.MINUTES, "approves": sitting, "outcome": ItemOutcome.CARRIED}
    return make_item(sitting=later, **facts)


def words_in(odt):
    return "\n".join(extractText(one) for one in load(BytesIO(odt)).getElementsByType(P))


def corrected(odt, old, new):
    out = BytesIO()
    with ZipFile(BytesIO(odt)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old.encode(), new.encode()))
    return SimpleUploadedFile("bozza.odt", out.getvalue())


@pytest.mark.parametrize("ending", ["pdf", "odt"])
@pytest.mark.parametrize(
    "name", ["paper_convocation", "paper_to_sign", "paper_attendance", "paper_note", "minutes_file"]
)
def test_each_paper_is_there_in_its_form(client, enter, name, ending):
    mandate = enter()
    town = make_part(mandate.area)
    make_population({town.istat_code: {30: (100, 90), 70: (40, 50)}})
    prepare_texts()
    minutes = minutes_in(mandate.area)
    sitting = minutes.sitting
    about = {"paper_note": sitting.items.get().key, "minutes_file": minutes.key}

    answer = client.get(page(name, about.get(name, sitting.key), ending))
    start = {"pdf": b"%PDF-", "odt": b"PK"}[ending]
    assert answer.content.startswith(start)
    assert f".{ending}" in answer["Content-Disposition"]


def test_no_other_form_of_a_paper_is_made(client, enter):
    sitting = voted_in(enter().area).sitting

    assert client.get(page("paper_convocation", sitting.key, "docx")).status_code == 404


def test_the_convocation_is_printed_again_as_it_left(client, enter):
    sitting = voted_in(enter().area).sitting
    sitting.notice = store(b"%PDF-1.7 com'era", by=SOMEBODY, accept=frozenset({PDF}))
    sitting.save()

    pdf = client.get(page("paper_convocation", sitting.key, "pdf"))
    assert b"".join(pdf) == b"%PDF-1.7 com'era"


def test_a_convocation_tells_the_agenda_who_is_called_and_the_rule(client, enter):
    prepare_texts()
    item = voted_in(enter().area)
    rules = item.sitting.rulebook | {"notice_days": 5, "notice_free": True}
    rules["cites"] = rules["cites"] | {"notice_days": "art. 4"}
    item.sitting.rulebook = rules
    item.sitting.save()

    words = words_in(client.get(page("paper_convocation", item.sitting.key, "odt")).content)
    assert item.title in words
    assert "Ada Esposito" in words
    assert "Preavviso: almeno 5 giorni liberi (art. 4, Regolamento della Conferenza)" in words
    assert f"componenti dell'organismo «{item.sitting.body}»" in words

    item.sitting.rulebook = rules | {"urgent_days": 1}
    item.sitting.urgency = "Scade domani"
    item.sitting.save()
    words = words_in(client.get(page("paper_convocation", item.sitting.key, "odt")).content)
    assert "Preavviso: almeno 1 giorno libero, per l'urgenza (art. 4" in words


def test_the_papers_tell_who_was_called_then_and_not_who_holds_the_seat_today(client, enter):
    area = enter().area
    sitting = make_held_sitting(body=make_body(area=area))
    seat = make_seat(body=sitting.body)
    make_attendance(sitting=sitting, seat=seat, name="Chi c'era", title="Sindaca di allora")
    make_holding(office=seat.office, holder=make_representative(given_name="Nuova"))

    words = words_in(client.get(page("paper_attendance", sitting.key, "odt")).content)
    assert "Chi c'era" in words
    assert "Sindaca di allora" in words
    assert "Nuova" not in words


def test_a_technical_note_tells_the_place_and_what_was_resolved_before(client, enter):
    mandate = enter()
    town = make_part(mandate.area)
    make_population({town.istat_code: {30: (100, 90), 70: (40, 50)}})
    old = voted_in(mandate.area)
    old.matter = "piano"
    act = begin_resolution(old, model=None, by=SOMEBODY)
    act.stage, act.number, act.date = ActStage.PUBLISHED, "3", TODAY.replace(day=1)
    act.save()
    old.resolution = act
    old.save()
    sitting = make_held_sitting(body=old.sitting.body, regulation=old.sitting.regulation, number=8)
    item = make_item(sitting=sitting, matter="piano", note="Si propone di approvare.")

    words = words_in(client.get(page("paper_note", item.key, "odt")).content)
    assert "Si propone di approvare." in words
    assert "Popolazione residente\n280" in words
    assert "Fonte: ISTAT" in words
    assert "n. 3 del 1° marzo 2025" in words


def test_a_technical_note_tells_all_the_votes_of_its_item_in_their_order(client, enter):
    item = voted_in(enter().area)
    make_ballot({"for": 6}, item=item, purpose="at_once")

    words = words_in(client.get(page("paper_note", item.key, "odt")).content)
    first = words.index("Votazione sulla proposta, in forma palese: presenti 8")
    second = words.index("Votazione sull'immediata eseguibilità, in forma palese: presenti 6")
    assert first < words.index("La proposta è approvata.") < second

    make_text_model(area=item.sitting.body.area, use="note", text="Si è votato così. [votazione]")
    words = words_in(client.get(page("paper_note", item.key, "odt")).content)
    assert words.count("Votazione sulla proposta") == 1


def test_a_model_is_written_read_copied_and_put_aside(client, enter):
    mandate = enter()
    sent = {"area": mandate.area.key, "use": "note", "name": "Mio", "text": "[oggetto]"}
    answer = client.post(page("text_model_new"), sent)
    model = TextModel.objects.get()
    assert answer.url == page("text_model", model.key)
    assert "il nome dell'organismo" in client.get(answer.url).text.replace("&#x27;", "'")

    client.post(page("text_model_rewrite", model.key), {"name": "Mio", "text": "[data]"})
    copied = client.get(page("text_model_copy", model.key)).context["form"]
    assert copied.initial["text"] == "[data]"
    client.post(page("text_model_end", model.key))
    assert "Nessun modello" in client.get(page("text_models")).text


def test_an_unknown_mark_is_told_beside_the_text_and_what_was_written_stays(client, enter):
    sent = {"area": enter().area.key, "use": "note", "name": "Mio", "text": "È [ogetto]"}
    form = client.post(page("text_model_new"), sent).context["form"]

    assert "Forse è «[oggetto]»" in form.errors["text"][0]
    assert form["text"].value() == "È [ogetto]"


def test_a_model_of_the_program_is_read_and_not_changed(client, enter):
    enter()
    shipped = make_text_model(area=None)

    assert client.get(page("text_model", shipped.key)).context["may_change"] is False
    assert client.get(page("text_model_rewrite", shipped.key)).status_code == 404
    assert client.post(page("text_model_end", shipped.key)).status_code == 404


def test_the_preview_of_a_model_is_filled_by_the_last_sitting(client, enter):
    item = voted_in(enter().area)
    model = make_text_model(area=item.sitting.body.area, text="Si delibera: [oggetto]")

    preview = client.get(page("text_model", model.key)).context["preview"]
    assert preview == f"Si delibera: {item.title}"


def test_the_list_of_models_asks_as_many_questions_for_many(client, enter, queries_stay_flat):
    area = enter().area

    queries_stay_flat(page("text_models"), lambda: make_text_model(area=area))


def test_a_resolution_is_begun_from_a_model_and_goes_to_be_signed(client, enter):
    item = voted_in(enter().area)
    model = make_text_model(area=item.sitting.body.area)
    answer = client.post(page("resolution", item.key), {"model": model.key})
    item.refresh_from_db()
    act = item.resolution
    assert answer.url == page("act", act.key)
    assert "favorevoli 6" in act.text
    assert client.get(page("resolution", item.key)).url == page("act", act.key)

    assert client.get(page("fix", act.key)).context["form"].initial["made_on"] == TODAY
    client.post(page("fix", act.key), {"number": "7", "made_on": TODAY, "seen": act.wording})
    act.refresh_from_db()
    assert act.stage == ActStage.TO_SIGN


def test_a_resolution_that_the_sitting_would_not_have_enforceable_at_once_says_so(client, enter):
    item = voted_in(enter().area)
    act = begin_resolution(item, model=None, by=SOMEBODY)
    make_ballot({"against": 6}, item=item, purpose="at_once")
    html = client.get(page("fix", act.key)).text
    assert "La seduta non ha approvato l&#x27;immediata eseguibilità." in html


def test_whether_a_resolution_is_enforceable_at_once_is_read_and_not_ticked(client, enter):
    item = voted_in(enter().area)
    act = begin_resolution(item, model=None, by=SOMEBODY)
    html = client.get(page("fix", act.key)).text
    assert "L&#x27;immediata eseguibilità non è stata messa ai voti." in html
    assert 'name="at_once"' not in html
    lost = make_ballot({"for": 1, "against": 5}, item=item, purpose="at_once", valid=False)
    html = client.get(page("fix", act.key)).text
    assert "La seduta non ha approvato l&#x27;immediata eseguibilità." in html

    lost.votes.all().delete()
    lost.delete()
    make_ballot({"for": 6}, item=item, purpose="at_once")
    assert "dichiarata immediatamente eseguibile" in client.get(page("fix", act.key)).text
    client.post(page("fix", act.key), {"number": "7", "made_on": TODAY, "seen": act.wording})
    act.refresh_from_db()
    assert act.enforceable_from == TODAY


def test_of_what_cannot_be_enforceable_at_once_the_signing_says_nothing_of_it(client, enter):
    item = voted_in(enter().area)
    organ = item.sitting.body.organ
    organ.kind = OrganKind.OTHER
    organ.save()
    act = begin_resolution(item, model=None, by=SOMEBODY)
    html = client.get(page("fix", act.key)).text
    assert act.subject in html
    assert "immediata eseguibilità" not in html


def test_a_resolution_of_a_body_that_meets_here_is_not_begun_without_its_sitting(client, enter):
    area = enter().area
    organ = make_body(area=area).organ
    sent = {"place": f"area:{area.key}", "organ": organ.name, "kind": "resolution"}
    answer = client.post(page("write"), sent | {"subject": "Convenzione", "text": "Delibera"})
    assert "delibera in seduta" in answer.text
    assert not Act.objects.filter(subject="Convenzione").exists()


def test_what_was_not_approved_is_not_signed_and_the_page_says_why(client, enter):
    item = voted_in(enter().area, **{"for": 1, "against": 4})
    act = begin_resolution(item, model=None, by=SOMEBODY)
    sent = {"number": "7", "made_on": TODAY, "seen": act.wording}

    answer = client.post(page("fix", act.key), sent)
    assert "non è stata approvata" in answer.text


def test_the_draft_of_a_resolution_can_be_discarded(client, enter):
    item = voted_in(enter().area)
    act = begin_resolution(item, model=None, by=SOMEBODY)

    client.post(page("discard", act.key), {"reason": "Da rifare"})
    item.refresh_from_db()
    assert item.resolution is None


def test_marks_are_filled_after_the_vote_from_the_page_of_the_sitting(client, enter):
    item = make_item(sitting=make_held_sitting(body=make_body(area=enter().area)))
    act = begin_resolution(item, model=make_text_model(), by=SOMEBODY)
    make_ballot({"for": 2}, item=item)

    assert client.post(page("resolution_fill", item.key)).url == page("act", act.key)
    act.refresh_from_db()
    assert "favorevoli 2" in act.text


def draft_in(area, text="Visto il piano;\n\nRitenuto di provvedere;\n\nDELIBERA"):
    act = begin_resolution(voted_in(area), model=None, by=SOMEBODY)
    act.text = text
    act.save()
    return act


def test_a_corrected_document_shows_what_changes_before_it_is_taken(client, enter):
    act = draft_in(enter().area)
    odt = client.get(page("draft_odt", act.key)).content
    file = corrected(odt, "Ritenuto di provvedere", "Ritenuto di approvare")

    answer = client.post(page("take_back", act.key), {"file": file})
    assert "<del>Ritenuto di provvedere;</del>" in answer.text
    assert "<ins>Ritenuto di approvare;</ins>" in answer.text
    assert answer.context["unknown"] is answer.context["older"] is False
    act.refresh_from_db()
    assert "Ritenuto di provvedere" in act.text

    client.post(page("take_back", act.key), answer.context["form"].initial)
    act.refresh_from_db()
    assert act.text == "Visto il piano;\n\nRitenuto di approvare;\n\nDELIBERA"


def test_the_document_of_another_act_is_refused(client, enter):
    area = enter().area
    odt = client.get(page("draft_odt", draft_in(area).key)).content
    answer = client.post(
        page("take_back", draft_in(area).key), {"file": SimpleUploadedFile("a.odt", odt)}
    )

    assert "il testo di un altro atto" in answer.context["form"].errors["file"][0]


def test_a_document_that_lost_its_mark_is_taken_with_a_warning(client, enter):
    act = draft_in(enter().area)
    odt = client.get(page("draft_odt", act.key)).content
    file = corrected(odt, f"{act.key}@{act.wording}", "")

    assert "non dice di quale atto" in client.post(page("take_back", act.key), {"file": file}).text


def test_who_changed_the_draft_meanwhile_is_told_and_loses_nothing(client, enter):
    act = draft_in(enter().area)
    odt = client.get(page("draft_odt", act.key)).content
    act.text = "Cambiato qui"
    act.save()
    review = client.post(page("take_back", act.key), {"file": SimpleUploadedFile("a.odt", odt)})
    assert "la bozza è stata modificata qui" in review.text

    act.text = "Cambiato ancora"
    act.save()
    refused = client.post(page("take_back", act.key), review.context["form"].initial)
    assert refused.status_code == 409
    act.refresh_from_db()
    assert act.text == "Cambiato ancora"


def test_what_is_not_a_document_is_told_beside_the_file(client, enter):
    act = draft_in(enter().area)
    answer = client.post(
        page("take_back", act.key), {"file": SimpleUploadedFile("a.odt", b"%PDF-1.7")}
    )

    assert "non si legge come documento" in answer.context["form"].errors["file"][0]


def test_minutes_walk_from_the_draft_to_the_public(client, enter):
    sitting = voted_in(enter().area).sitting
    client.post(page("minutes_begin", sitting.key), {"model": ""})
    minutes = Minutes.objects.get()
    part = minutes.parts.first()
    words = {"title": part.title, "text": "Apre. [[Mario Bianchi]] saluta.", "seen": part.wording}
    client.post(page("minutes_part", minutes.key, part.key), words)
    client.post(page("minutes_circulate", minutes.key))
    item = approval_of(minutes)
    assert client.get(page("minutes", minutes.key)).context["may_approve"]
    client.post(page("minutes_approve", minutes.key), {"item": item.key})
    asked = client.get(page("minutes_publish", minutes.key))
    assert "Apre. «OMISSIS» saluta." in asked.text
    assert client.get(page("published_minutes", minutes.key)).status_code == 404

    seen = asked.context["form"].initial["seen"]
    client.post(page("minutes_publish", minutes.key), {"seen": seen, "read": "on"})
    client.logout()
    public = client.get(page("published_minutes", minutes.key)).text
    assert "Apre. «OMISSIS» saluta." in public
    assert "Bianchi" not in public
    minutes.refresh_from_db()
    type(sitting).objects.filter(pk=sitting.pk).update(chair="Un'altra persona")
    file = b"".join(client.get(page("published_minutes_file", minutes.key)))
    assert file == content_of(minutes.public_file.sha256)
    assert file.startswith(b"%PDF-")
    assert minutes.approved_file != minutes.public_file
    assert client.get(page("minutes", minutes.key)).status_code == 302


def test_two_secretaries_on_one_part_both_see_both_texts(client, enter):
    minutes = minutes_in(enter().area)
    part = minutes.parts.first()
    seen = part.wording
    rewrite_part(part, title=part.title, text="Il testo di lei", seen=seen, by=SOMEBODY)
    here = page("minutes_part", minutes.key, part.key)

    answer = client.post(here, {"title": part.title, "text": "Il mio testo", "seen": seen})
    assert "Nel frattempo questa parte è stata modificata" in answer.text
    assert "Il mio testo" in answer.text
    assert "Il testo di lei" in answer.text

    told = answer.context["form"]["seen"].value()
    client.post(here, {"title": part.title, "text": "I due testi", "seen": told})
    part.refresh_from_db()
    assert part.text == "I due testi"


def test_lines_that_a_browser_ends_in_its_own_way_are_the_same_words(client, enter):
    minutes = circulated_in(enter().area)
    part = minutes.parts.first()
    sent = {"title": part.title, "seen": part.wording}
    sent["text"] = part.text.replace("\n", "\r\n").replace("Presiede", "[[Presiede]]")

    answer = client.post(page("minutes_part", minutes.key, part.key), sent)
    assert answer.status_code == 302
    part.refresh_from_db()
    assert "[[Presiede]]" in part.text


def test_a_part_is_refreshed_from_its_page(client, enter):
    item = make_item(sitting=make_held_sitting(body=make_body(area=enter().area)))
    minutes = begin_minutes(item.sitting, model=None, by=SOMEBODY)
    part = minutes.parts.get(item=item)
    make_ballot({"for": 2}, item=item)

    answer = client.post(page("minutes_refresh", minutes.key, part.key))
    assert answer.url == page("minutes_part", minutes.key, part.key)
    part.refresh_from_db()
    assert "favorevoli 2" in part.text


def test_a_component_who_has_entered_writes_her_own_remark_and_no_other(client, enter):
    mandate = enter(role=Role.MAYOR)
    minutes = circulated_in(mandate.area)
    sitting = minutes.sitting
    office = make_office(organisation=make_organisation(area=mandate.area))
    seat = make_seat(body=sitting.body, office=office)
    mine = make_attendance(sitting=sitting, seat=seat)
    make_holding(office=seat.office, holder=make_representative(user=mandate.holder))
    here = page("minutes_remark", minutes.key)
    other = sitting.attendances.exclude(pk=mine.pk).first()

    refused = client.post(here, {"attendance": other.key, "text": "Non sono io"})
    assert refused.context["form"].errors["attendance"]
    client.post(here, {"attendance": mine.key, "text": "Ho detto altro"})
    remark = minutes.remarks.get()
    assert (remark.attendance, remark.text) == (mine, "Ho detto altro")
    assert "Ho detto altro" in client.get(page("minutes", minutes.key)).text


def test_the_secretary_answers_a_remark_and_takes_the_minutes_back(client, enter):
    minutes = circulated_in(enter().area)
    came = minutes.sitting.attendances.first()
    client.post(page("minutes_remark", minutes.key), {"attendance": came.key, "text": "Manca"})
    remark = minutes.remarks.get()
    client.post(page("minutes_answer", minutes.key, remark.key), {"answer": "Aggiunto"})
    assert "Aggiunto" in client.get(page("minutes", minutes.key)).text

    client.post(page("minutes_reopen", minutes.key), {"reason": "Osservazione accolta"})
    minutes.refresh_from_db()
    assert minutes.state == MinutesState.DRAFT


def test_the_page_of_minutes_asks_as_many_questions_for_many_parts(
    client, enter, queries_stay_flat
):
    minutes = minutes_in(enter().area)

    def add():
        minutes.parts.create(position=50, title="Altro", text="Testo")

    queries_stay_flat(page("minutes", minutes.key), add)


def shown(mandate, sitting, item=None):
    papers = papers_of(acting_through(mandate), sitting, on=TODAY)
    facts = {"papers": papers, "item": item}
    facts["around"] = {"mandate": mandate}
    name = "papers_of_item" if item else "papers_of_sitting"
    return render_to_string(f"assemblies/{name}.html", facts)


def test_the_page_of_a_sitting_offers_its_papers_to_whoever_reads_it():
    area = make_mandate().area
    item = voted_in(area)
    keeper, reader = make_mandate(area=area), make_mandate(area=area, role=Role.MAYOR)

    assert "Inizia il verbale" in shown(keeper, item.sitting)
    assert "Inizia il verbale" not in shown(reader, item.sitting)
    assert "Scrivi la deliberazione" in shown(keeper, item.sitting, item)
    assert "Scrivi la deliberazione" not in shown(reader, item.sitting, item)
    act = begin_resolution(item, model=None, by=SOMEBODY)
    item.resolution = act
    assert "Completa con i dati della seduta" in shown(keeper, item.sitting, item)


def test_a_sitting_in_preparation_has_no_minutes_to_begin():
    mandate = make_mandate()
    sitting = make_sitting(body=make_body(area=mandate.area))

    assert "Inizia il verbale" not in shown(mandate, sitting)
    assert sitting.state == SittingState.PREPARED


def test_every_use_of_a_text_can_be_asked_for(client, enter):
    enter()
    prepare_texts()

    for use in TextUse:
        models = client.get(page("text_models"), {"uso": use}).context["models"]
        assert {model.use for model in models} == {use}


def test_a_form_begins_from_the_nearest_model_and_not_from_an_empty_text(client, enter):
    item = voted_in(enter().area)
    model = make_text_model()
    minutes = make_text_model(use=TextUse.MINUTES)
    for name, thing, first in [
        ("resolution", item, model),
        ("minutes_begin", item.sitting, minutes),
    ]:
        form = client.get(page(name, thing.key)).context["form"]
        assert form["model"].value() == str(first.key)


def test_a_draft_that_comes_back_as_it_left_changes_nothing_even_if_it_names_the_organ(
    client, enter
):
    item = voted_in(enter().area)
    model = make_text_model(text="[organismo]\n\nDELIBERA\n\n1. di approvare")
    act = begin_resolution(item, model=model, by=SOMEBODY)
    left = client.get(page("draft_odt", act.key)).content
    file = SimpleUploadedFile("bozza.odt", left)
    review = client.post(page("take_back", act.key), {"file": file})
    assert review.context["changed"] == 0


def test_the_page_of_a_draft_lists_what_is_left_to_write_and_leads_back_to_the_sitting(
    client, enter
):
    item = voted_in(enter().area)
    model = make_text_model(text="[motivo dell'urgenza] [da completare: che cosa si approva]")
    act = begin_resolution(item, model=model, by=SOMEBODY)
    sheet = client.get(page("act", act.key)).context["sheet"]
    assert sheet.item == item
    assert sheet.to_write == ["[motivo dell'urgenza]", "[da completare: che cosa si approva]"]
    draft = client.get(page("draft_odt", act.key))
    assert draft.status_code == 200


def test_who_may_not_open_a_draft_reads_that_it_is_being_written_and_meets_no_dead_link(
    client, enter
):
    area = make_area()
    act = begin_resolution(voted_in(area), model=make_text_model(), by=SOMEBODY)
    there = page("sitting", act.agenda_items.get().sitting.key)
    enter(area, role=Role.MAYOR)
    text = client.get(there).text
    assert "la deliberazione è in preparazione" in text
    assert page("act", act.key) not in text
    enter(area)
    assert page("act", act.key) in client.get(there).text
