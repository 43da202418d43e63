"""How much a projection would hold, counted before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from interlink.access.look import Look
from interlink.errors import QueryError
from interlink.projection.wanted import Wanted

__all__ = ["Measure", "memory_words", "project_bytes", "refuse_too_large", "take_measure"]

# Of memory at its highest while a projection is made and communities are sought in it. Measured on 400,000
# calls between 50,000 phones: 900 bytes a phone and 375 a call, what libraries take once among them.
BYTES_A_LINK, BYTES_AN_ENTITY = 400, 900
# So many kinds are named in a refusal.
NAMED = 3


@dataclass(frozen=True)
class Measure:
    """How much a projection would hold: entities by kind and records of links by layer, where there are any.

    Of links those count of which both ends would be in it.
    """

    entities: Mapping[str, int]
    links: Mapping[str, int]

    @property
    def n_entities(self) -> int:
        """How many entities."""
        return sum(self.entities.values())

    @property
    def n_links(self) -> int:
        """How many records of links."""
        return sum(self.links.values())

    @property
    def memory_bytes(self) -> int:
        """An estimate of the memory that making and analysing it takes."""
        return project_bytes(self.n_entities, self.n_links)


def take_measure(look: Look, wanted: Wanted) -> Measure:
    """Counts what a projection would hold: only ids are read."""
    named = [
        look.scan(kind).select("entity", pl.lit(kind.name).alias("kind"))
        for kind in wanted.kinds
        if kind.name in look.held
    ]
    if not named:
        return Measure({}, {})
    # An id that several kinds use is of the first by name, as in the projection.
    entities = pl.concat(named).group_by("entity").agg(pl.col("kind").min()).collect()
    layers = [layer for layer in wanted.layers if layer.schema.name in look.held]
    within = entities.lazy()
    joined = [
        look.scan(layer.schema)
        .filter(wanted.within(layer.schema))
        .join(within, left_on="src", right_on="entity", how="semi")
        .join(within, left_on="dst", right_on="entity", how="semi")
        .select(pl.len())
        for layer in layers
    ]
    counts = [int(frame.item()) for frame in pl.collect_all(joined)]
    kinds = entities.group_by("kind").len().sort("kind")
    return Measure(
        entities=dict(kinds.iter_rows()),
        links={layer.name: count for layer, count in zip(layers, counts, strict=True) if count},
    )


def refuse_too_large(look: Look, wanted: Wanted, most_bytes: int) -> None:
    """Nothing, or the error that says how large it would be and what to narrow.

    Raises
    ------
    QueryError   making and analysing it would take more than `most_bytes`
    """
    kinds = [kind.name for kind in wanted.kinds]
    layers = [layer.name for layer in wanted.layers]
    scans = [look.scan(kind) for kind in wanted.kinds]
    scans += [look.scan(layer.schema).filter(wanted.within(layer.schema)) for layer in wanted.layers]
    counts = [int(frame.item()) for frame in pl.collect_all([scan.select(pl.len()) for scan in scans])]
    needed = project_bytes(sum(counts[: len(kinds)]), sum(counts[len(kinds) :]))
    if needed <= most_bytes:
        return
    # Without their numbers, in which are links that have an end that may not be seen.
    ranked = sorted(zip(counts, [*kinds, *layers], strict=True), key=lambda pair: (-pair[0], pair[1]))
    named = ", ".join(name for count, name in ranked[:NAMED] if count)
    raise QueryError(
        f"this projection would take about {memory_words(needed)} of memory and may take"
        f" {memory_words(most_bytes)}. Choose fewer kinds (largest first: {named}) or a shorter time, or"
        " raise INTERLINK_MEMORY."
    )


def project_bytes(entities: int, links: int) -> int:
    """An estimate of the memory that a projection of so many entities and records of links takes."""
    return BYTES_AN_ENTITY * entities + BYTES_A_LINK * links


def memory_words(size: int) -> str:
    """A size of memory as people say it: 5 kB, 12 MB, 1.5 GB."""
    if size >= 1e9:
        return f"{size / 1e9:,.1f} GB"
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"
