# A throw-away PostgreSQL on a unix socket, for as long as the tests last. Sourced by test.sh.
# It never runs as root: PostgreSQL refuses.
pg_folder="$(mktemp -d /tmp/raccordo-pg.XXXXXX)"
as_pg() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

start_postgres() {
  [ "$(id -u)" = 0 ] && chown postgres "$pg_folder"
  as_pg "$PG_BIN/initdb" -D "$pg_folder/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
  as_pg "$PG_BIN/pg_ctl" -D "$pg_folder/data" -l "$pg_folder/log" -w -s \
    -o "-k $pg_folder -c listen_addresses='' -c fsync=${1:-off} -c full_page_writes=${1:-off} -c max_connections=200" start
  export TEST_DATABASE_URL="postgresql://postgres@/postgres?host=$pg_folder"
}
stop_postgres() {
  [ -d "$pg_folder/data" ] && as_pg "$PG_BIN/pg_ctl" -D "$pg_folder/data" -m immediate -s stop || true
  rm -rf "$pg_folder"
}
