"""The socket module as a peer of Sockeye's commands, over any scheme.

    sockets.py knock URI         connect a few times, and close at once
    sockets.py ask URI           send to a server that sends back, and check what comes
    sockets.py answer URI        send back what comes, of one peer where there are connections
    sockets.py talk URI LENGTH   send standard input, and write to standard output so many bytes that come
"""

import os
import socket
import sys

from endpoints import Endpoint, exchange, fingerprint

LENGTHS = [1, 2, 1000, 8192, 16384, 7]


def knock(end):
    opened = []
    for _ in range(8):
        try:
            opened.append(end.connect())
        except ConnectionResetError:
            pass  # a relay to nobody may be as quick as that
    for s in opened:
        s.close()


def ask(end):
    with end.connect() as s:
        if end.is_stream:
            data = os.urandom(1_000_003)
            if exchange(s, data) != fingerprint(data):
                sys.exit('what came back is not what was sent')
        else:
            ask_messages(end, s, LENGTHS if end.is_sctp else LENGTHS + [0, 3])


def ask_messages(end, s, lengths):
    for length in lengths:
        message = os.urandom(length)
        end.send(s, message)
        answer = s.recv(65536)
        if answer != message:
            sys.exit('sent %d bytes and got %d' % (len(message), len(answer)))


def answer(end):
    listener = end.listen()
    if end.has_connections:
        peer, _ = listener.accept()
        while part := peer.recv(65536):
            peer.sendall(part)
        return
    while True:
        message, sender = listener.recvfrom(65536)
        listener.sendto(message, sender)


def talk(end, length):
    missing = int(length)
    with end.connect() as s:
        while part := sys.stdin.buffer.read(8192):
            end.send(s, part)
        if end.has_connections and not end.is_sctp:
            s.shutdown(socket.SHUT_WR)
        while missing > 0:
            part = s.recv(65536)
            if not part:
                sys.exit('the end came %d bytes too early' % missing)
            sys.stdout.buffer.write(part)
            missing -= len(part)


{'knock': knock, 'ask': ask, 'answer': answer, 'talk': talk}[sys.argv[1]](Endpoint(sys.argv[2]), *sys.argv[3:])
