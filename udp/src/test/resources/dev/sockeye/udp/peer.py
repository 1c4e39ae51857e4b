"""A peer that is not ours: peer.py echo HOST | peer.py group ADDRESS | peer.py send HOST PORT | peer.py send-group ADDRESS PORT

The first two print the port that they are bound to, then answer every datagram with itself in capitals; an empty one is
answered with an empty one. The others send three datagrams, of 0, 5 and 1400 bytes, and wait for an answer to each.
"""
import socket
import struct
import sys

LOOPBACK = "127.0.0.1"


def serve(sock):
    print(sock.getsockname()[1], flush=True)
    while True:
        data, peer = sock.recvfrom(65536)
        sock.sendto(data.upper(), peer)


def send(sock, target):
    sock.settimeout(10)
    for data in (b"", b"hello", b"x" * 1400):
        sock.sendto(data, target)
        answer, _ = sock.recvfrom(65536)
        assert answer == data.upper(), answer
    print("ok", flush=True)


def main(mode, host, port=0):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(LOOPBACK))
    if mode == "echo":
        sock.bind((host, 0))
        serve(sock)
    elif mode == "group":
        sock.bind(("", 0))
        member = struct.pack("4s4s", socket.inet_aton(host), socket.inet_aton(LOOPBACK))
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        serve(sock)
    else:
        send(sock, (host, int(port)))


main(*sys.argv[1:])
