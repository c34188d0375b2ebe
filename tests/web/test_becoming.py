"""What a proposal becomes, from the pages: the needs it holds up, the need found because of it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.journal.models import Entry
from raccordo.needs.models import Need
from raccordo.participation.models import Backing, Contribution
from raccordo.participation.operations.sorting import merge
from raccordo.participation.states import AuthorKind, Outcome, VoiceState
from tests.make import (
    NOW,
    SOMEBODY,
    TODAY,
    make_area,
    make_author,
    make_backing,
    make_contribution,
    make_need,
    make_part,
    make_term,
)

pytestmark = pytest.mark.django_db
NEEDS, DESK = reverse("voices:needs"), reverse("desk:home")


def at(name, thing):
    return reverse(f"voices:{name}", args=[thing.key])


def heard(area, **fields):
    return make_contribution(area=area, **{"state": VoiceState.ADMITTED} | fields)


@pytest.fixture
def area(enter):
    """One's own area, entered by who keeps its needs and its proposals."""
    area = make_area(kind="ambito")
    enter(area)
    return area


# --- the page of a need


def test_a_need_shows_its_voices_by_kind_of_author_and_never_by_name(client, area):
    told = {"author_kind": AuthorKind.CITIZEN, "outcome": Outcome.PARTLY, "state": "answered"}
    one = heard(area, title="Corse da Frisa", **told)
    make_author(contribution=one, family_name="Verratti")
    need = make_need(area=area)
    make_backing(need=need, contribution=one)

    page = client.get(at("need", need))

    for words in ("Voci", "Corse da Frisa", "Cittadina o cittadino", "Accolta in parte"):
        assert words in page.text
    assert at("proposal", one) in page.text
    assert "ricevuta il 3 marzo 2025" in page.text
    assert "Verratti" not in page.text
    assert "senza prova" not in page.text


def test_a_need_without_voices_says_so(client, area):
    page = client.get(at("need", make_need(area=area)))

    assert "Nessuna proposta ricevuta lo sostiene ancora." in page.text
    assert "senza prova" in page.text


def test_who_reads_no_proposals_reads_how_many_hold_a_need_up(client, enter, area):
    need = make_need(area=area)
    one = heard(area, title="Corse da Frisa")
    make_backing(need=need, contribution=one)
    enter(area, Role.OBSERVATORY)

    page = client.get(at("need", need))

    assert "Lo sostiene anche 1 proposta che qui non si legge." in page.text
    assert "Corse da Frisa" not in page.text
    assert "Aggiungi una voce" not in page.text


def test_a_voice_is_added_to_a_need_from_the_list_of_its_territory(client, area):
    need, one = make_need(area=area), heard(make_part(area), title="Corse da Frisa")
    heard(make_area(), title="Di altri")

    page = client.get(at("need_voice", need))
    assert "Corse da Frisa" in page.text
    assert "Di altri" not in page.text
    page = client.post(at("need_voice", need), {"chosen": one.key}, follow=True)

    assert Backing.objects.get().contribution == one
    assert page.redirect_chain[-1][0] == at("need", need)
    assert "La proposta è fra le voci del bisogno." in page.text
    assert Entry.objects.get(what="need.backed")


def test_the_voices_to_add_are_searched_by_words_and_by_number(client, area):
    need = make_need(area=area)
    one = heard(area, title="Corse", number=41, year=2025)
    heard(area, title="Compiti", text="Dopo scuola", number=42)

    def titles(asked):
        page = client.get(f"{at('need_voice', need)}?q={asked}")
        return [found.title for found in page.context["page"].object_list]

    assert titles("corse") == titles("41/2025") == [one.title]
    assert titles("") == ["Compiti", "Corse"]
    nothing = client.get(f"{at('need_voice', need)}?q=zzz&pagina=9")
    assert "Nessun risultato con queste parole." in nothing.text


def test_an_empty_list_of_voices_says_why(client, area):
    make_contribution(area=area)
    page = client.get(at("need_voice", make_need(area=area)))
    assert "Nessuna proposta ammessa di questo territorio" in page.text


