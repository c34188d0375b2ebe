"""The official territory, loaded once for all of this file."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from raccordo.foundation.errors import Refused
from raccordo.journal.models import Entry
from raccordo.territory.models import Area
from raccordo.territory.named import names_found
from raccordo.territory.operations import load_official
from raccordo.territory.queries import (
    areas_around,
    areas_within,
    delegations_of,
    members_of,
    municipalities_of,
)
from raccordo.territory.reasons import sentence
from raccordo.territory.states import AreaKind, Function
from tests.make import SOMEBODY

TODAY = date(2026, 11, 22)


pytestmark = [pytest.mark.usefixtures("italy")]


def town(name, **facts):
    return Area.objects.get(kind=AreaKind.MUNICIPALITY, name=name, until=None, **facts)


def area(slug):
    return Area.objects.get(slug=slug)


def test_all_of_italy_is_there():
    alive = Area.objects.filter(until=None)
    counted = {kind: alive.filter(kind=kind).count() for kind in AreaKind}

    assert counted[AreaKind.MUNICIPALITY] == 7896
    assert (counted[AreaKind.PROVINCE], counted[AreaKind.REGION]) == (107, 20)
    assert Entry.objects.filter(what="territory.loaded").exists()


def test_it_is_loaded_once():
    with pytest.raises(Refused, match="già caricato"):
        load_official(by=SOMEBODY)


def test_every_municipality_is_in_a_province_and_in_a_region():
    country = area("italia")

    assert municipalities_of(country, on=TODAY).count() == 7896


def test_fermo_was_in_the_province_of_ascoli_until_2009():
    fermo = town("Fermo")
    before, after = date(2009, 7, 11), date(2009, 7, 12)

    assert "Ascoli Piceno" in {a.name for a in areas_around(fermo, on=before)}
    assert "Fermo" in {a.name for a in areas_around(fermo, on=after)}
    assert municipalities_of(area("provincia-ascoli-piceno"), on=before).count() == 73
    assert municipalities_of(area("provincia-ascoli-piceno"), on=after).count() == 33
    assert municipalities_of(area("provincia-fermo"), on=after).count() == 40
    assert not members_of(area("provincia-fermo"), on=before).exists()


def test_ambito_11_has_two_zones_and_nine_municipalities():
    ambito = area("ambito-11")

    assert {a.slug for a in members_of(ambito, on=TODAY)} == {
        "ambito-11-zona-1",
        "ambito-11-zona-2",
    }
    assert municipalities_of(ambito, on=TODAY).count() == 9
    assert municipalities_of(area("ambito-11-zona-2"), on=TODAY).count() == 8


def test_fossacesia_led_zone_2_until_july_2020_and_the_past_is_not_rewritten():
    zone, fossacesia = area("ambito-11-zona-2"), town("Fossacesia")

    def lead(on):
        return [d.to for d in delegations_of(zone, on=on) if d.function == Function.LEAD]

    def money(on):
        return [d.to for d in delegations_of(zone, on=on) if d.function == Function.MONEY]

    assert lead(date(2020, 7, 1)) == money(date(2020, 7, 1)) == [fossacesia]
    assert lead(date(2020, 7, 2)) == []
    assert money(date(2020, 7, 2)) == [town("Lanciano")]


def test_the_six_ambiti_share_out_ascoli_and_fermo():
    six = [municipalities_of(area(f"ats-{n}"), on=TODAY) for n in range(19, 25)]
    towns = [t.pk for each in six for t in each]
    provinces = [area("provincia-ascoli-piceno"), area("provincia-fermo")]

    assert len(towns) == len(set(towns)) == 73
    assert set(towns) == {t.pk for p in provinces for t in municipalities_of(p, on=TODAY)}


def test_the_former_name_of_a_zone_leads_to_it(client):
    page = client.get("/territorio/zona-2/")

    assert (page.status_code, page.url) == (301, "/territorio/ambito-11-zona-2/")


def test_the_page_of_a_zone_says_what_it_is_on_any_day(client):
    now = client.get("/territorio/ambito-11-zona-2/").text
    then = client.get("/territorio/ambito-11-zona-2/?al=2019-01-01").text

    assert "Comune di Lanciano" in now
    assert "<svg" in now
    assert "Ente capofila" in then.partition("Storia")[0]
    assert "Comune di Fossacesia" in then.partition("Storia")[0]


def test_the_page_of_italy_asks_few_questions_though_it_holds_eight_thousand_towns(
    client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(35):
        assert "7896" in client.get("/territorio/italia/").text


def test_a_real_list_is_understood_as_it_stands_in_an_act():
    text = (
        "i Comuni di Castelfrentano, Fossacesia, Frisa, Mozzagrogna, Rocca S. Giovanni,\r\n"
        "S. Vito Chietino (CH), S.ta Maria Imbaro e Treglio."
    )

    first, *others = names_found(text, on=TODAY)

    assert "forse «Castel Frentano»" in sentence(first.fault)
    zone = set(municipalities_of(area("ambito-11-zona-2"), on=TODAY))
    assert {name.area for name in others} == zone - {town("Castel Frentano")}


def test_a_day_that_cannot_be_read_is_told_and_today_is_shown(client):
    assert "non è una data" in client.get("/territorio/fossacesia/?al=ieri").text


def test_an_area_is_made_from_the_command_line_and_what_is_wrong_is_told(capsys):
    call_command(
        "area",
        "create",
        "ambito",
        "Ambito Pescarese",
        "Pescara",
        "Spoltore",
        "--lead",
        "Pescara",
        "--within",
        "regione-abruzzo",
        "--since",
        "2026-01-01",
    )
    assert area("ambito-pescarese").delegations.get().to == town("Pescara")

    with pytest.raises(CommandError, match="«Atlantide»"):
        call_command("area", "create", "zone", "X", "Atlantide")
    with pytest.raises(CommandError, match="non è una data"):
        call_command("area", "create", "zone", "X", "Chieti", "--since", "ieri")
    with pytest.raises(CommandError, match="Fossacesia fa già parte di"):
        call_command("area", "create", "zone", "X", "Fossacesia")


def test_the_successions_lead_back_to_towns_that_are_no_more():
    born = town("Moransengo-Tonengo")

    assert {s.before.name for s in born.ancestors.all()} == {"Moransengo", "Tonengo"}
    assert born not in areas_within(area("italia"), on=date(2022, 12, 31))
