import gc
import json
import re
from datetime import UTC, date, datetime, timedelta
from unittest.mock import Mock

import pytest
from django.urls import reverse
from django.utils.html import escape

from raccordo.documents.keeping import sweep
from raccordo.observatory.figures import ground_from, ground_on
from raccordo.observatory.paper import chapter_of
from raccordo.observatory.queries import profile_of
from raccordo.post.models import Job
from raccordo.post.states import JobState
from raccordo.territory.models import Area, Denomination, Succession
from raccordo.territory.states import Change
from raccordo.web.door import today
from raccordo.web.territory import works
from raccordo.web.territory.warming import read_ahead, settle
from tests.documents.books import opened
from tests.make import NOW, make_area, make_part, make_town, put_inside
from tests.observatory.worlds import make_population, make_surfaces

pytestmark = pytest.mark.django_db
AGES = {5: (10, 11), 30: (20, 20), 70: (30, 41)}


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    settings.PAPERS_ROOT, settings.CHARTS_ROOT = tmp_path / "papers", tmp_path / "charts"


@pytest.fixture
def zone():
    """A zone of two municipalities in a region."""
    region, zone = make_area(kind="region", name="Regione"), make_area(name="Zona del Sangro")
    put_inside(zone, region)
    towns = [make_town(name="Treglio"), make_town(name="Frisa")]
    for town in towns:
        put_inside(town, zone)
    make_population({town.istat_code: AGES for town in towns}, status="provisional")
    return zone


def page_of(area, page="profile", /, **words):
    return reverse(f"territory:{page}", kwargs={"slug": area.slug} | words)


def codes_of(area):
    return ",".join(area.members.values_list("part__istat_code", flat=True))


def test_who_has_not_entered_reads_the_profile_with_its_dates_and_sources(client, zone):
    said = client.get(page_of(zone)).text

    for words in ("I residenti sono 264", "338,1", "stima provvisoria", "1° gennaio 2023"):
        assert words in said
    assert said.count("<svg") >= 4
    assert escape("Non disponibile: carica Superfici dei Comuni.") in said


def test_a_list_has_the_same_figures_as_the_area_it_makes(client, zone):
    listed = client.get(reverse("territory:list_profile"), {"comuni": "Treglio\nFrisa"}).text

    assert "Comuni scelti" in listed
    assert "338,1" in listed
    assert f"comuni={codes_of(zone).replace(',', '%2C')}" in listed


def test_a_name_that_is_not_a_municipality_is_told_and_the_text_is_kept(client, zone):
    said = client.get(reverse("territory:list_profile"), {"comuni": "Treglio, Atlantide"}).text

    assert "Atlantide" in said
    assert "Treglio, Atlantide" in said
    assert "errorlist" in said


def test_a_municipality_born_since_is_read_as_those_it_came_from(client, zone):
    born = make_town(name="Unito", since=date(2024, 1, 1))
    for town in zone.members.values_list("part", flat=True):
        Area.objects.filter(pk=town).update(until=date(2024, 1, 1))
        Succession.objects.create(
            before_id=town, after=born, on=date(2024, 1, 1), change=Change.MERGER, source="x"
        )
    listed = client.get(
        reverse("territory:list_profile"), {"comuni": "Unito", "al": "2023-06-01"}
    ).text

    assert "I residenti sono 264, in 2 Comuni" in listed
    assert "I residenti sono 264" in client.get(page_of(born), {"al": "2023-06-01"}).text
    assert "I residenti sono 264." in client.get(page_of(born)).text


def test_why_there_is_nothing_is_said_of_the_municipality_that_is_missing(client, zone):
    put_inside(make_town(name="Nuovo"), zone)

    assert "i dati caricati non comprendono Nuovo" in client.get(page_of(zone)).text


def test_a_list_called_as_one_of_its_municipalities_is_drawn_beside_it(client, zone):
    asked = {"comuni": codes_of(zone), "nome": "Frisa"}
    drawn = client.get(reverse("territory:list_picture", args=["D04", "eta", "svg"]), asked)

    assert drawn.content.decode().count(">Frisa\N{ZERO WIDTH SPACE}") == 2


def test_the_day_goes_with_the_address_of_an_area_that_was_renamed(client, zone):
    zone.slugs.create(slug="vecchio")
    answer = client.get(reverse("territory:profile", args=["vecchio"]), {"al": "2023-06-01"})

    assert answer.url == page_of(zone) + "?al=2023-06-01"


