#!/usr/bin/env bash
# Starts a throw-away PostgreSQL for tests and prints its address, or stops it.
#   scripts/test-postgres.sh start [port]    scripts/test-postgres.sh stop
# Uses the newest server installed by Debian's package `postgresql`. Durable as in production (fsync on).
set -euo pipefail
folder=${TMPDIR:-/tmp}/motcua-test-postgres
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "no PostgreSQL server installed (apt-get install postgresql)" >&2; exit 1; }
# The server refuses to run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

case "${1:-}" in
  start)
    port=${2:-54329}
    if [ ! -d "$folder/data" ]; then
      mkdir -p "$folder"
      [ "$(id -u)" != 0 ] || chown postgres "$folder"
      as_owner "$bin/initdb" -D "$folder/data" -U motcua --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"/dev/null"
    fi
    as_owner "$bin/pg_ctl" -D "$folder/data" status >/dev/null 2>&1 ||
      as_owner "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200" start >/dev/null
    echo "postgresql://motcua@127.0.0.1:$port/postgres"
    ;;
  stop) as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null && rm -rf "$folder" ;;
  *) echo "usage: $0 start [port] | stop" >&2; exit 2 ;;
esac
