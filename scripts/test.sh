#!/usr/bin/env bash
# Everything that is checked before a change is accepted. `soak` runs only the long tests.
set -euo pipefail
cd "$(dirname "$0")/.."
began=$SECONDS
say() { printf '\n== %s (%d s)\n' "$*" $((SECONDS - began)); }
source scripts/system.sh
source scripts/postgres.sh
trap stop_postgres EXIT

if [ "${1:-}" = soak ]; then
  say "prove lunghe, SQLite"; .venv/bin/python -m pytest tests -m soak -p no:cacheprovider
  say "prove lunghe, PostgreSQL"; start_postgres
  .venv/bin/python -m pytest tests -m soak -p no:cacheprovider
  exit
fi

bash scripts/check.sh
say "prove su SQLite"
.venv/bin/python -m pytest tests -n 2 --dist worksteal -p no:cacheprovider \
  --ignore tests/house --ignore tests/foundation --ignore tests/browser
say "prove nel browser"
.venv/bin/python -m pytest tests/browser -n 2 --dist load -p no:cacheprovider
say "prove su PostgreSQL"
start_postgres
# What asks the database something of its own: rooms, and the pages that search, sort and list.
.venv/bin/python -m pytest -n 2 --dist loadfile -p no:cacheprovider -m "not once" \
  --ignore-glob "tests/acts/test_signing*" --ignore=tests/governance/test_{deadlines,marks,questions,rules}.py --ignore=tests/needs/test_rules.py \
  tests/journal tests/accounts tests/archive tests/post tests/acts tests/vocabularies tests/territory \
  tests/parties tests/access tests/observatory/test_{importing,queries}.py tests/governance tests/needs \
  tests/planning tests/finance tests/participation/test_{answering,becoming,hearing,importing,involving,queries,together}.py tests/stories \
  tests/keeper tests/soak tests/web/test_{acts,assemblies,data,mandates,needs,office,territory}.py
say "fatto"
