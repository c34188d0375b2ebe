from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse

from raccordo.access.operations import end_mandate
from raccordo.access.rights import Right, Role
from raccordo.journal.models import Entry
from raccordo.web.door import requires
from raccordo.web.forms import DayField
from tests.conftest import sign_in
from tests.make import SOMEBODY, make_area, make_filed_act, make_mandate, make_user

pytestmark = pytest.mark.django_db
DESK = reverse("desk:home")


@requires(Right.READ_JOURNAL)
def page_without_an_object(request):
    return HttpResponse("ok")


def test_a_page_does_not_exist_for_who_holds_its_right_nowhere(client, enter):
    enter(role=Role.MAYOR)

    assert client.get(reverse("office:journal")).status_code == 404


def test_who_holds_no_mandate_is_told_so_and_whom_to_ask(client):
    area, user = make_area(name="Zona del Sangro"), make_user()
    director = make_mandate(area=area, role=Role.PLAN_DIRECTOR).holder
    make_mandate(holder=user, area=area, role=Role.MAYOR, until=date(2025, 3, 3))
    sign_in(client, user)

    page = client.get(DESK, follow=True)

    assert page.redirect_chain[0][0].startswith(reverse("desk:choose"))
    assert "Oggi non c'è nessun incarico" in page.text
    assert "Zona del Sangro" in page.text
    assert "durato fino al 2 marzo 2025" in page.text
    assert director.email in page.text


def test_who_never_held_a_mandate_is_told_so(client):
    sign_in(client, make_user())

    assert "rivolgersi all'Ufficio di Piano" in client.get(DESK, follow=True).text


def test_whose_mandate_is_to_come_is_told_from_when(client):
    mandate = make_mandate(since=date(2095, 3, 3))
    sign_in(client, mandate.holder)

    assert "comincia il 3 marzo 2095" in client.get(DESK, follow=True).text


def test_who_has_not_entered_is_sent_to_the_entrance(client):
    page = client.get(DESK)

    assert page.status_code == 302
    assert page.url == f"{reverse('account_login')}?next={DESK}"


def test_who_holds_several_mandates_chooses_one_and_goes_on(client, enter):
    mandate = enter()
    make_mandate(holder=mandate.holder)

    asked = client.get(DESK)
    assert asked.url.startswith(reverse("desk:choose"))
    assert client.post(asked.url, {"mandate": mandate.key}).url == DESK
    assert client.get(DESK).status_code == 200


def test_the_screen_always_says_in_whose_name_one_acts(client, enter):
    mandate = enter(make_area(name="Zona del Sangro"))

    for page in (DESK, reverse("territory:overview"), reverse("assemblies:acts")):
        html = client.get(page).text
        assert "Opera per conto di:" in html
        assert "<strong>Zona del Sangro</strong>" in html
        assert mandate.get_role_display() in html


def test_nobody_acts_through_the_mandate_of_another_nor_through_one_that_has_ended(client, enter):
    mine, other = enter(), make_mandate()
    ended = make_mandate(holder=mine.holder, until=mine.since.replace(year=2021))

    for mandate in (ended, other):
        page = client.post(reverse("desk:choose"), {"mandate": mandate.key})
        assert page.context["form"].errors["mandate"]


def test_rights_end_at_once_when_they_are_revoked(client, enter):
    mandate = enter()
    assert client.get(DESK).status_code == 200

    end_mandate(mandate, until=mandate.since.replace(year=2021), reason="Fine", by=SOMEBODY)

    assert client.get(DESK).url.startswith(reverse("desk:choose"))
    assert client.get(reverse("assemblies:acts")).url.startswith(reverse("desk:choose"))
    html = client.get(reverse("desk:choose")).text
    assert str(mandate) in html


def test_after_choosing_one_is_not_sent_to_another_site(client, enter):
    mandate = enter()
    make_mandate(holder=mandate.holder)

    choose = reverse("desk:choose") + "?next=https://altrove.example/"
    assert client.post(choose, {"mandate": mandate.key}).url == DESK


