"""One part of the measures, in a process of its own with a folder and a database of its own.

python -m bench.part journal
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
    measure: Iterator[object] = import_module(f"bench.{sys.argv[1]}").measure()
    with redirect_stdout(sys.stderr):  # what commands say is not a figure
        for figure in measure:
            print(json.dumps(asdict(figure)), file=sys.__stdout__, flush=True)  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
