"""Serve the built website on this machine only: `python tools/serve.py [PORT]`."""

import functools
import os
import re
import sys
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
FIRST_PORT, LAST_PORT = 8000, 65535


class QuietHandler(SimpleHTTPRequestHandler):
    """Request handler without a log, which serves the site's 404 page like a static host."""

    def log_message(self, *arguments):
        """Log nothing."""

    def send_error(self, code, message=None, explain=None):
        """Send the site's own 404 page if an address does not exist."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """Server that accepts only a free port; Windows would let two servers share a port."""

    allow_reuse_address = os.name == "posix"

    def handle_error(self, request, client_address):
        """Ignore connections that a reader closed while a page was being sent."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main():
    """Print the address of the website and serve it until interrupted."""
    if not (SITE / "index.html").is_file():
        sys.exit(f"There is no website in {SITE}: build it first, with python tools/build.py.")
    with server(*map(port_of, sys.argv[1:2])) as http:
        print(f"The book is at http://localhost:{http.server_port}/  (Ctrl+C ends it)", flush=True)
        try:
            http.serve_forever()
        except KeyboardInterrupt:
            print()


def port_of(text):
    """Return the port that a text names."""
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > LAST_PORT:
        sys.exit(f"The port is {text!r}; expected a number from 0 to {LAST_PORT}.")
    return int(text)


def server(port=None, site=SITE, handler=QuietHandler):
    """Return a server for a folder, at the given port or at the first free port from 8000."""
    handler = functools.partial(handler, directory=site)
    if port is not None:
        try:
            return Server(("127.0.0.1", port), handler)
        except OSError as error:
            sys.exit(f"Port {port} cannot be used ({error.strerror}): name another one.")
    for candidate in range(FIRST_PORT, FIRST_PORT + 100):
        try:
            return Server(("127.0.0.1", candidate), handler)
        except OSError:
            continue
    sys.exit(f"No port from {FIRST_PORT} to {FIRST_PORT + 99} is free: name another one.")


if __name__ == "__main__":
    main()
