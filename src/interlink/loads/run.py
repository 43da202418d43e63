"""A load: archive, map, difference, commit; visible as a whole or not at all."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from interlink.errors import InterlinkError, ReadError, StoreUnavailable, kept_words
from interlink.lake import Archive, Lake
from interlink.ledger import Correction, Ledger
from interlink.ledger.corrections import KeptApart
from interlink.loads.beside import NOTHING, Part, check_open, delivered_beside
from interlink.loads.changes import outdated
from interlink.loads.checks import check_edition, check_files
from interlink.loads.columns import check_columns, check_members
from interlink.loads.corrected import spec_of_correction
from interlink.loads.delivery import Delivery
from interlink.loads.difference import Difference
from interlink.loads.overlap import work_ahead, write_behind
from interlink.loads.report import LoadReport
from interlink.loads.turns import one_at_a_time
from interlink.mapping.apply import Mapped, map_batch
from interlink.mapping.fetching import UNATTENDED
from interlink.mapping.records import taken, without
from interlink.mapping.spec import SourceSpec
from interlink.model.moments import micros
from interlink.model.samples import PER_SCHEMA, Sample, samples_of
from interlink.model.schema import Ontology
from interlink.progress import Progress, silent
from interlink.readers import Batch, joined_tables, read_batches, reader_for, rows_of

__all__ = ["Loader"]


def utc_now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


class Loader:
    """Runs loads into one lake and ledger; `locks` is a folder, one file in it for each source.

    A load waits `wait_s` seconds for another of its source.
    """

    def __init__(
        self,
        *,
        lake: Lake,
        ledger: Ledger,
        archive: Archive,
        ontology: Ontology,
        locks: Path,
        wait_s: float = 10.0,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._lake = lake
        self._ledger = ledger
        self._archive = archive
        self._ontology = ontology
        self._locks = locks
        self._wait_s = wait_s
        self._now = now

    def run(
        self,
        spec: SourceSpec,
        files: Sequence[Path],
        *,
        dry_run: bool = False,
        allow_older: bool = False,
        notes: Sequence[str] = (),
        progress: Progress = silent,
    ) -> LoadReport:
        """One load of a source from these files; `notes` stand before its warnings.

        A load of the source that was killed is cleared first. The same files again change nothing.

        Raises
        ------
        ReadError          a file is not what the source expects
        StaleEdition       older than the last committed edition, without `allow_older`
        LoadError          another load of this source runs; too many records in quarantine; an
                           expectation is not met; the delivery is empty
        StoreUnavailable   archive, lake or ledger cannot be written
        """
        check_files(spec, files)
        started = self._now()
        with one_at_a_time(self._locks, spec.source, wait_s=self._wait_s):
            committed = self._ledger.loads(source=spec.source, state="committed")
            editions = [row.edition for row in committed if row.edition]
            edition = check_edition(spec, files, committed=editions, allow_older=allow_older)
            if dry_run:
                return self._carry(spec, _parts(spec, files), 0, started, notes=notes, progress=progress)
            self._clear_interrupted(spec.source)
            load = self._start(spec, edition, started)
            try:
                report = self._carry(spec, _parts(spec, files), load, started, notes=notes, progress=progress)
            except InterlinkError as error:
                self._give_up(spec.source, load, error, files=self._kept(spec, files, started, error))
                raise
            except BaseException as error:
                self._give_up(spec.source, load, error)
                raise
            return self._compacted(report)

    def correct(
        self,
        spec: SourceSpec,
        kept: KeptApart,
        file: Path,
        *,
        by: Correction,
        progress: Progress = silent,
    ) -> LoadReport:
        """One load of a record in quarantine as corrected, which `file` holds.

        It means what it would have meant in its delivery, to which it is an addition. Of a whole one it
        retires only what the delivery would have retired with the record in it. `records` is 1.

        Raises
        ------
        ReadError          the file is not one record of the source's format
        LoadError          it cannot be mapped either, it was corrected already, or its delivery does not
                           count any more
        StoreUnavailable   the delivery is not at hand, or a store cannot be written
        """
        started = self._now()
        with one_at_a_time(self._locks, spec.source, wait_s=self._wait_s):
            own = check_open(spec, kept, self._ledger, mapping=_mapping_sha256(spec))
            with delivered_beside(spec, kept, file, self._ledger, self._archive) as beside:
                self._clear_interrupted(spec.source)
                parts = [*beside, Part(spec_of_correction(spec), file, NOTHING)]
                load = self._start(spec, own.edition, started)
                try:
                    # As a dry run first: what is refused must leave no file of its own in the archive.
                    self._carry(spec, parts, 0, started, progress=silent, corrects=by)
                    report = self._carry(spec, parts, load, started, progress=progress, corrects=by)
                except BaseException as error:
                    # Without its file: by itself it is no delivery, and must not be loaded as one.
                    self._give_up(spec.source, load, error)
                    raise
            return self._compacted(report)

    def _start(self, spec: SourceSpec, edition: str | None, started: datetime) -> int:
        return self._ledger.start_load(
            source=spec.source,
            delivery=spec.delivery,
            edition=edition,
            spec_sha256=_mapping_sha256(spec),
            at=micros(started),
            graph=spec.graph,
        )

    def _carry(
        self,
        spec: SourceSpec,
        parts: Sequence[Part],
        load: int,
        started: datetime,
        *,
        progress: Progress,
        notes: Sequence[str] = (),
        corrects: Correction | None = None,
    ) -> LoadReport:
        """Everything between the start of a load and its commit; of a dry run, all but the writing."""
        new: Counter[str] = Counter()
        samples: list[Sample] = []

        def write(name: str, fragments: pl.DataFrame) -> None:
            schema = self._ontology.get(name)
            if load:
                self._lake.append(schema, fragments)
                return
            samples.extend(samples_of(schema, fragments, max(0, PER_SCHEMA - new[name])))
            new[name] += fragments.height

        received: list[int] = []
        counted = [rows_of(part.spec.file_format(), [part.path]) for part in parts]
        total = None if None in counted else sum(each or 0 for each in counted)
        states = [_state_of(part.path) for part in parts]
        with write_behind(write) as behind:
            differences = self._differences(spec)
            delivery = Delivery(
                spec,
                load,
                differences,
                behind,
                corrects=corrects is not None,
                warnings=dict.fromkeys(notes),
            )
            for part, state in zip(parts, states, strict=True):
                number = self._take(delivery, part, started, progress=progress, total=total)
                received += [] if part.number else [number]
                if _state_of(part.path) != state:
                    raise ReadError(
                        f"{part.path} changed while it was being loaded. Nothing was changed;"
                        " load it when complete."
                    )
            delivery.finish()
        for name, seqs in delivery.gone():
            if load:
                self._lake.retire(self._ontology.get(name), seqs, source=spec.source, load=load)
        counts = asdict(delivery.counts)
        if load:
            self._lake.sync()
            self._ledger.commit_load(
                load,
                at=micros(self._now()),
                counts=counts,
                files=received,
                quarantined=delivery.quarantined(),
                warnings=delivery.warnings,
                corrects=corrects,
            )
        return LoadReport(
            load=load,
            source=spec.source,
            state="committed" if load else "dry-run",
            **counts,
            seconds=round((self._now() - started).total_seconds(), 3),
            warnings=tuple(delivery.warnings),
            new=dict(sorted(new.items())),
            samples=tuple(samples),
        )

    def _compacted(self, report: LoadReport) -> LoadReport:
        """The report, once small files are put together; that they cannot be is no fault of the load."""
        try:
            self._lake.compact(report.source)
        except StoreUnavailable as error:
            return replace(report, warnings=(*report.warnings, f"small files stay for now: {error}"))
        return report

    def _take(
        self,
        delivery: Delivery,
        part: Part,
        started: datetime,
        *,
        progress: Progress,
        total: int | None,
    ) -> int:
        """Takes one file into the delivery, without the records that do not count, and gives its number."""
        spec, path, gone = part.spec, part.path, part.gone
        fmt = spec.file_format()
        marking_id = self._ledger.marking_id if delivery.load else lambda _marking: 0

        def work(batch: Batch) -> tuple[list[str], Mapped, int]:
            batch = part.joins.add(batch)
            warnings = [*check_columns(spec, batch, path.name), *part.joins.unmatched(batch)]
            mapped = map_batch(spec, self._ontology, without(batch, fmt, gone), marking_id=marking_id)
            if not gone.height:
                return warnings, mapped, 0
            records = sum(taken(spec, batch)[name].height for name in fmt.main_tables)
            return warnings, mapped, records - mapped.records

        with work_ahead(read_batches(path, fmt), work) as worked:
            number = part.number
            if delivery.load and not number:
                number = self._receive(spec, path, started)
            if not part.number:
                odd = [*check_members(spec, path), *reader_for(fmt.format).doubts(path, fmt)]
                delivery.warnings.update(dict.fromkeys(odd))
            for warnings, mapped, earlier in worked:
                if part.number:
                    delivery.restate(mapped, file=number)
                    continue
                delivery.warnings.update(dict.fromkeys(warnings))
                delivery.take(mapped, file=number, outdated=earlier)
                # else it would stand in memory beside the next ones that are worked on
                del mapped
                progress("records", delivery.counts.records, total)
        return number

    def _receive(self, spec: SourceSpec, path: Path, started: datetime) -> int:
        receipt = self._archive.receive(path)
        return self._ledger.add_file(
            sha256=receipt.sha256,
            name=receipt.name,
            size=receipt.size,
            at=micros(started),
            fmt=spec.file_format(),
        )

    def _differences(self, spec: SourceSpec) -> dict[str, Difference]:
        """By schema, what of this source shows now: also of schemas that its file no longer maps."""
        loads = [row.id for row in self._ledger.loads(source=spec.source, state="committed")]
        names = {made.schema_ for made in spec.made()}
        found: dict[str, Difference] = {}
        if spec.delivery != "increment":
            names |= {schema.name for schema in self._lake.schemas()}
        columns = ["hash", "seq", *(["record_key"] if spec.delivery == "changes" else [])]
        for schema in (self._ontology.get(name) for name in sorted(names)):
            shown = self._lake.scan(schema, loads).filter(pl.col("source") == spec.source)
            found[schema.name] = Difference(schema, shown.select(columns).collect(), shown)
        return found

    def _clear_interrupted(self, source: str) -> None:
        """Removes what loads killed in mid-run left; the lock says that none is running."""
        for row in self._ledger.loads(source=source, state="running"):
            self._lake.forget(row.id, source=source)
            self._ledger.fail_load(row.id, "interrupted")

    def _kept(
        self, spec: SourceSpec, files: Sequence[Path], started: datetime, error: InterlinkError
    ) -> list[int]:
        """The files of a load that failed, archived so that it can be tried again; none where that fails."""
        try:
            return [self._receive(spec, path, started) for path in files]
        except (ReadError, StoreUnavailable) as unkept:
            error.add_note(f"Its files are not kept: {unkept}")
            return []

    def _give_up(self, source: str, load: int, error: BaseException, *, files: Sequence[int] = ()) -> None:
        """Removes what a load has written, unless it was interrupted after its commit.

        Where a store refuses even that, the load stays `running`, which shows nothing, and the next
        one clears it.
        """
        try:
            if load in (row.id for row in self._ledger.loads(source=source, state="running")):
                self._lake.forget(load, source=source)
                self._ledger.fail_load(load, kept_words(error), files=files)
        except StoreUnavailable as unavailable:
            error.add_note(
                f"What load {load} has written is cleared by the next load of {source}: {unavailable}"
            )


def _parts(spec: SourceSpec, files: Sequence[Path]) -> list[Part]:
    """The files of a delivery; what a later record outdates does not count."""
    joins = joined_tables(files, spec.file_format())
    gone = outdated(spec, files, joins)
    return [Part(spec, path, each, joins=joins) for path, each in zip(files, gone, strict=True)]


def _mapping_sha256(spec: SourceSpec) -> str:
    """The same whenever and from wherever the source runs."""
    return hashlib.sha256(spec.model_dump_json(exclude=set(UNATTENDED)).encode()).hexdigest()


def _state_of(path: Path) -> tuple[int, int, int]:
    """What changes when a file is written to or replaced."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
