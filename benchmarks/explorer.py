"""How fast the explorer draws: an expansion from click to canvas, and 1,000 nodes beside a bare page.

Expansion: the real app (as `interlink app` serves it, with its policy) on a home of 20,000 calls and the
harbour world, in the system's Chromium, headless. A page shows one entity; a double click on it, and a click
that confirms where the app asks first, draw its 50 neighbours. Taken is the wall time from the last of these
clicks to the moment all 51 nodes have arrived in the page (`data-nodes`), and to the moment they stand on the
canvas, both on the page's own clock. Every round is a new session and another entity: nothing is cached.

Drawing: the network component in a Streamlit page, beside a page of vis-network alone (baselines): the same
library file, nodes, edges, options, places and canvas size. Taken is the wall time from the moment the
drawing is handed over (to the component by Streamlit; to `vis.Network` in the bare page) to the end of the
first drawing of the canvas that has all nodes in it, and all images of nodes loaded. The bare page draws
shapes that vis-network does not have as triangles. Loading of pages, scripts and data is in neither; both run
in turn, in one browser.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import quote

from baselines.explorer_page import served
from explorer_browser import chromium, drawing_ms, expansion_ms, started
from explorer_worlds import NEIGHBOURS, hub, large_picture, load_hubs
from measures import Measure, at_most, busyness, options, paired, percentile, plain, report
from playwright.sync_api import Browser

from interlink.component.messages import compose_message
from interlink.render.layout import positions
from interlink.render.network import network

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "src" / "interlink" / "component" / "assets" / "vis-network.min.js"
COMPONENT = Path(__file__).with_name("explorer_component.py")
NODES = 1_000
EXPANDED_MS, TIMES_BARE = 700.0, 1.2
SHAPES = frozenset(("box", "diamond", "dot", "hexagon", "square", "star", "triangle", "triangleDown"))


def main() -> int:
    """Prints every result; 1 where a mark does not hold."""
    given = options("Time what a person waits for in the explorer.")
    rounds = 10 if given.quick else 20
    with TemporaryDirectory() as folder, chromium() as browser:
        load = busyness()
        measures = [
            *expansions(browser, Path(folder), rounds),
            *drawings(browser, Path(folder), rounds),
            load,
        ]
    return report(measures, given.format)


def expansions(browser: Browser, folder: Path, rounds: int) -> Iterator[Measure]:
    """Fifty neighbours of another entity in each round; the first, which meets a cold server, is left out."""
    load_hubs(folder / "hubs", rounds + 1)
    environment = {"INTERLINK_HOME": str(folder / "hubs" / "home")}
    with started([str(ROOT / "app" / "serve.py")], environment, folder / "app.log") as address:
        taken = [
            expansion_ms(browser, f"{address}/?show={quote(hub(number))}", nodes=NEIGHBOURS + 1)
            for number in range(rounds + 1)
        ][1:]
    name = f"{NEIGHBOURS} neighbours expanded"
    arrived, drawn = [each.arrived for each in taken], [each.drawn for each in taken]
    yield at_most(f"{name}, median", median(arrived), "ms wall", EXPANDED_MS)
    yield plain(f"{name}, 95th percentile", percentile(arrived, 95), "ms wall")
    yield at_most(f"{name} and on the canvas, median", median(drawn), "ms wall", EXPANDED_MS)
    yield plain(f"{name} and on the canvas, 95th percentile", percentile(drawn, 95), "ms wall")
    previews = [each.preview for each in taken if each.preview is not None]
    if previews:
        yield plain("what it would add shown first, median", median(previews), "ms wall")


def drawings(browser: Browser, folder: Path, rounds: int) -> Iterator[Measure]:
    """1,000 nodes in the component and in the bare page, in turn, after a round that is left out."""
    picture = large_picture(NODES)
    begun = perf_counter()
    net = network(picture, positions(picture))
    laid_out = perf_counter() - begun
    message = compose_message(net.nodes, net.edges, net.options, key="network")
    ours = {part: message[part] for part in ("nodes", "edges", "options")}
    bare = {
        "nodes": [plain_shape(node) for node in message["nodes"]],
        "edges": message["edges"],
        # The component adds this itself.
        "options": {**message["options"], "physics": {"enabled": False}},
    }
    (folder / "drawing.json").write_text(json.dumps(ours), encoding="utf-8")
    with started([str(COMPONENT)], {"DRAWING": str(folder / "drawing.json")}, folder / "net.log") as address:
        _, (width, height) = drawing_ms(browser, address, nodes=NODES, note=True)
        with served(LIBRARY.read_bytes(), json.dumps(bare).encode(), width=width, height=height) as page:
            drawing_ms(browser, page, nodes=NODES, note=False)
            pairs = paired(
                lambda: drawing_ms(browser, address, nodes=NODES, note=True)[0],
                lambda: drawing_ms(browser, page, nodes=NODES, note=False)[0],
                rounds=rounds,
            )
    yield from pairs.measures(
        f"{NODES:,} nodes drawn, {len(picture.links):,} links", unit="ms wall", mark=TIMES_BARE
    )
    yield plain(f"{NODES:,} nodes laid out and made ready in Python", laid_out * 1000, "ms wall")


def plain_shape(node: dict[str, object]) -> dict[str, object]:
    """The node in a shape that vis-network has."""
    return node if node["shape"] in SHAPES else {**node, "shape": "triangle"}


if __name__ == "__main__":
    sys.exit(main())