@pytest.mark.parametrize("forged", ["", "x", "uuid", "elsewhere", "received", "already", "merged"])
def test_what_is_not_in_the_list_is_not_added(client, area, forged):
    need, one = make_need(area=area), heard(area)
    make_backing(need=need, contribution=one)
    chosen = {"": "", "x": "ò\U0001f600' OR 1=1", "uuid": uuid4(), "already": one.key}
    chosen["elsewhere"] = heard(make_area()).key
    chosen["received"] = make_contribution(area=area).key
    joined = heard(area)
    merge(joined, into=heard(area), by=SOMEBODY, on=TODAY, at=NOW, house="https://x.example")
    chosen["merged"] = joined.key

    page = client.post(at("need_voice", need), {"chosen": chosen[forged]})

    assert "Non è stato salvato nulla" in page.text
    said = ("Scegliere nell", "Questa scelta non c", "UUID")
    assert any(words in page.text for words in said)
    assert Backing.objects.count() == 1


def test_who_does_not_keep_both_adds_nothing(client, enter):
    area = make_area()
    need, one = make_need(area=area), heard(area)
    for role in (Role.OBSERVATORY, Role.MAYOR, Role.SECRETARY):
        enter(area, role)
        assert client.post(at("need_voice", need), {"chosen": one.key}).status_code == 404
    enter(make_area())
    assert client.get(at("need_voice", need)).status_code == 404
    assert client.get(at("proposal_need", one)).status_code == 404
    assert client.get(at("proposal_need_new", one)).status_code == 404


# --- taken away


@pytest.mark.parametrize("whence", ["need", "proposal"])
def test_a_voice_is_taken_away_after_saying_why(client, area, whence):
    backing = make_backing(need=make_need(area=area))
    asked = "?da=proposta" if whence == "proposal" else ""
    address = at("need_backing_drop", backing) + asked
    thing = backing.need if whence == "need" else backing.contribution

    assert address in client.get(at(whence, thing)).text
    assert backing.need.title in client.get(address).text
    assert "Questo campo è obbligatorio" in client.post(address, {"reason": " "}).text
    page = client.post(address, {"reason": "Parla d'altro"}, follow=True)

    assert page.redirect_chain[-1][0] == at(whence, thing)
    assert not Backing.objects.exists()
    assert Entry.objects.get(what="need.unbacked").purpose == "Parla d'altro"
    assert client.post(address, {"reason": "Di nuovo"}).status_code == 404


def test_a_tie_of_elsewhere_is_not_there_to_be_taken_away(client, enter, area):
    foreign = make_backing()
    assert client.get(at("need_backing_drop", foreign)).status_code == 404
    own = make_backing(need=make_need(area=area))
    enter(area, Role.OBSERVATORY)
    assert client.post(at("need_backing_drop", own), {"reason": "No"}).status_code == 404
    assert Backing.objects.count() == 2


# --- the page of a proposal


def test_a_proposal_says_where_it_ended_and_offers_to_end_somewhere(client, area):
    one = heard(area)
    text = client.get(at("proposal", one)).text
    assert "Non è ancora confluita in nessun bisogno." in text
    assert at("proposal_need", one) in text
    assert at("proposal_need_new", one) in text

    need = make_need(area=area, number=12, title="Trasporto da Frisa")
    make_backing(need=need, contribution=one)
    text = client.get(at("proposal", one)).text
    for words in ("N-12", "Trasporto da Frisa", at("need", need), "dal 1° gennaio 2020"):
        assert words in text


def test_a_proposal_that_follows_another_ended_where_that_did(client, area):
    one, other = heard(area), heard(area)
    need = make_need(area=area)
    tie = make_backing(need=need, contribution=other)
    merge(one, into=other, by=SOMEBODY, on=TODAY, at=NOW, house="https://x.example")

    text = client.get(at("proposal", one)).text

    assert need.title in text
    assert f"con {other}" in text
    assert at("need_backing_drop", tie) not in text
    assert at("proposal_need", one) not in text


@pytest.mark.parametrize("state", ["withdrawn", "not_pertinent", "received"])
def test_what_is_not_heard_offers_nothing_and_a_forged_form_is_refused(client, area, state):
    one, need = make_contribution(area=area, state=state), make_need(area=area)
    assert at("proposal_need", one) not in client.get(at("proposal", one)).text

    page = client.post(at("proposal_need", one), {"chosen": need.key})
    sent = {"title": "x", "group": need.group.key, "kind": need.kind.key}
    again = client.post(at("proposal_need_new", one), sent)

    said = "è stata ritirata" if state == "withdrawn" else "prima si ammette"
    assert said in page.text
    assert said in again.text
    assert not Backing.objects.exists()


