"""What takes a graph from what it holds to what it should hold, in the order to apply it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from interlink.graph.desired import Desired
from interlink.graph.manifest import Manifest, Step

__all__ = ["CREATE_LINKS", "CREATE_NODES", "DELETE_LINKS", "DELETE_NODES", "UPDATE_NODES", "steps"]

DELETE_LINKS, DELETE_NODES, CREATE_NODES, UPDATE_NODES, CREATE_LINKS = (
    "delete links",
    "delete nodes",
    "create nodes",
    "update nodes",
    "create links",
)

# A link of a type is the same one while all of these are; else it is deleted and made anew.
SAME_LINK = ("id", "hash", "src_label", "dst_label")


def steps(current: Manifest, wanted: Desired) -> Iterator[Step]:
    """The steps from `current` to `wanted`; those without rows are left out.

    A link whose content or ends changed is deleted and made anew. Every link of a node that goes
    is gone too, because `wanted` has no link without both its ends.
    """
    goal = wanted.manifest
    gone_links = current.links.join(goal.links, on=["type", *SAME_LINK], how="anti")
    for name, rows in _grouped(gone_links, "type", "src_label", "dst_label"):
        yield Step(DELETE_LINKS, name, rows.select("id", "src", "dst"))
    gone_nodes = current.nodes.join(goal.nodes, on=["id", "label"], how="anti")
    for name, rows in _grouped(gone_nodes, "label"):
        yield Step(DELETE_NODES, name, rows.select("id"))
    for label, frame in wanted.nodes.items():
        held = current.nodes.filter(pl.col("label") == label).select("id", pl.col("hash").alias("held"))
        both = frame.join(held, on="id", how="left", maintain_order="left")
        created = both.filter(pl.col("held").is_null())
        updated = both.filter(pl.col("held") != pl.col("hash"))
        for step, rows in ((CREATE_NODES, created), (UPDATE_NODES, updated)):
            if rows.height:
                yield Step(step, (label,), rows.drop("held", "hash"))
    for (kind, source, target), frame in wanted.links.items():
        held_links = current.links.filter(pl.col("type") == kind)
        new = frame.join(held_links, on=SAME_LINK, how="anti", maintain_order="left")
        if new.height:
            yield Step(CREATE_LINKS, (kind, source, target), new.drop("hash", "src_label", "dst_label"))


def _grouped(frame: pl.DataFrame, *columns: str) -> list[tuple[tuple[str, ...], pl.DataFrame]]:
    parts = frame.partition_by(*columns, as_dict=True)
    named = ((tuple(map(str, key)), rows.sort("id")) for key, rows in parts.items())
    return sorted(named, key=lambda part: part[0])
