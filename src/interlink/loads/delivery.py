"""One delivery on its way into the lake: numbered, held against what is known, counted and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from interlink.errors import LoadError
from interlink.lake import ORDINAL_BITS
from interlink.ledger import QuarantinedRecord
from interlink.loads.difference import Difference
from interlink.mapping.apply import Mapped
from interlink.mapping.spec import SourceSpec

__all__ = ["Counts", "Delivery"]


@dataclass
class Counts:
    """What a load did, under the names that the ledger keeps."""

    records: int = 0
    fragments_added: int = 0
    fragments_retired: int = 0
    fragments_unchanged: int = 0
    quarantined: int = 0
    flagged: int = 0


@dataclass
class Delivery:
    """The files of one load of a source.

    `differences` are by schema; `write` gets every new fragment with its numbers, by schema. `load` is
    0 for a dry run, whose `write` writes nothing.
    """

    spec: SourceSpec
    load: int
    differences: Mapping[str, Difference]
    write: Callable[[str, pl.DataFrame], None]
    counts: Counts = field(default_factory=Counts)
    warnings: dict[str, None] = field(default_factory=dict)
    _ordinal: int = 0
    _touched: list[pl.Series] = field(default_factory=list)
    _quarantined: list[tuple[int, pl.DataFrame]] = field(default_factory=list)

    def take(self, mapped: Mapped, *, file: int) -> None:
        """Takes what a batch of a file became."""
        self.counts.records += mapped.records
        if mapped.quarantined.height:
            self.counts.quarantined += mapped.quarantined.height
            self._quarantined.append((file, mapped.quarantined))
        if self.spec.delivery == "changes":
            self._touched += [mapped.touched, *_own_ids(mapped)]
        for name, frame in mapped.fragments.items():
            placed = frame.with_columns(pl.lit(file, dtype=pl.Int32).alias("file"))
            self._add(name, self.differences[name].take(placed))

    def finish(self) -> None:
        """Takes what waited for the whole delivery, once every batch is in.

        Raises
        ------
        LoadError   too much is in quarantine, an expectation is not met, or all would vanish
        """
        for name, difference in self.differences.items():
            self._add(name, difference.rest())
            self.counts.fragments_unchanged += difference.unchanged
        self._check_quarantine()
        self._check_expectations()
        self._check_not_empty()

    def gone(self) -> Iterator[tuple[str, pl.Series]]:
        """By schema, the `seq` of the fragments that this delivery retires, as its source delivers."""
        for name, difference in self.differences.items():
            if self.spec.delivery == "increment":
                continue
            full = self.spec.delivery == "full"
            seqs = difference.vanished() if full else difference.replaced(self._touched)
            self.counts.fragments_retired += seqs.len()
            yield name, seqs

    def quarantined(self) -> Iterator[QuarantinedRecord]:
        """The records that could not be mapped, in the order delivered."""
        for file, frame in self._quarantined:
            for path, row, reason in frame.select("path", "row", "reason").iter_rows():
                yield QuarantinedRecord(self.load, file, path, row, reason)

    def _add(self, name: str, new: pl.DataFrame) -> None:
        if not new.height:
            return
        self.counts.fragments_added += new.height
        self.counts.flagged += new.height - new["flagged"].null_count()
        first = (self.load << ORDINAL_BITS) + self._ordinal
        self._ordinal += new.height
        numbered = new.with_columns(
            pl.int_range(first, first + new.height, dtype=pl.Int64).alias("seq"),
            pl.lit(self.load, dtype=pl.Int32).alias("load"),
            pl.lit(self.spec.source).alias("source"),
        )
        self.write(name, numbered)

    def _check_quarantine(self) -> None:
        counts = self.counts
        if counts.quarantined > self.spec.quarantine_limit * counts.records:
            first = [found for found, _ in zip(self.quarantined(), range(3), strict=False)]
            shown = "; ".join(f"row {each.row}: {each.reason}" for each in first)
            raise LoadError(
                f"load {self.spec.source}: {counts.quarantined:,} of {counts.records:,} records could not be"
                f" mapped, more than the source's limit of {self.spec.quarantine_limit:.0%} ({shown})."
                " Nothing was changed. Correct the delivery, or the source file."
            )

    def _check_expectations(self) -> None:
        problems = []
        for name, expected in self.spec.expect.items():
            found = self.differences[name].entities
            if found < expected.least or (expected.most is not None and found > expected.most):
                most = "any number" if expected.most is None else f"{expected.most:,}"
                problems.append(f"{found:,} {name}, expected {expected.least:,} to {most}")
        if problems:
            raise LoadError(
                f"load {self.spec.source}: {'; '.join(problems)}. Nothing was changed."
                " Is the delivery whole? If the source has really changed, correct 'expect' in its file."
            )

    def _check_not_empty(self) -> None:
        """An empty file is more often a broken export than a source that takes back all it ever said."""
        known = sum(difference.known.height for difference in self.differences.values())
        if self.spec.delivery == "full" and not self.counts.records and known and not self.spec.expect:
            raise LoadError(
                f"load {self.spec.source}: the delivery holds no record, so all {known:,} fragments of the"
                " source would be retired. Nothing was changed. Is the delivery whole? If it is, say so"
                " in the source's file by 'expect', with 'least: 0'."
            )


def _own_ids(mapped: Mapped) -> Iterator[pl.Series]:
    """The ids of links that have a key: what is delivered of such a link replaces what was."""
    for frame in mapped.fragments.values():
        if "src" in frame.columns:
            yield frame["entity"].drop_nulls().unique()
