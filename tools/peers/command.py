"""A peer of clients, one after the other. What each has sent goes to FOLDER/got.N.

  command.py BEHAVIOUR SCHEME FOLDER

  echo        sends back what comes, until the end
  ends-first  sends two lines and its end, and reads on until the other's
  unread      sends "part" and closes once that is in FOLDER/out, with what came unread
  reset       sends "part" and resets once that is in FOLDER/out
  many        sends without an end
  silent      receives, and never answers
"""

import itertools
import os
import socket
import struct
import sys
import time

KINDS = {
    "tcp": (socket.AF_INET, socket.SOCK_STREAM),
    "udp": (socket.AF_INET, socket.SOCK_DGRAM),
    "unix": (socket.AF_UNIX, socket.SOCK_STREAM),
    "unix+dgram": (socket.AF_UNIX, socket.SOCK_DGRAM),
    "unix+seqpacket": (socket.AF_UNIX, socket.SOCK_SEQPACKET),
}
OUT = f"{sys.argv[3]}/out"  # what the client prints
RESET = struct.pack("ii", 1, 0)  # struct linger: on, 0 s


def until_end(peer):
    return iter(lambda: peer.recv(65536), b"")


def echo(peer, got):
    for data in until_end(peer):
        got.write(data)
        peer.sendall(data)


def ends_first(peer, got):
    peer.sendall(b"bye\nmore\n")
    peer.shutdown(socket.SHUT_WR)
    for data in until_end(peer):
        got.write(data)


def unread(peer, _):
    peer.recv(65536, socket.MSG_PEEK)  # it is there
    peer.sendall(b"part")
    while os.path.getsize(OUT) < 4:  # a reset takes what is not yet read
        time.sleep(0.01)


def reset(peer, got):
    unread(peer, got)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def many(peer, _):
    try:
        while True:
            peer.sendall(b"line\n" * 1000)
    except OSError:
        pass  # it has gone


def datagrams(server, answers, folder):
    """Every datagram is a client's only one."""
    for i in itertools.count():
        data, peer = server.recvfrom(65536)
        with open(f"{folder}/got.{i}", "wb") as got:
            got.write(data)
        if answers:
            server.sendto(data, peer)


def main(behaviour, scheme, folder):
    family, kind = KINDS[scheme]
    server = socket.socket(family, kind)
    server.bind(("127.0.0.1", 0) if family == socket.AF_INET else f"{folder}/peer")
    name = server.getsockname()
    where = f"//{name[0]}:{name[1]}" if family == socket.AF_INET else name
    if kind != socket.SOCK_DGRAM:
        server.listen()
    print(f"listening on {scheme}:{where}", file=sys.stderr, flush=True)
    if kind == socket.SOCK_DGRAM:
        datagrams(server, behaviour == "echo", folder)
    talk = {"echo": echo, "ends-first": ends_first, "unread": unread, "reset": reset, "many": many}[behaviour]
    for i in itertools.count():
        peer, _ = server.accept()
        with peer, open(f"{folder}/got.{i}", "wb") as got:
            talk(peer, got)


main(*sys.argv[1:])
