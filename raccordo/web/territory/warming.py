"""What the first profile of a process would have to wait for, made ready while nobody waits."""

from __future__ import annotations

import atexit
import gc
import logging
from threading import Thread

from django.db import connections

from raccordo.observatory.queries import profile_of
from raccordo.territory.models import Area
from raccordo.territory.named import gazetteer_on
from raccordo.territory.shapes import shapes_of
from raccordo.territory.states import AreaKind
from raccordo.web.door import today

log = logging.getLogger("raccordo.web")


def warm_up() -> None:
    """Begin to read the territory, the figures and the boundaries, beside the first requests."""
    Thread(target=_warm, name="warming", daemon=True).start()


def read_ahead() -> None:
    """Ask for the profile and the map of a municipality, as all others; and for the names."""
    town = Area.objects.filter(kind=AreaKind.MUNICIPALITY, until=None).first()
    if town:
        profile_of(town, on=today())
        gazetteer_on(today())
        shapes_of([town], on=today())


def settle() -> None:
    """Leave what stays in memory for good out of each search for what may be thrown away.

    Looking all of it over again took 100 ms to 150 ms of one page in twenty-two.
    """
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # or DuckDB complains of what is left when the process ends


def _warm() -> None:
    try:
        read_ahead()
    except Exception as error:  # whatever it is, it is told to the first visitor who meets it
        log.info("nothing is read ahead: %s", error)
    finally:
        settle()
        connections.close_all()
