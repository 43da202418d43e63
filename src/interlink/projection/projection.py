"""The projection: entities and links as arrays, each link with the records behind it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from interlink.errors import QueryError, UnknownEntity, nearest
from interlink.model.evidence import Evidence
from interlink.model.marking import Marking
from interlink.projection.attributes import Attributes
from interlink.projection.columns import (
    Floats,
    Frame,
    Ints,
    Names,
    encode_names,
    fill_missing,
    place_texts,
)
from interlink.projection.edges import read_edges, rows_of_a_table
from interlink.projection.fingerprint import fingerprint
from interlink.projection.flat import Flat, flatten
from interlink.projection.graphs import build_igraph, build_networkx
from interlink.projection.layers import describe_layers
from interlink.projection.merge import either, link_key, merge_links, take_ranges
from interlink.projection.narrow import Constraints, narrow
from interlink.projection.rows import Contacts, Rows, contacts_of, likely_rows, refuse_unusable, rows_of

__all__ = ["Lookup", "Projection"]

Lookup = Callable[[Ints], list[Evidence]]
Weigh = Literal["sum", "confidence"]
ONE_LAYER = "link"
MOST_LAYERS = int(np.iinfo(np.int16).max)
# Enough neighbours in the alphabet to propose a near id; comparing with all of many would take seconds.
NEAR_IDS = 200
# What a projection of other rows has in common with the one that they are from.
KEPT = ("ids", "captions", "kinds", "layers", "directed", "lookup", "markings", "weigh", "attributes")


@dataclass(frozen=True, eq=False)
class Projection:
    """Arrays for analytics: the same for the same links, whatever the order they came in.

    `ids` are sorted; the position of an id is its vertex number, which `source` and `target`
    hold. Links are sorted by source, target and layer, one of each: parallel links are merged,
    `weight` is their sum, `first` and `last` the earliest and latest time in microseconds since
    1970 UTC (`MISSING_TIME` where a link has none; None where no link has times). Undirected,
    `source` is the smaller vertex number. Links of an entity to itself are kept here and left
    out by analytics. Link k comes from `records[record_offsets[k]:record_offsets[k + 1]]`.
    `captions` and `kinds` hold '' where an entity has none. `rows` are the records before they
    were merged; `markings` are theirs by number, None where they have none. Weighed by
    confidence, `weight` is how likely a link is instead of a sum. `attributes` are what records
    say of entities, None where nobody asked.
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
    rows: Rows
    markings: Mapping[int, Marking] | None
    weigh: Weigh
    attributes: Attributes | None = None

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
        confidence: str | None = None,
        directed: bool = False,
    ) -> Projection:
        """The projection of an edge table: one row per link, columns by name.

        `frame` is a pandas, polars or pyarrow table and is not changed. Ids of any type become
        text. Without `weight` every row weighs 1.0. `confidence` is how likely a row is right,
        0 to 1. The evidence of a link is the numbers of its rows, counted from 0. O(m log m).

        Raises
        ------
        UnknownName   the table has no such column
        ReadError     an end or a layer is null or empty, a weight is no number, a time cannot
                      be read or ends before it begins, a confidence is not within 0 and 1; the
                      message gives the rows
        """
        named = {
            "source": source,
            "target": target,
            "weight": weight,
            "at": at,
            "until": until,
            "layer": layer,
            "confidence": confidence,
        }
        columns = {part: name for part, name in named.items() if name is not None}
        links = read_edges(frame, columns)
        return cls.from_links(
            **links,
            directed=directed,
            made_from={"from": "edge table", "rows": len(links["source"]), **columns},
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
        confidence: Floats | None = None,
        records: Ints | None = None,
        nodes: Names | None = None,
        captions: Names | None = None,
        kinds: Names | None = None,
        directed: bool = False,
        lookup: Lookup | None = None,
        made_from: Mapping[str, object] | None = None,
    ) -> Projection:
        """The projection of link columns of equal length, parallel links merged.

        `at` and `until` are microseconds since 1970 UTC or `MISSING_TIME`; where one is missing
        the other stands for it. `records` has one number per row; without it a row's record is
        its number. `nodes` are entity ids, linked or not, each once; `captions`
        and `kinds` are theirs, in the same order. `lookup` turns record numbers into evidence,
        one for each, in order; None means rows of a table.
        """
        ids, (tail, head, listed) = encode_names(source, target, () if nodes is None else nodes)
        names = pa.repeat(pa.scalar(ONE_LAYER, pa.large_string()), tail.size) if layer is None else layer
        layers, (number,) = encode_names(names)
        return cls.from_rows(
            rows_of(
                tail,
                head,
                number,
                weight=weight,
                at=at,
                until=until,
                confidence=confidence,
                record=records,
            ),
            ids=ids,
            layers=layers,
            captions=place_texts(captions, listed, len(ids)),
            kinds=place_texts(kinds, listed, len(ids)),
            directed=directed,
            lookup=lookup,
            made_from=made_from,
        )

    @classmethod
    def from_rows(
        cls,
        rows: Rows,
        *,
        ids: tuple[str, ...],
        layers: tuple[str, ...],
        captions: tuple[str, ...] | None = None,
        kinds: tuple[str, ...] | None = None,
        directed: bool = False,
        lookup: Lookup | None = None,
        made_from: Mapping[str, object] | None = None,
        markings: Mapping[int, Marking] | None = None,
        weigh: Weigh = "sum",
        attributes: Attributes | None = None,
    ) -> Projection:
        """The rows merged; their ends and layers are positions in `ids` and `layers`, both in order.

        Layers without a row are left out. `captions` and `kinds` have a place for each id.

        Raises
        ------
        QueryError   there are more than 32,767 layers, or weights that do not add up to a number
        """
        if len(layers) > MOST_LAYERS:
            raise QueryError(f"{len(layers)} layers; expected at most {MOST_LAYERS}. Group them first.")
        used = np.bincount(rows.layer, minlength=len(layers)) > 0
        if not used.all():
            rows = replace(rows, layer=(np.cumsum(used, dtype=np.int16) - 1).astype(np.int16)[rows.layer])
            layers = tuple(layers[number] for number in np.flatnonzero(used))
        refuse_unusable(rows, ids)
        merged = merge_links(
            *rows.ends(directed=directed),
            rows.layer,
            rows.counted(),
            first=fill_missing(rows.at, rows.until),
            last=fill_missing(rows.until, rows.at),
            records=rows.record,
            n_nodes=len(ids),
            n_layers=len(layers),
        )
        found = cls(
            ids=ids,
            captions=captions,
            kinds=kinds,
            layers=layers,
            directed=directed,
            lookup=lookup,
            made_from=dict(made_from or {}),
            rows=rows,
            markings=markings,
            weigh=weigh,
            attributes=attributes,
            **vars(merged),
        )
        if weigh == "sum" or found.confidence is None:
            return found
        return replace(found, weight=found.confidence)

    @property
    def n_nodes(self) -> int:
        """How many entities."""
        return len(self.ids)

    @property
    def n_links(self) -> int:
        """How many merged links."""
        return int(self.source.size)

    @cached_property
    def layer_table(self) -> pd.DataFrame:
        """What stands in each layer, shared: callers copy it before they change it."""
        return describe_layers(self)

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
        return self.evidence_of(numbers)

    def links_with(self, records: Ints) -> Ints:
        """The links that any of these records is behind."""
        places = np.flatnonzero(np.isin(self.records, records))
        return np.unique(np.searchsorted(self.record_offsets, places, side="right") - 1)

    def evidence_of(self, records: Ints) -> list[Evidence]:
        """The records of these numbers in the order given, each once."""
        _, seen_at = np.unique(records, return_index=True)
        distinct = records[np.sort(seen_at)]
        return (self.lookup or rows_of_a_table)(distinct)

    def induced(self, ids: Iterable[str]) -> Projection:
        """The entities of these ids and the links among them; ids that are not here are left out."""
        wanted = set(ids)
        kept = np.fromiter((each in wanted for each in self.ids), dtype=bool, count=self.n_nodes)
        number = (np.cumsum(kept, dtype=np.int64) - 1).astype(np.int32)
        rows = self.rows.kept(kept[self.rows.source] & kept[self.rows.target])
        chosen = np.flatnonzero(kept).tolist()
        return self._again(
            replace(rows, source=number[rows.source], target=number[rows.target]),
            {"only": len(chosen)},
            ids=tuple(self.ids[n] for n in chosen),
            captions=None if self.captions is None else tuple(self.captions[n] for n in chosen),
            kinds=None if self.kinds is None else tuple(self.kinds[n] for n in chosen),
            attributes=None if self.attributes is None else self.attributes.renumbered(number, kept),
        )

    def only_rows(self, chosen: npt.NDArray[np.bool_] | Ints, **said: object) -> Projection:
        """The same entities, linked by the rows chosen alone; `said` says in `made_from` which these are."""
        return self._again(self.rows.kept(chosen), said)

    def _again(self, rows: Rows, said: Mapping[str, object], **changed: Any) -> Projection:
        """The projection of other rows, alike in all but what is changed."""
        same: dict[str, Any] = {name: getattr(self, name) for name in KEPT} | changed
        return Projection.from_rows(rows, made_from={**self.made_from, **said}, **same)

    def narrow(self, asked: Constraints) -> Projection:
        """The same entities, linked by what these constraints leave; see `interlink.projection.narrow`."""
        return narrow(self, asked)

    @cached_property
    def link_of_row(self) -> Ints:
        """The merged link that each of `rows` is part of."""
        n, layers = self.n_nodes, len(self.layers)
        keys = link_key(self.source, self.target, self.layer, n_nodes=n, n_layers=layers)
        ends = self.rows.ends(directed=self.directed)
        return np.searchsorted(keys, link_key(*ends, self.rows.layer, n_nodes=n, n_layers=layers))

    @cached_property
    def contacts(self) -> Contacts:
        """The rows that have a time, in order of time."""
        return contacts_of(self.rows, self.link_of_row)

    @cached_property
    def confidence(self) -> Floats | None:
        """How likely each merged link is, its rows taken as independent; None where no row says.

        A row that is marked is as likely as its information grade says; see `interlink.model.grades`.
        """
        likely = likely_rows(self.rows, self.markings)
        return None if likely is None else either(likely, self.link_of_row, self.n_links)

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
        return fingerprint(self)

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
        return [self.layers[n] for n in self.layer.tolist()]
