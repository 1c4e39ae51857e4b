"""Both directions full at once, and ends that are passed on.

    duplex.py echo URI BYTES ROUNDS   so many bytes to a server that sends them back, so many times; each arrives whole
    duplex.py fill URI BYTES          the same, once and without a half close, which SCTP does not know
    duplex.py sum URI BYTES           to a server that answers with sha256sum's line once the input has ended
    duplex.py after SERVER RELAY      as SERVER, end the output first, and still receive all that comes through RELAY
"""

import os
import sys
import threading

from endpoints import Endpoint, digest_until_end, exchange, fingerprint


def check(what, got, expected):
    if got != expected:
        sys.exit('%s: got %s instead of %s' % (what, got, expected))


def echo(uri, length, rounds):
    for i in range(int(rounds)):
        data = os.urandom(int(length))
        with Endpoint(uri).connect() as s:
            check('round %d' % i, exchange(s, data), fingerprint(data))


def fill(uri, length):
    data, got = os.urandom(int(length)), b''
    with Endpoint(uri).connect() as s:
        threading.Thread(target=s.sendall, args=[data], daemon=True).start()
        while len(got) < len(data):
            part = s.recv(65536)
            if not part:
                sys.exit('the end came after %d bytes' % len(got))
            got += part
    check('all', fingerprint(got), fingerprint(data))


def sum_(uri, length):
    data = os.urandom(int(length))
    with Endpoint(uri).connect() as s:
        line = ('%s  -\n' % fingerprint(data)[1]).encode()
        check('the sum', exchange(s, data), fingerprint(line))


def after(server, relay):
    data, received = os.urandom(8_000_000), []
    with Endpoint(server).listen() as listener:
        client = Endpoint(relay).connect()
        peer, _ = listener.accept()
        peer.sendall(b'all I have to say')
        peer.shutdown(1)
        check('what the server said', digest_until_end(client)[0], 17)
        reader = threading.Thread(target=lambda: received.append(digest_until_end(peer)))
        reader.start()
        client.sendall(data)
        client.close()
        reader.join()
        check('what the client sent after it', received, [fingerprint(data)])


{'echo': echo, 'fill': fill, 'sum': sum_, 'after': after}[sys.argv[1]](*sys.argv[2:])
