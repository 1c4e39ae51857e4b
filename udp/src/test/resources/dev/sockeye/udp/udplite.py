"""A peer that is not ours: udplite.py HOST prints its port, then answers every datagram with itself in capitals."""
import socket
import sys

IPPROTO_UDPLITE = 136
UDPLITE_SEND_CSCOV = 10

family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
with socket.socket(family, socket.SOCK_DGRAM, IPPROTO_UDPLITE) as sock:
    sock.setsockopt(IPPROTO_UDPLITE, UDPLITE_SEND_CSCOV, 8)
    sock.bind((sys.argv[1], 0))
    print(sock.getsockname()[1], flush=True)
    while True:
        data, peer = sock.recvfrom(65536)
        sock.sendto(data.upper(), peer)
