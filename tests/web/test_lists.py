"""Somebody names the municipalities of a zone, as people name them, and reads its profile."""

from datetime import date
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from raccordo.territory.models import Denomination, Succession
from raccordo.territory.named import LONGEST_LIST, as_written, gazetteer_from, gazetteer_on
from raccordo.territory.states import Change
from tests.make import make_area, make_town, put_inside
from tests.observatory.worlds import make_population

pytestmark = pytest.mark.django_db
HERE = reverse("territory:list_profile")
AGES = {5: (10, 11), 30: (20, 20), 70: (30, 41)}


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    settings.PAPERS_ROOT, settings.CHARTS_ROOT = tmp_path / "papers", tmp_path / "charts"


@pytest.fixture
def province():
    """Chieti with Frisa and Chieti in it, and two municipalities of the same name elsewhere."""
    province = make_area(kind="province", name="Chieti", sigla="CH", slug="provincia-chieti")
    towns = [make_town(name="Frisa"), make_town(name="Chieti")]
    for town in towns:
        put_inside(town, province)
    towns += [make_town(name="Castro", sigla=sigla) for sigla in ("BG", "LE")]
    make_population({town.istat_code: AGES for town in towns})
    return province


def asked(client, comuni, **words):
    return client.get(HERE, {"comuni": comuni} | words)


def written_in(page):
    """What stands in the field."""
    return unescape(page.text.partition('<textarea name="comuni"')[2].partition("</textarea>")[0])


def test_each_suggestion_is_a_button_that_asks_again_with_the_same_name_and_day(client, province):
    said = {"nome": "Zona X", "al": "2023-06-01"}
    page = asked(client, "1) Frissa\r\n2) Castro", **said)
    choices = [choice.sent for doubt in page.context["form"].doubts for choice in doubt.choices]

    assert choices == ["Frissa|Frisa (CH)", "Castro|Castro (BG)", "Castro|Castro (LE)"]
    for choice in choices:
        assert f'name="scelta" value="{choice}"' in page.text
    assert 'name="al" value="2023-06-01"' in page.text
    again = asked(client, "1) Frissa\r\n2) Castro", scelta="Castro|Castro (LE)", **said)
    assert written_in(again).split(">", 1)[1].split() == ["1)", "Frissa", "2)", "Castro", "(LE)"]
    assert [doubt.asked for doubt in again.context["form"].doubts] == [
        "«Frissa» non è un Comune di oggi. Forse è:"
    ]
    assert 'value="Zona X"' in again.text
    assert 'name="al" value="2023-06-01"' in again.text


def test_the_last_choice_leads_to_the_profile(client, province):
    page = asked(client, "Frissa", scelta="Frissa|Frisa (CH)")

    assert "<h1>Frisa</h1>" in page.text


def test_enter_in_the_name_asks_for_the_profile_and_corrects_nothing(client, province):
    page = asked(client, "Frissa").text
    first = page[page.index('<form method="get" novalidate>') :].partition("<button")[2]

    assert "scelta" not in first.partition(">")[0]


def test_who_is_no_more_is_answered_with_what_came_of_it(client, province):
    day, after = date(2023, 1, 1), make_town(name="Moransengo-Tonengo")
    gone = make_town(name="Tonengo", until=day)
    Succession.objects.create(before=gone, after=after, on=day, change=Change.MERGER, source="")

    page = asked(client, "Tonengo")

    assert 'value="Tonengo|Moransengo-Tonengo"' in page.text


def test_of_very_many_wrong_names_the_first_are_told_and_how_many_more(client, province):
    page = asked(client, ",".join(f"Atlantide {'x' * n}" for n in range(1, 31))).text

    assert page.count("non è un Comune di oggi") == 20
    assert "Ci sono altri 10 nomi" in page


def test_a_list_longer_than_anybody_writes_is_told_so(client, province):
    page = asked(client, "Frisa " * LONGEST_LIST).text
    many = asked(client, "\n".join(f"Frisa {n}" for n in range(1001))).text

    assert "L'elenco è troppo lungo: si leggono al massimo 1.000 nomi e 20.000" in unescape(page)
    assert "L'elenco è troppo lungo: si leggono al massimo 1.000 nomi e 20.000" in unescape(many)
    assert "<h1>Profilo sociale di un elenco" in page
    corrected = asked(client, "Frisa " * LONGEST_LIST, scelta="Frisa|Castro (LE)")
    assert "troppo lungo" in corrected.text