@pytest.mark.parametrize("name", ["list_paper", "list_profile_file", "list_indicator"])
def test_without_a_list_there_is_nothing_to_show(client, zone, name):
    words = {"list_profile_file": {"ending": "json"}, "list_indicator": {"code": "D04"}}

    assert client.get(reverse(f"territory:{name}", kwargs=words.get(name))).status_code == 404


def test_a_day_that_is_not_one_is_told_and_today_is_shown(client, zone):
    said = client.get(page_of(zone), {"al": "ieri"}).text

    assert "«ieri» non è una data" in said


def test_before_the_first_figures_the_page_says_from_when_there_are(client, zone):
    said = client.get(page_of(zone), {"al": "2020-01-01"}).text

    assert "Il primo dato: 1° gennaio 2023" in said


@pytest.mark.parametrize("name", ["profile", "indicator"])
def test_the_page_asks_the_same_questions_however_many_municipalities(
    queries_stay_flat, zone, name
):
    words = {"indicator": {"code": "D04"}}.get(name, {})

    def add():
        make_part(zone)
        ground_from.cache_clear()
        ground_on(date(2025, 1, 1))  # how far the register has come is asked when it changes

    queries_stay_flat(page_of(zone, name, **words), add)


def test_an_indicator_shows_its_formula_its_numbers_and_the_rank_of_each(client, zone):
    said = client.get(page_of(zone, "indicator", code="D04")).text

    for words in ("P65+ / P0-14", "Treglio", "Numeratore", "servono i dati di almeno 3 anni"):
        assert words in said


def test_the_municipalities_of_an_indicator_are_put_in_order_of_value(client, zone):
    codes = codes_of(zone).split(",")
    make_population({codes[0]: {5: (1, 1), 70: (9, 9)}, codes[1]: {5: (1, 1), 70: (1, 1)}})
    address = page_of(zone, "indicator", code="D04")
    by_name, by_value = client.get(address).text, client.get(f"{address}?ordine=valore").text
    names = zone.members.order_by("pk").values_list("part__name", flat=True)
    first, second = (f">{name}</a>" for name in names)

    assert by_value.index(first) < by_value.index(second)
    assert by_name.index(second) < by_name.index(first)


def test_an_indicator_over_three_years_is_drawn_with_its_table(client, zone):
    for year in (2021, 2022):
        figures = dict.fromkeys(codes_of(zone).split(","), AGES)
        make_population(figures, reference_date=date(year, 1, 1))
    said = client.get(page_of(zone, "indicator", code="D04")).text

    assert "Indice di vecchiaia dal 2021 al 2023." in said
    assert "servono i dati" not in said


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_the_profile_is_given_as_a_file(client, zone, ending):
    answer = client.get(page_of(zone, "profile_file", ending=ending))

    assert f"profilo-{zone.slug}-" in answer["Content-Disposition"]
    if ending == "json":
        assert json.loads(answer.content)["area"] == "Zona del Sangro"


