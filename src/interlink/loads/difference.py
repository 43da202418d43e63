"""What a delivery changes: fragments by content hash against what the source last committed."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from interlink.model.fragment import digest
from interlink.model.schema import Schema

__all__ = ["Difference"]


@dataclass
class Difference:
    """One schema of one source.

    `known` has a row per fragment that shows now: hash, seq, owner (the entity, or a link's source).
    Equal fragments are collapsed over the whole delivery and wait until `rest`. Events without a key,
    such as calls, are each their own and pass through `take` at once: memory holds their hashes only.
    """

    schema: Schema
    known: pl.DataFrame
    unchanged: int = 0
    entities: int = 0
    _waiting: list[pl.DataFrame] = field(default_factory=list)
    _seen: list[pl.Series] = field(default_factory=list)
    _repeats: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"hash": pl.Binary(), "before": pl.UInt32()}))

    def take(self, fragments: pl.DataFrame) -> pl.DataFrame:
        """The events among these that are new; the rest waits."""
        keyed = fragments.filter(pl.col("entity").is_not_null()) if self.schema.is_event else fragments
        if keyed.height:
            self._waiting.append(_collapse(keyed))
            if sum(frame.height for frame in self._waiting) > 4 * self._waiting[0].height:
                self._waiting = [_collapse(pl.concat(self._waiting))]
        if keyed.height == fragments.height:
            return fragments.clear()
        events = self._told_apart(fragments.filter(pl.col("entity").is_null()))
        self.entities += events.height
        return self._new(events)

    def rest(self) -> pl.DataFrame:
        """The new fragments with an id, once every batch is in."""
        if not self._waiting:
            return pl.DataFrame()
        whole = _collapse(pl.concat(self._waiting))
        self._waiting = []
        self.entities += whole.select(pl.coalesce(pl.col("entity").cast(pl.Binary), "hash")).to_series().n_unique()
        return self._new(whole)

    def vanished(self) -> pl.Series:
        """The `seq` of every known fragment that was not delivered."""
        return self.known.join(self._hashes(), on="hash", how="anti", maintain_order="left")["seq"]

    def replaced(self, owners: pl.Series) -> pl.Series:
        """The `seq` of known fragments of these owners that were not delivered."""
        mine = self.known.join(owners.to_frame("owner").unique(), on="owner", how="semi", maintain_order="left")
        return mine.join(self._hashes(), on="hash", how="anti", maintain_order="left")["seq"]

    def _new(self, fragments: pl.DataFrame) -> pl.DataFrame:
        self._seen.append(fragments["hash"])
        new = fragments.join(self.known.select("hash"), on="hash", how="anti", maintain_order="left")
        self.unchanged += fragments.height - new.height
        return new

    def _hashes(self) -> pl.DataFrame:
        return pl.DataFrame({"hash": pl.concat(self._seen) if self._seen else pl.Series([], dtype=pl.Binary)})

    def _told_apart(self, events: pl.DataFrame) -> pl.DataFrame:
        """Exact repeats get an ordinal in their hash: two equal calls are two calls."""
        numbered = (
            events.join(self._repeats, on="hash", how="left", maintain_order="left")
            .with_columns(
                (pl.int_range(pl.len(), dtype=pl.UInt32).over("hash") + pl.col("before").fill_null(0)).alias("ordinal")
            )
        )
        counts = pl.concat([self._repeats, events.group_by("hash").agg(pl.len().alias("before"))])
        self._repeats = counts.group_by("hash").agg(pl.col("before").sum())
        again = digest(pl.concat_str(pl.col("hash").bin.encode("hex"), pl.lit("#"), pl.col("ordinal")))
        if not (numbered["ordinal"] > 0).any():
            return events
        return numbered.with_columns(
            pl.when(pl.col("ordinal") == 0).then("hash").otherwise(again).alias("hash")
        ).select(events.columns)


def _collapse(fragments: pl.DataFrame) -> pl.DataFrame:
    """Equal fragments as one: the first locator, and how many records said so."""
    if fragments["hash"].n_unique() == fragments.height:
        return fragments
    counts = fragments.group_by("hash").agg(pl.col("records").sum())
    first = fragments.unique("hash", keep="first", maintain_order=True).drop("records")
    return first.join(counts, on="hash", how="left", maintain_order="left").select(fragments.columns)
