# Redis, PostgreSQL, nginx and memcached behind "sockeye relay", with the clients that come with them. To be sourced by "run".
#
# shellcheck shell=bash disable=SC2154,SC2317 # $work and the like are of checks.bash
# shellcheck disable=SC2015 # what follows "||" shows why, whichever part before it has failed
check_servers() {
  check 'redis-benchmark -P 16 -> relay tcp unix -> Redis' behind_relay tcp redis redis_benchmark
  check 'redis-benchmark -P 16 -> relay unix unix -> Redis' behind_relay unix redis redis_benchmark
  check 'redis-cli --pipe -> relay tcp unix -> Redis' behind_relay tcp redis redis_pipe
  check 'pgbench -> relay tcp unix -> PostgreSQL' behind_relay tcp postgres pgbench_
  check 'COPY both ways -> relay tcp unix -> PostgreSQL' behind_relay tcp postgres copy
  check 'COPY both ways -> relay unix unix -> PostgreSQL' behind_relay unix postgres copy
  check 'wrk, connections kept -> relay tcp unix -> nginx' behind_relay tcp nginx_ wrk_ keep-alive
  check 'wrk, a connection a request -> relay tcp unix -> nginx' behind_relay tcp nginx_ wrk_ close
  check 'curl, 20 MB -> relay unix unix -> nginx' behind_relay unix nginx_ fetch
  check 'nc -> relay tcp unix -> memcached' behind_relay tcp memcached_ values
  check 'sockeye connect udp -> memcached' memcached_udp
}

# behind_relay FROM SERVER CLIENT...: a relay to the UNIX socket of a server, which is started, and the load.
behind_relay() {
  relay "$1" unix && "$2" "${to#unix:}" && "${@:3}" && rests
}

# serve SOCKET SERVER...: returns once it listens.
serve() {
  launch "$own/said" "${@:2}" >/dev/null
  await 20 test -S "$1" && return
  cat "$own/said"
  return 1
}

redis() {
  needs redis-server redis-server || return
  serve "$1" redis-server --port 0 --unixsocket "$1" --save '' --appendonly no --dir "$own"
}

