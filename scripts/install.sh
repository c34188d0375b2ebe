#!/usr/bin/env bash
# Makes .venv and installs what is locked, with hashes. `base` is what Raccordo needs to run;
# `dev` is what the tests need besides.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${PYTHON:-python3}"

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Serve Python 3.11 o più recente: qui c'è $("$python" --version)." >&2; exit 1; }
[ -x .venv/bin/python ] || { echo "· Preparo l'ambiente Python"; "$python" -m venv .venv; }
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
echo "· Installo i pacchetti ($1)"
.venv/bin/uv pip install --quiet --require-hashes -r "requirements/$1.lock"
if [ "$1" = base ]; then
  .venv/bin/uv pip install --quiet --no-deps --no-build-isolation -e .
  .venv/bin/python scripts/compile_messages.py
  touch .venv/installed
else
  touch .venv/installed-dev
fi
