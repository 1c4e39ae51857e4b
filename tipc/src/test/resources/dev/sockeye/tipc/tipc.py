"""A peer that is not ours: tipc.py KIND listen INSTANCE binds and says so, tipc.py KIND connect INSTANCE talks first by an empty
connection or the word "hello"; it then answers in capitals."""
import socket
import sys

TYPE = int(sys.argv[4])
kind = getattr(socket, "SOCK_" + sys.argv[1].upper())
listens, instance = sys.argv[2] == "listen", int(sys.argv[3])
connected = kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET)
with socket.socket(socket.AF_TIPC, kind) as sock:
    if listens:
        sock.bind((socket.TIPC_ADDR_NAME, TYPE, instance, 0, socket.TIPC_NODE_SCOPE))
    if not connected:
        if not listens:
            sock.sendto(b"HELLO", (socket.TIPC_ADDR_NAME, TYPE, instance, 0))
        else:
            print("bound", flush=True)
        while (received := sock.recvfrom(1 << 17))[0] != b"end":
            sock.sendto(received[0].upper(), received[1])
        sys.exit()
    if listens:
        sock.listen()
        print("bound", flush=True)
        peer, _ = sock.accept()
    else:
        sock.connect((socket.TIPC_ADDR_NAME, TYPE, instance, 0))
        peer = sock
    while data := peer.recv(1 << 17):
        peer.sendall(data.upper())
    print("end", flush=True)
    peer.close()
