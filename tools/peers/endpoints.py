"""Python's sockets by Sockeye's URIs, such as tcp://127.0.0.1:5000, unix+dgram:@name or sctp+seqpacket://[::1]:5000."""

import hashlib
import socket
import struct
import sys
import threading

TYPES = {
    'tcp': socket.SOCK_STREAM,
    'udp': socket.SOCK_DGRAM,
    'udplite': socket.SOCK_DGRAM,
    'sctp': socket.SOCK_STREAM,
    'sctp+seqpacket': socket.SOCK_SEQPACKET,
    'unix': socket.SOCK_STREAM,
    'unix+dgram': socket.SOCK_DGRAM,
    'unix+seqpacket': socket.SOCK_SEQPACKET,
}
PROTOCOLS = {
    'udplite': socket.IPPROTO_UDPLITE if hasattr(socket, 'IPPROTO_UDPLITE') else 136,
    'sctp': socket.IPPROTO_SCTP,
    'sctp+seqpacket': socket.IPPROTO_SCTP,
}


class Endpoint:
    """What a URI says: an unbound socket of its kind, and its address."""

    def __init__(self, uri):
        self.uri = uri
        self.scheme, rest = uri.split(':', 1)
        kind = self.scheme.rstrip('46')
        self.type = TYPES[kind]
        self.is_unix = kind.startswith('unix')
        self.is_sctp = kind.startswith('sctp')
        self.protocol = PROTOCOLS.get(kind, 0)
        self.is_stream = kind in ('tcp', 'unix')
        self.has_connections = self.type != socket.SOCK_DGRAM and kind != 'sctp+seqpacket'
        if self.is_unix:
            self.family, self.address = socket.AF_UNIX, '\0' + rest[1:] if rest[0] == '@' else rest
        else:
            host, port = rest[2:].rsplit(':', 1)
            self.family = socket.AF_INET6 if host.startswith('[') else socket.AF_INET
            self.address = host.strip('[]'), int(port)

    def socket(self):
        s = socket.socket(self.family, self.type, self.protocol)
        s.settimeout(20)
        return s

    def connect(self):
        """A connected socket; of datagrams one that can be answered; of one-to-many SCTP one for "send" to associate."""
        s = self.socket()
        if self.is_sctp and not self.has_connections:
            return s
        if self.is_unix and not self.has_connections:
            s.bind('')  # a name of the system's choice
        s.connect(self.address)
        return s

    def send(self, s, message):
        if self.is_sctp and not self.has_connections:
            s.sendto(message, self.address)
        else:
            s.sendall(message)

    def listen(self):
        """A socket that waits for peers, of which it tells "listening on URI" on standard error."""
        s = self.socket()
        if not self.is_unix:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(self.address)
        if self.has_connections or self.is_sctp:
            s.listen(100)
        print('listening on ' + self.uri_of(s), file=sys.stderr, flush=True)
        return s

    def uri_of(self, s):
        if self.is_unix:
            return self.uri
        return '%s:%d' % (self.uri.rsplit(':', 1)[0], s.getsockname()[1])


def reset(s):
    """Closes with a reset: RST of TCP, ABORT of SCTP."""
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    s.close()


def digest_until_end(s):
    """The number of bytes that come until the end, and their sum."""
    length, digest = 0, hashlib.sha256()
    while part := s.recv(65536):
        length += len(part)
        digest.update(part)
    return length, digest.hexdigest()


def exchange(s, data):
    """Sends all and then the half close, while all is received that comes; what digest_until_end says of it."""
    sender = threading.Thread(target=give, args=[s, data], daemon=True)
    sender.start()
    received = digest_until_end(s)
    sender.join()
    return received


def give(s, data):
    try:
        s.sendall(data)
        s.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # what comes back, or does not, tells it


def fingerprint(data):
    return len(data), hashlib.sha256(data).hexdigest()
