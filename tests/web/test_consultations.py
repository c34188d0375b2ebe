"""The office's pages of consultations and occasions."""

from datetime import timedelta

import pytest
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.participation.models import Consultation, Occasion, OccasionAid, Subscription
from raccordo.participation.queries.stamps import stamp_of
from raccordo.participation.states import ConsultationState
from tests.make import (
    LONG_AGO,
    TODAY,
    make_aim,
    make_area,
    make_consultation,
    make_contribution,
    make_occasion,
    make_organisation,
    make_phase,
)

pytestmark = pytest.mark.django_db
LIST, OCCASIONS = reverse("voices:consultations"), reverse("voices:occasions")


def at(name, one, *more):
    return reverse(f"voices:{name}", args=[one.key, *more])


@pytest.fixture
def area(enter):
    """One's own area, entered by who keeps its consultations."""
    area = make_area()
    enter(area)
    return area


def test_the_list_shows_those_of_one_s_area_and_how_much_was_heard(client, area):
    one = make_consultation(area=area)
    make_consultation()
    make_contribution(area=area, consultation=one)

    page = client.get(LIST)

    assert page.context["told"] == [(one, 1, 1)]
    assert not client.get(f"{LIST}?stato=prepared").context["page"].object_list
    assert client.get(f"{LIST}?stato=x&q={one.title}&pagina=9").context["page"].object_list


def test_the_lists_ask_a_constant_number_of_questions(area, queries_stay_flat):
    queries_stay_flat(LIST, lambda: make_consultation(area=area))
    one = make_consultation(area=area)
    queries_stay_flat(OCCASIONS, lambda: make_occasion(area=area, consultation=one))


def test_the_page_of_one_asks_a_constant_number_of_questions(area, queries_stay_flat):
    one = make_consultation(area=area)

    def add():
        aim = make_aim(consultation=one)
        body = make_organisation()
        Subscription.objects.create(
            aim=aim, organisation=body, stance="subscribes", reason="", since=TODAY
        )
        make_occasion(area=area, consultation=one)

    queries_stay_flat(at("consultation", one), add)


def test_who_only_reads_changes_nothing_and_who_is_elsewhere_finds_nothing(client, enter):
    area = make_area()
    one, met = make_consultation(area=area), make_occasion(area=area)
    enter(area, Role.SUPERVISOR)
    page = client.get(at("consultation", one))
    assert "Concludi" not in page.text
    assert client.post(at("consultation_conclude", one)).status_code == 404
    enter(make_area())
    for name, thing in (("consultation", one), ("occasion", met), ("occasion_hold", met)):
        assert client.get(at(name, thing)).status_code == 404
    assert client.post(at("consultation_publish", one)).status_code == 404


def test_a_consultation_is_prepared_given_a_phase_and_an_aim_and_published(client, area):
    told = {"area": area.key, "title": "Il nuovo piano", "answer_within": "45"}
    client.post(reverse("voices:consultation_prepare"), told)
    one = Consultation.objects.get()
    assert one.answer_within == 45
    phase = {"title": "Raccolta", "since": TODAY.isoformat(), "receives": "on"}
    phase["until"] = (TODAY + timedelta(days=30)).isoformat()
    client.post(at("consultation_phase_add", one), phase)
    assert one.phases.get().until == TODAY + timedelta(days=31)
    client.post(at("consultation_aim_add", one), {"title": "Più trasporti"})
    client.post(at("consultation_publish", one))
    one.refresh_from_db()
    assert one.state == ConsultationState.PUBLISHED
    assert "Più trasporti" in client.get(at("consultation", one)).text


def test_what_is_wrong_is_refused_beside_its_field(client, area):
    told = {"area": area.key, "title": "x", "answer_within": "900"}
    page = client.post(reverse("voices:consultation_prepare"), told)
    assert set(page.context["form"].errors) == {"answer_within"}
    one = make_consultation(area=area)
    phase = {"title": "Altra", "since": TODAY.isoformat(), "receives": "on"}
    page = client.post(at("consultation_phase_add", one), phase)
    assert set(page.context["form"].errors) == {"since"}
    phase |= {"receives": "", "until": (TODAY - timedelta(days=9)).isoformat()}
    page = client.post(at("consultation_phase_add", one), phase)
    assert set(page.context["form"].errors) == {"until"}


def test_a_phase_and_an_aim_are_corrected_and_taken_away(client, area):
    one = make_consultation(area=area, state=ConsultationState.PREPARED)
    phase, aim = one.phases.get(), make_aim(consultation=one)
    told = {"title": "Ascolto", "since": TODAY.isoformat(), "seen": stamp_of(phase)}
    client.post(at("consultation_phase", one, phase.key), told)
    phase.refresh_from_db()
    assert phase.title == "Ascolto"
    client.post(at("consultation_aim", one, aim.key), {"title": "Altro", "seen": stamp_of(aim)})
    aim.refresh_from_db()
    assert aim.title == "Altro"
    client.post(at("consultation_aim_drop", one, aim.key))
    client.post(at("consultation_phase_drop", one, phase.key))
    assert not one.phases.exists()
    assert not one.aims.exists()


