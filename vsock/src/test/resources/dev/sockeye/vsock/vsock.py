"""A peer that is not ours: vsock.py TYPE listens and prints its port, vsock.py TYPE PORT connects; it then answers in capitals."""
import socket
import sys

LOCAL = 1
kind = socket.SOCK_SEQPACKET if sys.argv[1] == "seqpacket" else socket.SOCK_STREAM
with socket.socket(socket.AF_VSOCK, kind) as sock:
    if len(sys.argv) > 2:
        sock.connect((LOCAL, int(sys.argv[2])))
        peer = sock
    else:
        sock.bind((LOCAL, socket.VMADDR_PORT_ANY))
        sock.listen()
        print(sock.getsockname()[1], flush=True)
        peer, _ = sock.accept()
    while data := peer.recv(1 << 18):
        peer.sendall(data.upper())
    peer.close()
