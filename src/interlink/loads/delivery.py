"""One delivery on its way into the lake: numbered, held against what is known, counted and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from interlink.errors import LoadError, UnmetExpectation
from interlink.lake import ORDINAL_BITS
from interlink.ledger import QuarantinedRecord
from interlink.loads.difference import Difference
from interlink.loads.vanished import vanished
from interlink.mapping.apply import Mapped
from interlink.mapping.marks import UnknownCodes
from interlink.mapping.spec import SourceSpec
from interlink.readers import locator

__all__ = ["Counts", "Delivery"]

COUNTS_AS = {
    "source_grade": "counts as the lowest",
    "information_grade": "counts as the lowest",
    "handling": "counts as the strictest",
    "purposes": "opens the record to nobody",
    "person_category": "is kept as it is",
    "is_fact": "counts as an assessment",
    "releasable_to": "names no agency, country or alliance",
}
# A smaller source may well lose half of what it said.
LEAST_LOSS = 10


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
    0 for a dry run, whose `write` writes nothing. One that `corrects` a record takes that record beside what
    was delivered with it, which says again what it said.
    """

    spec: SourceSpec
    load: int
    differences: Mapping[str, Difference]
    write: Callable[[str, pl.DataFrame], None]
    corrects: bool = False
    counts: Counts = field(default_factory=Counts)
    warnings: dict[str, None] = field(default_factory=dict)
    _ordinal: int = 0
    _restated: list[pl.Series] = field(default_factory=list)
    _named: list[pl.Series] = field(default_factory=list)
    _nameless: int = 0
    _unknown: dict[tuple[str, str], UnknownCodes] = field(default_factory=dict)
    _quarantined: list[tuple[int, pl.DataFrame]] = field(default_factory=list)

    def take(self, mapped: Mapped, *, file: int, outdated: int = 0) -> None:
        """Takes what a batch of a file became, besides records that a later one of their key outdates."""
        self.counts.records += mapped.records + outdated
        for at, new in mapped.unknown.items():
            first = self._unknown.get(at, replace(new, rows=0))
            self._unknown[at] = replace(first, rows=first.rows + new.rows)
        self._restated.append(mapped.restated)
        if mapped.quarantined.height:
            self.counts.quarantined += mapped.quarantined.height
            self._quarantined.append((file, mapped.quarantined))
        self.restate(mapped, file=file)

    def restate(self, mapped: Mapped, *, file: int) -> None:
        """Takes what an earlier load of the same delivery has counted."""
        self._named.append(mapped.named)
        self._nameless += mapped.nameless
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
            for new in difference.rest():
                self._add(name, new)
            self.counts.fragments_unchanged += difference.unchanged
        self.warnings.update(dict.fromkeys(_code_warnings(self.spec, self._unknown)))
        if self.corrects:
            self._check_corrected()
            # One record of an increment or of changes need not hold what a whole delivery does.
            if self.spec.delivery == "full":
                self._check_expectations()
            return
        self._check_quarantine()
        self._check_expectations()
        self._check_not_empty()

    def gone(self) -> Iterator[tuple[str, pl.Series]]:
        """By schema, the `seq` of the fragments that this delivery retires, as its source delivers."""
        for name, seqs in self._gone().items():
            self.counts.fragments_retired += seqs.len()
            yield name, seqs

    def quarantined(self) -> Iterator[QuarantinedRecord]:
        """The records that could not be mapped, in the order delivered."""
        for file, frame in self._quarantined:
            for path, row, reason in frame.select("path", "row", "reason").iter_rows():
                yield QuarantinedRecord(self.load, file, path, row, reason)

    def _gone(self) -> dict[str, pl.Series]:
        if self.spec.delivery == "increment":
            return {}
        if self.spec.delivery == "changes":
            keys = _distinct(self._restated)
            return {name: difference.replaced(keys) for name, difference in self.differences.items()}
        gone = vanished(self.differences, _distinct(self._named))
        if not self._nameless or not any(seqs.len() for seqs in gone.values()):
            self._warn_of_loss(sum(seqs.len() for seqs in gone.values()))
            return gone
        whom = "1 record in quarantine does not say whom it is"
        if self._nameless > 1:
            whom = f"{self._nameless:,} records in quarantine do not say whom they are"
        self.warnings[f"{whom} about; nothing was retired"] = None
        return {}

    def _warn_of_loss(self, retired: int) -> None:
        """Warns where little is left of what the source said; saying all of it anew loses nothing."""
        known = sum(difference.known.height for difference in self.differences.values())
        left = known - retired + self.counts.fragments_added
        if retired >= LEAST_LOSS and 2 * left < known and not self.spec.follows:
            self.warnings[
                f"{retired:,} of {known:,} fragments that the source said before are retired:"
                " is the delivery whole?"
            ] = None

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
            fmt = self.spec.file_format()
            shown = "; ".join(f"{locator(fmt, each.path, each.row)}: {each.reason}" for each in first)
            raise LoadError(
                f"load {self.spec.source}: {counts.quarantined:,} of {counts.records:,} records could not be"
                f" mapped, more than the source's limit of {self.spec.quarantine_limit:.0%} ({shown})."
                " Nothing was changed. Correct the delivery, or the source file."
            )

    def _check_corrected(self) -> None:
        for found in self.quarantined():
            raise LoadError(
                f"load {self.spec.source}: the corrected record cannot be mapped either: {found.reason}."
                " Nothing was changed."
            )
        if self.counts.records > 1:
            raise LoadError(
                f"load {self.spec.source}: {self.counts.records:,} records, expected the corrected one alone."
                " Nothing was changed."
            )
        if not self.counts.records:
            raise LoadError(
                f"load {self.spec.source}: the corrected record is not among the source's: it stands"
                " elsewhere, or 'only' in the source's file leaves it out. Nothing was changed."
            )

    def _check_expectations(self) -> None:
        problems = {}
        for name, expected in self.spec.expect.items():
            found = self.differences[name].entities
            if found < expected.least or (expected.most is not None and found > expected.most):
                most = "any number" if expected.most is None else f"{expected.most:,}"
                problems[name] = f"{found:,} {name}, expected {expected.least:,} to {most}"
        if problems:
            raise UnmetExpectation(
                f"load {self.spec.source}: {'; '.join(problems.values())}. Nothing was changed."
                " Is the delivery whole? If the source has really changed, correct 'expect' in its file.",
                problems,
            )

    def _check_not_empty(self) -> None:
        """An empty file is more often a broken export than a source that takes back all it ever said."""
        if self.counts.records:
            return
        known = sum(difference.known.height for difference in self.differences.values())
        if self.spec.delivery == "full" and known and not self.spec.expect:
            raise LoadError(
                f"load {self.spec.source}: the delivery holds no record, so all {known:,} fragments of the"
                " source would be retired. Nothing was changed. Is the delivery whole? If it is, say so"
                " in the source's file by 'expect', with 'least: 0'."
            )
        if not self.spec.follows:
            self.warnings["the delivery holds no record"] = None


def _distinct(parts: Sequence[pl.Series]) -> pl.Series:
    return pl.concat([pl.Series("id", [], dtype=pl.String), *(part.alias("id") for part in parts)]).unique()


def _code_warnings(spec: SourceSpec, unknown: Mapping[tuple[str, str], UnknownCodes]) -> Iterator[str]:
    """A warning for each column of a marking that holds codes which nobody knows."""
    for (field_, column), found in sorted(unknown.items()):
        has = "row has" if found.rows == 1 else "rows have"
        place = locator(spec.file_format(), found.path, found.row)
        yield (
            f"column '{column}': {found.rows:,} {has} a code that is not known, the first {place}; it"
            f" {COUNTS_AS[field_]}"
        )
