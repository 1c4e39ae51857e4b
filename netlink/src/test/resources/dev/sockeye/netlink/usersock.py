"""Answers one message in capitals on NETLINK_USERSOCK; to whom, or first says who it is."""
import socket
import sys

s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 2)
s.bind((0, 0))
if len(sys.argv) > 1:
    s.sendto(b"hello of python", (int(sys.argv[1]), 0))
else:
    print(s.getsockname()[0])
data, peer = s.recvfrom(65536)
s.sendto(data.upper(), peer)
