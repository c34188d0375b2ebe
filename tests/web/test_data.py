"""Statistics on screen: brought, shown, confirmed, in this order and once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from raccordo.access.rights import Role
from raccordo.archive.shelves import place_of
from raccordo.observatory.models import Arrival, Vintage
from raccordo.post.models import Job
from raccordo.territory.models import Area
from raccordo.web.territory import data
from tests.make import make_area, make_town
from tests.observatory.official import irpef, posas, zipped
from tests.observatory.worlds import make_population

pytestmark = pytest.mark.django_db
DATA, BRING = reverse("territory:data"), reverse("territory:bring")


@pytest.fixture
def codes():
    return [make_town(name=name).istat_code for name in ("Frisa", "Treglio")]


@pytest.fixture
def bring(client, enter):
    """Send a file as who may, and come to its page."""
    enter(role=Role.OBSERVATORY)

    def send(content, *, name="tabella.csv", follow=True, **more):
        content = content if isinstance(content, bytes) else content.encode()
        file = SimpleUploadedFile(name, content)
        return client.post(BRING, {"file": file} | more, follow=follow)

    return send


def confirm(client, page, **more):
    arrival = page.context["arrival"]
    facts = {"sha256": arrival.file.sha256} | more
    return client.post(reverse("territory:confirm", args=[arrival.key]), facts, follow=True)


def test_a_table_is_shown_and_enters_only_when_it_is_confirmed(client, bring, codes):
    page = bring(posas({codes[0]: (1, 2), codes[1]: (0, 2)}))

    for words in ("1° gennaio 2024", "stima", "Residenti in tutto: 505", "Ci sono tutti i Comuni"):
        assert words in page.text
    assert 'Frisa</th><td>Popolazione residente</td><td class="num">303' in page.text
    assert not Vintage.objects.exists()

    after = confirm(client, page)

    assert "I dati sono caricati e già in uso." in after.text
    assert Vintage.objects.get().source == Arrival.objects.get().file
    assert "Esposito" in after.text  # who may load sees who loaded


def test_confirming_twice_is_refused(client, bring, codes):
    page = bring(posas(dict.fromkeys(codes, (1, 2))))
    confirm(client, page)

    assert confirm(client, page).status_code == 409
    assert Vintage.objects.count() == 1


def test_another_file_is_not_confirmed_in_its_place(client, bring, codes):
    page = bring(posas(dict.fromkeys(codes, (1, 2))))

    assert confirm(client, page, sha256="0" * 64).status_code == 409
    assert not Vintage.objects.exists()


def test_every_error_is_on_the_page_of_the_file(client, bring, codes):
    page = bring(posas(dict.fromkeys(codes, (1, 2)), lines=["123456;X;1;1;1;2"]))

    assert "Non è entrato nulla: c&#x27;è 1 errore." in page.text
    assert "Riga 207" in page.text
    assert "Conferma e carica" not in page.text


def test_what_it_replaces_is_said(client, bring, codes):
    make_population({code: {1: (1, 1)} for code in codes}, reference_date="2024-01-01")
    Vintage.objects.update(status="estimate")

    page = bring(posas(dict.fromkeys(codes, (1, 2)), estimate=False))

    assert "Sostituisce i dati in uso per lo stesso giorno (stima)" in page.text


def test_incomes_are_shown_with_their_indicators(client, bring, codes):
    page = bring(irpef(dict.fromkeys(codes, (100, 0, 20, 90, 900_000))))

    assert "Reddito imponibile medio" in page.text
    assert "10.000" in page.text


def test_a_large_file_is_left_to_the_worker(client, bring, codes, monkeypatch):
    content = zipped(posas(dict.fromkeys(codes, (1, 2))))
    monkeypatch.setattr(data, "SMALL", len(content) + 1)  # once opened, it is larger

    page = bring(content, name="posas.zip")

    job = Job.objects.get()
    assert (job.state, job.title) == ("done", "Lettura di «posas.zip»")
    assert "Conferma e carica" in page.text


@pytest.fixture
def left(client, bring, codes, monkeypatch):
    """A file that was left to the worker: what its page asks again, in each state of the job."""
    monkeypatch.setattr(data, "SMALL", 10)
    bring(posas(dict.fromkeys(codes, (1, 2))))
    arrival = Arrival.objects.get()

    def ask(arrived, /, **job):
        Arrival.objects.update(state=arrived)
        Job.objects.update(**job)
        here = reverse("territory:arrival", args=[arrival.key])
        return client.get(here, headers={"HX-Request": "true"})

    return ask


def test_while_a_file_is_being_read_its_page_asks_again(left):
    waiting = left("waiting", state="running")
    ready = left("ready", state="done")

    assert 'hx-trigger="every 1s"' in waiting.text
    assert (waiting.get("HX-Refresh"), ready["HX-Refresh"]) == (None, "true")


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_when_the_reading_is_over_its_page_asks_no_more(left, state):
    over = left("waiting", state=state, outcome="Interrotta su richiesta.")

    assert "Interrotta su richiesta." in over.text
    assert "scartare il file" in over.text
    assert "hx-trigger" not in over.text


def test_a_reading_that_was_cut_with_no_job_does_not_wait_for_ever(left):
    Arrival.objects.update(job=None)

    page = left("waiting")

    assert "La lettura non è finita" in page.text
    assert "hx-trigger" not in page.text


@pytest.mark.parametrize("small", [10, 1 << 20])
def test_when_the_reading_breaks_the_page_of_the_file_says_so(bring, codes, monkeypatch, small):
    """By the worker or while one waits: the figures in use have gone from the shelves."""
    made = make_population({code: {1: (1, 1)} for code in codes}, reference_date="2024-01-01")
    Vintage.objects.update(status="estimate")
    place_of(made.file.sha256).unlink()
    monkeypatch.setattr(data, "SMALL", small)

    page = bring(posas({codes[0]: (1, 2)}))

    assert Arrival.objects.get().state == "refused"
    assert "si è fermata per un errore imprevisto" in page.text
    assert "Carica un altro file" in page.text


@pytest.mark.parametrize("name", ["tabella.csv", "tabella.xlsx"])
def test_what_is_small_only_while_it_is_packed_is_not_read_while_one_waits(bring, name):
    bring(zipped("0;0\n" * 1_000_000, name=name), name="prova.zip")

    assert Job.objects.get().title == "Lettura di «prova.zip»"


def test_a_file_too_big_is_refused_by_its_size(bring, settings):
    settings.MAX_UPLOAD = 1 << 20

    page = bring(b"x" * (2 << 20))

    assert "Il file è di 2,0 MB: il limite è 1 MB." in page.text
    assert not Arrival.objects.exists()


def test_what_declares_to_be_enormous_is_not_received_at_all(bring, settings):
    settings.MAX_BODY = 1 << 20

    page = bring(b"x" * (2 << 20))

    assert page.status_code == 413
    assert "supera i 1 MB" in page.text


def test_what_is_not_a_table_is_refused_beside_the_file(bring):
    assert "non è di un formato accettato" in bring(b"%PDF-1.4 x").text


def test_a_file_can_be_left_aside(client, bring, codes):
    page = bring(posas(dict.fromkeys(codes, (1, 2))))
    arrival = page.context["arrival"]

    assert arrival.name in client.get(DATA).text
    client.post(reverse("territory:discard", args=[arrival.key]))

    assert arrival.name not in client.get(DATA).text
    assert confirm(client, page).status_code == 409


HEAD = (
    "Codice Regione;Codice Comune formato alfanumerico;Denominazione in italiano;"
    "Denominazione provincia;Sigla automobilistica;Codice Catastale del comune"
)


def listed(towns):
    rows = [f"13;{t.istat_code};{t.name};Chieti;CH;{t.belfiore_code}" for t in towns]
    return "\n".join([HEAD, *rows])


def test_a_list_of_municipalities_asks_who_went_into_whom(client, bring):
    make_area(kind="province", istat_code="069")
    towns = [
        make_town(name=f"Borgo {n}", istat_code=f"0699{n:02}", belfiore_code=f"Z{n:03}")
        for n in range(30)
    ]
    page = bring(listed(towns[1:]), day="2025-01-01")
    field = f"became-{towns[0].istat_code}"

    assert "Non è più in elenco: Borgo 0" in page.text
    empty = confirm(client, page)
    wrong = confirm(client, page, **{field: "Atlantide"})
    assert "Questo campo è obbligatorio" in empty.text
    assert "«Atlantide» non è un solo Comune" in wrong.text
    done = confirm(client, page, **{field: "borgo 7"})

    assert "L&#x27;elenco dei Comuni è aggiornato" in done.text
    assert Area.objects.get(pk=towns[0].pk).successors.get().after == towns[7]


def test_whoever_comes_sees_the_figures_but_not_who_loaded_them(client, codes):
    make_population({code: {1: (1, 1)} for code in codes})

    page = client.get(DATA)

    assert "in uso" in page.text
    assert "Carica una tabella" not in page.text


def test_the_list_of_figures_asks_the_same_questions_however_many(enter, codes, queries_stay_flat):
    enter(role=Role.ADMINISTRATOR)
    years = iter(range(1950, 2020))

    def add():
        day = f"{next(years)}-01-01"
        make_population({code: {1: (1, 1)} for code in codes}, reference_date=day)

    queries_stay_flat(DATA, add)


def test_what_is_missing_is_told_with_the_indicators_that_wait_for_it(client, codes):
    before = client.get(DATA).text.partition("Dati che mancano")[2]
    assert "Popolazione per sesso ed età (POSAS)</th>" in before
    assert "non ancora: questa versione non la legge" in before

    make_population({code: {1: (1, 1)} for code in codes})
    after = client.get(DATA).text.partition("Dati che mancano")[2]

    assert "Popolazione per sesso ed età (POSAS)</th>" not in after
    assert "Superfici dei Comuni</th>" in after
    assert "Densità" in after
