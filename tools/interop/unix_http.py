"""http.server on a UNIX domain socket, with connections that are kept alive.

    unix_http.py PATH FOLDER

Gives the files of a folder, and answers a POST with the SHA-256 of what was posted. Tells "listening on unix:PATH" on
standard error.
"""

import hashlib
import http.server
import socketserver
import sys


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'  # keeps connections

    def __init__(self, *args):
        super().__init__(*args, directory=sys.argv[2])

    def do_POST(self):
        missing, digest = int(self.headers['Content-Length']), hashlib.sha256()
        while missing > 0:
            part = self.rfile.read(min(missing, 65536))
            if not part:
                return
            digest.update(part)
            missing -= len(part)
        answer = digest.hexdigest().encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def address_string(self):
        return 'unix'

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


with Server(sys.argv[1], Handler) as server:
    print('listening on unix:' + sys.argv[1], file=sys.stderr, flush=True)
    server.serve_forever()
