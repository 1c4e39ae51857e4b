"""Messages over UNIX domain sockets, and over UDP to a group.

    messages.py ask dgram|seqpacket ADDRESS [fds]   send messages and check that each comes back; with a descriptor each
    messages.py answer seqpacket ADDRESS            send one peer's messages back until its end
    messages.py ask-group GROUP PORT                the same as ask, by multicast on the loopback interface
    messages.py join-group GROUP LENGTH             write a peer's messages to standard output, until so many bytes came

ADDRESS is a path, or @ and an abstract name. Who waits tells "listening on ADDRESS" on standard error.
"""

import os
import socket
import sys

LENGTHS = [1, 2, 1000, 0, 8192, 16384, 0, 7]


def sockaddr(text):
    return '\0' + text[1:] if text.startswith('@') else text


def unix(kind):
    s = socket.socket(socket.AF_UNIX, getattr(socket, 'SOCK_' + kind.upper()))
    s.settimeout(20)
    return s


def check(s, send):
    for length in LENGTHS:
        message = os.urandom(length)
        send(message)
        answer = s.recv(65536)
        if answer != message:
            sys.exit('sent %d bytes and got %d' % (len(message), len(answer)))


def ask(kind, address, fds=None):
    s = unix(kind)
    if kind == 'dgram':
        s.bind('')  # a name of the system's choice, to be answered
    s.connect(sockaddr(address))
    rounds = 200 if fds else 1
    with open('/dev/null') as file:
        for _ in range(rounds):
            check(s, lambda m: socket.send_fds(s, [m], [file.fileno()]) if fds and m else s.send(m))


def answer(kind, address):
    s = unix(kind)
    s.bind(sockaddr(address))
    s.listen(1)
    print('listening on unix:' + address, file=sys.stderr, flush=True)
    peer, _ = s.accept()
    while True:
        message = peer.recv(65536)
        if not message:
            break
        peer.send(message)


def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(20)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))
    return s


def ask_group(group, port):
    s = udp()
    check(s, lambda message: s.sendto(message, (group, int(port))))


def join_group(group, length):
    s, missing = udp(), int(length)
    s.bind((group, 0))
    s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + socket.inet_aton('127.0.0.1'))
    print('listening on 127.0.0.1:%d' % s.getsockname()[1], file=sys.stderr, flush=True)
    while missing > 0:
        message = s.recv(65536)
        sys.stdout.buffer.write(message)
        missing -= len(message)


{'ask': ask, 'answer': answer, 'ask-group': ask_group, 'join-group': join_group}[sys.argv[1]](*sys.argv[2:])
