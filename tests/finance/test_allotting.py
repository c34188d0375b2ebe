"""A sum shared among municipalities: to the cent, by what is stated, whatever the weights."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from raccordo.finance.queries.allotting import weights_of_towns
from raccordo.finance.rules.allotting import BY_POPULATION, WEIGHTED, shared, weights_by
from raccordo.finance.states import Criterion
from raccordo.foundation.errors import Refused
from raccordo.observatory.bundled import publications
from raccordo.observatory.figures import ground_from
from raccordo.observatory.operations import load_vintage
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of
from tests.make import SOMEBODY, TODAY, make_area
from tests.observatory.worlds import make_surfaces

AS_OF = date(2023, 1, 1)
POSITIVE = st.decimals("0.01", 10**6, places=2)
POPULATION, DEPENDENCY, SPARSENESS = Criterion


@pytest.fixture
def counted(italy):
    """The real territory with its residents."""
    ground_from.cache_clear()
    for publication, table in publications():
        load_vintage(publication, table=table, by=SOMEBODY, on=TODAY)


def run(capsys, **options):
    call_command("allot", **options)
    return capsys.readouterr().out


@pytest.mark.django_db
def test_fossacesia_receives_its_share_of_half_a_million(capsys, counted):
    told = {"total": "500000.00", "area": "ambito-11", "as_of": "2023-01-01", "by": "population"}
    made = json.loads(run(capsys, format="json", **told))
    amounts = {share["name"]: Decimal(share["amount"]) for share in made["shares"]}
    assert made["total"] == "500000.00"
    assert amounts["Fossacesia"] == Decimal("52609.53")
    assert (len(amounts), sum(amounts.values())) == (9, 500_000)
    assert "52.609,53" in run(capsys, **told)


@pytest.mark.django_db
def test_by_weighted_criteria_the_scattered_and_the_old_weigh_more(counted):
    area = Area.objects.get(slug="ambito-11")
    with pytest.raises(Refused, match="non si conosce: Densità"):
        weights_of_towns(area, WEIGHTED, on=AS_OF)
    towns = municipalities_of(area, on=AS_OF)
    make_surfaces({town.istat_code: 2000 for town in towns})
    ground_from.cache_clear()
    plain = shared(Decimal(500_000), weights_of_towns(area, BY_POPULATION, on=AS_OF))
    mixed = shared(Decimal(500_000), weights_of_towns(area, WEIGHTED, on=AS_OF))
    assert sum(mixed.values()) == 500_000
    by_name = {town.name: town for town in plain}
    assert mixed[by_name["Lanciano"]] < plain[by_name["Lanciano"]]
    assert mixed[by_name["Treglio"]] > plain[by_name["Treglio"]]


@pytest.mark.django_db
def test_where_a_measure_is_not_known_nothing_is_shared():
    with pytest.raises(Refused, match="non ci sono Comuni"):
        weights_of_towns(make_area(kind="ambito", slug="senza-comuni"), BY_POPULATION, on=AS_OF)
    with pytest.raises(Refused, match="non si conosce"):
        weights_of_towns(make_area(kind="municipality", slug="solo"), BY_POPULATION, on=AS_OF)


def test_weights_come_from_a_file_in_its_order(capsys, tmp_path):
    file = tmp_path / "uso.csv"
    file.write_text("name;weight\nFrisa;1\nPaglieta;1,5\nAltino;1,5\n")
    made = json.loads(run(capsys, total="0,03", weights=str(file), format="json"))
    assert made["shares"] == [
        {"name": "Frisa", "amount": "0.01"},
        {"name": "Paglieta", "amount": "0.01"},
        {"name": "Altino", "amount": "0.01"},
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("name,weight\nA,-1\n", "Riga 2: «-1» non è un peso"),
        ("name,weight\nA,x\n", "Riga 2: «x» non è un peso"),
        ("name,weight\nA,\n", "non è un peso"),
        ("name,weight\nA,1\nA,2\n", "Riga 3"),
        ("name,weight\nA,0\n", "maggiore di zero"),
        ("name,weight\n", "maggiore di zero"),
        ("nome,peso\nA,1\n", "mancano le colonne"),
        ("", "mancano le colonne"),
    ],
)
def test_a_file_that_does_not_hold_says_why(tmp_path, content, why):
    file = tmp_path / "pesi.csv"
    file.write_text(content)
    with pytest.raises(CommandError, match=why):
        call_command("allot", total="1.00", weights=str(file))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"total": "cento", "area": "x"}, "non è una somma"),
        ({"total": "-1", "area": "x"}, "non è una somma"),
        ({"total": "1.005", "weights": "x"}, "non è una somma|Non si può leggere"),
        ({"total": "1"}, "Serve un'area"),
        ({"total": "1", "area": "nessuna"}, "Nessuna area"),
        ({"total": "1", "area": "x", "weights": "y"}, "Serve un'area"),
        ({"total": "1", "weights": "/non/esiste.csv"}, "Non si può leggere"),
    ],
)
def test_what_is_asked_wrong_is_told(options, why):
    with pytest.raises(CommandError, match=why):
        call_command("allot", **options)


@given(
    st.decimals(0, 10**9, places=2),
    st.dictionaries(st.text(min_size=1), st.tuples(POSITIVE, POSITIVE, POSITIVE), min_size=1),
)
def test_whatever_the_measures_not_a_cent_is_made_or_lost(total, measures):
    values = {name: dict(zip(Criterion, told, strict=True)) for name, told in measures.items()}
    shares = shared(total, weights_by(values, WEIGHTED))
    assert sum(shares.values()) == total
    assert all(share >= 0 for share in shares.values())


def test_each_measure_weighs_as_stated():
    values = {
        "A": {POPULATION: Decimal(3), DEPENDENCY: Decimal(1), SPARSENESS: Decimal(1)},
        "B": {POPULATION: Decimal(1), DEPENDENCY: Decimal(1), SPARSENESS: Decimal(3)},
    }
    assert shared(Decimal(1000), weights_by(values, WEIGHTED)) == {
        "A": Decimal("662.50"),
        "B": Decimal("337.50"),
    }
