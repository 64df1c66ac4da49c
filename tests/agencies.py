"""A server on loopback that plays the agencies: it serves releases in their layouts, and answers as badly as a test asks it to."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Agency:
    """What the server does: ``pages`` by path (bytes), ``manners`` by path (a word, or a list of words used up one a request)."""

    address: str
    pages: dict[str, bytes] = field(default_factory=dict)
    manners: dict[str, list[str] | str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def gets(self, path: str) -> list[dict[str, str]]:
        """Headers of the requests for ``path``."""
        return [headers for method, asked, headers in self.asked if method == "GET" and asked == path]


@contextmanager
def agency(host: str = "127.0.0.1") -> Iterator[Agency]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self):
            played.asked.append(("HEAD", self.path, dict(self.headers)))
            if played.manners.get("/") == "hang":
                played.released.wait(5)
            self.send_response(405)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self):
            played.asked.append(("GET", self.path, dict(self.headers)))
            manner = played.manners.get(self.path, "good")
            if isinstance(manner, list):
                manner = manner.pop(0) if manner else "good"
            self.close_connection = True
            getattr(self, manner.partition(" ")[0].replace("-", "_"))(manner.partition(" ")[2])

        def _head(self, status: int, length: int | None, **headers: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", played.types.get(self.path, "text/plain; charset=utf-8"))
            if length is not None:
                self.send_header("Content-Length", str(length))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Connection", "close")
            self.end_headers()

        def _body(self) -> bytes:
            return played.pages[self.path]

        def good(self, _):
            if self.path not in played.pages:
                return self.status("404")
            tag = f'"{hash(self._body())}"'
            if self.headers.get("If-None-Match") == tag:
                return self._head(304, None, ETag=tag)
            self._head(200, len(self._body()), ETag=tag, Last_Modified="Wed, 16 Apr 2025 20:00:00 GMT")
            self.wfile.write(self._body())

        def status(self, code):
            page = b"<html>sorry</html>"
            self._head(int(code), len(page))
            self.wfile.write(page)

        def hang(self, _):
            played.released.wait(5)

        def cut(self, _):
            self._head(200, len(self._body()))
            self.wfile.write(self._body()[: len(self._body()) // 2])

        def close(self, _):
            self.connection.close()

        def drip(self, _):
            self._head(200, len(self._body()))
            for byte in self._body():
                if played.released.is_set():
                    break
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.02)

        def gzipped(self, _):
            packed = gzip.compress(self._body())
            self._head(200, len(packed), Content_Encoding="gzip")
            self.wfile.write(packed)

        def chunked(self, _):
            self._head(200, None, Transfer_Encoding="chunked")
            for start in range(0, len(self._body()), 100):
                piece = self._body()[start : start + 100]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")

        def redirect(self, target):
            self._head(302, 0, Location=target)

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):  # a client that gives up is what the tests are about
            pass

    server = Server((host, 0), Handler)
    played = Agency(f"http://{host}:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield played
    finally:
        played.released.set()
        server.shutdown()
        server.server_close()