def test_the_workbook_is_in_the_language_of_the_page(client, zone, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    sheets = opened(client.get(page_of(zone, "profile_file", ending="xlsx")).content)

    assert sheets["Municipalities"].column("Municipality") == ["Frisa", "Treglio"]


def test_each_source_is_cited_once_however_many_indicators_need_it(client, zone):
    make_surfaces(dict.fromkeys(codes_of(zone).split(","), 10), attribution="Superfici ISTAT")

    assert client.get(page_of(zone)).text.count("Superfici ISTAT") == 1


@pytest.mark.parametrize("name", ["piramide", "eta", "confronto"])
@pytest.mark.parametrize(("ending", "starts"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_each_chart_is_given_as_a_drawing_and_as_a_picture(client, zone, name, ending, starts):
    answer = client.get(page_of(zone, "picture", code="D04", name=name, ending=ending))

    assert answer.content.startswith(starts)


def test_what_is_not_there_is_not_found(client, zone):
    for address in (
        page_of(zone, "indicator", code="X99"),
        page_of(zone, "profile_file", ending="exe"),
        page_of(zone, "picture", code="D04", name="torta", ending="svg"),
        page_of(zone, "picture", code="D04", name="eta", ending="gif"),
        page_of(zone, "picture", code="D04", name="mappa", ending="svg"),
        reverse("territory:profile", args=["atlantide"]),
    ):
        assert client.get(address).status_code == 404, address


def test_the_document_is_made_when_asked_and_then_is_there_for_everybody(client, zone):
    address = page_of(zone, "paper")
    assert "Prepara il PDF" in client.get(address).text

    assert client.post(address).url == address
    assert "Scarica il PDF" in client.get(address).text
    file = client.get(page_of(zone, "profile_file", ending="pdf"))

    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")
    assert client.post(address).url == page_of(zone, "profile_file", ending="pdf")
    assert Job.objects.filter(kind=works.PAPER).count() == 1


def test_the_document_of_a_list_is_made_too(client, zone):
    address = reverse("territory:list_paper") + f"?comuni={codes_of(zone)}&nome=Sangro"
    back = client.post(address).url

    assert "Scarica il PDF" in client.get(back).text
    assert client.get(back.replace("/documento/", ".pdf")).content.startswith(b"%PDF")


def test_a_file_that_is_not_made_yet_leads_where_it_is_asked_for(client, zone):
    answer = client.get(page_of(zone, "profile_file", ending="pdf"))

    assert answer.url == page_of(zone, "paper")


def test_while_it_is_made_the_page_shows_how_far_it_is(client, zone, monkeypatch):
    monkeypatch.setattr("raccordo.post.jobs.run", Mock())
    client.post(page_of(zone, "paper"))
    job = Job.objects.get(kind=works.PAPER)
    Job.objects.update(state=JobState.RUNNING, done=1, total=3)
    page = client.get(page_of(zone, "paper")).text
    part = client.get(
        page_of(zone, "paper"), {"lavorazione": str(job.key)}, headers={"HX-Request": "true"}
    )

    assert "Si sta preparando" in page
    assert 'max="3" value="1"' in part.text
    assert "<html" not in part.text


@pytest.mark.parametrize("key", ["x", "7b2b8f6e-0000-4000-8000-000000000000"])
def test_the_progress_of_nothing_is_not_found(client, zone, key):
    asked = client.get(page_of(zone, "paper"), {"lavorazione": key}, headers={"HX-Request": "true"})

    assert asked.status_code == 404


def test_asked_twice_while_it_is_made_it_is_made_once(client, zone, monkeypatch):
    monkeypatch.setattr("raccordo.post.jobs.run", Mock())
    client.post(page_of(zone, "paper"))
    client.post(page_of(zone, "paper"))

    assert Job.objects.filter(kind=works.PAPER).count() == 1


def test_nobody_fills_the_queue_alone(client, zone):
    for _ in range(works.MOST_WAITING):
        Job.objects.create(kind=works.PAPER, title="x", asked_at=NOW)
    answer = client.post(page_of(zone, "paper"))

    assert answer.status_code == 409
    assert "riprovare fra qualche minuto" in answer.text


def test_a_sign_that_cannot_be_printed_is_named(client, zone):
    address = reverse("territory:list_paper") + f"?comuni={codes_of(zone)}&nome=Zona \U0001f600"
    back = client.post(address).url

    assert "Il segno «\U0001f600» non si può stampare" in client.get(back).text


def test_the_document_of_an_area_that_was_renamed_is_at_its_address(client, zone):
    zone.slugs.create(slug="vecchio-nome")

    assert client.get(reverse("territory:profile", args=["vecchio-nome"])).url == page_of(zone)


def test_what_was_made_long_ago_is_swept_away_and_made_again(client, zone, settings):
    client.post(page_of(zone, "paper"))
    now = datetime.now(UTC)

    assert sweep(settings.PAPERS_ROOT, before=now - timedelta(days=1)) == 0
    assert sweep(settings.PAPERS_ROOT, before=now + timedelta(days=1)) == 1
    assert "Prepara il PDF" in client.get(page_of(zone, "paper")).text
    assert sweep(settings.PAPERS_ROOT / "nowhere", before=now) == 0


@pytest.mark.parametrize("sign", ["\x01", "\x1b", "\ufffe"])
def test_a_sign_that_nobody_sees_is_refused_in_a_name(client, zone, sign):
    asked = {"comuni": codes_of(zone), "nome": f"Zona{sign}"}

    assert "segni che non si vedono" in client.get(reverse("territory:list_profile"), asked).text
    assert client.get(reverse("territory:list_paper"), asked).status_code == 404


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x1b", "\ufffe", "\uffff"])
def test_a_name_already_there_never_stops_the_drawing(client, zone, sign):
    Denomination.objects.filter(name="Treglio").update(name=f"Treg{sign}lio")

    assert (
        "Treglio" in client.get(page_of(zone, "picture", code="D04", name="eta", ending="svg")).text
    )


def test_too_many_municipalities_are_sent_to_wider_profiles(client, zone, monkeypatch):
    monkeypatch.setattr("raccordo.web.territory.forms.MOST_TOWNS", 1)

    said = client.get(reverse("territory:list_profile"), {"comuni": codes_of(zone)}).text
    assert "I Comuni sono 2, e se ne leggono insieme al massimo 1" in said


def test_a_list_in_which_nothing_is_known_is_said_so(client, zone):
    said = client.get(reverse("territory:list_profile"), {"comuni": " ; "}).text

    assert "errorlist" in said


def test_one_municipality_alone_goes_by_its_name(client, zone):
    said = client.get(reverse("territory:list_profile"), {"comuni": "Treglio"}).text

    assert "<h1>Treglio</h1>" in said


def test_a_day_out_of_history_is_not_one(client, zone):
    assert "«0001-01-01» non è una data" in client.get(page_of(zone), {"al": "0001-01-01"}).text


def test_in_an_hour_only_so_many_lists_are_printed(client, zone):
    for _ in range(works.MOST_LISTS_AN_HOUR):
        job = {"kind": works.PAPER, "title": "x", "facts": {"slug": ""}, "state": JobState.DONE}
        Job.objects.create(**job, asked_at=datetime.now(UTC))

    address = reverse("territory:list_paper") + f"?comuni={codes_of(zone)}"
    assert "troppi documenti" in client.post(address).text
    assert client.post(page_of(zone, "paper")).status_code == 302


def test_lists_do_not_take_all_the_places_of_the_queue(client, zone):
    for _ in range(works.MOST_LISTS):
        Job.objects.create(kind=works.PAPER, title="x", asked_at=NOW, facts={"slug": ""})

    address = reverse("territory:list_paper") + f"?comuni={codes_of(zone)}"
    assert client.post(address).status_code == 409
    assert client.post(page_of(zone, "paper")).status_code == 302


def test_what_profiles_stand_on_is_read_before_the_first_visitor_comes(zone):
    ground_from.cache_clear()
    read_ahead()
    profile_of(zone, on=today())

    assert ground_from.cache_info().misses == 1


def test_where_there_is_nothing_nothing_is_read():
    ground_from.cache_clear()
    read_ahead()

    assert ground_from.cache_info().misses == 0


def test_what_stays_in_memory_is_not_looked_over_at_each_page():
    settle()
    try:
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


@pytest.mark.parametrize("name", ["toString", "constructor", "valueOf", "__defineGetter__"])
def test_a_name_that_means_something_to_the_drawer_is_only_a_name(client, zone, name):
    asked = {"comuni": codes_of(zone), "nome": name}

    assert name in client.get(reverse("territory:list_profile"), asked).text


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "pdf"])
def test_a_file_of_a_day_that_is_none_is_not_that_of_another_day(client, zone, ending):
    address = reverse("territory:profile_file", args=[zone.slug, ending])

    assert client.get(address, {"al": "2023-02-30"}).status_code == 404


def test_in_an_hour_only_so_many_documents_are_printed(client, zone):
    for _ in range(works.MOST_AN_HOUR):
        job = {"kind": works.PAPER, "title": "x", "facts": {"slug": "x"}, "state": JobState.DONE}
        Job.objects.create(**job, asked_at=datetime.now(UTC))

    assert "troppi documenti" in client.post(page_of(zone, "paper")).text


def test_a_picture_goes_about_with_its_title_and_its_source(client, zone):
    put_inside(make_town(name="Nuovo"), Area.objects.get(kind="region"))

    def words(name):
        svg = client.get(page_of(zone, "picture", code="D04", name=name, ending="svg")).text
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", svg))

    assert f"{zone.name}. Indice di vecchiaia per Comune, a confronto" in words("confronto")
    for name in ("piramide", "eta", "confronto"):
        assert "1° gennaio 2023" in words(name)
    assert "non comprendono Nuovo" in words("confronto")
    assert "non comprendono Nuovo" not in words("piramide")


def test_a_document_of_a_day_to_come_is_made_and_says_so(client, zone):
    later = {"al": (today() + timedelta(days=400)).isoformat()}
    query = f"?al={later['al']}"
    client.post(page_of(zone, "paper") + query)

    answer = client.get(reverse("territory:profile_file", args=[zone.slug, "pdf"]) + query)
    assert answer["Content-Type"] == "application/pdf"
    assert chapter_of(profile_of(zone, on=date(2030, 1, 1)), ahead=True)["notes"][0] == (
        "Data futura (1° gennaio 2030): Comuni e dati sono quelli conosciuti oggi."
    )
