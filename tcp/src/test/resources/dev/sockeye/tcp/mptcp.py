"""Answers a connection in capitals: mptcp.py PROTOCOL [PORT]. Without a port it listens."""
import socket
import sys

SO_PROTOCOL = 38
protocol = int(sys.argv[1])
with socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol) as made:
    if len(sys.argv) > 2:
        made.connect(('127.0.0.1', int(sys.argv[2])))
        peer = made
    else:
        made.bind(('127.0.0.1', 0))
        made.listen()
        print(made.getsockname()[1])
        peer, _ = made.accept()
    with peer:
        while data := peer.recv(65536):
            peer.sendall(data.upper())
        print(peer.getsockopt(socket.SOL_SOCKET, SO_PROTOCOL))
