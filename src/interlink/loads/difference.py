"""What a delivery changes: fragments by content hash against what the source last committed."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from interlink.model.fragment import digest
from interlink.model.schema import Schema

__all__ = ["Difference"]

REPEATS = {"hash": pl.Binary, "before": pl.UInt32}


@dataclass
class Difference:
    """One schema of one source; `shown` are its fragments that show now, with the lake's columns.

    `known` holds their `hash` and `seq`, and `record_key` where the source delivers changes. Equal fragments
    are collapsed over the whole delivery and wait until `rest`. Events without a key, such as calls, are
    each their own and pass through `take` at once: memory holds their hashes only.
    """

    schema: Schema
    known: pl.DataFrame
    shown: pl.LazyFrame
    unchanged: int = 0
    entities: int = 0
    _waiting: list[pl.DataFrame] = field(default_factory=list)
    _seen: list[pl.Series] = field(default_factory=list)
    _repeats: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REPEATS))

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
        self.entities += (
            whole.select(pl.coalesce(pl.col("entity").cast(pl.Binary), "hash")).to_series().n_unique()
        )
        return self._new(whole)

    def vanished(self) -> pl.Series:
        """The `seq` of every known fragment that was not delivered."""
        return self.known.join(self._hashes(), on="hash", how="anti", maintain_order="left")["seq"]

    def replaced(self, keys: pl.Series) -> pl.Series:
        """The `seq` of known fragments that records of these keys said and that were not delivered again."""
        said = self.known.filter(pl.col("record_key").is_in(keys.implode()))
        return said.join(self._hashes(), on="hash", how="anti", maintain_order="left")["seq"]

    def about(self, ids: pl.Series) -> pl.DataFrame:
        """The known fragments of these entities, and the links that lead from them: `seq`, `dst`."""
        owner, end = (
            (pl.col("src"), pl.col("dst")) if self.schema.is_link else (pl.col("entity"), pl.lit(None))
        )
        mine = self.shown.filter(owner.is_in(ids.implode()))
        return mine.select("seq", end.cast(pl.String).alias("dst")).collect()

    def _new(self, fragments: pl.DataFrame) -> pl.DataFrame:
        self._seen.append(fragments["hash"])
        new = fragments.join(self.known.select("hash"), on="hash", how="anti", maintain_order="left")
        self.unchanged += fragments.height - new.height
        return new

    def _hashes(self) -> pl.DataFrame:
        return pl.DataFrame({"hash": pl.concat([pl.Series([], dtype=pl.Binary), *self._seen])})

    def _told_apart(self, events: pl.DataFrame) -> pl.DataFrame:
        """Exact repeats get an ordinal in their hash: two equal calls are two calls."""
        ordinal = pl.int_range(pl.len(), dtype=pl.UInt32).over("hash") + pl.col("before").fill_null(0)
        numbered = events.join(self._repeats, on="hash", how="left", maintain_order="left").with_columns(
            ordinal.alias("ordinal")
        )
        counts = pl.concat([self._repeats, events.group_by("hash").agg(pl.len().alias("before"))])
        self._repeats = counts.group_by("hash").agg(pl.col("before").sum())
        if not (numbered["ordinal"] > 0).any():
            return events
        again = digest(pl.concat_str(pl.col("hash").bin.encode("hex"), pl.lit("#"), pl.col("ordinal")))
        apart = pl.when(pl.col("ordinal") == 0).then("hash").otherwise(again)
        return numbered.with_columns(apart.alias("hash")).select(events.columns)


def _collapse(fragments: pl.DataFrame) -> pl.DataFrame:
    """Equal fragments as one: the first locator, and how many records said so."""
    if fragments["hash"].n_unique() == fragments.height:
        return fragments
    counts = fragments.group_by("hash").agg(pl.col("records").sum())
    first = fragments.unique("hash", keep="first", maintain_order=True).drop("records")
    return first.join(counts, on="hash", how="left", maintain_order="left").select(fragments.columns)
