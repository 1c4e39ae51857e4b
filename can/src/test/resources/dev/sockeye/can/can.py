"""A peer that is not ours: can.py raw|fd|bcm|exec|j1939|j1939from INTERFACE [...]. It prints "ready" once it is bound."""
import os
import socket
import struct
import sys

kind, interface = sys.argv[1:3]


def ready():
    print("ready", flush=True)


def raw(fd):
    """Answers each frame by one of the next identifier with the data in reverse."""
    with socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW) as sock:
        if fd:
            sock.setsockopt(socket.SOL_CAN_RAW, socket.CAN_RAW_FD_FRAMES, 1)
        sock.bind((interface,))
        ready()
        for _ in range(3):
            frame = sock.recv(72)
            form = "=IBB2x64s" if len(frame) == 72 else "=IB3x8s"
            fields = struct.unpack(form, frame)
            data = fields[-1][: fields[1]][::-1]
            head = (fields[0] + 1, fields[1], fields[2]) if len(frame) == 72 else (fields[0] + 1, fields[1])
            sock.send(struct.pack(form, *head, data))


def bcm():
    """Sends identifier 0x321 in cycles, until a line comes in."""
    with socket.socket(socket.AF_CAN, socket.SOCK_DGRAM, socket.CAN_BCM) as sock:
        sock.connect((interface,))
        flags = socket.CAN_BCM_SETTIMER | socket.CAN_BCM_STARTTIMER
        head = struct.pack("@3I4l2I0q", socket.CAN_BCM_TX_SETUP, flags, 0, 0, 0, 0, 20_000, 0x321, 1)
        sock.send(head + struct.pack("=IB3x8s", 0x321, 3, b"bcm"))
        ready()
        sys.stdin.readline()


def j1939():
    """Answers each message, from address 0x30, in capitals."""
    with socket.socket(socket.AF_CAN, socket.SOCK_DGRAM, socket.CAN_J1939) as sock:
        sock.bind((interface, socket.J1939_NO_NAME, 0x12300, 0x30))
        ready()
        for _ in range(2):
            data, sender = sock.recvfrom(100_000)
            sock.sendto(data.upper(), (interface, socket.J1939_NO_NAME, sender[2], sender[3]))


def j1939from():
    """Sends to address 0x20, and prints the answer."""
    with socket.socket(socket.AF_CAN, socket.SOCK_DGRAM, socket.CAN_J1939) as sock:
        sock.bind((interface, socket.J1939_NO_NAME, socket.J1939_NO_PGN, 0x40))
        sock.sendto(b"x" * 2000, (interface, socket.J1939_NO_NAME, 0x12300, 0x20))
        data, sender = sock.recvfrom(100_000)
        print(len(data), data[:3].decode(), "%x" % sender[3], flush=True)


def become():
    """Becomes another program, whose descriptor 3 is a raw socket that is bound."""
    sock = socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW)
    sock.bind((interface,))
    if sock.fileno() != 3:
        os.dup2(sock.fileno(), 3)
    os.set_inheritable(3, True)
    os.execv(sys.argv[3], sys.argv[3:])


kinds = {"raw": lambda: raw(False), "fd": lambda: raw(True), "bcm": bcm, "exec": become}
kinds.update({"j1939": j1939, "j1939from": j1939from})
kinds[kind]()
