from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from baselines.explorer_page import served  # noqa: E402 - benchmarks are scripts beside one another, no package
from explorer_worlds import large_picture  # noqa: E402


def test_the_bare_page_is_the_library_and_the_drawing_and_nothing_else() -> None:
    drawing = json.dumps({"nodes": [{"id": "a"}], "edges": [], "options": {}}).encode()

    with served(b"library", drawing, width=900, height=640) as address:
        page = urlopen(address).read().decode()
        assert "#canvas { width: 900px; height: 640px }" in page
        assert urlopen(f"{address}vis-network.js").read() == b"library"
        assert urlopen(f"{address}drawing.json").read() == drawing
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{address}elsewhere")


def test_the_large_picture_is_the_same_every_time_and_in_one_piece() -> None:
    picture = large_picture(200)

    assert picture == large_picture(200)
    assert len(picture.nodes) == 200
    assert {f"n{i}" for i in range(1, 200)} <= {link.source for link in picture.links}
    assert all(int(link.target[1:]) < int(link.source[1:]) for link in picture.links)
