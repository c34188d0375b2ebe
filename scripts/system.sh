# What the tests need of the system: Chromium and PostgreSQL, installed when they are missing.
# Sourced by test.sh; sets CHROMIUM and PG_BIN.
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
find_postgres() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

CHROMIUM="$(find_chromium)"
PG_BIN="$(find_postgres || true)"
missing=()
[ -n "$CHROMIUM" ] || missing+=(chromium)
[ -n "$PG_BIN" ] || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
  if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    echo "· Installo ${missing[*]} dai pacchetti del sistema"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
    CHROMIUM="$(find_chromium)"; PG_BIN="$(find_postgres || true)"
  else
    echo "Per le prove servono ${missing[*]}: installarli (per esempio: sudo apt-get install ${missing[*]})." >&2
    exit 1
  fi
fi
export CHROMIUM PG_BIN
