#!/usr/bin/env bash
# What `make test` leaves out: faults and the slow matrices, then the database tests against Debian's own
# PostgreSQL 15 and Redis 7, in temporary folders and on free ports; the system's own servers are left alone.
set -euo pipefail
cd "$(dirname "$0")/.."

.venv/bin/python -m pytest -m "slow or fault" -n 2 --dist loadfile --no-loadscope-reorder

binaries=/usr/lib/postgresql/15/bin
folder=$(mktemp -d /tmp/quarterday-engines-XXXXXX)
as_owner=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root; Debian's package brings this user
    chown postgres "$folder"
    as_owner=(setpriv --reuid postgres --regid postgres --clear-groups)
fi
redis=
stop_engines() {
    [ -z "$redis" ] || kill "$redis" 2>/dev/null || true
    (cd "$folder" && "${as_owner[@]}" "$binaries/pg_ctl" stop -D "$folder/postgres" -m immediate >/dev/null 2>&1) || true
    rm -rf "$folder"
}
trap stop_engines EXIT

read -r database_port broker_port < <(.venv/bin/python -c '
import socket
with socket.socket() as one, socket.socket() as other:
    for each in (one, other):
        each.bind(("127.0.0.1", 0))
    print(one.getsockname()[1], other.getsockname()[1])')

redis-server --port "$broker_port" --bind 127.0.0.1 --databases 1024 --save "" --dir "$folder" --logfile "$folder/redis.log" &
redis=$!
(
    cd "$folder"
    "${as_owner[@]}" "$binaries/initdb" -D "$folder/postgres" -U owner --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    "${as_owner[@]}" "$binaries/pg_ctl" start -w -D "$folder/postgres" -l "$folder/postgres.log" \
        -o "-c listen_addresses=127.0.0.1 -c port=$database_port -c unix_socket_directories=$folder -c fsync=off" >/dev/null
    # As on a council server: whoever runs the program is no superuser.
    "$binaries/psql" -q -h 127.0.0.1 -p "$database_port" -U owner postgres -c "CREATE ROLE quarterday LOGIN CREATEDB"
)

export DATABASE_URL="postgres://quarterday@127.0.0.1:$database_port/quarterday" REDIS_URL="redis://127.0.0.1:$broker_port/0"
export DEBUG=yes
echo "The database tests on $("$binaries/postgres" --version) and $(redis-server --version | cut -d' ' -f1-3)"
.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --ignore tests/journeys
