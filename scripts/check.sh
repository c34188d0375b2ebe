#!/usr/bin/env bash
# The fast part of the checks: style, types, contracts, migrations, laws of the house.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\n== %s\n' "$*"; }
say "stile";      .venv/bin/ruff check . && .venv/bin/ruff format --check --quiet .
say "tipi, contratti, leggi della casa, migrazioni"
.venv/bin/mypy raccordo config & types=$!
.venv/bin/lint-imports --no-cache | tail -n 12
.venv/bin/python -m pytest tests/house tests/foundation -q -p no:cacheprovider
wait "$types"
