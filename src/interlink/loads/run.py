"""A load: archive, map, difference, commit; visible as a whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from filelock import FileLock, Timeout

from interlink.errors import LoadError, ReadError, StaleEdition
from interlink.lake import ORDINAL_BITS, Archive, Lake
from interlink.ledger import Ledger, QuarantinedRecord
from interlink.loads.columns import check_columns
from interlink.loads.difference import Difference
from interlink.mapping.apply import Mapped, map_batch
from interlink.mapping.spec import SourceSpec
from interlink.model.schema import Ontology
from interlink.model.types import TYPES, Hints
from interlink.readers import read_batches, reader_for

__all__ = ["LoadReport", "Loader", "Progress"]

LOCK_WAIT_S = 10.0

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class LoadReport:
    """What a load did. `load` is 0 for a dry run; `graph` says whether the graph holds it yet."""

    load: int
    source: str
    state: str
    records: int
    fragments_added: int
    fragments_retired: int
    fragments_unchanged: int
    quarantined: int
    flagged: int
    seconds: float
    graph: str = ""
    warnings: tuple[str, ...] = ()


@dataclass
class _Counts:
    records: int = 0
    added: int = 0
    retired: int = 0
    unchanged: int = 0
    quarantined: int = 0
    flagged: int = 0


class Loader:
    """Runs loads into one lake and ledger."""

    def __init__(self, *, lake: Lake, ledger: Ledger, archive: Archive, ontology: Ontology, locks: Path) -> None:
        self._lake = lake
        self._ledger = ledger
        self._archive = archive
        self._ontology = ontology
        self._locks = locks

    def run(
        self,
        spec: SourceSpec,
        files: Sequence[Path],
        *,
        dry_run: bool = False,
        allow_older: bool = False,
        progress: Progress = lambda _stage, _rows: None,
    ) -> LoadReport:
        """One load of a source from these files.

        A load of the source that was killed is cleared first. The same files again change nothing.

        Raises
        ------
        ReadError      a file is not what the source expects
        StaleEdition   older than the last committed edition, without `allow_older`
        LoadError      another load of this source runs; too many records in quarantine; an
                       expectation is not met
        """
        if not files:
            raise LoadError(f"load {spec.source}: no file given. Name the delivered file, or several parts of one.")
        missing = [str(path) for path in files if not path.is_file()]
        if missing:
            raise ReadError(f"load {spec.source}: no such file: {', '.join(missing)}. Check the path.")
        started = datetime.now(UTC)
        with self._one_at_a_time(spec.source):
            edition = self._edition(spec, files, allow_older=allow_older)
            if dry_run:
                return self._run(spec, files, 0, started, progress)
            self._clear_interrupted(spec.source)
            load = self._ledger.start_load(
                source=spec.source,
                delivery=spec.delivery,
                edition=edition,
                spec_sha256=hashlib.sha256(spec.model_dump_json().encode()).hexdigest(),
                at=_micros(started),
            )
            try:
                return self._run(spec, files, load, started, progress)
            except BaseException as error:
                self._lake.forget(load)
                self._ledger.fail_load(load, f"{type(error).__name__}: {error}")
                raise

    def _run(
        self, spec: SourceSpec, files: Sequence[Path], load: int, started: datetime, progress: Progress
    ) -> LoadReport:
        counts = _Counts()
        warnings: dict[str, None] = {}
        differences = self._differences(spec)
        touched: list[pl.Series] = []
        ordinal = 0
        file_ids: list[int] = []
        quarantined: list[QuarantinedRecord] = []
        for path in files:
            file_id = self._receive(spec, path, load, started)
            file_ids.append(file_id)
            for mapped in self._mapped(spec, path, warnings, known=bool(load)):
                counts.records += mapped.records
                counts.quarantined += mapped.quarantined.height
                quarantined += [
                    QuarantinedRecord(load, file_id, row["path"], row["row"], row["reason"])
                    for row in mapped.quarantined.iter_rows(named=True)
                ]
                touched.append(mapped.touched)
                for name, frame in mapped.fragments.items():
                    new = differences[name].take(frame.with_columns(pl.lit(file_id, dtype=pl.Int32).alias("file")))
                    ordinal = self._append(name, new, spec, load, ordinal, counts)
                progress("records", counts.records)
        for name, difference in differences.items():
            ordinal = self._append(name, difference.rest(), spec, load, ordinal, counts)
            counts.unchanged += difference.unchanged
        self._check_quarantine(spec, counts, quarantined)
        _check_expectations(spec, differences)
        for name, difference in differences.items():
            gone = _gone(spec, difference, touched)
            counts.retired += gone.len()
            if load:
                self._lake.retire(self._ontology.get(name), gone, source=spec.source, load=load)
        if load:
            self._ledger.add_load_files(load, file_ids)
            self._ledger.add_quarantine(quarantined)
            self._ledger.commit_load(
                load,
                at=_micros(datetime.now(UTC)),
                counts={
                    "records": counts.records,
                    "fragments_added": counts.added,
                    "fragments_retired": counts.retired,
                    "fragments_unchanged": counts.unchanged,
                    "quarantined": counts.quarantined,
                    "flagged": counts.flagged,
                },
                warnings=warnings,
            )
        return LoadReport(
            load=load,
            source=spec.source,
            state="committed" if load else "dry-run",
            records=counts.records,
            fragments_added=counts.added,
            fragments_retired=counts.retired,
            fragments_unchanged=counts.unchanged,
            quarantined=counts.quarantined,
            flagged=counts.flagged,
            seconds=round((datetime.now(UTC) - started).total_seconds(), 3),
            warnings=tuple(warnings),
        )

    @contextmanager
    def _one_at_a_time(self, source: str) -> Iterator[None]:
        self._locks.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._locks / f"{source}.lock", timeout=LOCK_WAIT_S):
                yield
        except Timeout:
            raise LoadError(
                f"another load of source {source} is running; waited {LOCK_WAIT_S:.0f} s."
                " Try again when it has ended: `interlink loads list`."
            ) from None

    def _edition(self, spec: SourceSpec, files: Sequence[Path], *, allow_older: bool) -> str | None:
        if spec.edition is None:
            return None
        reader, fmt = reader_for(spec.file.format), spec.file_format()
        editions = [found for path in files if (found := reader.edition(path, fmt, spec.edition)) is not None]
        if not editions:
            return None
        edition = max(editions, key=_edition_key)
        committed = [row.edition for row in self._ledger.loads(source=spec.source, state="committed") if row.edition]
        last = max(committed, key=_edition_key, default=None)
        if last is not None and _edition_key(edition) < _edition_key(last) and not allow_older:
            raise StaleEdition(
                f"load {spec.source}: this edition is of {edition}, older than the committed one of {last}."
                " Nothing was changed. Use --allow-older to load it all the same."
            )
        return edition

    def _clear_interrupted(self, source: str) -> None:
        """Removes what loads killed in mid-run left; the lock says that none is running."""
        for row in self._ledger.loads(source=source, state="running"):
            self._lake.forget(row.id)
            self._ledger.fail_load(row.id, "interrupted")

    def _receive(self, spec: SourceSpec, path: Path, load: int, started: datetime) -> int:
        if not load:
            return 0
        receipt = self._archive.receive(path)
        return self._ledger.add_file(
            sha256=receipt.sha256, name=receipt.name, size=receipt.size, at=_micros(started), fmt=spec.file_format()
        )

    def _mapped(self, spec: SourceSpec, path: Path, warnings: dict[str, None], *, known: bool) -> Iterator[Mapped]:
        marking_id = self._ledger.marking_id if known else lambda _marking: 0
        for batch in read_batches(path, spec.file_format()):
            for warning in check_columns(spec, batch, path.name):
                warnings.setdefault(warning)
            yield map_batch(spec, self._ontology, batch, marking_id=marking_id)

    def _differences(self, spec: SourceSpec) -> dict[str, Difference]:
        loads = [row.id for row in self._ledger.loads(source=spec.source, state="committed")]
        found: dict[str, Difference] = {}
        for name in sorted({given.schema_ for given in (*spec.entities.values(), *spec.links.values())}):
            schema = self._ontology.get(name)
            owner = "src" if schema.is_link else "entity"
            known = (
                self._lake.scan(schema, loads)
                .filter(pl.col("source") == spec.source)
                .select("hash", "seq", pl.col(owner).alias("owner"))
                .collect()
            )
            found[schema.name] = Difference(schema, known)
        return found

    def _append(self, name: str, new: pl.DataFrame, spec: SourceSpec, load: int, ordinal: int, counts: _Counts) -> int:
        if not new.height:
            return ordinal
        counts.added += new.height
        counts.flagged += int(new["flagged"].is_not_null().sum())
        if load:
            first = (load << ORDINAL_BITS) + ordinal
            numbered = new.with_columns(
                pl.int_range(first, first + new.height, dtype=pl.Int64).alias("seq"),
                pl.lit(load, dtype=pl.Int32).alias("load"),
                pl.lit(spec.source).alias("source"),
            )
            self._lake.append(self._ontology.get(name), numbered)
        return ordinal + new.height

    @staticmethod
    def _check_quarantine(spec: SourceSpec, counts: _Counts, quarantined: Sequence[QuarantinedRecord]) -> None:
        if counts.records and counts.quarantined > spec.quarantine_limit * counts.records:
            shown = "; ".join(f"row {q.row}: {q.reason}" for q in quarantined[:3])
            raise LoadError(
                f"load {spec.source}: {counts.quarantined:,} of {counts.records:,} records could not be mapped,"
                f" more than the source's limit of {spec.quarantine_limit:.0%} ({shown}). Nothing was changed."
                " Correct the delivery, or the source file."
            )


def _check_expectations(spec: SourceSpec, differences: dict[str, Difference]) -> None:
    problems = []
    for name, expected in spec.expect.items():
        found = differences[name].entities
        if found < expected.least or (expected.most is not None and found > expected.most):
            most = "any number" if expected.most is None else f"{expected.most:,}"
            problems.append(f"{found:,} {name}, expected {expected.least:,} to {most}")
    if problems:
        raise LoadError(
            f"load {spec.source}: {'; '.join(problems)}. Nothing was changed."
            " Is the delivery whole? If the source has really changed, correct 'expect' in its file."
        )


def _gone(spec: SourceSpec, difference: Difference, touched: Sequence[pl.Series]) -> pl.Series:
    """The fragments that this delivery retires, by the source's mode of delivery."""
    if spec.delivery == "full":
        return difference.vanished()
    if spec.delivery == "changes":
        return difference.replaced(pl.concat(touched))
    return pl.Series([], dtype=pl.Int64)


def _edition_key(edition: str) -> tuple[int, str]:
    """Editions order by time where they are dates, else as text."""
    at = TYPES["time"].clean(pl.Series([edition]), Hints())[0]
    return (1, at.isoformat()) if at is not None else (0, edition)


def _micros(when: datetime) -> int:
    return int(when.timestamp()) * 1_000_000 + when.microsecond
