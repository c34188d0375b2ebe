"""One part of the measures, in a process of its own with a folder and a database of its own.

python -m bench.part journal

A part may measure some of its work in a process that has nothing in memory; the answer is JSON.

python -m bench.part profile:paper ambito-11-zona-2
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import asdict
from importlib import import_module

import django


def main() -> None:
    """Measure, and tell each figure as soon as it is there, one JSON a line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    part, _colon, work = sys.argv[1].partition(":")
    module = import_module(f"bench.{part}")
    if work:
        print(json.dumps(getattr(module, work)(*sys.argv[2:])))
        return
    measure: Iterator[object] = module.measure()
    with redirect_stdout(sys.stderr):  # what commands say is not a figure
        for figure in measure:
            print(json.dumps(asdict(figure)), file=sys.__stdout__, flush=True)  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