@pytest.mark.parametrize("comuni", ["\u202e\u200b", "\ufffe" * 999, "'\";<script>", "|||"])
def test_what_is_no_list_is_refused_in_words(client, province, comuni):
    page = asked(client, comuni)

    assert page.status_code == 200
    assert "errorlist" in page.text
    assert "<script>'" not in page.text


def test_a_wider_area_alone_is_led_to_its_own_profile(client, province):
    answer = asked(client, "provincia di Chieti", al="2023-06-01")

    assert answer.url == reverse("territory:profile", args=["provincia-chieti"]) + "?al=2023-06-01"


def test_a_wider_area_in_a_list_stands_for_all_its_municipalities(client, province):
    said = asked(client, "prov. di Chieti\nCastro (LE)").text

    assert "I residenti sono 396, in 3 Comuni" in said
    assert "Comuni compresi in «prov. di Chieti»: 2." in said


def test_an_area_is_read_as_it_was_on_the_day(client, province):
    put_inside(make_town(name="Nuovo"), province, since=date(2024, 1, 1))

    assert "Nuovo" not in asked(client, "provincia di Chieti", nome="x", al="2023-06-01").text
    assert "Nuovo" in asked(client, "provincia di Chieti", nome="x").text


def test_of_a_municipality_called_as_its_province_it_is_said_how_it_was_read(client, province):
    said = asked(client, "Chieti, Frisa").text

    assert "I residenti sono 264, in 2 Comuni" in said
    assert "«Chieti»: solo il Comune. Per il territorio intero si scrive «provincia di" in said
    assert "solo il Comune" not in asked(client, "Comune di Chieti, Frisa").text


def test_an_area_too_wide_is_refused_with_the_way_to_its_profile(client, province, monkeypatch):
    monkeypatch.setattr("raccordo.web.territory.forms.MOST_TOWNS", 1)
    refused = asked(client, "provincia di Chieti", nome="Zona").text

    assert "I Comuni sono 2, e se ne leggono insieme al massimo 1" in refused
    assert reverse("territory:profile", args=["provincia-chieti"]) in refused


def test_from_the_profile_of_a_list_one_goes_back_to_what_was_written(client, province):
    page = asked(client, "Castro LE; FRISA", nome="Zona X", al="2023-06-01")
    back = client.get(page.context["asked"].change)

    assert "Cambia i Comuni" in page.text
    assert unescape(page.text).count(page.context["asked"].change)
    assert written_in(back).split(">", 1)[1].split() == ["Castro", "(LE)", "Frisa"]
    assert 'value="Zona X"' in back.text
    assert 'name="al" value="2023-06-01"' in back.text


def test_the_municipalities_of_an_area_are_there_to_be_changed(client, province):
    page = client.get(reverse("territory:profile", args=["provincia-chieti"]))

    assert "Altri Comuni" in page.text
    back = written_in(client.get(page.context["asked"].change))
    assert back.split(">", 1)[1].split() == ["Chieti", "Frisa"]


def test_those_of_an_area_too_wide_are_not_written_one_by_one(client, province, monkeypatch):
    monkeypatch.setattr("raccordo.web.territory.asked.MOST_TOWNS", 1)
    page = client.get(reverse("territory:profile", args=["provincia-chieti"]))

    assert page.context["asked"].change == HERE


def test_a_name_of_then_and_one_of_now_are_both_understood_in_the_past(client, province):
    day, born = date(2024, 1, 1), make_town(name="Unito", since=date(2024, 1, 1))
    gone = make_town(name="Antico", until=day)
    Succession.objects.create(before=gone, after=born, on=day, change=Change.MERGER, source="")
    make_population({gone.istat_code: AGES, province.members.first().part.istat_code: AGES})
    said = asked(client, "Unito, Antico, Frisa", al="2023-06-01").text

    assert "in 2 Comuni" in said


