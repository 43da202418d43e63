"""What an audience's graph should hold: nodes and links assembled from the lake, and their manifest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import polars as pl

from interlink.graph.assemble import assemble, totals
from interlink.graph.findings import NOTHING_SAID, Said
from interlink.graph.in_parts import totals_in_parts
from interlink.graph.manifest import LINKS, NODES, Manifest
from interlink.model.fragment import digest
from interlink.model.marking import Marking
from interlink.model.schema import Ontology, Schema

__all__ = ["Desired", "desired", "labels_of"]

# What the graph does not carry: the numbers of fragments and markings, which only the lake can read.
LEFT_OUT = ("seqs", "markings", "hash")
# As text, which is what is hashed, a row takes about 1,000 bytes.
HASHED_AT_ONCE = 100_000


@dataclass(frozen=True)
class Desired:
    """Frames by label and by (type, label of source, label of target), and the manifest of them all."""

    nodes: Mapping[str, pl.DataFrame]
    links: Mapping[tuple[str, str, str], pl.DataFrame]
    manifest: Manifest


def desired(
    scan: Callable[[Schema], pl.LazyFrame],
    ontology: Ontology,
    *,
    load: int,
    markings: Mapping[int, Marking],
    committed_at: Mapping[int, int],
    in_totals: Collection[str] = (),
    said: Said = NOTHING_SAID,
) -> Desired:
    """The graph that these fragments make. A link whose end the audience does not have is left out.

    Of the sources `in_totals`, events of schemas that have a total are in it as totals alone. `said` is
    what findings say of its nodes.
    """
    nodes: dict[str, pl.DataFrame] = {}
    for schema in ontology.entities():
        frame = assemble(scan(schema).collect(), schema, markings=markings, committed_at=committed_at)
        if frame.height:
            nodes[schema.graph_name] = _hashed(said.beside(frame))
    labels = _labels(nodes)
    links: dict[tuple[str, str, str], pl.DataFrame] = {}
    for schema in ontology.links():
        apart = sorted(in_totals) if schema.total is not None else []
        single = scan(schema).filter(~pl.col("source").is_in(apart)) if apart else scan(schema)
        frame = assemble(single.collect(), schema, markings=markings, committed_at=committed_at)
        if frame.height:
            _add_links(links, schema.graph_name, frame, labels)
        if schema.total is None:
            continue
        pairs = (
            totals_in_parts(scan(schema), schema, markings=markings, committed_at=committed_at)
            if apart
            else totals(frame, schema, markings=markings)
        )
        if pairs.height:
            _add_links(links, schema.total.type, pairs, labels)
    manifest = Manifest(load, _node_manifest(nodes), _link_manifest(links), said.digest)
    return Desired(nodes, links, manifest)


def labels_of(schema: Schema) -> tuple[str, ...]:
    """The labels of a schema's nodes: its own, and `Party` for parties."""
    return (schema.graph_name, "Party") if schema.is_a("Party") else (schema.graph_name,)


def _labels(nodes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    frames = [frame.select("id", pl.lit(label).alias("label")) for label, frame in nodes.items()]
    known = pl.concat(frames) if frames else pl.DataFrame(schema={"id": pl.String, "label": pl.String})
    # One id is one node to a link, even if two schemas were to give it.
    return known.unique("id", keep="first", maintain_order=True)


def _add_links(
    links: dict[tuple[str, str, str], pl.DataFrame], name: str, frame: pl.DataFrame, labels: pl.DataFrame
) -> None:
    ends = frame.join(labels.rename({"id": "src", "label": "src_label"}), on="src").join(
        labels.rename({"id": "dst", "label": "dst_label"}), on="dst"
    )
    hashed = _hashed(ends)
    for (source, target), rows in sorted(hashed.partition_by("src_label", "dst_label", as_dict=True).items()):
        links[name, str(source), str(target)] = rows.sort("id")


def _hashed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as the graph carries it, with a hash of each row's content.

    Properties without a value take no part: a property that one node gains changes no other's hash.
    """
    carried = frame.drop([name for name in LEFT_OUT if name in frame.columns])
    parts = [
        pl.when(pl.col(name).is_not_null()).then(pl.struct(name).struct.json_encode())
        for name in carried.columns
    ]
    hashed = digest(pl.concat_str(parts, separator="\x1f", ignore_nulls=True)).alias("hash")
    some = (carried.slice(at, HASHED_AT_ONCE) for at in range(0, max(1, carried.height), HASHED_AT_ONCE))
    return carried.with_columns(pl.concat([each.select(hashed) for each in some])["hash"])


def _node_manifest(nodes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    frames = [frame.select("id", pl.lit(label).alias("label"), "hash") for label, frame in nodes.items()]
    return pl.concat(frames) if frames else pl.DataFrame(schema=NODES)


def _link_manifest(links: Mapping[tuple[str, str, str], pl.DataFrame]) -> pl.DataFrame:
    frames = [
        frame.select("id", pl.lit(name).alias("type"), "hash", "src", "dst", "src_label", "dst_label")
        for (name, _source, _target), frame in links.items()
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=LINKS)
