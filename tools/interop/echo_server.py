"""The echo server of the socket module's documentation: one connection, then the end.

Tells "listening on HOST:PORT" on standard error.
"""

import socket
import sys

HOST = '127.0.0.1'
PORT = 0  # a free one

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((HOST, PORT))
s.listen(5)
print('listening on %s:%d' % s.getsockname(), file=sys.stderr, flush=True)
conn, addr = s.accept()
while 1:
    data = conn.recv(1024)
    if not data:
        break
    conn.sendall(data)
conn.close()
s.close()