def test_a_name_of_two_municipalities_on_that_day_is_asked_though_one_changed_it_since(client):
    day, today = date(2024, 1, 1), make_town(name="Calliano", sigla="TN")
    since = make_town(name="Calliano Monferrato", sigla="AT")
    Denomination.objects.filter(area=since).update(name="Calliano", until=day)
    Denomination.objects.create(area=since, name="Calliano Monferrato", since=day)
    then = asked(client, "Calliano", al="2023-06-01").context["form"].doubts

    assert [choice.shown for choice in then[0].choices] == [
        "Calliano (TN)",
        "Calliano Monferrato (AT)",
    ]
    assert asked(client, "Calliano").context["asked"].towns == (today,)


@pytest.mark.parametrize("name", ["profile", "area"])
def test_of_a_day_to_come_it_is_said_that_what_is_shown_is_of_today(client, province, name):
    address = reverse(f"territory:{name}", args=["provincia-chieti"])

    assert (
        "Data futura (1° gennaio 2190): si mostra" in client.get(address, {"al": "2190-01-01"}).text
    )
    assert "Data futura" not in client.get(address, {"al": "2023-06-01"}).text


def test_of_a_list_on_a_day_to_come_the_same_is_said(client, province):
    assert "Data futura" in asked(client, "Frisa", al="2190-01-01").text


def test_in_the_past_a_municipality_has_its_name_of_then_on_its_page_files_and_list(client):
    day, since = date(2024, 1, 1), make_town(name="Popoli Terme", sigla="PE")
    Denomination.objects.filter(area=since).update(name="Popoli", until=day)
    Denomination.objects.create(
        area=since, name="Popoli Terme", istat_code=since.istat_code, since=day
    )
    make_population({since.istat_code: AGES})
    page = asked(client, "Popoli", al="2023-06-01")
    context = page.context["asked"]

    assert "<h1>Popoli</h1>" in page.text
    for ending in ("csv", "json", "xlsx"):
        assert client.get(f"{context.here}.{ending}{context.suffix}").status_code == 200
    assert written_in(client.get(context.change)).split(">", 1)[1].split() == ["Popoli"]


def test_from_too_wide_an_area_in_the_past_an_empty_list_opens_without_a_complaint(
    client, province, monkeypatch
):
    monkeypatch.setattr("raccordo.web.territory.asked.MOST_TOWNS", 1)
    address = reverse("territory:profile", args=["provincia-chieti"])
    page = client.get(client.get(address, {"al": "2023-06-01"}).context["asked"].change)

    assert not page.context["form"].errors
    assert 'name="al" value="2023-06-01"' in page.text


def test_where_there_is_no_document_it_is_said_why(client, province):
    said = asked(client, "Frisa", al="2020-06-01").text

    assert "Scarica il profilo (PDF)" not in said
    assert "Senza i residenti non c'è il documento in PDF" in unescape(said)


@pytest.mark.parametrize("page", ["public:home", "territory:overview"])
def test_a_newcomer_finds_where_to_write_the_municipalities(client, page):
    said = client.get(reverse(page)).text

    assert f'<form method="get" action="{HERE}"' in said
    assert '<textarea id="list-comuni" name="comuni"' in said


def test_a_list_asks_the_same_questions_however_long(client, province):
    counted = []
    for towns in (2, 20):
        names = [make_town(name=f"Borgo {'x' * n}").name for n in range(1, towns)]
        names += ["provincia di Chieti"] + [f"Frissa{'a' * n}" for n in range(towns)]
        gazetteer_on(date(2023, 6, 1))  # how far the register has come is asked when it changes
        gazetteer_from.cache_clear()
        with CaptureQueriesContext(connection) as questions:
            page = asked(client, ",".join(names), al="2023-06-01")
        assert "non è un Comune di oggi" in page.text
        counted.append(len(questions))

    assert counted[0] == counted[1]


def test_the_command_line_understands_the_same_and_says_it_beside(province, capsys):
    call_command("profile", municipalities="1) Chieti\n2) Castro prov. LE", format="csv")
    told = capsys.readouterr()

    assert "Castro" in told.out
    assert "solo il Comune" in told.err
    assert "solo il Comune" not in told.out
    with pytest.raises(CommandError, match="forse «Frisa»"):
        call_command("profile", municipalities="Frissa")


def test_the_names_that_are_written_back_are_read_as_the_same_municipalities(province):
    castro = make_town(name="Castro", sigla="VT", until=date(2021, 1, 1))
    lecce = castro.__class__.objects.get(name="Castro", sigla="LE")

    assert as_written([lecce], on=date(2026, 1, 1)) == ["Castro (LE)"]
