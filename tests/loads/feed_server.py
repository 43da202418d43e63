"""An HTTP server on loopback that answers as a test says, and remembers what it was asked."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request; `give` answers it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        feed: Feed = self.server.feed  # type: ignore[attr-defined]
        feed.asked.append((self.path, dict(self.headers)))
        answer = feed.answers.pop(0) if len(feed.answers) > 1 else feed.answers[0]
        answer(self)

    def give(self, status: int, body: bytes = b"", *, said: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if said is None else said))
        self.end_headers()
        self.wfile.write(body)
        # A body that is shorter than said ends with the connection.
        self.close_connection = said is not None

    def log_message(self, *given: object) -> None:
        """Says nothing."""


@dataclass
class Feed:
    """What the server answers, one after the other and then the last for ever, and what it was asked."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def says(self, *answers: Answer) -> None:
        self.answers[:] = answers


@contextmanager
def feed_server(certificate: Path | None = None) -> Iterator[Feed]:
    """The server; with the file of a key and its certificate it speaks HTTPS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    server.daemon_threads = True
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        # Who does not trust the certificate hangs up, which is no fault here.
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        scheme = "https"
    feed = Feed(f"{scheme}://127.0.0.1:{server.server_port}")
    server.feed = feed  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield feed
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
