"""A page with nothing but vis-network: the same nodes, edges, options and places, and no framework.

What one would write by hand who wants a network drawn as fast as the library can: one file of HTML, the
library's own file, and the drawing as JSON, served on loopback.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

__all__ = ["served"]

PAGE = """<!doctype html>
<meta charset="utf-8">
<title>vis-network</title>
<style>body { margin: 0 } #canvas { width: WIDTHpx; height: HEIGHTpx }</style>
<div id="canvas"></div>
<script src="/vis-network.js"></script>
<script>
  fetch("/drawing.json").then((answer) => answer.json()).then(({ nodes, edges, options }) => {
    performance.mark("handed over");
    const network = new vis.Network(document.getElementById("canvas"), { nodes, edges }, options);
    network.once("afterDrawing", () => {
      performance.mark("drawn");
      document.body.dataset.drawn = String(network.body.nodeIndices.length);
    });
  });
</script>
"""


@contextmanager
def served(library: bytes, drawing: bytes, *, width: int, height: int) -> Iterator[str]:
    """The page's address while it is served; `drawing` is JSON of nodes, edges and options."""
    page = PAGE.replace("WIDTH", str(width)).replace("HEIGHT", str(height)).encode()
    answers = {
        "/": ("text/html", page),
        "/vis-network.js": ("text/javascript", library),
        "/drawing.json": ("application/json", drawing),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = answers.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in answers else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Says nothing: the results are on the same screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
