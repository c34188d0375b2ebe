from datetime import UTC, date, datetime, timedelta

import pytest

from raccordo.access.operations import file_act, give_mandate
from raccordo.access.rights import Role
from raccordo.acts.models import Act
from raccordo.acts.operations import (
    AttachedFile,
    add_opinion,
    attach_file,
    change_standing,
    fix_text,
    protocol_act,
    publish_act,
    put_back_signed,
    reopen_draft,
    require_in_force,
    rewrite_act,
)
from raccordo.acts.operations import make_organ as add_organ
from raccordo.acts.paper import paper_of
from raccordo.acts.queries import acts_found, missing_opinions, resting_on
from raccordo.acts.states import ActStage, ActState, FilePurpose, OpinionKind, OrganKind
from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from tests.acts.stories import drafted, entered, fixed, signed_pdf
from tests.make import SOMEBODY, TODAY, make_act, make_area, make_organ, make_user

pytestmark = pytest.mark.django_db
ROSSI = "MARIA ROSSI"


def test_an_act_made_elsewhere_is_known_by_its_particulars():
    council = make_organ(
        kind=OrganKind.COUNCIL, name="Consiglio di Frisa", genitive="del Consiglio"
    )

    assert str(entered(organ=council)) == "Deliberazione n. 7 del 3 marzo 2025 del Consiglio"
    assert Entry.objects.filter(what="act.entered").count() == 1


def test_the_same_particulars_are_refused():
    act = entered()

    with pytest.raises(Refused, match="c'è già nel registro"):
        entered(organ=act.organ)


def test_an_organ_makes_only_its_own_acts():
    with pytest.raises(Refused, match="Può emanarne: decreto, ordinanza"):
        entered(organ=make_organ(kind=OrganKind.MAYOR))


def test_an_act_of_tomorrow_is_refused():
    with pytest.raises(Refused, match="è dopo oggi"):
        entered(made_on=TODAY + timedelta(days=1))


def test_a_published_resolution_is_enforceable_from_the_tenth_day():
    act = entered(published_from=TODAY)

    assert act.enforceable_from == date(2025, 3, 13)
    with pytest.raises(Refused, match="diventa esecutivo il 13 marzo 2025"):
        require_in_force(act, on=TODAY)
    require_in_force(act, on=date(2025, 3, 13))


def test_what_waits_for_its_publication_is_not_enforceable():
    with pytest.raises(Refused, match="manca la pubblicazione"):
        require_in_force(fixed()[0], on=TODAY)


def test_the_accounting_visa_makes_a_determination_enforceable():
    act = make_act(enforceability="with_visa", enforceable_from=None)

    add_opinion(
        act, kind=OpinionKind.VISA, favourable=True, given_by="Ragioneria", by=SOMEBODY, on=TODAY
    )

    require_in_force(act, on=TODAY)


def test_a_visa_refused_does_not_make_it_enforceable():
    act = make_act(enforceability="with_visa", enforceable_from=None)
    facts = {"given_by": "Ragioneria", "by": SOMEBODY, "on": TODAY}

    add_opinion(act, kind=OpinionKind.VISA, favourable=False, **facts)

    with pytest.raises(Refused, match="Esecutività da indicare"):
        require_in_force(act, on=TODAY)
    with pytest.raises(Refused, match="L'atto ha già"):
        add_opinion(act, kind=OpinionKind.VISA, favourable=True, **facts)


def test_the_opinions_that_the_law_wants_are_listed_until_they_are_there():
    act = drafted(spends=True)
    assert missing_opinions(act) == ["technical", "accounting"]

    add_opinion(
        act, kind=OpinionKind.TECHNICAL, favourable=True, given_by="X", by=SOMEBODY, on=TODAY
    )

    assert missing_opinions(act) == ["accounting"]


