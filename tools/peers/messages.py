"""Messages through "sockeye relay" between two sockets that keep boundaries, such as those of unix+seqpacket.

    messages.py SERVER RELAY   as SERVER and as a client of RELAY: long messages, both ways full, ends
"""

import socket
import sys
import threading

from endpoints import Endpoint

LONG = 1 << 20


def check(what, got, expected):
    if got != expected:
        sys.exit('%s: got %s instead of %s' % (what, got, expected))


def pair(listener, relay):
    client = Endpoint(relay).socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * LONG)
    client.connect(Endpoint(relay).address)
    peer, _ = listener.accept()
    peer.settimeout(20)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * LONG)
    return client, peer


def longest(s):
    """As long as the system lets a message be: net.core.wmem_max bounds the buffer that it must fit into."""
    return min(LONG, s.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) * 3 // 4)


def send(s, lengths):
    for i, length in enumerate(lengths):
        s.send(bytes([i % 256]) * length)
    s.shutdown(socket.SHUT_WR)


def receive(s):
    got = []
    while message := s.recv(LONG + 1):
        got.append((message[0], len(message)))
    return got


def both_ways(client, server):
    lengths = [longest(client)] + [60_000 + i for i in range(300)] + [1]
    expected = [(i % 256, length) for i, length in enumerate(lengths)]
    threads = [threading.Thread(target=send, args=[s, lengths], daemon=True) for s in (client, server)]
    for thread in threads:
        thread.start()
    check('at the server', receive(server), expected)  # all of one way before any of the other
    check('at the client', receive(client), expected)


def half_close(client, server):
    client.send(b'what is there?')
    client.shutdown(socket.SHUT_WR)
    check('at the server', receive(server), [(ord('w'), 14)])
    server.send(b'all of it')
    server.close()
    check('at the client', receive(client), [(ord('a'), 9)])


def early(client, server):
    """The server answers without having read all, and goes: a reset, which Linux tells before what came, and the answer."""
    server.send(b'too large')
    for _ in range(100):
        client.send(b'x' * 1000)
    check('the first', len(server.recv(1000)), 1000)
    server.close()
    check('the answer', after_reset(client), [b'too large'])


def after_reset(s):
    got = []
    while True:
        try:
            message = s.recv(100)
            if not message:
                return got
            got.append(message)
        except ConnectionResetError:
            pass


def main(server, relay):
    with Endpoint(server).listen() as listener:
        for case in both_ways, half_close, early:
            a, b = pair(listener, relay)
            case(a, b)
            a.close()
            b.close()


main(*sys.argv[1:])
