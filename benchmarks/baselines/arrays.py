"""Links of a Delta table to an igraph graph, by hand: scanned, encoded, built; nothing is checked or kept."""

from __future__ import annotations

from pathlib import Path

import igraph
import numpy as np
import polars as pl
import pyarrow as pa

__all__ = ["links_to_igraph"]


def links_to_igraph(table: Path) -> igraph.Graph:
    """The rows of columns `src` and `dst` as edges, their names as the vertices' attribute."""
    links = pl.scan_delta(table).select("src", "dst").collect()
    ends = pa.concat_arrays([links[name].to_arrow().cast(pa.large_string()) for name in ("src", "dst")])
    coded = ends.dictionary_encode()
    source, target = np.split(coded.indices.to_numpy(), 2)
    graph = igraph.Graph(
        n=len(coded.dictionary),
        edges=list(zip(source.tolist(), target.tolist(), strict=True)),
        directed=True,
    )
    graph.vs["name"] = coded.dictionary.to_pylist()
    return graph
