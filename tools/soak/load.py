"""Clients, and a server behind relays, that do what clients and servers do to one another: end, half close, reset, die.

    load.py serve URI...                answer as it comes: a part, all, too early, never, with a reset
    load.py ask SECONDS ECHOES OTHERS   ask those that send back, and check that they do, and those that may do anything

ECHOES and OTHERS are URIs, separated by blanks. Prints what was done how often; ends with a status other than 0 if an echo
was wrong or stood still.
"""

import collections
import os
import random
import signal
import socket
import sys
import threading
import time

from endpoints import Endpoint, exchange, fingerprint, reset

done = collections.Counter()
faults = []


def some_bytes():
    return os.urandom(1000) * random.choice([1, 10, 100, 1000, 3000])


def whole(s, end):
    data = some_bytes()
    if exchange(s, data) != fingerprint(data):
        faults.append('%s: what came back is not what was sent' % end.uri)


def left(s, end):
    """Closed with what has not been read."""
    s.settimeout(0.2)
    s.sendall(some_bytes())


def broken(s, end):
    s.settimeout(0.2)
    try:
        s.sendall(some_bytes())
        s.recv(random.choice([1, 100_000]))
    finally:
        reset(s)


def half_closed(s, end):
    s.shutdown(socket.SHUT_WR)
    s.recv(10)


def killed(s, end):
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            while True:
                s.sendall(b'x' * 100_000)
                s.recv(random.choice([1, 100_000]))
        finally:
            os._exit(0)
    time.sleep(random.random() / 5)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def slow(s, end):
    s.settimeout(0.2)
    s.sendall(b'x' * 300_000)
    for _ in range(10):
        s.recv(10_000)
        time.sleep(random.random() / 50)


def messages(s, end):
    s.settimeout(2)
    for _ in range(20):
        message = os.urandom(random.choice([1, 100, 8000]))
        s.send(message)
        answer = s.recv(65536)
        if answer != message:
            faults.append('%s: sent %d bytes and got %d' % (end.uri, len(message), len(answer)))


def unheard(s, end):
    """Messages whose answers find nobody."""
    s.settimeout(0.2)
    for _ in range(5):
        s.send(os.urandom(1000))


def ask(seconds, echoes, others):
    echoes, others = ([Endpoint(uri) for uri in uris.split()] for uris in (echoes, others))
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        end = random.choice(echoes + others)
        actions = [left, broken, half_closed, killed, slow, whole] if end.is_stream else [messages, unheard]
        one(end, random.choice(actions), end in echoes)


def one(end, action, echoes):
    done[action.__name__] += 1
    before = len(faults)
    try:
        with end.connect() as s:
            action(s, end)
    except OSError as e:
        done[type(e).__name__] += 1
        if action is whole and echoes:
            faults.append('%s: %s' % (end.uri, e))
    if not echoes:
        del faults[before:]  # that server is not bound to anything


def serve(*uris):
    for listener in [Endpoint(uri).listen() for uri in uris]:
        threading.Thread(target=accept, args=[listener]).start()


def accept(listener):
    while True:
        peer, _ = listener.accept()
        threading.Thread(target=answer, args=[peer], daemon=True).start()


def answer(peer):
    peer.settimeout(2)
    try:
        with peer:
            random.choice([early, part, silent, all_of_it])(peer)
    except OSError:
        pass


def early(peer):
    peer.sendall(some_bytes())
    peer.shutdown(socket.SHUT_WR)
    all_of_it(peer)


def part(peer):
    peer.recv(100_000)
    peer.sendall(b'part')
    if peer.family != socket.AF_UNIX and random.random() < 0.5:
        reset(peer)


def silent(peer):
    time.sleep(random.random())


def all_of_it(peer):
    while peer.recv(100_000):
        pass


if sys.argv[1] == 'serve':
    serve(*sys.argv[2:])
else:
    ask(*sys.argv[2:])
    print(', '.join('%s %d' % pair for pair in sorted(done.items())))
    sys.exit('\n'.join(faults[:10]) or 0)
