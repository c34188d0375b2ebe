import pytest
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.post.models import Draft
from raccordo.territory.models import Area
from tests.make import TODAY, make_area, make_part, make_town, put_inside

pytestmark = pytest.mark.django_db
NEW = reverse("territory:new")


def region_with(*towns):
    region = make_area(kind="region", name="Abruzzo")
    for town in towns:
        put_inside(town, region)
    return region


def typed(**words):
    usual = {
        "kind": "zone",
        "name": "Zona Sangro",
        "since": "2026-01-01",
        "municipalities": "Frisa",
    }
    return usual | words


def test_a_newcomer_makes_the_zone_of_her_district_from_a_pasted_list(client, enter):
    one, two = make_town(name="Frisa"), make_town(name="Treglio")
    region = region_with(one, two)
    enter(region, role=Role.ADMINISTRATOR)

    page = client.post(
        NEW, typed(municipalities="• Frisa\n• TREGLIO\n\nFrisa", lead="Treglio", within=region.pk)
    )

    zone = Area.objects.get(slug="zona-sangro")
    assert page.url == reverse("territory:area", args=["zona-sangro"])
    assert zone.members.count() == 2
    assert zone.delegations.get().to == two


def test_every_name_that_is_not_a_municipality_is_told(client, enter):
    enter(region_with(make_town(name="Frisa")), role=Role.ADMINISTRATOR)

    page = client.post(NEW, typed(municipalities="Frisa, Atlantide, Eldorado"))

    errors = page.context["form"].errors["municipalities"]
    assert [error.split("»")[0] for error in errors] == ["«Atlantide", "«Eldorado"]
    assert "Non è stato salvato nulla" in page.text


def test_a_municipality_of_others_is_out_of_reach(client, enter):
    make_town(name="Altrove")
    enter(region_with(make_town(name="Frisa")), role=Role.ADMINISTRATOR)

    page = client.post(NEW, typed(municipalities="Altrove"))

    assert "fuori dal proprio territorio" in page.text


def test_a_town_already_in_a_zone_is_refused_beside_the_list(client, enter):
    town, zone = make_town(name="Frisa"), make_area(name="Zona 2")
    put_inside(town, zone)
    enter(region_with(town), role=Role.ADMINISTRATOR)

    page = client.post(NEW, typed())

    (error,) = page.context["form"].errors["municipalities"]
    assert error.startswith("Frisa fa già parte di «Zona 2»")


def test_what_was_being_typed_is_offered_back(client, enter):
    enter(region_with(make_town(name="Frisa")), role=Role.ADMINISTRATOR)
    kept = client.post(reverse("desk:keep_draft"), typed(draft_page=NEW, csrfmiddlewaretoken="x"))

    page = client.get(NEW)

    assert "Bozza salvata alle" in kept.text
    assert "testo non ancora inviato" in page.text
    assert 'value="Zona Sangro"' in page.text
    assert Draft.objects.get().content == typed()


def test_what_has_arrived_is_no_longer_offered_and_a_draft_can_be_thrown_away(client, enter):
    enter(region_with(make_town(name="Frisa")), role=Role.ADMINISTRATOR)
    for send in (typed(), typed(discard_draft="1")):
        client.post(reverse("desk:keep_draft"), typed(draft_page=NEW))
        client.post(NEW, send)
        assert not Draft.objects.exists()


def test_the_page_of_an_area_asks_the_same_questions_however_many_are_inside(queries_stay_flat):
    zone = make_area()

    queries_stay_flat(reverse("territory:area", args=[zone.slug]), lambda: make_part(zone))


def test_the_list_of_areas_asks_the_same_questions_however_many(queries_stay_flat):
    queries_stay_flat(reverse("territory:overview"), lambda: make_area(kind="ambito"))


def test_the_search_asks_the_same_questions_and_shows_the_kind(client, enter, queries_stay_flat):
    enter()
    url = reverse("desk:search") + "?q=borgo"

    queries_stay_flat(url, make_town)
    assert "Comune · CH" in client.get(url).text


def test_htmx_receives_only_what_was_found(client):
    make_town(name="Frisa")

    html = client.get(reverse("desk:search") + "?q=fri", headers={"HX-Request": "true"}).text

    assert html.strip().startswith('<div class="found">')
    assert "Frisa" in html


def test_an_area_as_of_a_day_before_it_was_says_so(client):
    zone = make_area(since=TODAY)

    assert "non esisteva" in client.get(f"/territorio/{zone.slug}/?al=2024-01-01").text


@pytest.mark.parametrize("ending", ["", "?formato=csv"])
def test_the_municipalities_of_a_zone_can_be_taken_away_as_a_table(client, ending):
    zone = make_area()
    make_part(zone)

    page = client.get(reverse("territory:members", args=[zone.slug]) + ending)

    assert page.status_code == 200
    assert "attachment" in page["Content-Disposition"]