def test_annulling_an_act_undoes_nothing_and_shows_all_that_rests_on_it():
    act, area = make_act(), make_area()
    mandate = give_mandate(
        make_user(), place=area, role=Role.MAYOR, act=act, since=TODAY, by=SOMEBODY
    )
    file_act(act, place=area, by=SOMEBODY)
    add_opinion(
        act, kind=OpinionKind.LEGITIMACY, favourable=True, given_by="X", by=SOMEBODY, on=TODAY
    )
    area.act = act
    area.save()

    change_standing(act, to=ActState.ANNULLED, since=TODAY, reason="Vizio", by=SOMEBODY, on=TODAY)

    assert [list(things) for things in resting_on(act) if things] == [[area], [mandate]]
    mandate.refresh_from_db()
    assert mandate.until is None


def test_an_act_suspended_and_resumed_is_worth_what_it_was_on_each_day():
    act = make_act()
    change = {"reason": "Verifica", "by": SOMEBODY, "on": TODAY}
    change_standing(act, to=ActState.SUSPENDED, since=date(2025, 1, 10), **change)
    change_standing(act, to=ActState.EFFECTIVE, since=date(2025, 2, 10), **change)

    require_in_force(act, on=date(2025, 1, 9))
    require_in_force(act, on=date(2025, 2, 10))
    with pytest.raises(Refused, match="sospeso dal 10 gennaio 2025"):
        require_in_force(act, on=date(2025, 1, 10))


def test_what_was_annulled_stays_so():
    act = make_act()
    change_standing(act, to=ActState.ANNULLED, since=TODAY, reason="Vizio", by=SOMEBODY, on=TODAY)

    with pytest.raises(Refused, match="Da «Annullato» non si può passare a «Efficace»"):
        change_standing(act, to=ActState.EFFECTIVE, since=TODAY, reason="x", by=SOMEBODY, on=TODAY)


def test_an_act_does_not_change_before_it_was_made_nor_without_a_reason():
    act, annul = make_act(), {"to": ActState.ANNULLED, "by": SOMEBODY, "on": TODAY}
    with pytest.raises(Refused, match="prima della data dell'atto, che è il 1° gennaio 2020"):
        change_standing(act, since=date(2019, 1, 1), reason="x", **annul)
    with pytest.raises(Refused, match="Serve il motivo"):
        change_standing(act, since=TODAY, reason=" ", **annul)


def test_the_way_from_the_draft_to_the_board():
    act, pdf = fixed()
    add_opinion(
        act, kind=OpinionKind.TECHNICAL, favourable=True, given_by="X", by=SOMEBODY, on=TODAY
    )
    put_back_signed(act, content=signed_pdf(pdf), name="atto.pdf", by=SOMEBODY, on=TODAY)
    protocol_act(act, number="0000123", protocolled_on=TODAY, by=SOMEBODY)
    act = publish_act(
        act, published_from=TODAY, published_until=TODAY + timedelta(days=15), by=SOMEBODY
    )

    assert act.stage == ActStage.PUBLISHED
    assert act.enforceable_from == date(2025, 3, 13)
    signature = act.files.get(purpose=FilePurpose.SIGNED).signatures.get()
    assert signature.name == ROSSI
    assert signature.intact


def test_the_same_text_on_the_same_day_is_the_same_paper():
    act = drafted()

    assert paper_of(act, number="9", made_on=TODAY) == paper_of(act, number="9", made_on=TODAY)


def test_the_signed_file_must_hold_the_text_that_was_downloaded():
    act, _pdf = fixed()
    other = paper_of(drafted(text="Un altro testo."), number="9", made_on=TODAY)

    with pytest.raises(Refused, match="contiene un altro testo: la pagina 1") as refused:
        put_back_signed(act, content=signed_pdf(other), name="a.pdf", by=SOMEBODY, on=TODAY)
    assert refused.value.field == "file"
    assert Act.objects.get(pk=act.pk).stage == ActStage.TO_SIGN


def test_a_file_that_is_not_signed_is_not_put_back():
    act, pdf = fixed()

    with pytest.raises(Refused, match="Il file non è firmato"):
        put_back_signed(act, content=pdf, name="a.pdf", by=SOMEBODY, on=TODAY)


