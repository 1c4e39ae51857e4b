"""A peer that is not ours: packet.py raw|dgram ETHERTYPE PEER answers on lo in capitals what it gets of ETHERTYPE, with frames of PEER."""
import socket
import sys

own, peer = int(sys.argv[2], 0), int(sys.argv[3], 0)
whole = sys.argv[1] == "raw"
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW if whole else socket.SOCK_DGRAM, socket.htons(own)) as sock:
    sock.bind(("lo", own))
    print("bound", flush=True)
    while True:
        data, (interface, protocol, kind, hardware, address) = sock.recvfrom(70000)
        assert (interface, protocol, kind, hardware, address) == ("lo", own, 0, 772, b"\0" * 6)
        if whole:
            assert data[12:14] == own.to_bytes(2, "big")
            sock.send(data[:12] + peer.to_bytes(2, "big") + data[14:].upper())
        else:
            sock.sendto(data.upper(), ("lo", peer, 0, 0, b"\0" * 6))
