"""A peer that is not ours: raw.py FAMILY HOST PROTOCOL answers what it receives in capitals, raw.py FAMILY HOST PROTOCOL PEER
sends "hello" and tells what comes back; FAMILY is 4 or 6."""
import socket
import sys

family = socket.AF_INET6 if sys.argv[1] == "6" else socket.AF_INET
host, protocol = sys.argv[2], int(sys.argv[3])


def receive(sock, wanted):
    """The next payload that is wanted: at one address one receives what one sent too."""
    while True:
        packet, sender = sock.recvfrom(65536)
        payload = packet if family == socket.AF_INET6 else packet[(packet[0] & 15) * 4:]
        if wanted(payload):
            return payload, sender


with socket.socket(family, socket.SOCK_RAW, protocol) as sock:
    sock.bind((host, 0))
    sock.settimeout(30)
    if len(sys.argv) > 4:
        sock.sendto(b"hello", (sys.argv[4], 0))
        payload, sender = receive(sock, bytes.isupper)
        print(sender[0], payload.decode(), flush=True)
    else:
        print("ready", flush=True)
        while True:
            payload, sender = receive(sock, bytes.islower)
            sock.sendto(payload.upper(), (sender[0], 0))
