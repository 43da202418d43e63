"""A finding on a screen: how its rows are called, the entities they name, and its table as it leaves."""

from __future__ import annotations

import pandas as pd
import pytest

from interlink.analytics import paths
from interlink.projection import Projection
from interlink.render.found import entities_of, names_of, table_of

LINE = Projection.from_edges(pd.DataFrame({"src": ["a", "b", "c"], "dst": ["b", "c", "d"]}))


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"rank": 1, "id": "x", "caption": "Ada"}, "Ada"),
        ({"rank": 1, "id": "x"}, "x"),
        ({"rank": 1, "source": "x", "target": "y", "layer": "OWNS"}, "x to y"),
        ({"source": "x", "target": "y", "source_caption": "Ada", "target_caption": "Bo"}, "Ada to Bo"),
        ({"old": "x", "new": "y", "old_caption": "Ada", "new_caption": "Bo"}, "Ada to Bo"),
        ({"rank": 1, "nodes": ("x",), "captions": ("Ada",)}, "Ada"),
        ({"rank": 1, "nodes": ("x", "y"), "captions": ("Ada", "Bo")}, "Ada to Bo"),
        ({"rank": 1, "nodes": ("x", "y", "z"), "captions": ("Ada", "Bo", "Cy")}, "Ada to Cy by Bo"),
        ({"rank": 1, "nodes": ("w", "x", "y", "z")}, "w to z by 2 others"),
        ({"layer": "OWNS", "links": 3}, "OWNS"),
        ({"left_out": 0.1, "held": 1.0}, "left out 0.1"),
    ],
)
def test_a_row_is_called_by_names_or_by_the_ends_of_its_way(row: dict[str, object], name: str) -> None:
    assert names_of(pd.DataFrame([row])) == [name]


def test_the_table_of_a_finding_leaves_with_lists_as_text() -> None:
    finding = paths(LINE, "a", "d", resamples=0)

    table = table_of(finding, "paths").select("rank", "hops", "nodes", "layers")

    assert table.rows() == [(1, 3, "a; b; c; d", "link")]
    assert entities_of(finding, "paths", [0]) == ("a", "b", "c", "d")
