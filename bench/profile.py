"""The social profile: all Italy beside pandas, a page, its document, how it grows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure, italian, middle, milliseconds, seconds, slowest
from bench.machine import ROOT
from raccordo.archive.shelves import place_of
from raccordo.keeper.preparing import (
    prepare_database,
    prepare_keys,
    prepare_statics,
    prepare_territory,
)
from raccordo.observatory.figures import Ground, Place, figures_from, ground_on, terms_of
from raccordo.observatory.indicators import INDICATORS
from raccordo.observatory.models import Vintage
from raccordo.observatory.paper import chapter_of, make_paper, place_of_paper
from raccordo.observatory.queries import profile_of, profile_of_towns, value_from
from raccordo.observatory.rules import YearsLived
from raccordo.territory.models import Area

ON = date(2026, 3, 3)
ZONE = "/territorio/ambito-11-zona-2/profilo/"
REQUESTS = 200


def measure() -> Iterator[Figure]:
    """From the folder where the territory is, or from an empty one."""
    prepare_keys()
    prepare_database()
    prepare_territory(on=ON)
    prepare_statics()
    yield from _beside_pandas()
    yield from _page()
    yield from _paper()
    yield from _growth()


def _beside_pandas() -> Iterator[Figure]:
    """The same sums by the same municipalities, provinces and regions; then they are compared."""
    told = {who: _alone(who) for who in ("ours", "pandas")}
    ours, pandas = told["ours"], told["pandas"]
    note = f"({italian(ours['values'])} valori, due anni)"
    what = "indicatori di tutti i Comuni, province e regioni"
    yield Figure(what, ours["seconds"], "secondi", note=note)
    yield Figure("  le stesse formule in pandas", pandas["seconds"], "secondi")
    yield Figure("  pandas / Raccordo", pandas["seconds"] / ours["seconds"], "volte")
    different = sum(one != other for one, other in zip(ours["sums"], pandas["sums"], strict=True))
    yield Figure("  totali diversi fra i due", different, "", at_most=0.0)


def _page() -> Iterator[Figure]:
    client = Client(SERVER_NAME="localhost")
    first = milliseconds(partial(client.get, ZONE), times=1)[0]
    with CaptureQueriesContext(connection) as asked:
        client.get(ZONE)
    questions = len(asked)  # now: the next request forgets them
    taken = milliseconds(partial(client.get, ZONE), times=REQUESTS)
    yield Figure("pagina del profilo della zona 2, la prima volta", first, "ms")
    note = f"{questions} domande alla base dati"
    yield Figure(f"  mediana di {REQUESTS} richieste", middle(taken), "ms", note=note)
    yield Figure("  19 su 20 entro", slowest(taken), "ms", at_most=150)


def _paper() -> Iterator[Figure]:
    """Cold: a process that has drawn nothing yet. Warm: it is kept, and only found again."""
    for slug, words in {"ambito-11-zona-2": "della zona 2", "regione-abruzzo": "d'Abruzzo"}.items():
        for folder in (settings.CHARTS_ROOT, settings.PAPERS_ROOT):
            shutil.rmtree(folder, ignore_errors=True)
        told = _alone("paper", slug)
        note = f"({told['kilobytes']:.0f} kB)"
        aim: dict[str, Any] = {"at_most": 5} if slug == "ambito-11-zona-2" else {}
        yield Figure(
            f"PDF del profilo {words}, a freddo", told["cold"], "secondi", note=note, **aim
        )
        yield Figure("  già fatto", told["warm"], "secondi", at_most=2)


def _growth() -> Iterator[Figure]:
    towns = list(Area.objects.filter(kind="municipality", until=None).order_by("istat_code"))
    for many in (8, 80, 800, len(towns)):
        chosen = towns[:many]
        profile_of_towns(chosen, name="x", on=ON)
        taken = milliseconds(partial(profile_of_towns, chosen, name="x", on=ON), times=5)
        each = middle(taken) / many
        note = f"({italian(each)} ms per Comune)"
        what = f"profilo di {many:,} Comuni".replace(",", ".")
        yield Figure(what, middle(taken), "ms", note=note)


def _alone(work: str, *facts: str) -> dict[str, Any]:
    """A measure in a process of its own, that has nothing in memory."""
    command = [sys.executable, "-m", "bench.part", f"profile:{work}", *facts]
    told = subprocess.run(command, cwd=ROOT, env=os.environ, check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


def ours() -> dict[str, Any]:
    """Every indicator of every area, from both vintages, as the program counts them."""
    ground, places, vintages = _ground()
    values, began = 0, perf_counter()
    sums: list[int] = []
    for vintage in vintages:
        figures = figures_from(vintage, terms_of("population"), places, ground)
        for indicator in _wanted():
            for place in places:
                value_from(indicator, place, {"population": figures}, {})
                values += 1
        sums += [
            int(sum(by[term].total for by in figures.sums.values()))
            for term in terms_of("population")
        ]
    return {"seconds": perf_counter() - began, "values": values, "sums": sums}


def pandas() -> dict[str, Any]:
    """The same with pandas, that is told beforehand which codes make which area."""
    import pandas

    ground, places, vintages = _ground()
    terms = terms_of("population")
    told = [figures_from(vintage, terms, places, ground).codes for vintage in vintages]
    pairs = [[(code, unit) for unit, found in codes.items() for code in found] for codes in told]
    sums, began = [], perf_counter()
    for vintage, belongs in zip(vintages, pairs, strict=True):
        table = pandas.read_parquet(place_of(vintage.file.sha256))
        columns = {n: _column(table, term) for n, term in enumerate(terms)}
        towns = pandas.DataFrame(columns).groupby(table["istat_code"]).sum()
        codes, units = zip(*belongs, strict=True)
        every = towns.loc[list(codes)].groupby(list(units)).sum()
        for indicator in _wanted():
            up = every[terms.index(indicator.numerator)]
            if indicator.denominator:
                down = every[terms.index(indicator.denominator)]
                up = up / down.where(down > 0) * indicator.per
        sums += [int(every[n].sum()) for n in range(len(terms))]
    return {"seconds": perf_counter() - began, "sums": sums}


def _ground() -> tuple[Ground, list[Place], list[Vintage]]:
    """All the municipalities, provinces and regions of a day, and the two vintages."""
    ground = ground_on(ON)
    areas = Area.objects.filter(kind__in=["municipality", "province", "region"], until=None)
    places = [
        Place(area.pk, area.name, ground.land.towns_of(area.pk), area)
        for area in areas.order_by("pk")
    ]
    vintages = Vintage.objects.filter(dataset="population").order_by("reference_date")
    return ground, places, list(vintages.select_related("file"))


def _wanted() -> list[Any]:
    return [i for i in INDICATORS if i.numerator and i.tables == {"population"}]


def _column(table: Any, term: Any) -> Any:
    both = table["males"].astype("int64") + table["females"].astype("int64")
    if isinstance(term, YearsLived):
        return (table["age"] + 0.5) * both
    who = table[term.sex].astype("int64") if term.sex else both
    inside = sum(table["age"].between(since, until) for since, until in term.ages) > 0
    return who.where(inside, 0)


def paper(slug: str) -> dict[str, float]:
    """The document of a profile by a process that has done nothing yet, and once it is there."""
    area = Area.objects.get(slug=slug)
    made_at = datetime.fromisoformat("2026-03-03T09:30:00+01:00")

    def make() -> Path:
        return make_paper(chapter_of(profile_of(area, on=ON)), made_at=made_at)

    def find() -> bytes:
        return place_of_paper(chapter_of(profile_of(area, on=ON))).read_bytes()

    cold = seconds(make)
    return {"cold": cold, "warm": seconds(find), "kilobytes": len(find()) / 1000}
