"""Keep the demo's database of a version, compressed: later versions are tried on it.

python scripts/keep_demo.py 0.1.0
"""

from __future__ import annotations

import lzma
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent


def main(version: str) -> None:
    """Prepare a demo in a folder of its own and keep its database."""
    with TemporaryDirectory() as folder:
        environment = os.environ | {"RACCORDO_DATA": folder}
        command = [sys.executable, "-m", "config.command", "demo", "--prepare"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        whole = Path(folder) / "whole.sqlite3"
        # Copied page by page: an index that asks the year of a day needs Django to be made anew.
        with sqlite3.connect(Path(folder) / "raccordo.sqlite3") as database:
            database.backup(sqlite3.connect(whole))
        place = ROOT / "tests" / "demos" / f"{version}.sqlite3.xz"
        place.write_bytes(lzma.compress(whole.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{place.relative_to(ROOT)}: {place.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(sys.argv[1])