# The options by which a client of Redis finds the relay.
redis_at() {
  if [[ $relay_at == /* ]]; then echo "-s $relay_at"; else echo "-h 127.0.0.1 -p $relay_at"; fi
}

redis_benchmark() {
  local size
  for size in 3 20000; do
    # shellcheck disable=SC2046 # several words
    run redis-benchmark $(redis_at) -P 16 -c 50 -n $((size == 3 ? 100000 : 5000)) -d $size -t set,get,lpush --csv \
      >"$own/rates" 2>&1 && ! grep -qi error "$own/rates" && [ "$(grep -c '^"[SGL]' "$own/rates")" -eq 3 ] || {
      cat "$own/rates"
      return 1
    }
  done
}

redis_pipe() {
  seq 100000 | sed 's/.*/SET key:& value-&\r/' >"$own/commands"
  # shellcheck disable=SC2046 # several words
  run redis-cli $(redis_at) --pipe <"$own/commands" >"$own/replies" 2>&1 \
    && grep -q 'errors: 0, replies: 100000' "$own/replies" || { cat "$own/replies"; return 1; }
}

# As root PostgreSQL refuses to run: then it is its own user's, or nobody's.
postgres() {
  local bin folder=$own/pg as=() user
  bin=$(find /usr/lib/postgresql -name initdb -printf '%h\n' 2>/dev/null | sort -V | tail -n 1)
  [ -n "$bin" ] || bin=$(dirname "$(command -v initdb)") || { echo 'no initdb: apt-get install postgresql'; return "$CANNOT_RUN"; }
  needs pgbench postgresql && mkdir "$folder" || return
  if [ "$(id -u)" = 0 ]; then
    user=$(id -un postgres 2>/dev/null || echo nobody)
    as=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups)
    chmod 711 "$work" "$own" && chown "$user" "$folder" || return
  fi
  run "${as[@]}" env HOME="$folder" "$bin/initdb" -D "$folder/data" -A trust -U sockeye --no-sync >"$own/initdb" 2>&1 \
    || { cat "$own/initdb"; return 1; }
  serve "$folder/.s.PGSQL.5432" "${as[@]}" "$bin/postgres" -D "$folder/data" -k "$folder" -h '' -p 5432 -c fsync=off || return
  ln -s "$folder/.s.PGSQL.5432" "$1"
  export PGUSER=sockeye PGDATABASE=postgres PGSSLMODE=disable PGGSSENCMODE=disable PGHOST=127.0.0.1 PGPORT=$relay_at
  if [[ $relay_at == /* ]]; then
    PGHOST=$own PGPORT=5432
    ln -s "$relay_at" "$own/.s.PGSQL.5432"
  fi
  await 20 pg_isready -q
}

pgbench_() {
  run pgbench -q -i -s 1 >"$own/pgbench" 2>&1 && run pgbench -n -c 8 -j 2 -T 4 >>"$own/pgbench" 2>&1 \
    && grep -q 'number of failed transactions: 0 ' "$own/pgbench" || { cat "$own/pgbench"; return 1; }
}

copy() {
  base64 -w 200 /dev/urandom | head -n 100000 >"$own/rows"
  run psql -q -v ON_ERROR_STOP=1 -c 'CREATE TABLE t (line text)' \
    && run psql -q -v ON_ERROR_STOP=1 -c 'COPY t FROM STDIN' <"$own/rows" \
    && run psql -q -v ON_ERROR_STOP=1 -c 'COPY t TO STDOUT' >"$own/out" && same "$own/rows" "$own/out"
}

nginx_() {
  needs nginx nginx-light && mkdir "$own/www" "$own/nginx" || return
  head -c 20000003 /dev/urandom >"$own/www/big"
  head -c 1000 /dev/urandom >"$own/www/small"
  cat >"$own/nginx.conf" <<END
daemon off;
$([ "$(id -u)" != 0 ] || echo 'user root;')
worker_processes 1;
pid $own/nginx/pid;
error_log $own/nginx/errors;
events {}
http {
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path $own/nginx;
  proxy_temp_path $own/nginx;
  fastcgi_temp_path $own/nginx;
  uwsgi_temp_path $own/nginx;
  scgi_temp_path $own/nginx;
  server {
    listen unix:$1;
    root $own/www;
  }
}
END
  serve "$1" nginx -c "$own/nginx.conf" -e "$own/nginx/errors"
}

# wrk_ CONNECTION: no answer but 200, and no connection that broke.
wrk_() {
  needs wrk wrk || return
  run wrk -t 2 -c 32 -d 4s -H "Connection: $1" "http://127.0.0.1:$relay_at/small" >"$own/wrk" || return
  ! grep -E 'Socket errors|Non-2xx' "$own/wrk" && grep -q '^ *[1-9][0-9]* requests in' "$own/wrk" || { cat "$own/wrk"; return 1; }
}

fetch() {
  run curl --silent --show-error --fail --unix-socket "$relay_at" -o "$own/out" http://localhost/big && same "$own/www/big" "$own/out"
}

memcached_() {
  needs memcached memcached && serve "$1" memcached -u "$(id -un)" -a 0777 -s "$1"
}

# A hundred values of 100 kB set at once, and had back at once.
values() {
  local i
  head -c 75000 /dev/urandom | base64 -w 0 >"$own/value"
  for i in {1..100}; do
    printf 'set %d 0 0 100000\r\n%s\r\n' "$i" "$(<"$own/value")" >&3
    printf 'STORED\r\n' >&4
  done 3>"$own/sets" 4>"$own/stored"
  for i in {1..100}; do
    printf 'get %d\r\n' "$i" >&3
    printf 'VALUE %d 0 100000\r\n%s\r\nEND\r\n' "$i" "$(<"$own/value")" >&4
  done 3>"$own/gets" 4>"$own/values"
  asked_by_nc sets && same "$own/stored" "$own/out" && asked_by_nc gets && same "$own/values" "$own/out" || return
  printf 'stats\r\n' >"$own/stats"
  asked_by_nc stats && grep -q 'STAT curr_items 100' "$own/out" || { cat "$own/out"; return 1; }
}

# memcached closes when it has the end, with what it has not yet answered: "quit" is for after the answers.
asked_by_nc() {
  printf 'quit\r\n' >>"$own/$1"
  run nc 127.0.0.1 "$relay_at" <"$own/$1" >"$own/out"
}

# The frame before each datagram: a number for the request, which of how many, and two bytes of 0.
memcached_udp() {
  local port
  needs memcached memcached && port=$(free_port) || return
  launch "$own/said" memcached -u "$(id -un)" -l 127.0.0.1 -p "$port" -U "$port"
  await 20 nc -z 127.0.0.1 "$port" || return
  printf '\0\7\0\0\0\1\0\0set a 0 0 5\r\nhello\r\n' | run ./sockeye connect "udp://127.0.0.1:$port" >"$own/stored" || return
  printf '\0\10\0\0\0\1\0\0get a\r\n' | run ./sockeye connect "udp://127.0.0.1:$port" >"$own/out" || return
  printf '\0\10\0\0\0\1\0\0VALUE a 0 5\r\nhello\r\nEND\r\n' | cmp - "$own/out"
}
