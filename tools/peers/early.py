"""A server that answers before it has read its request: does the answer arrive whole?

    early.py SERVER RELAY half-close|close ROUNDS

The client, through RELAY, still sends when SERVER has answered, and reads slowly. The server then ends its output and waits,
or closes at once, with what it has not read. Only over UNIX sockets does an answer survive the latter without a relay.
"""

import socket
import sys
import threading
import time

from endpoints import Endpoint

SERVER, RELAY, HOW, ROUNDS = Endpoint(sys.argv[1]), Endpoint(sys.argv[2]), sys.argv[3], int(sys.argv[4])
ANSWER = b'HTTP/1.1 413 Too Large\r\n\r\n' + b'x' * 200_000


def serve(listener):
    while True:
        peer, _ = listener.accept()
        try:
            peer.recv(1000)
            peer.sendall(ANSWER)
            if HOW == 'half-close':
                peer.shutdown(socket.SHUT_WR)
                time.sleep(0.3)
        except ConnectionError as e:
            print('the server:', e, flush=True)
        peer.close()


def send(s):
    try:
        s.sendall(b'r' * 5_000_000)
    except ConnectionError:
        pass  # as nobody reads


def ask():
    with RELAY.connect() as s:
        sender = threading.Thread(target=send, args=[s])
        sender.start()
        got, how = 0, 'end'
        try:
            while part := s.recv(65536):
                got += len(part)
                time.sleep(0.002)
        except OSError as e:
            how = type(e).__name__
        sender.join()
    return got, how


threading.Thread(target=serve, args=[SERVER.listen()], daemon=True).start()
answers = [ask() for _ in range(ROUNDS)]
cut = [answer for answer in answers if answer[0] != len(ANSWER)]
if cut:
    sys.exit('%d of %d answers of %d bytes were cut: %s' % (len(cut), ROUNDS, len(ANSWER), cut))
