"""From an empty folder to all the municipalities of Italy."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from bench.figures import Figure, seconds
from raccordo.keeper.preparing import (
    LOADER,
    prepare_database,
    prepare_keys,
    prepare_statics,
    prepare_territory,
)
from raccordo.territory.models import Area
from raccordo.territory.operations import load_official


def measure() -> Iterator[Figure]:
    """Each step of a first installation; the pages are measured in the same folder."""
    prepare_keys()
    yield Figure("tabelle di una base dati nuova", seconds(prepare_database), "secondi")
    took = seconds(lambda: load_official(by=LOADER))
    what = f"load_official: {Area.objects.count()} aree con la loro storia"
    yield Figure(what, took, "secondi")
    took = seconds(lambda: prepare_territory(on=timezone.localdate()))
    yield Figure("ambiti, zone e cataloghi conosciuti", took, "secondi")
    yield Figure("fogli di stile, caratteri e script", seconds(prepare_statics), "secondi")
