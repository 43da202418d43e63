"""What a delivery changes: fragments by content hash against what the source last committed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from interlink.model.fragment import digest
from interlink.model.schema import Schema

__all__ = ["Difference"]

# As many rows as a batch has.
AT_ONCE = 250_000
PLACES = {"key": pl.UInt128, "records": pl.Int32}
REPEATS = {"key": pl.UInt128, "before": pl.UInt32}


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
    _columns: Mapping[str, pl.DataType] = field(default_factory=dict)
    _waiting: list[pl.DataFrame] = field(default_factory=list)
    _places: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PLACES))
    _seen: list[pl.Series] = field(default_factory=list)
    _repeats: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REPEATS))

    def take(self, fragments: pl.DataFrame) -> pl.DataFrame:
        """The events among these that are new; the rest waits."""
        self._columns = fragments.schema
        keyed, events = fragments, fragments.clear()
        if self.schema.is_event:
            keyed, events = _parted(fragments, fragments["entity"].is_not_null())
        if keyed.height:
            self._wait(_collapse(_without_empty(keyed)))
        if not events.height:
            return events
        events = self._told_apart(events)
        self.entities += events.height
        return self._new(events)

    def rest(self) -> Iterator[pl.DataFrame]:
        """The new fragments with an id, once every batch is in, so many at a time."""
        if not self._waiting:
            return
        whole = pl.concat(self._waiting, how="diagonal").with_columns(self._places["records"])
        self._waiting, self._places = [], self._places.clear()
        self.entities += (
            whole.select(pl.coalesce(pl.col("entity").cast(pl.Binary), "hash")).to_series().n_unique()
        )
        for part in self._new(whole).iter_slices(AT_ONCE):
            yield _with_empty(part, self._columns)

    def vanished(self) -> pl.Series:
        """The `seq` of every known fragment that was not delivered."""
        return self._missing(self.known)

    def replaced(self, keys: pl.Series) -> pl.Series:
        """The `seq` of known fragments that records of these keys said and that were not delivered again."""
        return self._missing(self.known.filter(pl.col("record_key").is_in(keys.implode())))

    def about(self, ids: pl.Series) -> pl.DataFrame:
        """The known fragments of these entities, and the links that lead from them: `seq`, `dst`."""
        owner, end = (
            (pl.col("src"), pl.col("dst")) if self.schema.is_link else (pl.col("entity"), pl.lit(None))
        )
        mine = self.shown.filter(owner.is_in(ids.implode()))
        return mine.select("seq", end.cast(pl.String).alias("dst")).collect()

    def _new(self, fragments: pl.DataFrame) -> pl.DataFrame:
        keys = _keys(fragments)
        self._seen.append(keys)
        if not self.known.height:
            return fragments
        new = fragments.filter(~keys.is_in(self._known_keys.implode()))
        self.unchanged += fragments.height - new.height
        return new

    def _wait(self, fragments: pl.DataFrame) -> None:
        """Keeps those that do not wait yet, and counts the others where they do."""
        told = pl.DataFrame([_keys(fragments), fragments["records"]])
        here = told.join(self._places.with_row_index("at"), on="key", how="inner")
        counted = self._places["records"].scatter(
            here["at"], self._places["records"].gather(here["at"]) + here["records"]
        )
        is_new = ~told["key"].is_in(here["key"].implode())
        self._places = pl.concat([self._places.with_columns(counted), told.filter(is_new)])
        self._waiting.append(fragments.filter(is_new))

    def _missing(self, known: pl.DataFrame) -> pl.Series:
        return known.filter(~_keys(known).is_in(self._delivered().implode()))["seq"]

    def _delivered(self) -> pl.Series:
        return pl.concat([pl.Series([], dtype=pl.UInt128), *self._seen], rechunk=False)

    @cached_property
    def _known_keys(self) -> pl.Series:
        return _keys(self.known)

    def _told_apart(self, events: pl.DataFrame) -> pl.DataFrame:
        """Exact repeats get an ordinal in their hash: two equal calls are two calls."""
        keys = _keys(events)
        delivered = self._delivered()
        earlier = delivered.filter(delivered.is_in(keys.implode()))
        if not earlier.len() and keys.n_unique() == keys.len():
            return events
        at = (keys.is_duplicated() | keys.is_in(earlier.implode())).arg_true()
        before = earlier.to_frame("key").join(self._repeats, on="key", how="left")
        ordinal = pl.int_range(pl.len(), dtype=pl.UInt32).over("key") + pl.col("before").fill_null(0)
        repeats = (
            pl.DataFrame([keys.gather(at).alias("key"), events["hash"].gather(at)])
            .join(
                before.with_columns(pl.col("before").fill_null(1)),
                on="key",
                how="left",
                maintain_order="left",
            )
            .with_columns(ordinal.alias("ordinal"))
        )
        counts = repeats.group_by("key").agg((pl.col("ordinal").max() + 1).alias("before"))
        self._repeats = pl.concat([counts, self._repeats]).unique("key", keep="first", maintain_order=True)
        again = digest(pl.concat_str(pl.col("hash").bin.encode("hex"), pl.lit("#"), pl.col("ordinal")))
        apart = repeats.select(pl.when(pl.col("ordinal") == 0).then("hash").otherwise(again))["hash"]
        place = pl.int_range(events.height, eager=True).scatter(
            at, range(events.height, events.height + at.len())
        )
        return events.with_columns(pl.concat([events["hash"], apart]).gather(place))


def _keys(fragments: pl.DataFrame) -> pl.Series:
    """The hashes as numbers: half the memory, and told apart faster."""
    return fragments["hash"].bin.reinterpret(dtype=pl.UInt128).alias("key")


def _parted(fragments: pl.DataFrame, chosen: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The chosen rows and the others; the frame itself where that is one of them."""
    if chosen.all():
        return fragments, fragments.clear()
    if not chosen.any():
        return fragments.clear(), fragments
    return fragments.filter(chosen), fragments.filter(~chosen)


def _without_empty(fragments: pl.DataFrame) -> pl.DataFrame:
    """Without the columns that hold nothing, which would take as much memory as short texts."""
    empty = (each.name for each in fragments if each.null_count() == fragments.height)
    return fragments.drop(name for name in empty if name != "entity")


def _with_empty(fragments: pl.DataFrame, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """With all columns again, in order."""
    empty = [
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in columns.items()
        if name not in fragments.columns
    ]
    return fragments.with_columns(empty).select(list(columns))


def _collapse(fragments: pl.DataFrame) -> pl.DataFrame:
    """Equal fragments as one: the first locator, and how many records said so."""
    if fragments["hash"].n_unique() == fragments.height:
        return fragments
    first = (
        fragments.select("hash", "records")
        .with_row_index("at")
        .group_by("hash", maintain_order=True)
        .agg(pl.col("at").first(), pl.col("records").sum())
    )
    return fragments[first["at"]].with_columns(first["records"])
