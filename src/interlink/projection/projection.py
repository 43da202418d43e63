"""The projection: entities and links as arrays, each link with the records behind it."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from interlink.errors import QueryError, UnknownEntity, nearest
from interlink.model.evidence import Evidence
from interlink.projection.columns import (
    Floats,
    Frame,
    Ints,
    Names,
    encode_names,
    fill_missing,
    place_texts,
    read_column,
    read_moments,
    read_names,
    read_numbers,
)
from interlink.projection.flat import Flat, flatten
from interlink.projection.graphs import build_igraph, build_networkx
from interlink.projection.merge import merge_links, take_ranges

__all__ = ["Lookup", "Projection"]

Lookup = Callable[[Ints], list[Evidence]]
ONE_LAYER = "link"
MOST_LAYERS = int(np.iinfo(np.int16).max)
# Enough neighbours in the alphabet to propose a near id; comparing with all of many would take seconds.
NEAR_IDS = 200


@dataclass(frozen=True, eq=False)
class Projection:
    """Arrays for analytics: the same for the same links, whatever the order they came in.

    `ids` are sorted; the position of an id is its vertex number, which `source` and `target`
    hold. Links are sorted by source, target and layer, one of each: parallel links are merged,
    `weight` is their sum, `first` and `last` the earliest and latest time in microseconds since
    1970 UTC (`MISSING_TIME` where a link has none; None where no link has times). Undirected,
    `source` is the smaller vertex number. Links of an entity to itself are kept here and left
    out by analytics. Link k comes from `records[record_offsets[k]:record_offsets[k + 1]]`.
    `captions` and `kinds` hold '' where an entity has none.
    """

    ids: tuple[str, ...]
    captions: tuple[str, ...] | None
    kinds: tuple[str, ...] | None
    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    weight: Floats
    first: Ints | None
    last: Ints | None
    layer: npt.NDArray[np.int16]
    layers: tuple[str, ...]
    directed: bool
    record_offsets: Ints
    records: Ints
    lookup: Lookup | None
    made_from: Mapping[str, object]

    @classmethod
    def from_edges(
        cls,
        frame: Frame,
        source: str = "src",
        target: str = "dst",
        *,
        weight: str | None = None,
        at: str | None = None,
        until: str | None = None,
        layer: str | None = None,
        directed: bool = False,
    ) -> Projection:
        """The projection of an edge table: one row per link, columns by name.

        `frame` is a pandas, polars or pyarrow table and is not changed. Ids of any type become
        text. Without `weight` every row weighs 1.0. The evidence of a link is the numbers of its
        rows, counted from 0. O(m log m).

        Raises
        ------
        UnknownName   the table has no such column
        ReadError     an end or a layer is null or empty, a weight is no number, a time cannot
                      be read; the message gives the rows
        """
        asked = {
            "source": source,
            "target": target,
            "weight": weight,
            "at": at,
            "until": until,
            "layer": layer,
        }
        columns = {part: name for part, name in asked.items() if name is not None}
        found = {part: read_column(frame, name) for part, name in columns.items()}
        said = {part: f"{part} column '{name}'" for part, name in columns.items()}
        return cls.from_links(
            read_names(found["source"], said["source"]),
            read_names(found["target"], said["target"]),
            weight=read_numbers(found["weight"], said["weight"]) if "weight" in found else None,
            at=read_moments(found["at"], said["at"]) if "at" in found else None,
            until=read_moments(found["until"], said["until"]) if "until" in found else None,
            layer=read_names(found["layer"], said["layer"]) if "layer" in found else None,
            directed=directed,
            made_from={"from": "edge table", "rows": len(found["source"]), **columns},
        )

    @classmethod
    def from_links(
        cls,
        source: Names,
        target: Names,
        *,
        weight: Floats | None = None,
        at: Ints | None = None,
        until: Ints | None = None,
        layer: Names | None = None,
        records: Ints | None = None,
        record_offsets: Ints | None = None,
        nodes: Names | None = None,
        captions: Names | None = None,
        kinds: Names | None = None,
        directed: bool = False,
        lookup: Lookup | None = None,
        made_from: Mapping[str, object] | None = None,
    ) -> Projection:
        """The projection of link columns of equal length, parallel links merged.

        `at` and `until` are microseconds since 1970 UTC or `MISSING_TIME`; where one is missing
        the other stands for it. `records` has one number per row, or with `record_offsets` the
        numbers of row i at `records[record_offsets[i]:record_offsets[i + 1]]`; without it a
        row's record is its number. `nodes` are entity ids, linked or not, each once; `captions`
        and `kinds` are theirs, in the same order. `lookup` turns record numbers into evidence,
        one for each, in order; None means rows of a table.
        """
        ids, (tail, head, listed) = encode_names(source, target, () if nodes is None else nodes)
        names = pa.repeat(pa.scalar(ONE_LAYER, pa.large_string()), tail.size) if layer is None else layer
        layers, (number,) = encode_names(names)
        return cls.from_positions(
            ids,
            tail,
            head,
            layers=layers,
            layer=number,
            weight=weight,
            at=at,
            until=until,
            records=records,
            record_offsets=record_offsets,
            captions=place_texts(captions, listed, len(ids)),
            kinds=place_texts(kinds, listed, len(ids)),
            directed=directed,
            lookup=lookup,
            made_from=made_from,
        )

    @classmethod
    def from_positions(
        cls,
        ids: tuple[str, ...],
        source: npt.NDArray[np.int32],
        target: npt.NDArray[np.int32],
        *,
        layers: tuple[str, ...],
        layer: npt.NDArray[np.int32],
        weight: Floats | None = None,
        at: Ints | None = None,
        until: Ints | None = None,
        records: Ints | None = None,
        record_offsets: Ints | None = None,
        captions: tuple[str, ...] | None = None,
        kinds: tuple[str, ...] | None = None,
        directed: bool = False,
        lookup: Lookup | None = None,
        made_from: Mapping[str, object] | None = None,
    ) -> Projection:
        """The same of columns that are encoded already: positions in `ids` and `layers`, both in order.

        Every layer has a row. `captions` and `kinds` have a place for each id.
        """
        if len(layers) > MOST_LAYERS:
            raise QueryError(f"{len(layers)} layers; expected at most {MOST_LAYERS}. Group them first.")
        tail, head = source, target
        if not directed:
            tail, head = np.minimum(tail, head), np.maximum(tail, head)
        rows = np.arange(tail.size + 1, dtype=np.int64)
        merged = merge_links(
            tail,
            head,
            layer.astype(np.int16),
            np.ones(tail.size) if weight is None else weight,
            first=fill_missing(at, until),
            last=fill_missing(until, at),
            record_offsets=rows if record_offsets is None else record_offsets,
            records=rows[:-1] if records is None else records,
            n_nodes=len(ids),
            n_layers=len(layers),
        )
        return cls(
            ids=ids,
            captions=captions,
            kinds=kinds,
            layers=layers,
            directed=directed,
            lookup=lookup,
            made_from=dict(made_from or {}),
            **vars(merged),
        )

    @property
    def n_nodes(self) -> int:
        """How many entities."""
        return len(self.ids)

    @property
    def n_links(self) -> int:
        """How many merged links."""
        return int(self.source.size)

    def index_of(self, entity: str) -> int:
        """The vertex number of an entity id; an id of another type is taken as text, as in tables.

        Raises
        ------
        UnknownEntity   the projection has no such entity; the message proposes the nearest
        """
        entity = str(entity)
        at = bisect_left(self.ids, entity)
        if at < self.n_nodes and self.ids[at] == entity:
            return at
        near = self.ids[max(0, at - NEAR_IDS) : at + NEAR_IDS]
        raise UnknownEntity(
            f"the projection has no entity '{entity}' among its {self.n_nodes}.{nearest(entity, near)}"
        )

    def caption_of(self, vertex: int) -> str:
        """The caption of a vertex, or its id where it has none."""
        return (self.captions[vertex] if self.captions else "") or self.ids[vertex]

    def ids_of(self, vertices: Ints) -> pd.Series[Any]:
        """The ids of the vertices as a column of text."""
        return pd.Series(pd.array(self._id_column.take(pa.array(vertices)), dtype="str"))

    def captions_of(self, vertices: Ints) -> pd.Series[Any]:
        """The captions of the vertices as a column of text, ids where there are none."""
        return pd.Series(pd.array(self._caption_column.take(pa.array(vertices)), dtype="str"))

    @cached_property
    def _id_column(self) -> pa.Array:
        return pa.array(self.ids, pa.large_string())

    @cached_property
    def _caption_column(self) -> pa.Array:
        if self.captions is None:
            return self._id_column
        return pa.array([c or i for c, i in zip(self.captions, self.ids, strict=True)], pa.large_string())

    def evidence(self, links: Ints) -> list[Evidence]:
        """The records of the links given, link after link, each record once."""
        numbers, _ = take_ranges(self.record_offsets, self.records, np.asarray(links, dtype=np.int64))
        _, seen_at = np.unique(numbers, return_index=True)
        distinct = numbers[np.sort(seen_at)]
        if self.lookup is not None:
            return self.lookup(distinct)
        return [Evidence(source="table", load=0, file="", locator=f"row {n}") for n in distinct.tolist()]

    def induced(self, ids: Iterable[str]) -> Projection:
        """The entities of these ids and the links among them; ids that are not here are left out."""
        wanted = set(ids)
        kept = np.fromiter((each in wanted for each in self.ids), dtype=bool, count=self.n_nodes)
        number = np.cumsum(kept, dtype=np.int64) - 1
        links = np.flatnonzero(kept[self.source] & kept[self.target])
        records, lengths = take_ranges(self.record_offsets, self.records, links)
        chosen = np.flatnonzero(kept).tolist()
        return replace(
            self,
            ids=tuple(self.ids[n] for n in chosen),
            captions=None if self.captions is None else tuple(self.captions[n] for n in chosen),
            kinds=None if self.kinds is None else tuple(self.kinds[n] for n in chosen),
            source=number[self.source[links]].astype(np.int32),
            target=number[self.target[links]].astype(np.int32),
            weight=self.weight[links],
            first=None if self.first is None else self.first[links],
            last=None if self.last is None else self.last[links],
            layer=self.layer[links],
            record_offsets=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)]),
            records=records,
            made_from={**self.made_from, "only": len(chosen)},
        )

    def flat(self, *, directed: bool) -> Flat:
        """One link per pair of entities; computed once. Undirected forgets directions.

        Raises
        ------
        QueryError   directions are asked of an undirected projection
        """
        if directed and not self.directed:
            raise QueryError("the projection is undirected; expected directed=True when it was made")
        return self._directed if directed else self._undirected

    @cached_property
    def _directed(self) -> Flat:
        return flatten(self.source, self.target, self.weight, n_nodes=self.n_nodes, directed=True)

    @cached_property
    def _undirected(self) -> Flat:
        return flatten(self.source, self.target, self.weight, n_nodes=self.n_nodes, directed=False)

    @cached_property
    def fingerprint(self) -> str:
        """A sha256 over entities, links and what they were made from; record numbers do not count."""
        digest = hashlib.sha256()
        words = [self.ids, self.captions, self.kinds, self.layers, self.directed, dict(self.made_from)]
        digest.update(json.dumps(words, sort_keys=True, default=str).encode())
        ends = (self.source, self.target, self.layer)
        for column in (*ends, self.weight, self.first, self.last, self.record_offsets):
            digest.update(b"none" if column is None else np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()

    def to_igraph(self) -> Any:
        """A new igraph graph: one edge per merged link.

        Vertices carry `name` and, where known, `caption` and `kind`; edges `weight` and `layer`.
        """
        return build_igraph(self)

    def to_networkx(self) -> Any:
        """A new networkx graph with `weight` and `layer` on edges, `caption` and `kind` on nodes.

        One layer gives a Graph or DiGraph; several give a MultiGraph or MultiDiGraph whose edge
        keys are the layers.
        """
        return build_networkx(self)

    def layer_names(self) -> list[str]:
        """The layer of each merged link, by name."""
        if len(self.layers) == 1:
            return [self.layers[0]] * self.n_links
        return [self.layers[n] for n in self.layer.tolist()]
