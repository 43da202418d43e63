"""Pair totals of events that are too many to be assembled at once: so many pairs at a time."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from interlink.graph.assemble import assemble, totals
from interlink.model.marking import Marking
from interlink.model.schema import Schema

__all__ = ["totals_in_parts"]

# Assembled, an event takes about 400 bytes.
PART_EVENTS = 500_000
NEEDED = ("seq", "hash", "load", "source", "entity", "src", "dst", "flagged", "marking")


def totals_in_parts(
    fragments: pl.LazyFrame,
    schema: Schema,
    *,
    markings: Mapping[int, Marking],
    committed_at: Mapping[int, int],
    part_events: int = PART_EVENTS,
) -> pl.DataFrame:
    """What `totals` gives of all these fragments assembled, but for the columns that only the lake reads.

    Every pair is in one part, whatever its direction; the parts are those of a hash, so one pair with most
    of the events is taken at once.
    """
    if schema.total is None:
        return pl.DataFrame()
    summed = [schema.total.sum] if schema.total.sum else []
    held = [name for name in (*summed, "currency") if name in schema.properties]
    kept = fragments.select(*NEEDED, schema.period[0] or "at", *held)
    events = kept.select(pl.len()).collect().item()
    number = max(1, -(-events // part_events))
    part = pl.struct("src", "dst").hash(seed=0) % number
    found: list[pl.DataFrame] = []
    for at in range(number):
        chosen = kept.filter(part == at).map_batches(_with_own_texts, streamable=True)
        some = chosen.collect(engine="streaming")
        if some.height:
            links = assemble(some, schema, markings=markings, committed_at=committed_at)
            pairs = totals(links, schema, markings=markings).drop("markings", "seqs")
            found.append(_with_own_texts(pairs))
    if not found:
        return pl.DataFrame()
    whole = pl.concat(found, how="diagonal")
    # A part without a currency lacks the column, which would else come last.
    order = [name for name in whole.columns if name != "currency"]
    if "currency" in whole.columns:
        order.insert(order.index("dst") + 1, "currency")
    return whole.select(order).sort("id")


def _with_own_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with texts of its own.

    Rows chosen from a frame hold on to the texts of all its rows: a part of the events to those of all
    events, a total to those of its part.
    """
    return pl.DataFrame(frame.to_arrow(compat_level=pl.CompatLevel.oldest()))
