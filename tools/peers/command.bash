# The same jobs for "sockeye connect" and "listen", nc and socat: what arrives on both sides, the exit status, and whether it
# ends. docs/decisions/0022-the-command.md has the reasons where the three differ. To be sourced by "run".
#
# shellcheck shell=bash disable=SC2154,SC2317 # $work and the like are of checks.bash
check_command() {
  local scheme input output
  for input in null file pipe closed; do
    check "connect tcp, input $input" alike echo tcp $input
  done
  for output in closed full head; do
    check "connect tcp, output $output" output $output
  done
  for scheme in unix unix+seqpacket udp unix+dgram; do
    check "connect $scheme, input file" alike echo $scheme file
  done
  check 'connect udp, input closed' alike echo udp closed
  for scheme in tcp unix unix+seqpacket; do
    check "connect $scheme, the peer ends first" alike ends-first $scheme pipe
    check "connect $scheme, the peer closes with bytes unread" broken unread $scheme
  done
  check 'connect tcp, the peer resets' broken reset tcp
  check 'connect udp, times of --wait' times_of_wait
}

# peer BEHAVIOUR SCHEME: starts one, at $uri for sockeye, nc_to for nc and socat_to for socat.
peer() {
  start "$PEERS_PYTHON" "$here/command.py" "$1" "$2" "$own" || return
  case $2 in
    tcp) nc_to=(-N 127.0.0.1 "$at") socat_to=TCP:127.0.0.1:$at ;;
    udp) nc_to=(-u -w 1 127.0.0.1 "$at") socat_to=UDP:127.0.0.1:$at ;;
    unix) nc_to=(-N -U "$at") socat_to=UNIX-CONNECT:$at ;;
    unix+dgram) nc_to=() socat_to=UNIX-SENDTO:$at,bind=$own/socat ;;
    unix+seqpacket) nc_to=() socat_to=UNIX-CONNECT:$at,socktype=5 ;; # nc has none
  esac
}

# with_input KIND COMMAND...
with_input() {
  case $1 in
    null) "${@:2}" </dev/null ;;
    file) "${@:2}" <"$own/in" ;;
    pipe) { cat "$own/in"; sleep 1; } | "${@:2}" ;;
    closed) "${@:2}" <&- ;;
  esac
}

# Not "run", whose "<&0" is in the way of closed input.
bounded() {
  timeout -k 5 "$limit" "$@"
}

# alike BEHAVIOUR SCHEME INPUT: all three print the same and end with 0, and the peer has the same of each. Closed input is no
# matter for the other two, which then have /dev/null.
alike() {
  local others=$3
  [ "$3" != closed ] || others=null
  printf 'one\ntwo\n' >"$own/in"
  peer "$1" "$2" || return
  with_input "$3" bounded ./sockeye connect "$uri" >"$own/ours" || { echo "sockeye: exit status $?"; return 1; }
  needs socat socat && with_input "$others" bounded socat -t 5 - "$socat_to" >"$own/theirs" || return
  same "$own/ours" "$own/theirs" || return
  if [ ${#nc_to[@]} -gt 0 ]; then
    with_input "$others" bounded nc "${nc_to[@]}" >"$own/theirs" && same "$own/ours" "$own/theirs" || return
  fi
  heard_alike
}

heard_alike() {
  local got
  for got in "$own"/got.*; do
    [ ! -e "$got" ] || same "$own/got.0" "$got" || return
  done
}

# broken BEHAVIOUR SCHEME: what came before is printed, and the status tells that it may be a part.
broken() {
  local status
  peer "$1" "$2" || return
  printf 'one\n' | bounded ./sockeye connect "$uri" >"$own/out" 2>"$own/errors"
  status=$?
  if ! { [ $status -eq 1 ] && [ "$(cat "$own/out")" = part ] && one_line 'ECONNRESET|EPIPE'; }; then
    echo "exit status $status"
    cat "$own/errors"
    return 1
  fi
}

# output KIND: what comes cannot be printed, which ends it at once, though its input stays open.
output() {
  peer many tcp && mkfifo "$own/pipe" || return
  case $1 in
    closed) bounded ./sockeye connect "$uri" <>"$own/pipe" >&- 2>"$own/errors" ;;
    full) bounded ./sockeye connect "$uri" <>"$own/pipe" >/dev/full 2>"$own/errors" ;;
    head) { bounded ./sockeye connect "$uri" <>"$own/pipe" 2>"$own/errors" || true; } | head -n 1 | cmp - <(echo line) || return ;;
  esac
  one_line '^sockeye: standard output: .*: '
}

one_line() {
  if ! { [ "$(wc -l <"$own/errors")" -eq 1 ] && grep -qE "$1" "$own/errors"; }; then
    cat "$own/errors"
    return 1
  fi
}

# Those that a URI takes, and no others; within a peer that does not answer.
times_of_wait() {
  local time
  peer silent udp || return
  bounded ./sockeye connect --wait 250ms "$uri" </dev/null || { echo "exit status $?"; return 1; }
  for time in 0 1h; do
    timeout 4 ./sockeye connect --wait "$time" "$uri" </dev/null
    [ $? -eq 124 ] || { echo "--wait $time has ended"; return 1; }
  done
  for time in 1 -1s ''; do
    bounded ./sockeye connect "--wait=$time" "$uri" </dev/null 2>"$own/errors"
    if ! { [ $? -eq 2 ] && one_line "^sockeye: "; }; then
      echo "--wait=$time"
      return 1
    fi
  done
}