def test_the_office_records_what_a_body_says_of_an_aim(client, area):
    one = make_consultation(area=area)
    aim, body = make_aim(consultation=one), make_organisation()
    there = at("consultation_stance", one, aim.key)
    assert set(client.post(there, {"organisation": "Nessuno"}).context["form"].errors) == {
        "organisation",
        "stance",
    }
    page = client.post(there, {"organisation": body.name, "stance": "objects"})
    assert set(page.context["form"].errors) == {"reason"}
    told = {"organisation": body.name, "stance": "objects", "reason": "Non basta"}
    client.post(there, told)
    assert "Non basta" in client.get(at("consultation", one)).text
    client.post(at("consultation_stance_drop", one, aim.subscriptions.get().key))
    assert not aim.subscriptions.exists()


def test_a_consultation_is_concluded_and_reopened_with_the_reason(client, area):
    one = make_consultation(area=area, phase={"since": LONG_AGO, "until": TODAY})
    client.post(at("consultation_conclude", one))
    one.refresh_from_db()
    assert one.state == ConsultationState.CONCLUDED
    assert client.post(at("consultation_reopen", one), {}).context["form"].errors["reason"]
    client.post(at("consultation_reopen", one), {"reason": "Errore"})
    one.refresh_from_db()
    assert one.state == ConsultationState.PUBLISHED


def test_the_table_of_answers_is_a_paper_that_keeps_the_secret_of_who_wrote(client, area):
    one = make_consultation(area=area)
    make_contribution(area=area, consultation=one)
    assert client.get(at("consultation_findings", one, "pdf")).content.startswith(b"%PDF")
    assert client.get(at("consultation_findings", one, "odt")).content.startswith(b"PK")
    assert client.get(at("consultation_findings", one, "exe")).status_code == 404


# --- occasions


def test_an_occasion_is_planned_changed_and_called_off(client, area):
    told = {"area": area.key, "sort": "table", "title": "Tavolo", "held_at": "2025-03-03T10:30"}
    client.post(reverse("voices:occasion_plan"), told | {"aids": ["lis"]})
    one = Occasion.objects.get()
    assert one.aids.get().aid == "lis"
    changed = {"title": "Tavolo anziani", "held_at": "03/03/2025 11:00", "aids": ["transport"]}
    client.post(at("occasion_change", one), changed | {"seen": stamp_of(one)})
    one.refresh_from_db()
    assert (one.title, one.aids.get().aid) == ("Tavolo anziani", "transport")
    assert client.post(at("occasion_call_off", one), {}).context["form"].errors["reason"]
    client.post(at("occasion_call_off", one), {"reason": "Neve"})
    assert "Neve" in client.get(at("occasion", one)).text


def test_who_came_and_whether_all_were_received_as_told_is_recorded(client, area):
    one, body = make_occasion(area=area), make_organisation()
    OccasionAid.objects.create(occasion=one, aid="lis")
    there = at("occasion_hold", one)
    page = client.post(there, {"presences": "Chi sarà mai, 2"})
    assert set(page.context["form"].errors) == {"presences", "kept_lis", "seen"}

    told = {"presences": f"{body.name}, 3", "kept_lis": "no", "citizens": "20", "minutes": "Ecco"}
    told |= {"seen": stamp_of(one)}
    client.post(there, told)
    late = client.post(there, told | {"minutes": "Altro"})  # she had not seen what was written
    assert "qualcun altro" in late.text
    assert "Ecco" in late.text

    page = client.get(at("occasion", one))
    assert f"{body.name} (3)" in page.text
    assert "non come annunciato" in page.text
    assert client.get(there).context["form"].initial["presences"] == f"{body.name}, 3"


def test_a_phase_of_another_consultation_is_not_found(client, area):
    one, phase = make_consultation(area=area), make_phase()
    assert client.get(at("consultation_phase", one, phase.key)).status_code == 404


def test_of_two_who_change_one_thing_the_second_reads_how_it_is_and_may_save_again(client, area):
    one, met = make_consultation(area=area), make_occasion(area=area)
    phase, aim = one.phases.get(), make_aim(consultation=one)
    mine = {"title": "Il mio", "answer_within": "30", "since": TODAY.isoformat()}
    mine |= {"held_at": "2025-03-03T10:30"}
    for there, thing in (
        (at("consultation_change", one), one),
        (at("consultation_phase", one, phase.key), phase),
        (at("consultation_aim", one, aim.key), aim),
        (at("occasion_change", met), met),
    ):
        seen = stamp_of(thing)
        type(thing).objects.filter(pk=thing.pk).update(title="Quello di altri")

        page = client.post(there, mine | {"seen": seen})

        assert "qualcun altro ha modificato" in page.text, there
        assert "Quello di altri" in page.text, there
        assert "Il mio" in page.text, there
        again = mine | {"seen": page.context["form"]["seen"].value()}
        assert client.post(there, again).status_code == 302, there
        thing.refresh_from_db()
        assert thing.title == "Il mio"


def test_what_was_noted_of_an_aid_stays_when_an_occasion_is_changed(client, area):
    one = make_occasion(area=area)
    OccasionAid.objects.create(occasion=one, aid="hours", note="dalle 18")
    told = {"title": "Tavolo", "held_at": "2025-03-03T10:30", "aids": ["hours"]}
    client.post(at("occasion_change", one), told | {"seen": stamp_of(one)})
    assert one.aids.get().note == "dalle 18"


def test_the_page_of_one_tells_who_spoke_and_how_many_were_answered(client, area):
    one = make_consultation(area=area)
    assert "Proposte e risposte" not in client.get(at("consultation", one)).text
    make_contribution(area=area, consultation=one)
    page = client.get(at("consultation", one)).text
    assert "Proposte e risposte" in page
    assert '<th scope="row">Cittadina o cittadino</th><td class="num">1</td>' in page
