"""The publishers' own files, where there are: RACCORDO_OFFICIAL_SAMPLES names their folder.

They are not in the repository, because their copies have no licence of their own.
"""

import gzip
import os
from datetime import date
from pathlib import Path

import pytest

from raccordo.archive.operations import store
from raccordo.archive.rules import PARQUET
from raccordo.archive.shelves import place_of
from raccordo.foundation.downloads import found_in
from raccordo.observatory import counting
from raccordo.observatory.importing.examining import examine
from raccordo.observatory.rules import Columns
from raccordo.observatory.states import ArrivalState, Status
from raccordo.territory.changes import changes_of
from raccordo.territory.listing import LAYOUT, read_list
from raccordo.territory.models import Area
from raccordo.territory.operations import load_official
from raccordo.territory.states import AreaKind
from tests.make import SOMEBODY

FOLDER = os.environ.get("RACCORDO_OFFICIAL_SAMPLES", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER, reason="RACCORDO_OFFICIAL_SAMPLES non indica una cartella"),
]
TODAY = date(2026, 11, 1)
INCOMES = "Redditi_e_principali_variabili_IRPEF_su_base_comunale_CSV_{}.csv.gz"


@pytest.fixture
def italy():
    load_official(by=SOMEBODY)


def sample(name):
    content = (Path(FOLDER) / name).read_bytes()
    return gzip.decompress(content) if name.endswith(".gz") else content


def total(table, column, *codes):
    file = store(table, by=SOMEBODY, accept=frozenset({PARQUET}))
    place, term = place_of(file.sha256), Columns((column,))
    units = {0: codes or counting.codes_in(place)}
    return counting.gathered(place, [term], units)[0][term].total


def test_all_the_taxpayers_of_2018_and_2020_are_there(italy):
    for year, published in ((2018, 41_372_851), (2020, 41_177_739)):
        found = examine(sample(INCOMES.format(year)), on=TODAY).weighed
        nobody = [n.facts["taxpayers"] for n in found.notes if n.code == "of_nobody"]

        assert found.publication.reference_date == date(year, 12, 31)
        assert found.publication.missing == ()
        assert total(found.table, "taxpayers") + sum(nobody) == published


def test_the_mean_taxable_incomes_of_2020_are_those_published(italy):
    found = examine(sample(INCOMES.format(2020)), on=TODAY).weighed

    for name, mean, by_frequency in (
        ("Fossacesia", 15_231, 16_142),
        ("Castel Frentano", 15_764, 16_500),
        ("Lanciano", 18_071, 19_039),
    ):
        code = Area.objects.get(name=name, kind=AreaKind.MUNICIPALITY).istat_code
        amount = total(found.table, "taxable_amount", code)
        assert round(amount / total(found.table, "taxpayers", code)) == mean
        assert round(amount / total(found.table, "taxable_frequency", code)) == by_frequency


def test_the_estimate_of_2026_is_read_and_the_extract_of_2022_is_refused_for_its_ages(italy):
    estimate = examine(sample("POSAS_2026_it_055_Terni_prime102righe.csv"), on=TODAY)
    extract = examine(sample("POSAS_2022_it_055_Terni_estratto.csv"), on=TODAY)

    assert "Il file ha 1 solo Comune su" in estimate.problem  # read whole, but a part of Italy
    assert "per Acquasparta mancano le età: 2–30, 32–52, 54–89, 91–99" in extract.problem


def test_one_municipality_of_the_estimate_adds_up(italy):
    from raccordo.observatory.importing.examining import read_figures, sheet_in
    from raccordo.observatory.importing.weighing import known_on

    sheet = sheet_in(sample("POSAS_2026_it_055_Terni_prime102righe.csv"))
    read = read_figures(sheet, known=known_on(TODAY))

    assert (read.status, len(read.codes)) == (Status.ESTIMATE, 1)
    assert [note.facts["total"] for note in read.notes] == [4330]


def test_the_list_of_2024_is_the_register_and_each_layout_is_read(italy):
    listed = read_list(found_in(sample("Elenco-comuni-italiani_2024.csv"), [LAYOUT]))
    older = [
        read_list(found_in(sample(f"Elenco-comuni-italiani_{name}_prime40righe.csv"), [LAYOUT]))
        for name in ("2016", "20200101")
    ]

    assert len(listed) == 7896
    assert changes_of(listed, on=date(2026, 1, 1), today=TODAY).none
    assert {town.province for town in older[0]} == {"Torino"}
    assert (older[1][0].name, older[1][0].belfiore) == ("Agliè", "A074")
    assert (
        examine(sample("Elenco-comuni-italiani_2024.csv"), on=TODAY).state == ArrivalState.REFUSED
    )