def test_what_has_been_signed_is_not_signed_again():
    act, pdf = fixed()
    put_back_signed(act, content=signed_pdf(pdf), name="a.pdf", by=SOMEBODY, on=TODAY)

    with pytest.raises(Refused, match="Da «Firmato» non si può passare a «Firmato»"):
        put_back_signed(act, content=signed_pdf(pdf), name="a.pdf", by=SOMEBODY, on=TODAY)


def test_only_a_draft_is_rewritten_and_what_waits_to_be_signed_can_be_brought_back():
    act, _pdf = fixed()
    words = {"subject": "Nuovo", "text": "Nuovo", "spends": False, "by": SOMEBODY}
    with pytest.raises(Refused, match="si modifica solo una bozza"):
        rewrite_act(act, **words)

    reopen_draft(act, reason="Refuso", by=SOMEBODY)

    assert rewrite_act(act, **words).subject == "Nuovo"
    assert act.files.get().purpose == FilePurpose.SUPERSEDED


def test_the_pdf_to_sign_must_be_a_pdf():
    with pytest.raises(Refused, match="deve essere un PDF"):
        fix_text(drafted(), number="1", made_on=TODAY, pdf=b"ciao a tutti", by=SOMEBODY, on=TODAY)


def test_an_act_is_not_protocolled_before_it_is_made_nor_published_before_that():
    act, pdf = fixed()
    put_back_signed(act, content=signed_pdf(pdf), name="a.pdf", by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="il protocollo non può essere di prima"):
        protocol_act(act, number="1", protocolled_on=date(2025, 3, 2), by=SOMEBODY)
    protocol_act(act, number="1", protocolled_on=TODAY, by=SOMEBODY)

    with pytest.raises(Refused, match="finisce prima di cominciare"):
        publish_act(act, published_from=TODAY, published_until=TODAY, by=SOMEBODY)
    with pytest.raises(Refused, match="non può essere pubblicato prima"):
        publish_act(act, published_from=date(2025, 3, 1), published_until=TODAY, by=SOMEBODY)


def test_a_signed_act_made_elsewhere_shows_who_signed_it():
    pdf = signed_pdf(paper_of(drafted(), number="9", made_on=TODAY))
    file = AttachedFile(pdf, "../../etc/Atto firmato.PDF", FilePurpose.SIGNED)

    act = entered(files=[file])

    attached = act.files.get()
    assert attached.name == "Atto firmato.pdf"
    signature = attached.signatures.get()
    assert (signature.name, signature.format) == (ROSSI, "PAdES")
    assert signature.signed_at <= datetime.now(UTC)


def test_a_scan_is_kept_though_nobody_signed_it():
    pdf = paper_of(drafted(), number="9", made_on=TODAY)

    attach_file(
        entered(), file=AttachedFile(pdf, "a.pdf", FilePurpose.SIGNED), by=SOMEBODY, on=TODAY
    )


def test_a_search_finds_every_word_without_accents():
    act = entered(subject="Attività di comunità")
    entered(organ=act.organ, number="8", subject="Altro")

    assert list(acts_found(Act.objects.all(), "COMUNITA deliberazione 7")) == [act]


def test_an_organ_is_added_once():
    make_organ(name="Giunta di Frisa")

    with pytest.raises(Refused, match="c'è già"):
        add_organ(kind=OrganKind.GIUNTA, name="GIUNTA di  Frisa", genitive="", by=SOMEBODY)


def test_an_act_of_the_eleventh_is_found_however_its_date_is_written():
    act = make_act(date=date(2024, 6, 11))
    before = make_act(organ=act.organ, date=date(2024, 6, 11))
    Act.objects.filter(pk=before.pk).update(search=before.search.replace("dell'11", "del 11"))

    assert "dell'11 giugno 2024" in str(act)
    for wanted in ("del 11 giugno", "dell'11 giugno", "dell’11 giugno"):
        assert set(acts_found(Act.objects.all(), wanted)) == {act, before}
