# Streams through "sockeye relay", between programs that fill, end, answer early and reset. To be sourced by "run".
#
# shellcheck shell=bash disable=SC2154,SC2317 # $work and the like are of checks.bash
check_relays() {
  local near far
  head -c 20000003 /dev/urandom >"$work/one"
  head -c 20000019 /dev/urandom >"$work/two"
  for near in unix tcp; do
    for far in unix tcp; do
      check "20 MB both ways -> relay $near $far -> socat, cat" filled "$near" "$far"
      check "half close -> relay $near $far -> socat, sha256sum" half_closed "$near" "$far"
    done
    check "socat -> relay $near $near -> socat, 20 MB both ways" between_socats "$near" "$near"
    check "the server's end first -> relay $near $near" python_pair "$near" "$near" duplex.py after
    check "early answer, half close -> relay $near $near" early "$near" "$near" half-close
  done
  check "nc -> relay tcp tcp -> nc, 20 MB both ways" between_ncs
  check "nc -> relay unix unix -> socat, sha256sum" sum_for_nc
  check 'early answer, close -> relay unix unix' early unix unix close
  check 'resets -> relay tcp tcp' python_pair tcp tcp reset.py
  check 'messages -> relay unix+seqpacket unix+seqpacket' messages
  check 'nobody there -> relay' refused
}

# relay FROM TO, each one of unix, tcp, sctp: starts one, whose peers are then to listen at $to, which is $socat_listen to
# socat. What it opens once and keeps has been opened, so that it must come back to that number of descriptors.
relay() {
  local from=unix:$own/relay
  to=unix:$own/server socat_listen=UNIX-LISTEN:$own/server,fork socat_connect=UNIX-CONNECT:$own/relay
  [ "$1" = unix ] || from=$1://127.0.0.1:0
  if [ "$2" != unix ]; then
    local port
    port=$(free_port) || return
    to=$2://127.0.0.1:$port socat_listen=${2^^}-LISTEN:$port,bind=127.0.0.1,reuseaddr,fork
  fi
  start ./sockeye relay "$from" "$to" || return
  relay=$uri relay_at=$at relay_process=$process
  [ "$1" = unix ] || socat_connect=${1^^}:127.0.0.1:$at
  python sockets.py knock "$relay" && await 10 settles
}

# Without what is installed beside its own library, which takes half of its start.
python() {
  run "$PEERS_PYTHON" -S "$here/$1" "${@:2}"
}

settles() {
  before=$(descriptors_of "$relay_process")
  sleep 0.5
  [ "$(descriptors_of "$relay_process")" -eq "$before" ]
}

# After a load: the descriptors are back, and the processor is not used.
rests() {
  kill -0 "$relay_process" || { echo 'the relay has ended'; return 1; }
  await 10 is_at_rest && return
  echo "the relay had $before descriptors and has $(descriptors_of "$relay_process"):"
  find "/proc/$relay_process/fd" -mindepth 1 -printf '%l\n' | sed 's/[0-9]*\]$/]/' | sort | uniq -c | sort -rn | head -5
  echo "processor: $(processor) of 100 in a second"
  return 1
}

is_at_rest() {
  [ "$(descriptors_of "$relay_process")" -le "$before" ] && [ "$(processor)" -le 10 ]
}

# The hundredths of a second of processor that the relay uses in half a second, twice.
processor() {
  local from
  from=$(ticks)
  sleep 0.5
  echo $((2 * ($(ticks) - from)))
}

ticks() {
  local fields
  read -r -a fields <"/proc/$relay_process/stat"
  echo $((fields[13] + fields[14]))
}

filled() {
  relay "$@" && needs socat socat && start socat -d -d "$socat_listen" EXEC:cat || return
  python duplex.py echo "$relay" 20000000 5 && rests
}

half_closed() {
  relay "$@" && needs socat socat && start socat -d -d "$socat_listen" EXEC:sha256sum || return
  python duplex.py sum "$relay" 20000000 && rests
}

# Not over UNIX sockets: there two of them lose the end of the answer without a relay as well.
between_ncs() {
  relay tcp tcp || return
  start nc -v -n -N -l 127.0.0.1 "${to##*:}" <"$work/two" >"$own/at-server" || return
  run nc -N 127.0.0.1 "$relay_at" <"$work/one" >"$own/at-client" && ends_well && both_arrived && rests
}

sum_for_nc() {
  relay unix unix && needs socat socat && start socat -d -d "$socat_listen" EXEC:sha256sum || return
  run nc -N -U "$relay_at" <"$work/one" >"$own/sum" && sha256sum <"$work/one" | cmp - "$own/sum" && rests
}

between_socats() {
  relay "$@" && needs socat socat || return
  start socat -d -d -t "$limit" "${socat_listen%,fork}" - <"$work/two" >"$own/at-server" || return
  run socat -t "$limit" - "$socat_connect" <"$work/one" >"$own/at-client" && ends_well && both_arrived && rests
}

both_arrived() {
  same "$work/one" "$own/at-server" && same "$work/two" "$own/at-client"
}

# python_pair FROM TO PROGRAM ARGUMENT...: a program that is both the server and the client.
python_pair() {
  relay "$1" "$2" && python "${@:3}" "$to" "$relay" && rests
}

early() {
  relay "$1" "$2" && python early.py "$to" "$relay" "$3" 10 && rests
}

# With room for a message of 1 MiB, where net.core.wmem_max allows it.
messages() {
  local from=unix+seqpacket:$own/relay to=unix+seqpacket:$own/server options=SO_SNDBUF=2m
  start ./sockeye relay "$from?$options" "$to?$options" || return
  relay=$from relay_process=$process
  before=$(($(descriptors_of "$relay_process") + 2)) # what it opens once and keeps
  python messages.py "$to" "$relay" && rests
}

refused() {
  relay tcp unix && python sockets.py knock "$relay" && python sockets.py knock "$relay" && rests
}
