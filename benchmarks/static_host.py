"""A server that sends text gzipped, as every static host does."""

import functools
import gzip
import io
import threading
from contextlib import contextmanager
from pathlib import Path

from tools.serve import QuietHandler, Server

TEXT = {".html", ".css", ".js", ".json", ".svg"}


class CompressingHandler(QuietHandler):
    """Serves files; text is compressed once and kept, so that no visit waits for it."""

    protocol_version = "HTTP/1.1"  # connections are kept open, as static hosts keep them

    def send_head(self):
        """Send the headers of a file and return its bytes."""
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
    """Return the bytes of a file as they are sent."""
    return gzip.compress(path.read_bytes(), mtime=0)


@contextmanager
def hosted(folder: Path):
    """Serve a folder while the block runs; gives its address."""
    handler = functools.partial(CompressingHandler, directory=folder)
    with Server(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()
