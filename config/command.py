"""The command `raccordo`: what an operator runs."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a command of the house with the settings of this installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
