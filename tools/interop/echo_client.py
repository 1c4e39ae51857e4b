"""The echo client of the socket module's documentation, for more than one message.

Sends standard input in pieces and writes what comes back for each to standard output.
"""

import socket
import sys

HOST, PORT = sys.argv[1], int(sys.argv[2])

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((HOST, PORT))
while 1:
    text = sys.stdin.buffer.read(1024)
    if not text:
        break
    s.sendall(text)
    missing = len(text)
    while missing > 0:
        data = s.recv(1024)
        if not data:
            sys.exit('the server ended %d bytes too early' % missing)
        sys.stdout.buffer.write(data)
        missing -= len(data)
s.close()