def test_a_voice_withdrawn_after_is_told_and_holds_the_need_up_no_more(client, area):
    one, need = heard(area), make_need(area=area)
    make_backing(need=need, contribution=one)
    assert "senza prove" not in client.get(DESK).text
    Contribution.objects.update(state=VoiceState.WITHDRAWN, withdrawn_on=TODAY)

    text = client.get(at("need", need)).text

    assert "non vale più come prova" in text
    assert "senza prova" in text
    assert "1 bisogno senza prove" in client.get(DESK).text


def test_a_proposal_holds_up_a_need_that_is_there(client, area):
    one, need = heard(area), make_need(area=area)
    assert need.title in client.get(at("proposal_need", one)).text

    page = client.post(at("proposal_need", one), {"chosen": need.key}, follow=True)

    assert Backing.objects.get().need == need
    assert f"sostiene il bisogno {need.label}" in page.text
    assert "Nessun bisogno di questo territorio" in client.get(at("proposal_need", one)).text
    twice = client.post(at("proposal_need", one), {"chosen": need.key})
    assert "Questa scelta non c" in twice.text


def test_a_need_is_found_in_a_proposal_with_what_it_already_says(client, area):
    town = make_part(area)
    group, kind = make_term("target-groups", "anziani"), make_term("needs", "trasporto")
    one = heard(area, title="Corse da Frisa", group=group, kind=kind)
    one.towns.add(town)

    form = client.get(at("proposal_need_new", one)).context["form"]
    assert form.initial == {
        "title": "Corse da Frisa",
        "group": group.key,
        "kind": kind.key,
        "towns": [town.key],
    }
    sent = {"title": "Trasporto", "group": group.key, "kind": kind.key, "towns": [town.key]}
    page = client.post(at("proposal_need_new", one), sent, follow=True)

    need = Need.objects.get()
    assert (need.title, need.area, list(need.towns.all())) == ("Trasporto", area, [town])
    assert "Dalla proposta è nato il bisogno N-1." in page.text
    assert "Corse da Frisa" in page.text
    assert Entry.objects.get(what="need.found_in")


def test_what_is_wrong_of_a_need_is_said_beside_its_field_and_nothing_is_written(client, area):
    one = heard(area)
    sent = {"title": "x" * 50_000, "group": "x", "kind": uuid4(), "towns": [make_part(area).key]}
    page = client.post(at("proposal_need_new", one), sent | {"description": "\U0001f600" * 99})
    assert set(page.context["form"].errors) == {"title", "group", "kind"}
    assert not Need.objects.exists()


# --- where needs without evidence are counted


def test_a_need_backed_by_a_voice_is_not_without_evidence_in_the_list_nor_on_the_desk(client, area):
    bare = make_need(area=area)
    make_backing(need=make_need(area=area))
    Contribution.objects.update(outcome="")

    page = client.get(f"{NEEDS}?mostra=senza-prove")

    assert [need.title for need in page.context["page"].object_list] == [bare.title]
    assert "1 bisogno senza prove" in client.get(DESK).text
    counts = {n.title: n.n_voices for n in client.get(NEEDS).context["page"].object_list}
    assert sorted(counts.values()) == [0, 1]


def test_these_pages_ask_the_same_questions_however_many_voices(area, queries_stay_flat):
    need, one = make_need(area=area), heard(area)
    queries_stay_flat(at("need", need), lambda: make_backing(need=need, contribution=heard(area)))
    queries_stay_flat(at("need_voice", need), lambda: heard(area))
    queries_stay_flat(at("proposal_need", one), lambda: make_need(area=area))
    queries_stay_flat(
        at("proposal", one), lambda: make_backing(need=make_need(area=area), contribution=one)
    )
    queries_stay_flat(f"{NEEDS}?mostra=senza-prove", lambda: make_need(area=area))
    queries_stay_flat(NEEDS, lambda: make_backing(need=make_need(area=area)))
