# The shell functions of the checks with other programs, to be sourced by a script that then calls "check" for each case
# and "report" at the end. $work is a temporary folder, $own one that each case has anew. All that was started ends with its
# case, and with the script, whatever ends that.
#
# shellcheck shell=bash disable=SC2034 # what is set for the scripts
limit=60 # seconds that a program may take, where all take less than five
passed=0 failed=0 not_run=0
work=$(mktemp -d) || exit 1
own=$work/own
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The status of a check that could not be run, having said why.
CANNOT_RUN=77

# check NAME COMMAND...: one case, of which one line tells how it went and how long it took; and what it said, unless it
# went well.
check() {
  local name=$1 log=$work/log began=${EPOCHREALTIME//[.,]/}
  shift
  mkdir "$own"
  "$@" >"$log" 2>&1
  case $? in
    0)
      tell ok "$began" "$name"
      passed=$((passed + 1))
      ;;
    "$CANNOT_RUN")
      tell 'NOT RUN' "$began" "$name: $(tail -n 1 "$log")"
      not_run=$((not_run + 1))
      ;;
    *)
      tell FAILED "$began" "$name"
      tail -n 30 "$log" | sed 's/^/    /'
      failed=$((failed + 1))
      ;;
  esac
  stop
  rm -rf "$own"
}

# tell VERDICT BEGAN NAME: the line of what began at that microsecond.
tell() {
  local tenths=$(((${EPOCHREALTIME//[.,]/} - $2) / 100000))
  printf '%-7s %3d.%d s  %s\n' "$1" $((tenths / 10)) $((tenths % 10)) "$3"
}

# Its status is 0 only if all was run and all was well.
report() {
  echo "$passed ok, $failed failed, $not_run not run, $SECONDS s"
  [ $((failed + not_run)) -eq 0 ]
}

# needs PROGRAM PACKAGE: returns CANNOT_RUN where there is no such program.
needs() {
  command -v "$1" >/dev/null || { echo "no $1: apt-get install $2"; return "$CANNOT_RUN"; }
}

# start SERVER...: in the background, with our standard input and output. Returns once it says that it listens, with the
# URI in $uri, the port or a UNIX domain address in $at, what is to be waited for in $server and the process in $process.
start() {
  local said line=
  said=$(mktemp -u "$own/said.XXXXXX") && mkfifo "$said" || return
  launch "$said" "$@"
  exec {said_fd}<"$said"
  at='' uri=''
  while [ -z "$at" ] && IFS= read -r line <&"$said_fd"; do
    echo "$1: $line" >&2
    at=$(address_in "$line")
    uri=$(sed -n -E 's/^.*listening on ([a-z0-9+]+:[^ ?]+).*$/\1/p' <<<"$line")
  done
  cat <&"$said_fd" >"$said.rest" & # so that it never waits for somebody to read
  exec {said_fd}<&-
  process=$(tr -d ' ' <"/proc/$server/task/$server/children") # what timeout runs
  [ -n "$at" ]
}

# "listening on tcp://127.0.0.1:5000", "Listening on 127.0.0.1 5000", "Serving HTTP on 127.0.0.1 port 5000 (...) ...",
# "listening on AF=2 127.0.0.1:5000", 'listening on AF=1 "/run/a.sock"', "Listening on /run/a.sock",
# "listening on unix:/run/a.sock"
address_in() {
  sed -n -E \
    -e 's/^.*([Ll]istening|Serving HTTP) on (AF=2 )?[^ ]*(127\.0\.0\.1|\[::1\]|239\.[0-9.]+)(:| | port )([0-9]+)([ ?].*)?$/\5/p' \
    -e 's/^.*[Ll]istening on (unix[^:]*:|AF=1 ")?([/@][^ ?"]*).*$/\2/p' <<<"$1"
}

# launch FILE SERVER...: in the background, for longer than a check takes, with its standard error in the file.
launch() {
  timeout -k 5 $((limit * 2)) "${@:2}" <&0 2>"$1" &
  server=$!
}

# run PROGRAM...: to its end. In the background too, for a signal to this script is not kept waiting then.
run() {
  timeout -k 5 "$limit" "$@" <&0 &
  wait $! || { echo "$1: exit status $?"; return 1; }
}

# await SECONDS COMMAND...: until it succeeds.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -le "$end" ] || { echo "in vain: $*"; return 1; }
    sleep 0.1
  done
}

free_port() {
  "${PEERS_PYTHON:-python3}" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

ends_well() {
  wait "$server" || { echo "the server: exit status $?"; return 1; }
}

same() {
  cmp "$1" "$2"
}

# But those that the JDK has its random numbers from, which it opens once and keeps.
descriptors_of() {
  find "/proc/$1/fd" -mindepth 1 ! -lname '/dev/*random' 2>/dev/null | wc -l
}

# Ends what still runs of all that was started here.
stop() {
  local running
  running=$(jobs -pr)
  # shellcheck disable=SC2086 # one word a process
  [ -z "$running" ] || kill $running 2>/dev/null
  wait 2>/dev/null
}