def test_a_role_that_signs_enters_only_with_a_second_factor(client):
    mandate = make_mandate(role=Role.PLAN_DIRECTOR)
    client.force_login(mandate.holder)

    page = client.get(DESK)

    assert page.url.startswith(reverse("entrance:second_factor"))
    assert "Attiva il secondo fattore" in client.get(page.url).text


def test_until_the_second_factor_is_given_a_search_shows_only_what_everybody_sees(client):
    area = make_area()
    mandate = make_mandate(area=area, role=Role.PLAN_DIRECTOR)
    make_filed_act(area, subject="Atto riservato")
    client.force_login(mandate.holder)

    html = client.get(reverse("desk:search") + "?q=riservato").text

    assert "Atto riservato" not in html
    assert "Opera per conto di:" not in html


def test_a_role_that_reads_and_votes_enters_without_a_second_factor(client):
    client.force_login(make_mandate(role=Role.MAYOR).holder)

    assert client.get(DESK).status_code == 200


def test_what_one_does_is_signed_with_the_mandate_and_the_request(client, enter):
    area = make_area()
    mandate = enter(area)
    act = make_filed_act(area)

    client.post(
        reverse("assemblies:opinion", args=[act.key]),
        {"kind": "technical", "favourable": "yes", "given_by": "Il servizio", "on": "2025-03-03"},
    )

    line = Entry.objects.get(what="act.opinion_added")
    assert line.user == mandate.holder
    assert line.acting == f"plan_officer:{mandate.key}"
    assert line.chain == f"area:{area.key}"
    assert line.request_id


def test_what_was_written_in_one_name_is_not_saved_in_another(client, enter):
    first = enter(make_area(name="Zona del Sangro"))
    other = make_mandate(holder=first.holder, area=make_area(name="Zona del Trigno"))
    client.post(reverse("desk:choose"), {"mandate": other.key})

    sent = {"in_name_of": first.key, "subject": "Testo scritto a fatica"}
    page = client.post(reverse("assemblies:write"), sent)

    assert page.status_code == 409
    assert "ora si opera per conto di" in page.text
    assert "Zona del Trigno" in page.text
    assert 'value="Testo scritto a fatica"' in page.text
    assert f'value="{first.key}"' not in page.text


def test_every_form_of_a_page_says_in_whose_name_it_is_sent(client, enter):
    mandate = enter()

    page = client.get(reverse("assemblies:write"))

    assert f'name="in_name_of" value="{mandate.key}"' in page.text


def test_what_one_has_seen_stays_in_no_cache(client, enter):
    enter()

    assert client.get(DESK)["Cache-Control"] == "private, no-store"
    assert client.get(reverse("territory:overview"))["Cache-Control"] == "private, no-store"


def test_a_page_of_the_public_site_may_be_kept(client):
    assert "no-store" not in client.get(reverse("public:home")).get("Cache-Control", "")


@pytest.mark.parametrize("typed", ["0001-01-01", "31/12/9999", "1860-12-31"])
def test_a_year_that_is_a_slip_of_the_keyboard_is_asked_again(typed):
    with pytest.raises(ValidationError, match="Controllare l'anno"):
        DayField().clean(typed)


@pytest.mark.parametrize("typed", ["1861-03-17", "3.3.2026", "31/12/2199"])
def test_a_day_is_read_as_people_write_it(typed):
    assert DayField().clean(typed)


def test_when_the_mandate_one_has_chosen_ends_another_is_never_taken_in_silence(client, enter):
    chosen = enter()
    make_mandate(holder=chosen.holder)
    client.post(reverse("desk:choose"), {"mandate": chosen.key})

    end_mandate(chosen, until=chosen.since.replace(year=2021), reason="Fine", by=SOMEBODY)
    page = client.get(DESK, follow=True)

    assert page.redirect_chain[0][0].startswith(reverse("desk:choose"))
    assert "non è più in corso" in page.text
