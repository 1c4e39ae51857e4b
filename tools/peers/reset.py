"""A reset on one side of a relay must arrive on the other as a reset: an end would pass a part off as the whole.

    reset.py SERVER RELAY
"""

import socket
import sys

from endpoints import Endpoint, reset

SERVER, RELAY = Endpoint(sys.argv[1]), Endpoint(sys.argv[2])
faults = []


def expect_reset(what, s):
    got = 0
    try:
        while part := s.recv(65536):
            got += len(part)
        faults.append('%s: a clean end after %d bytes' % (what, got))
    except ConnectionError:
        pass
    except OSError as e:
        faults.append('%s: %s after %d bytes' % (what, e, got))
    s.close()


def midway(giver, taker, what):
    giver.sendall(b'x' * 1000)
    taker.recv(1)
    reset(giver)
    expect_reset(what, taker)


def while_full(giver, taker, what):
    """All that is on the way is full, as nobody reads."""
    giver.settimeout(1)
    try:
        while True:
            giver.send(b'x' * 65536)
    except TimeoutError:
        reset(giver)
    expect_reset(what, taker)


def after_an_end(giver, taker, what):
    """The other direction has ended well."""
    taker.sendall(b'request')
    taker.shutdown(socket.SHUT_WR)
    while giver.recv(100):
        pass
    midway(giver, taker, what)


with SERVER.listen() as listener:
    for scenario in [midway, while_full] + ([] if SERVER.is_sctp else [after_an_end]):
        for resets in ['client', 'server']:
            client = RELAY.connect()
            server, _ = listener.accept()
            sides = (client, server) if resets == 'client' else (server, client)
            scenario(*sides, '%s reset %s' % (resets, scenario.__name__))
sys.exit('\n'.join(faults) or 0)
