# Python's socket module with "sockeye echo", "connect" and "listen", over every scheme, and what there is for SCTP. To be
# sourced by "run".
#
# shellcheck shell=bash disable=SC2154,SC2317 # $work and the like are of checks.bash
# shellcheck disable=SC2015 # what follows "||" shows why, whichever part before it has failed
check_sockets() {
  local uri abstract=@sockeye-peers-$$
  for uri in {tcp,tcp4,udp,udp4,udplite,udplite4}://127.0.0.1:0 {tcp,tcp6,udp,udp6,udplite,udplite6}'://[::1]:0' \
    unix{,+dgram,+seqpacket}:{"$own/socket","$abstract"}; do
    check_socket "$uri"
  done
}

check_socket() {
  local shown=${1/"$own"/...}
  shown=${shown/-$$/}
  check "python -> sockeye echo $shown" asked "$1"
  check "sockeye connect -> python, $shown" answered "$1"
  check "python <-> sockeye listen $shown" talked "$1"
}

asked() {
  start ./sockeye echo "$1" && python sockets.py ask "$uri"
}

answered() {
  local until=()
  [[ $1 != sctp+* ]] || until=(--wait=5s) # no end is told, and the lab may be slow
  input "$1" >"$own/in"
  start "$PEERS_PYTHON" -S "$here/sockets.py" answer "$1" || return
  run ./sockeye connect "${until[@]}" "$uri" <"$own/in" >"$own/out" && same "$own/in" "$own/out"
}

talked() {
  local until=()
  case $1 in udp* | unix+dgram* | sctp*) until=(--wait=1s) ;; esac # no end is told
  input "$1" >"$own/in"
  input "$1" >"$own/answer"
  start ./sockeye listen "${until[@]}" "$1" <"$own/answer" >"$own/at-server" || return
  python sockets.py talk "$uri" "$(stat -c %s "$own/answer")" <"$own/in" >"$own/at-client" && ends_well \
    && same "$own/in" "$own/at-server" && same "$own/answer" "$own/at-client"
}

# As much as datagrams may bring at once without one being lost.
input() {
  case $1 in
    tcp* | unix:*) head -c 1000003 /dev/urandom ;;
    *) head -c 50001 /dev/urandom ;;
  esac
}

check_sctp() {
  if grep -qw SCTP /proc/net/protocols 2>/dev/null; then
    check_sctp_here
  else
    in_kernel_lab
  fi
}

# With few starts of ours, which take many seconds in the lab.
check_sctp_here() {
  local uri
  for uri in {sctp,sctp+seqpacket}://127.0.0.1:0; do
    check "python, then sctp_test, each answer awaited -> sockeye echo $uri" asked_by_both "$uri"
    check "sockeye connect -> python, $uri" answered "$uri"
    check "python <-> sockeye listen $uri" talked "$uri"
  done
  check '2 MB each way, then resets -> relay tcp sctp -> socat, cat, then python' through_relay_to_sctp
}

# The same again in a kernel that has SCTP, and what it counts. On a host with other work it takes minutes.
in_kernel_lab() {
  export SOCKEYE_JAVA_OPTS="-XX:TieredStopAtLevel=1 -XX:-UsePerfData ${SOCKEYE_JAVA_OPTS:-}"
  timeout -k 20 630 tools/kernel-lab/run -t 600 -w "$PWD" -- tools/peers/run sctp >"$work/lab" 2>&1 &
  wait $!
  add_up 'in the kernel lab' "$work/lab"
}

asked_by_both() {
  asked "$1" && asked_by_sctp_test "$1"
}

# sctp_test sends messages of 1, 1453 and 32768 bytes and receives one after each.
asked_by_sctp_test() {
  local stream=() sent received
  [[ $1 == sctp+* ]] || stream=(-T)
  needs sctp_test lksctp-tools || return
  run sctp_test -H 127.0.0.1 -P "$(free_port)" -h 127.0.0.1 -p "$at" -s -D -c 3 -x 2 -o 1 -r 7 "${stream[@]}" >"$own/out" 2>&1
  sent=$(sed -n -E 's/^.*sendmsg\(.*\) +([0-9]+) bytes.*$/\1/p' "$own/out")
  received=$(sed -n -E 's/^.*recvmsg\(.*Data ([0-9]+) bytes.*$/\1/p' "$own/out")
  [ "$(wc -l <<<"$sent")" -ge 20 ] && [ "$sent" = "$received" ] || { cat "$own/out"; return 1; }
}

through_relay_to_sctp() {
  relay tcp sctp && needs socat socat && start socat -d -d "$socat_listen" EXEC:cat || return
  python duplex.py fill "$relay" 2000000 && rests && kill "$server" || return
  wait "$server" # its port is python's next
  python reset.py "$to" "$relay" && rests
}
