"""The servers and the browser that the explorer is measured in, and what the browser notes itself.

Times are taken in the page, on its own clock, so that the test driver's messages are in none of them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

__all__ = ["Expansion", "chromium", "drawing_ms", "expansion_ms", "started"]

START_SECONDS, PATIENCE_MS = 90, 60_000
REST_MS = 400
VIEWPORT = ViewportSize(width=1280, height=800)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OPTIONS = (
    "--server.address=127.0.0.1",
    "--server.headless=true",
    "--server.fileWatcherType=none",
    "--browser.gatherUsageStats=false",
)

# Before the page's own scripts: the component makes its first DataSet as soon as Streamlit hands it what to
# draw; what is drawn is complete once a drawing ends with every node in it and every image of a node loaded.
NOTE_DRAWING = """(count) => {
  let library;
  const complete = (network) => {
    const nodes = network.body.nodeIndices.map((id) => network.body.nodes[id]);
    return nodes.length >= count && nodes.every(({ shape }) => !shape.imageObj || shape.imageObj.width);
  };
  const marked = (name) => performance.getEntriesByName(name).length > 0;
  Object.defineProperty(globalThis, "vis", {
    configurable: true,
    set(given) { library = given; },
    get() {
      if (!library || !library.Network) return library;
      return {
        ...library,
        DataSet: class extends library.DataSet {
          constructor(...given) {
            if (!marked("handed over")) performance.mark("handed over");
            super(...given);
          }
        },
        Network: class extends library.Network {
          constructor(...given) {
            super(...given);
            this.on("afterDrawing", () => {
              if (!marked("drawn") && complete(this)) performance.mark("drawn");
            });
          }
        },
      };
    },
  });
}"""
# In the stage: when the last click was, when all nodes had arrived, and when they stood on the canvas.
NOTE_EXPANSION = """(stage, count) => {
  const noted = { asked: 0, preview: 0, arrived: 0, drawn: 0 };
  stage.noted = noted;
  for (const what of ["click", "dblclick"]) {
    stage.addEventListener(what, (event) => { noted.asked = event.timeStamp; }, { capture: true });
  }
  new MutationObserver(() => {
    const now = performance.now();
    if (!noted.preview && stage.querySelector(".preview")) noted.preview = now - noted.asked;
    if (!noted.arrived && stage.dataset.nodes === String(count)) noted.arrived = now - noted.asked;
    const places = Object.keys(JSON.parse(stage.dataset.positions || "{}")).length;
    if (!noted.drawn && noted.arrived && places === count) noted.drawn = now - noted.asked;
  }).observe(stage, { attributes: true, childList: true });
}"""


@dataclass(frozen=True)
class Expansion:
    """Milliseconds from a double click until what it would add was shown; then, from the last click that was
    needed, until all nodes had arrived in the page and until they stood on the canvas.
    """

    preview: float | None
    arrived: float
    drawn: float


@contextmanager
def started(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """The address of a Streamlit server while it runs; `command` is what it runs and its own options."""
    port = _free_port()
    serving = ["streamlit", "run", *command, *OPTIONS, f"--server.port={port}"]
    with log.open("wb") as output:
        server = subprocess.Popen(  # noqa: S603 - our own page, no shell
            [sys.executable, "-m", *serving], env={**os.environ, **environment}, stdout=output, stderr=output
        )
    try:
        _wait(server, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless, with a fresh profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        yield browser
        browser.close()


def drawing_ms(browser: Browser, address: str, *, nodes: int, note: bool) -> tuple[float, tuple[int, int]]:
    """Milliseconds from handing the drawing over to its first complete drawing, and the canvas's size.

    The page marks both moments itself; with `note` they are noted around vis-network, before its scripts run.
    """
    page = browser.new_page(viewport=VIEWPORT)
    if note:
        page.add_init_script(f"({NOTE_DRAWING})({nodes})")
    page.goto(address)
    canvas = page.locator("canvas").first
    expect(canvas).to_be_visible(timeout=PATIENCE_MS)
    _until_marked(page)
    taken = page.evaluate(
        "performance.getEntriesByName('drawn')[0].startTime"
        " - performance.getEntriesByName('handed over')[0].startTime"
    )
    size = canvas.bounding_box()
    page.close()
    return float(taken), (round(size["width"]), round(size["height"])) if size else (0, 0)


def expansion_ms(browser: Browser, address: str, *, nodes: int) -> Expansion:
    """What a double click on the one entity drawn takes until `nodes` are drawn."""
    page = browser.new_page(viewport=VIEWPORT)
    page.goto(address)
    stage = page.locator(".stage")
    expect(stage).to_have_attribute("data-nodes", "1", timeout=PATIENCE_MS)
    expect(stage).to_have_attribute("data-positions", re.compile(r"\[\d"), timeout=PATIENCE_MS)
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_timeout(REST_MS)
    ((x, y),) = json.loads(stage.get_attribute("data-positions") or "{}").values()
    stage.evaluate(NOTE_EXPANSION, nodes)
    stage.dblclick(position={"x": x, "y": y})
    drawn = page.locator(f".stage[data-nodes='{nodes}']")
    confirm = page.locator(".preview").get_by_role("button", name="Draw all")
    expect(drawn.or_(confirm).first).to_be_visible(timeout=PATIENCE_MS)
    if confirm.is_visible():
        confirm.click()
    expect(drawn).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_timeout(REST_MS)
    noted = stage.evaluate("stage => stage.noted")
    page.close()
    return Expansion(noted["preview"] or None, noted["arrived"], noted["drawn"])


def _until_marked(page: Page) -> None:
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate("performance.getEntriesByName('drawn').length"):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{page.url}: nothing complete was drawn within {PATIENCE_MS // 1000} s")
        page.wait_for_timeout(100)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"Streamlit did not start:\n{log.read_text(encoding='utf-8')}")
