"""A local server that sends text gzipped, like a host of static sites."""

import functools
import gzip
import io
import threading
from contextlib import contextmanager
from pathlib import Path

from tools.serve import QuietHandler, Server

TEXT = {".html", ".css", ".js", ".json", ".svg"}


class CompressingHandler(QuietHandler):
    """Request handler that sends text gzipped; each file is compressed only once."""

    protocol_version = "HTTP/1.1"  # keeps connections open, as static hosts do

    def send_head(self):
        """Send the headers of a file and return a file object with its bytes."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in TEXT or not path.is_file():
            return super().send_head()
        body = compressed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)


@functools.cache
def compressed(path):
    """Return the gzipped bytes of a file."""
    return gzip.compress(path.read_bytes(), mtime=0)


@contextmanager
def hosted(folder: Path):
    """Serve a folder while the block runs; yield its address."""
    handler = functools.partial(CompressingHandler, directory=folder)
    with Server(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()
